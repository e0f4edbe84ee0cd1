"""The receipt: what the lines of a journal come to, and a file that shows when it is not what was written."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from passkeyctl.errors import ExitCode, ReceiptRejected
from passkeyctl.json_types import JsonObject
from passkeyctl.model.address import Kind
from passkeyctl.plan.destination import Destination
from passkeyctl.plan.record.journal import Actor, Begun, Ended, Entry, Outcome, Reached, Resumed
from passkeyctl.plan.record.receipt import is_receipt, load_receipt, receipt_json, receipt_of, receipt_text
from passkeyctl.wire import strengths

ACTOR = Actor("ada@contoso.com", "ada", "laptop")
LATER = Actor("ben@contoso.com", "ben", "desk")
ID = "e0000000-0000-4000-8000-000000000001"
BEFORE: JsonObject = {"id": ID, "displayName": "Keys", "allowedCombinations": ["fido2"]}
AFTER: JsonObject = {**BEFORE, "displayName": "Passkeys"}
FIRST: JsonObject = {"summary": "first", "method": "POST", "path": "/a", "addresses": ["a"], "body": None}
SECOND: JsonObject = {"summary": "second", "method": "PATCH", "path": "/b", "addresses": ["b"], "body": {"c": 1}}
BEGUN = Begun(
    "20261123T120000Z-1f2e",
    "at 0",
    "0.6.0",
    ACTOR,
    Destination("sandbox", "8c2b8a60-0000-4000-8000-000000000001", "Contoso"),
    "3f1c",
    {"operations": [FIRST, SECOND], "overrides": {"OPS907": "change 4711"}, "note": "ünd\ud800"},
    {"authenticationStrengths": [BEFORE]},
)
CUT_OFF: tuple[Entry, ...] = (
    BEGUN,
    Reached("at 1", 0, "sending"),
    Reached("at 2", 0, "sent", (), {"a": "id-1"}, ("r-1", "r-2")),
    Reached("at 3", 0, "verified", (), {"a": "id-1"}),
    Reached("at 4", 1, "sending"),
)
DONE: tuple[Entry, ...] = (
    *CUT_OFF,
    Reached("at 5", 1, "unknown", ("no answer",)),
    Ended("at 6", Outcome.OPEN, {"authenticationStrengths": [BEFORE]}, ("interrupted",)),
    Resumed("at 7", LATER, (SECOND,)),
    Reached("at 8", 0, "sent", (), {}, ("r-3",)),
    Reached("at 9", 0, "verified"),
    Ended("at 10", Outcome.DONE, {"authenticationStrengths": [AFTER]}),
)


def test_a_run_that_was_cut_off() -> None:
    receipt = receipt_of(CUT_OFF)
    assert receipt.outcome is None
    assert receipt.can_be_resumed
    assert [(each.operation["summary"], each.status, each.at) for each in receipt.steps] == [
        ("first", "verified", "at 3"),
        ("second", "sending", "at 4"),
    ]
    assert receipt.steps[0].requests == ("r-1", "r-2")
    assert receipt.created == {"a": "id-1"}
    assert receipt.before.of(Kind.STRENGTH) == (strengths.read(BEFORE),)
    assert receipt.after.unread_kinds == frozenset(Kind)


def test_a_run_that_was_taken_up_again() -> None:
    receipt = receipt_of(DONE)
    assert (receipt.outcome, receipt.can_be_resumed) == (Outcome.DONE, False)
    assert [each.actor.user for each in receipt.segments] == ["ada", "ben"]
    assert [(each.operation["summary"], each.status) for each in receipt.steps] == [
        ("first", "verified"),
        ("second", "unknown"),
        ("second", "verified"),
    ]
    assert [each.name for each in receipt.after.of(Kind.STRENGTH)] == ["Passkeys"]
    assert receipt.after.unread_kinds == frozenset(Kind) - {Kind.STRENGTH}
    assert receipt.created == {"a": "id-1"}
    assert (receipt.run, receipt.undoes, receipt.destination.tenant_name) == (BEGUN.run, None, "Contoso")
    assert receipt.plan["overrides"] == {"OPS907": "change 4711"}


@pytest.mark.parametrize(
    ("more", "outcome", "can_be_resumed"),
    [
        ((), Outcome.OPEN, True),
        ((Resumed("at 7", LATER, (SECOND,)),), None, True),
        ((Ended("at 7", Outcome.SUPERSEDED, {}),), Outcome.SUPERSEDED, False),
        ((Ended("at 7", Outcome.NOTHING_WRITTEN, {}),), Outcome.NOTHING_WRITTEN, False),
    ],
)
def test_the_last_end_counts(more: tuple[Entry, ...], outcome: Outcome | None, can_be_resumed: bool) -> None:
    receipt = receipt_of((*DONE[:7], *more))
    assert (receipt.outcome, receipt.can_be_resumed) == (outcome, can_be_resumed)


def test_what_was_skipped_before_is_not_told_twice() -> None:
    skipped = Reached("at 5", 1, "skipped", ("not sent",))
    receipt = receipt_of((*CUT_OFF[:4], skipped, Resumed("at 7", LATER, (SECOND,)), Reached("at 8", 0, "verified")))
    assert [each.status for each in receipt.steps] == ["verified", "verified"]


def test_overrides_that_were_given_later_count_too() -> None:
    receipt = receipt_of((*CUT_OFF[:4], Resumed("at 7", LATER, (SECOND,), {"CAP401": "change 4712"})))
    assert receipt.overrides == {"OPS907": "change 4711", "CAP401": "change 4712"}


@pytest.mark.parametrize("entries", [CUT_OFF, DONE, (BEGUN,), (replace(BEGUN, undoes="20261122T120000Z-aaaa"),)])
def test_a_receipt_reads_back(entries: tuple[Entry, ...]) -> None:
    text = receipt_text(receipt_of(entries)).encode(errors="backslashreplace").decode()
    assert is_receipt(text)
    assert load_receipt(text) == receipt_of(entries)


def test_what_readers_find_in_it() -> None:
    document = receipt_json(receipt_of(DONE))
    shown = {key: document[key] for key in ("kind", "format_version", "run", "outcome", "created", "plan_digest")}
    assert shown == {
        "kind": "passkeyctl receipt",
        "format_version": "1.0",
        "run": "20261123T120000Z-1f2e",
        "outcome": "done",
        "created": {"a": "id-1"},
        "plan_digest": "3f1c",
    }
    operations = document["operations"]
    assert isinstance(operations, list)
    assert operations[0] == {
        "summary": "first",
        "addresses": ["a"],
        "method": "POST",
        "path": "/a",
        "status": "verified",
        "at": "at 3",
        "detail": [],
        "created": {"a": "id-1"},
        "requests": ["r-1", "r-2"],
    }
    assert receipt_json(receipt_of((BEGUN,)))["ended"] is None


TEXT = json.dumps(receipt_json(receipt_of(DONE)))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (TEXT.replace('"r-3"', '"r-4"'), "altered"),
        (TEXT.replace('"done"', '"open"'), "altered"),
        (TEXT[:-10], "not whole"),
        ("[" * 100_000, "not whole"),
        ('{"kind": "passkeyctl plan file"}', "no receipt"),
        ("[]", "no receipt"),
        (TEXT.replace('"format_version": "1.0", "tool_version"', '"format_version": "2.0", "tool_version"'), "`2.0`"),
    ],
)
def test_what_is_no_receipt_any_more(text: str, words: str) -> None:
    with pytest.raises(ReceiptRejected, match=words) as fault:
        load_receipt(text)
    assert (fault.value.exit_code, fault.value.code) == (ExitCode.STALE, "OPS904")


def test_a_greater_second_number_is_read() -> None:
    from passkeyctl.plan.record.receipt import _digest

    document = {**receipt_json(receipt_of(DONE)), "format_version": "1.7", "more": True}
    assert load_receipt(json.dumps({**document, "digest": _digest(document)})) == receipt_of(DONE)


@pytest.mark.parametrize(
    "entries",
    [
        (),
        (DONE[1],),
        (BEGUN, BEGUN),
        (BEGUN, Reached("at 1", 2, "sending")),
        (BEGUN, Reached("at 1", -1, "sending")),
        (BEGUN, Resumed("at 1", LATER, ()), Reached("at 2", 0, "sending")),
    ],
)
def test_lines_that_are_not_those_of_one_run(entries: tuple[Entry, ...]) -> None:
    with pytest.raises(ReceiptRejected):
        receipt_of(entries)


def test_other_files_are_none() -> None:
    assert not is_receipt("apiVersion: passkeyctl/v1\n")
    assert not is_receipt('{"kind": "passkeyctl plan file", "text": "\\"kind\\": \\"passkeyctl receipt\\""}')
    assert is_receipt("\ufeff \n" + TEXT)
