"""How an apply ended, also where it did not end well."""

from __future__ import annotations

from dataclasses import replace

from passkeyctl.apply.events import Event, Status
from passkeyctl.apply.outcome import Ledger
from passkeyctl.model.address import Kind
from passkeyctl.render.outcome_json import outcome_json
from passkeyctl.render.plain import plain_text
from passkeyctl.render.text import outcome_lines
from tests.render import plans
from tests.render.plans import create, delete, plan_of

PLAN = plan_of(
    *(
        create(Kind.STRENGTH, name, f"Keys {name}", {"allowedCombinations": frozenset({"fido2"})})
        for name in ("a", "b", "c", "d")
    )
)


def ledger_of(*reached: tuple[Status, tuple[str, ...]]) -> Ledger:
    events: list[Event] = []
    ledger = Ledger(PLAN.operations, events.append)
    for operation, (status, detail) in zip(PLAN.operations, reached, strict=False):
        ledger.reach(operation, status, detail)
    return ledger


def test_what_went_wrong_stands_below_its_request() -> None:
    ledger = ledger_of(
        (Status.VERIFIED, ()),
        (Status.NOT_VERIFIED, ("`name` does not show yet",)),
        (Status.FAILED, ("Graph refused it: \x1b[31mred", "hint of Graph's")),
    )
    assert plain_text(outcome_lines(ledger)).splitlines() == [
        "  verified     create authentication strength `Keys a`",
        "  not verified create authentication strength `Keys b`",
        "               `name` does not show yet",
        "  failed       create authentication strength `Keys c`",
        "               Graph refused it: \\u001b[31mred",
        "               hint of Graph's",
        "  pending      create authentication strength `Keys d`",
        "Stopped: 1 verified, 1 failed, 1 not verified, 1 pending.",
        "hint: `passkeyctl plan` reads what the tenant holds now and shows what is left",
    ]


def test_where_nothing_is_open_no_new_plan_is_advised() -> None:
    ledger = ledger_of((Status.FAILED, ()), *([(Status.SKIPPED, ())] * 3))
    assert plain_text(outcome_lines(ledger)).splitlines()[-1] == "Stopped: 1 failed, 3 skipped."


def test_what_stays_in_the_recycle_bin_is_said_where_there_is_one() -> None:
    """Of what the tenant shows as gone, in the worldwide cloud."""
    gone = plan_of(
        delete(plans.policy(state="disabled")),
        delete(plans.live(Kind.LOCATION, "l-1", "Office", {"type": "ip"})),
        delete(plans.live(Kind.STRENGTH, "s-1", "Keys", {})),
    )
    ledger = Ledger(gone.operations, lambda _: None)
    for operation in gone.operations:
        ledger.reach(operation, Status.VERIFIED)
    last = "deleted Conditional Access policies and named locations stay in the recycle bin"
    shown = {each: plain_text(outcome_lines(ledger, each)) for each in ("global", "sandbox", "usgov", "")}
    assert [each for each, text in shown.items() if last in text] == ["global", "sandbox"]
    ledger.reach(gone.operations[0], Status.NOT_VERIFIED)
    assert "deleted named locations stay" in plain_text(outcome_lines(ledger, "global"))


def test_as_json_each_request_has_its_status() -> None:
    ledger = ledger_of((Status.UNKNOWN, ("no answer came",)))
    document = outcome_json(replace(PLAN, destination=plans.plan_of().destination), ledger, exit_code=5)
    rows = document["operations"]
    assert isinstance(rows, list)
    assert (document["exit_code"], len(rows)) == (5, 4)
    assert rows[0] == {
        "summary": "create authentication strength `Keys a`",
        "addresses": ["authenticationStrengths.a"],
        "method": "POST",
        "path": "/v1.0/policies/authenticationStrengthPolicies",
        "status": "unknown",
        "detail": ["no answer came"],
    }


def test_where_nothing_was_sent_there_are_no_requests() -> None:
    assert outcome_json(PLAN, None, exit_code=0)["operations"] == []
