"""Each sort of drift has a rule: it can be waived, and finds nothing where something is planned."""

from __future__ import annotations

from datetime import date

from passkeyctl.checks.waivers import waived
from passkeyctl.diagnostics import SourceRange
from passkeyctl.drift.deviation import CODES
from passkeyctl.model.desired import Waiver
from passkeyctl.render.rules.rule_words import JUDGED_BY, PASSES_WAIVER, passes_of
from passkeyctl.rules.rule import Family, Mode
from passkeyctl.rules.table import BY_CODE, RULES


def test_each_sort_of_drift_has_a_rule() -> None:
    ours = [each for each in RULES if each.mode is Mode.DRIFT]
    assert {each.code for each in ours} == set(CODES.values())
    assert {each.family for each in ours} == {Family.DRIFT}
    assert all(each.can_be_waived and not each.is_of_rollout for each in ours)


def test_what_lets_it_pass() -> None:
    rule = BY_CODE["DRF101"]
    assert (passes_of(rule), JUDGED_BY[rule.mode]) == (PASSES_WAIVER, "`passkeyctl drift`")


def test_a_plan_says_nothing_of_waivers_of_drift() -> None:
    """What hangs on them shows only where the tenant is held against the files."""
    old = Waiver("DRF101", "agreed", "secops", date(2026, 1, 1), SourceRange("a.yaml", 3), ("x",), "passkeys.state")
    assert waived([], [old], date(2026, 11, 23)).findings == ()
    assert waived([], [old], date(2026, 11, 23), is_of_files_alone=True).findings == ()
