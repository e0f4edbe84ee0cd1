"""What a baseline keeps, and what it never lets pass."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest

from passkeyctl.checks.baseline import (
    Fingerprint,
    NotABaseline,
    baseline_text,
    can_be_kept,
    compared,
    fingerprint,
    fingerprints,
    read_baseline,
)
from passkeyctl.checks.waivers import Judged
from passkeyctl.diagnostics import Diagnostic, Severity
from passkeyctl.model.desired import Waiver
from passkeyctl.model.finding import Finding, Suppressed, Weight
from tests.states import HERE


def finding(
    code: str = "CAP407",
    summary: str = "it has a condition",
    *,
    weight: Weight = Weight.SAYS,
    at: str = "conditionalAccess.pilot",
    value: str = "",
) -> Finding:
    return Finding(Diagnostic(Severity.WARNING, code, summary, address=at), weight, value=value)


def known(*findings: Finding) -> tuple[Fingerprint, ...]:
    return fingerprints(findings, is_of_plan=True)


def test_a_finding_is_the_same_whatever_it_counts() -> None:
    assert fingerprint(finding(summary="12 people have no method")) == fingerprint(
        finding(summary="1,304 people have no method")
    )


def test_a_number_in_a_name_is_part_of_it() -> None:
    one, other = finding(summary="`PK010` has 2 conditions"), finding(summary="`PK020` has 2 conditions")
    assert fingerprint(one) != fingerprint(other)
    assert fingerprint(one).what == "`PK010` has # conditions"


def test_the_value_counts_before_the_words() -> None:
    assert fingerprint(finding(summary="said so", value="a, b")) == fingerprint(
        finding(summary="said otherwise", value="a, b")
    )
    assert fingerprint(finding(value="a")) != fingerprint(finding(value="b"))


@pytest.mark.parametrize(
    ("weight", "of_plan", "of_files"),
    [
        (Weight.SAYS, True, True),
        (Weight.STANDING, True, True),
        (Weight.BLOCKS, False, True),
        (Weight.ASKS, False, False),
        (Weight.UNCHECKED, False, False),
    ],
)
def test_what_holds_a_plan_up_is_never_kept(weight: Weight, of_plan: bool, of_files: bool) -> None:
    assert can_be_kept(finding(weight=weight), is_of_plan=True) is of_plan
    assert can_be_kept(finding(weight=weight), is_of_plan=False) is of_files


def test_a_promise_is_never_kept() -> None:
    assert fingerprints([finding("EMG502"), finding("CAP401")], is_of_plan=False) == ()


def test_what_blocks_now_is_not_let_pass_by_what_was_only_said_before() -> None:
    before, now = finding(), finding(weight=Weight.BLOCKS)
    found = compared(Judged((now,)), known(before), is_of_plan=True)
    assert (found.judged.findings, found.judged.suppressed, found.gone) == ((now,), (), ())


def test_only_new_findings_are_left() -> None:
    old, new = finding(), finding("CAP404")
    found = compared(Judged((old, new)), known(old), is_of_plan=True)
    assert found.judged.findings == (new,)
    assert found.judged.suppressed == (Suppressed(old),)


def test_what_waivers_cover_stays_with_them_and_counts_as_found() -> None:
    waiver = Waiver("CAP404", "agreed", "it", date(2027, 1, 31), HERE)
    covered = Suppressed(finding("CAP404"), waiver)
    found = compared(Judged((), (covered,)), known(finding("CAP404")), is_of_plan=True)
    assert found.judged.suppressed == (covered,)
    assert found.gone == ()


def test_what_occurs_no_more_is_told() -> None:
    found = compared(Judged(()), known(finding(value="a")), is_of_plan=True)
    assert found.gone == (Fingerprint("CAP407", "conditionalAccess.pilot", "a"),)


def test_what_was_not_checked_this_time_is_not_called_gone() -> None:
    unchecked = finding("PRF105", weight=Weight.UNCHECKED, at="")
    found = compared(Judged((unchecked,)), known(finding("PRF105", at="passkeys.targets.ring0")), is_of_plan=True)
    assert (found.judged.findings, found.gone) == ((unchecked,), ())


def test_a_baseline_is_read_as_it_was_written() -> None:
    kept = known(finding("CAP404"), finding(value="é, `x`"), finding(value="é, `x`"))
    text = baseline_text(reversed(kept))
    assert read_baseline(text) == kept
    assert text == baseline_text(kept)
    assert json.loads(text)["format_version"] == "1.0"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "it can't be read as JSON"),
        ("[]", "it is none that `--write-baseline` wrote"),
        ('{"kind": "plan"}', "it is none that `--write-baseline` wrote"),
        (
            '{"kind": "passkeyctl baseline", "format_version": "2.0"}',
            "it has the format `2.0`, and this version reads `1.0`",
        ),
        ('{"kind": "passkeyctl baseline", "format_version": "1.0"}', "it has no list of findings"),
        (
            '{"kind": "passkeyctl baseline", "format_version": "1.0", "findings": [{"code": "CAP404"}]}',
            "one of its findings lacks its code, its address or its value",
        ),
    ],
)
def test_another_file_is_none(text: str, why: str) -> None:
    with pytest.raises(NotABaseline, match=f"^{re.escape(why)}$"):
        read_baseline(text)


def test_what_is_said_of_a_waiver_is_known_again_too() -> None:
    of_waiver = finding("OPS906", value="CAP407 until 2026-12-31 unused")
    old = compared(Judged((), (), (of_waiver,)), known(of_waiver), is_of_plan=True)
    assert (old.judged.own, [each.finding for each in old.judged.suppressed]) == ((), [of_waiver])
    new = compared(Judged((), (), (of_waiver,)), (), is_of_plan=True)
    assert new.judged.own == (of_waiver,)


def test_a_baseline_that_an_editor_gave_a_mark_or_that_is_nested_without_end() -> None:
    assert read_baseline("\ufeff" + baseline_text(known(finding()))) == known(finding())
    with pytest.raises(NotABaseline):
        read_baseline("[" * 200_000)
