"""Waivers laid over findings, and what is said about the waivers (OPS906)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from passkeyctl.checks.waivers import Judged, waived
from passkeyctl.diagnostics import Diagnostic, Severity
from passkeyctl.model.desired import Waiver
from passkeyctl.model.finding import Finding, Weight
from tests.states import HERE, TODAY

PILOT = "conditionalAccess.pilot"


def finding(
    code: str = "CAP407",
    *,
    severity: Severity = Severity.WARNING,
    weight: Weight = Weight.SAYS,
    at: str = PILOT,
    value: str = "",
    is_unknown: bool = False,
) -> Finding:
    diagnostic = Diagnostic(severity, code, f"something about `{at}`", address=at)
    return Finding(diagnostic, weight, value=value, is_unknown=is_unknown)


def waiver(rule: str = "CAP407", *accepts: str, at: str = "", days: int = 30) -> Waiver:
    return Waiver(rule, "agreed in May", "secops", TODAY + timedelta(days), HERE, accepts, at)


def said(judged: Judged) -> list[tuple[str, str, Weight]]:
    return [(each.diagnostic.severity.value, each.diagnostic.summary, each.weight) for each in judged.own]


def test_what_is_waived_counts_no_more() -> None:
    ours, other = finding(), finding("CAP404")
    judged = waived([ours, other], [waiver()], TODAY)
    assert judged.findings == (other,)
    assert [(each.finding, each.waiver) for each in judged.suppressed] == [(ours, waiver())]


def test_without_waivers_everything_counts() -> None:
    assert waived([finding()], [], TODAY) == Judged((finding(),))


def test_an_address_means_only_the_finding_there() -> None:
    there, elsewhere = finding(), finding(at="conditionalAccess.ring1")
    judged = waived([there, elsewhere], [waiver(at=PILOT)], TODAY)
    assert judged.findings == (elsewhere,)


def test_an_unlisted_object_can_be_meant() -> None:
    judged = waived([finding(at='conditionalAccess["CA001"]')], [waiver(at='conditionalAccess["CA001"]')], TODAY)
    assert judged.findings == ()


@pytest.mark.parametrize("accepts", [("one, two",), ("TWO", "one"), ("two ,  One",)])
def test_values_are_compared_as_lists_in_any_order_and_spelling(accepts: tuple[str, ...]) -> None:
    assert waived([finding(value="one, two")], [waiver("CAP407", *accepts)], TODAY).findings == ()


@pytest.mark.parametrize("accepts", [("one",), ("one, two, three",), ("onetwo",)])
def test_another_value_stands_and_both_are_told(accepts: tuple[str, ...]) -> None:
    judged = waived([finding(value="one, two")], [waiver("CAP407", *accepts, at=PILOT)], TODAY)
    assert judged.findings_left == (finding(value="one, two"),)
    assert said(judged) == [
        (
            "warning",
            f"the waiver of `CAP407` at `{PILOT}` accepts `{', '.join(accepts)}`, and what was found is `one, two`",
            Weight.SAYS,
        )
    ]


def test_a_finding_without_a_value_is_not_what_was_accepted() -> None:
    judged = waived([finding()], [waiver("CAP407", "one")], TODAY)
    assert judged.findings_left == (finding(),)
    assert said(judged)[0][1] == "the waiver of `CAP407` accepts `one`, and what was found is no value"


def test_a_waiver_that_covers_one_of_two_is_used() -> None:
    """The other one is simply not accepted."""
    judged = waived([finding(value="one"), finding(value="two")], [waiver("CAP407", "one")], TODAY)
    assert [each.value for each in judged.findings] == ["two"]
    assert judged.own == ()


def test_it_counts_until_the_end_of_its_day() -> None:
    assert waived([finding()], [waiver(days=0)], TODAY).findings == ()
    assert waived([finding()], [waiver(days=-1)], TODAY).findings_left == (finding(),)


def test_an_expired_one_is_an_error_and_the_finding_stands_again() -> None:
    judged = waived([finding()], [waiver(days=-1)], TODAY)
    assert judged.suppressed == ()
    assert said(judged) == [("error", "the waiver of `CAP407` expired on 2026-11-22", Weight.BLOCKS)]
    (own,) = judged.own
    assert own.can_override
    assert own.diagnostic.source == HERE
    assert own.diagnostic.detail == ("its reason: agreed in May", "its owner: secops")
    assert "`secops`" in own.diagnostic.hint


def test_an_expired_one_of_what_stands_already_blocks_nothing() -> None:
    judged = waived([finding(weight=Weight.STANDING)], [waiver(days=-1)], TODAY)
    assert [(severity, weight) for severity, _, weight in said(judged)] == [("error", Weight.STANDING)]


def test_an_expired_one_that_nothing_hangs_on_is_a_warning_in_a_plan() -> None:
    assert [each[0] for each in said(waived([], [waiver(days=-1)], TODAY))] == ["warning"]
    of_files = waived([], [waiver(days=-1)], TODAY, is_of_files_alone=True)
    assert [each[0] for each in said(of_files)] == ["error"]


def test_one_that_covers_nothing_is_told() -> None:
    judged = waived([finding("CAP404")], [waiver(at=PILOT)], TODAY)
    assert said(judged) == [("warning", f"the waiver of `CAP407` at `{PILOT}` covers nothing", Weight.SAYS)]
    assert judged.own[0].diagnostic.address == PILOT


@pytest.mark.parametrize(("code", "is_told"), [("PRF107", True), ("PRF110", False), ("PRF105", False)])
def test_of_files_alone_only_rules_that_need_nothing_else_can_be_called_unused(code: str, is_told: bool) -> None:
    assert bool(waived([], [waiver(code)], TODAY, is_of_files_alone=True).own) is is_told
    assert waived([], [waiver(code)], TODAY).own


@pytest.mark.parametrize(("code", "is_told"), [("PRF110", False), ("CAP408", True)])
def test_without_people_a_waiver_of_what_is_about_them_is_not_called_unused(code: str, is_told: bool) -> None:
    assert bool(waived([], [waiver(code)], TODAY, has_people=False).own) is is_told
    assert waived([], [waiver(code)], TODAY, has_people=True).own


@pytest.mark.parametrize("weight", [Weight.UNCHECKED, Weight.BLOCKS])
def test_where_nobody_can_tell_a_waiver_is_not_called_unused(weight: Weight) -> None:
    open_question = finding(weight=weight, at="elsewhere", is_unknown=True)
    judged = waived([open_question], [waiver(at=PILOT)], TODAY)
    assert (judged.findings, judged.own) == ((open_question,), ())


def test_what_was_not_checked_is_never_waived() -> None:
    unchecked = finding(weight=Weight.UNCHECKED, is_unknown=True)
    assert waived([unchecked], [waiver()], TODAY).findings == (unchecked,)


def test_an_unknown_verdict_can_be_waived() -> None:
    blocking = finding(severity=Severity.ERROR, weight=Weight.BLOCKS, is_unknown=True)
    assert waived([blocking], [waiver()], TODAY).findings == ()


def test_what_must_be_asked_is_asked_all_the_same() -> None:
    asked = finding("OPS907", severity=Severity.ERROR, weight=Weight.ASKS)
    judged = waived([asked], [waiver("OPS907")], TODAY)
    assert judged.findings_left == (asked,)
    (own,) = judged.own
    assert own.diagnostic.summary == "the waiver of `OPS907` covers nothing"
    assert '`--override OPS907="reason"`' in own.diagnostic.hint


@pytest.mark.parametrize("is_unknown", [True, False])
def test_a_promise_is_never_waived(is_unknown: bool) -> None:
    """Files with such a waiver are refused; a waiver made in any other way covers nothing either."""
    promised = finding("EMG502", severity=Severity.ERROR, weight=Weight.BLOCKS, is_unknown=is_unknown)
    assert waived([promised], [waiver("EMG502")], TODAY).findings_left == (promised,)


def test_the_day_decides_and_nothing_else() -> None:
    days = [date(2026, 12, 22), date(2026, 12, 23), date(2026, 12, 24)]
    assert [bool(waived([finding()], [waiver()], day).suppressed) for day in days] == [True, True, False]


def test_of_files_alone_an_expired_one_refuses_though_nobody_can_tell_what_hangs_on_it() -> None:
    judged = waived([], [waiver(days=-1)], TODAY, is_of_files_alone=True)
    assert [(each.weight, each.diagnostic.severity) for each in judged.own] == [(Weight.BLOCKS, Severity.ERROR)]


def test_an_expired_one_of_something_standing_and_something_new_blocks() -> None:
    judged = waived([finding(weight=Weight.STANDING), finding(weight=Weight.BLOCKS)], [waiver(days=-1)], TODAY)
    assert [each.weight for each in judged.own] == [Weight.BLOCKS]


def test_only_what_blocks_can_be_overridden() -> None:
    judged = waived([finding()], [waiver(days=-1), waiver("PRF107", at=PILOT)], TODAY)
    assert [(each.weight, each.can_override) for each in judged.own] == [(Weight.BLOCKS, True), (Weight.SAYS, False)]


@pytest.mark.parametrize("is_of_files_alone", [True, False])
def test_what_is_told_on_loading_is_no_reason_to_call_a_waiver_unused(is_of_files_alone: bool) -> None:
    assert waived([], [waiver("REG603")], TODAY, is_of_files_alone=is_of_files_alone).own == ()


def test_what_is_said_of_two_waivers_of_one_day_has_two_values() -> None:
    expired = [waiver("CAP404", days=-1), waiver("CAP407", days=-1), waiver("PRF107", days=-1)]
    findings = [finding("CAP404"), finding("CAP407")]
    values = [each.value for each in waived(findings, expired, TODAY).own]
    day = TODAY - timedelta(1)
    assert values == [f"{code} until {day} expired" for code in ("CAP404", "CAP407", "PRF107")]
    unused = waived([], expired, day).own
    assert {each.value for each in unused}.isdisjoint(values)
    another = waived([finding(value="one")], [waiver("CAP407", "two")], TODAY).own[0].value
    assert another != waived([finding(value="three")], [waiver("CAP407", "two")], TODAY).own[0].value
