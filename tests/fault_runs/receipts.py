"""What a receipt has to say: how the run ended, how far each request came, and what really stood there before."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.plan.record.journal import Outcome
from passkeyctl.plan.record.receipt import load_receipt
from passkeyctl.sandbox.jsonread import objects
from tests.fault_runs.canonical import Snapshot
from tests.fault_runs.running import Ran

OUTCOMES = {0: "done", 1: "nothing written", 5: "open"}
_STAMPS = frozenset({"createdDateTime", "modifiedDateTime"})


def check_receipt(ran: Ran, before: Snapshot, after: Snapshot | None) -> None:
    """Of a run that came as far as keeping one; `before` and `after` are what stood when it began and ended.

    `after` is None where others write meanwhile: a run tells what it saw last.
    """
    kept = ran.document.get("receipt")
    if not isinstance(kept, str):
        assert ran.code != 0 or not objects(ran.document.get("operations")), "a run that wrote has left no receipt"
        return
    receipt = load_receipt(Path(kept).read_text(encoding="utf-8"))
    words = (OUTCOMES[ran.code], receipt.outcome, ran.document["outcome"])
    assert len(set(words)) == 1, f"by its exit code, its receipt and what it printed: {words}"
    told = [str(each["status"]) for each in objects(ran.document["operations"])]
    kept_ones = [each.status for each in receipt.segments[-1].steps]
    assert kept_ones == told, f"kept {kept_ones}, and told {told}"
    if len(receipt.segments) == 1:
        _check_moment(receipt.begun.before, before)
    if receipt.outcome is Outcome.DONE and after is not None:
        assert receipt.ended is not None
        _check_moment(receipt.ended.after, after)


def _check_moment(moment: JsonObject, then: Snapshot) -> None:
    """Whatever the sandbox stores of an object stands in the receipt too; Graph shows more than was set."""
    held = {str(each["id"]).lower(): each for rows in then.values() for each in rows}
    for kind, each in _moments(moment):
        if "id" in each:
            row = held.get(str(each["id"]).lower())
            assert row is not None, f"the receipt has a {kind} that was not there"
            _check_within(row, each, kind)


def _check_within(stored: JsonValue, kept: JsonValue, place: str) -> None:
    if isinstance(stored, dict) and isinstance(kept, str):
        stored = stored["cidrAddress"]  # ranges are read in this short form, since there may be thousands
    if isinstance(stored, dict) and isinstance(kept, dict):
        for member in stored.keys() - _STAMPS:
            if stored[member] not in (None, [], {}):
                _check_within(stored[member], kept.get(member), f"{place}: {member}")
    elif isinstance(stored, list) and isinstance(kept, list):
        assert len(stored) == len(kept), place
        for one, other in zip(sorted(stored, key=_spelled), sorted(kept, key=_spelled), strict=True):
            _check_within(one, other, place)
    else:
        assert kept == stored, f"{place}: kept {kept}, and it was {stored}"


def _spelled(value: JsonValue) -> str:
    return str(value.get("id")) if isinstance(value, dict) and "id" in value else json.dumps(value, sort_keys=True)


def _moments(kept: JsonObject) -> Iterator[tuple[str, JsonObject]]:
    for kind, value in kept.items():
        if isinstance(value, dict):
            yield kind, value
        else:
            yield from ((kind, each) for each in objects(value))
