"""The lines of a journal: what was written can be read again, and nothing else passes for it."""

from __future__ import annotations

import json

import pytest

from passkeyctl.json_types import JsonObject
from passkeyctl.plan.destination import Destination
from passkeyctl.plan.record.journal import Actor, Begun, Ended, Entry, Outcome, Reached, Resumed, entry_json, entry_of

ACTOR = Actor("ada@contoso.com", "ada", "laptop", {"GITHUB_RUN_ID": "17"})
ENTRIES: tuple[Entry, ...] = (
    Begun(
        "20261123T120000Z-1f",
        "2026-11-23T12:00:00+00:00",
        "0.6.0",
        ACTOR,
        Destination("sandbox", "8c2b8a60-0000-4000-8000-000000000001", "Contoso"),
        "3f1c",
        {"operations": []},
        {"policies": []},
    ),
    Resumed("2026-11-23T12:01:00+00:00", ACTOR, ({"method": "PATCH"},), {"OPS907": "change 4711"}),
    Reached("2026-11-23T12:00:01+00:00", 0, "sent", ("a word",), {"conditionalAccess.pilot": "id-1"}, ("request-1",)),
    Ended("2026-11-23T12:00:02+00:00", Outcome.OPEN, {"policies": []}, ("open",)),
)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda each: type(each).__name__)
def test_a_line_reads_back(entry: Entry) -> None:
    line: JsonObject = json.loads(json.dumps(entry_json(entry)))
    assert entry_of(line) == entry


@pytest.mark.parametrize(
    "line",
    [
        {},
        {"entry": "begins"},
        {"entry": "reached", "at": "now", "operation": "0", "status": "sent", "detail": [], "created": {}},
        {**entry_json(ENTRIES[0]), "format_version": "2.0"},
        {**entry_json(ENTRIES[3]), "outcome": "perhaps"},
    ],
)
def test_what_is_no_line_is_refused(line: JsonObject) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        entry_of(line)
