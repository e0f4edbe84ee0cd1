"""The one place where blocking is decided."""

from __future__ import annotations

from dataclasses import replace

import pytest

from passkeyctl.checks.verdict import unchecked, verdict, without_people
from passkeyctl.diagnostics import Severity
from passkeyctl.model.finding import Weight
from tests.checks.reviews import HERE, left_alone, policy, review, updated

CHANGED = updated(policy(), state="reportOnly")
QUIET = left_alone(policy())
ERROR, WARNING, NOTICE = Severity.ERROR, Severity.WARNING, Severity.NOTICE


@pytest.mark.parametrize(
    ("is_touched", "expected"), [(None, Weight.BLOCKS), (True, Weight.BLOCKS), (False, Weight.STANDING)]
)
def test_a_check_knows_better_than_the_change_what_a_plan_worsens(is_touched: bool | None, expected: Weight) -> None:
    assert verdict(review(), "CAP403", ERROR, "so", about=CHANGED, is_touched=is_touched).weight is expected


def test_what_no_plan_touches_stands() -> None:
    assert verdict(review(), "CAP403", ERROR, "so", about=QUIET).weight is Weight.STANDING
    assert verdict(review(), "CAP403", ERROR, "so").weight is Weight.STANDING
    assert verdict(review(), "CAP403", ERROR, "so", about=QUIET, is_touched=True).weight is Weight.BLOCKS


@pytest.mark.parametrize("severity", [WARNING, NOTICE])
def test_only_an_error_blocks(severity: Severity) -> None:
    said = verdict(review(), "CAP403", severity, "so", about=CHANGED)
    assert (said.weight, said.can_override) == (Weight.SAYS, False)


@pytest.mark.parametrize(
    ("code", "is_unknown", "can_override"),
    [("CAP403", False, True), ("CAP403", True, True), ("EMG502", False, False), ("EMG502", True, True)],
)
def test_a_promise_is_overridden_only_where_nobody_can_tell(code: str, is_unknown: bool, can_override: bool) -> None:
    assert verdict(review(), code, ERROR, "so", about=CHANGED, is_unknown=is_unknown).can_override is can_override
    standing = verdict(review(), code, ERROR, "so", about=QUIET, is_unknown=is_unknown)
    assert (standing.weight, standing.can_override) == (Weight.STANDING, False)


def test_of_files_alone_everything_is_new() -> None:
    files = replace(review(), is_of_files_alone=True)
    assert verdict(files, "CAP403", ERROR, "so", about=QUIET, is_touched=False).weight is Weight.BLOCKS


def test_the_place_that_is_given_wins() -> None:
    assert verdict(review(), "CAP403", ERROR, "so", about=CHANGED, source=HERE).diagnostic.source == HERE


def test_what_was_not_looked_at_is_neither_fine_nor_violated() -> None:
    said = unchecked("CAP403", "people were not read")
    assert (said.weight, said.is_unknown, said.can_override) == (Weight.UNCHECKED, True, False)
    assert said.diagnostic.summary == "not checked, because people were not read"
    assert said.affected == "unknown, because people were not read"


def test_what_reads_people_is_named_as_the_command_that_is_run_has_it() -> None:
    (beside_a_plan,) = without_people(review(), "REG602")
    assert beside_a_plan.diagnostic.hint == "`--impact` reads them"
    (of_files,) = without_people(replace(review(), is_of_files_alone=True), "REG602")
    assert of_files.diagnostic.hint == "`plan --impact` reads them"
