"""How an apply ended, also where it did not end well."""

from __future__ import annotations

from dataclasses import replace

import pytest

from passkeyctl.apply.events import Event, Status
from passkeyctl.apply.outcome import Ledger
from passkeyctl.model.address import Kind
from passkeyctl.render.plain import plain_text
from passkeyctl.render.records.outcome_json import outcome_json
from passkeyctl.render.records.outcome_lines import RunRecord
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


RECORD = RunRecord("20261103T091500Z-0a1b", "/state/run/journal.jsonl", "/state/run/" + "r" * 80 + "/receipt.json")
DONE = ((Status.VERIFIED, ()),) * 4


def ends(ledger: Ledger, record: RunRecord | None = RECORD) -> list[str]:
    lines = plain_text(outcome_lines(ledger, record=record)).splitlines()
    counted = next(place for place, each in enumerate(lines) if each.startswith(("Applied:", "Stopped:")))
    return "\n".join(lines[counted + 1 :]).replace("\n  ", " ").splitlines()


def test_what_is_done_can_be_taken_back_and_its_receipt_is_on_one_line() -> None:
    assert ends(ledger_of(*DONE)) == [
        f"receipt: {RECORD.receipt}",
        "hint: `passkeyctl undo` with this receipt takes it back",
    ]
    assert ends(ledger_of(*DONE), None) == []


def test_what_took_something_back_is_not_advised_to_be_taken_back() -> None:
    assert ends(ledger_of(*DONE), replace(RECORD, undoes="20261102T091500Z-0a1b")) == [f"receipt: {RECORD.receipt}"]


def test_without_a_receipt_the_journal_is_named() -> None:
    kept = replace(RECORD, receipt="")
    assert ends(ledger_of(*DONE), kept) == ["journal: /state/run/journal.jsonl"]


def test_where_nothing_was_written_it_is_run_again() -> None:
    ledger = ledger_of((Status.FAILED, ()), *([(Status.SKIPPED, ())] * 3))
    again = "hint: nothing was written; when the reason is gone, run it again"
    assert ends(ledger, None) == [again]
    assert ends(ledger)[-1] == again


@pytest.mark.parametrize("status", [Status.UNKNOWN, Status.NOT_VERIFIED, Status.SENT, Status.SENDING])
def test_what_is_in_doubt_is_found_out_first(status: Status) -> None:
    ledger = ledger_of((Status.VERIFIED, ()), (status, ()))
    assert ends(ledger)[-1] == (
        "hint: `passkeyctl apply --resume` finds out what became of the request in doubt, then goes on; "
        "it sends nothing twice"
    )
    assert "the 2 requests in doubt" in ends(ledger_of((status, ()), (status, ())))[-1]


def test_after_a_refusal_midway_it_is_resumed_or_taken_back() -> None:
    resumed = "`passkeyctl apply --resume` sends what is left, or `passkeyctl undo` takes back what was written"
    refused = ledger_of((Status.VERIFIED, ()), (Status.FAILED, ("Graph refused it",)), (Status.SKIPPED, ()))
    assert ends(refused)[-1] == f"hint: mend the reason, then {resumed}"
    assert ends(ledger_of((Status.VERIFIED, ()), (Status.SKIPPED, ())))[-1] == f"hint: {resumed}"


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
    ledger.ids[ledger.operations[0].addresses[0]] = "s-9"
    ledger.requests[0] = ("r-1", "r-2")
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
        "request_ids": ["r-1", "r-2"],
        "created": {"authenticationStrengths.a": "s-9"},
    }
    assert (document["run"], document["outcome"], document["receipt"]) == (None, None, None)


def test_as_json_a_run_is_named_with_its_receipt() -> None:
    document = outcome_json(PLAN, ledger_of(*DONE), exit_code=0, outcome="done", record=RECORD)
    assert {key: document[key] for key in ("outcome", "run", "receipt", "journal", "undoes")} == {
        "outcome": "done",
        "run": RECORD.run,
        "receipt": RECORD.receipt,
        "journal": RECORD.journal,
        "undoes": None,
    }
    unwritten = outcome_json(PLAN, None, exit_code=1, record=replace(RECORD, receipt=""))
    assert (unwritten["receipt"], unwritten["journal"]) == (None, RECORD.journal)


def test_where_nothing_was_sent_there_are_no_requests() -> None:
    assert outcome_json(PLAN, None, exit_code=0)["operations"] == []
