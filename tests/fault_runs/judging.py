"""What must hold of every fault run, whatever struck it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from passkeyctl.json_types import JsonObject
from passkeyctl.sandbox.jsonread import as_text, objects
from tests.fault_runs.canonical import doubled
from tests.fault_runs.rehearsal import Effect, Rehearsal
from tests.fault_runs.running import Ran

CODES = frozenset({0, 1, 4, 5})
MAYBE = frozenset({"sending", "sent", "not verified", "unknown"})


@dataclass(frozen=True, slots=True)
class Faultless:
    """A plan carried out without any fault: where it must end, what it makes on the way, what it takes.

    `counts` are reads before the first write, writes, and reads after it.
    """

    end: str
    makes: Counter[str]
    counts: tuple[int, int, int]


def made(effects: Sequence[Effect]) -> Counter[str]:
    """What was created, by kind and name; what came back from the recycle bin, by its id.

    Which combinations a strength takes is set by a POST too, which may be sent as often as one likes.
    """
    return Counter(
        f"{each.path}: {each.body.get('displayName', '')}" if isinstance(each.body, dict) else each.path
        for each in effects
        if each.method == "POST" and not each.path.endswith("/updateAllowedCombinations")
    )


def check_told(ran: Ran, effects: Sequence[Effect]) -> None:
    """One run tells the truth: by its exit code, and by the status of each operation."""
    assert ran.code in CODES, ran.err
    if ran.code in (1, 4):
        assert not effects, "something was written, and the exit code says nothing was"
    _check_statuses(ran, effects)


def _operations(ran: Ran) -> list[JsonObject]:
    found = ran.document.get("operations")
    return objects(found) if isinstance(found, list) else []


def _check_statuses(ran: Ran, effects: Sequence[Effect]) -> None:
    """What is said to be done was done; what is said not to have been sent, or refused, had no effect."""
    planned: Counter[str] = Counter()
    for each in _operations(ran):
        key, status = _key(as_text(each["method"]), as_text(each["path"])), each["status"]
        if status == "verified":
            planned[key] += 1
    done = Counter(_key(each.method, each.path) for each in effects)
    lacking = planned - done
    assert not lacking, f"verified and never done: {sorted(lacking)}"
    possible = Counter(
        _key(as_text(each["method"]), as_text(each["path"]))
        for each in _operations(ran)
        if each["status"] == "verified" or each["status"] in MAYBE
    )
    untold = set(done) - set(possible)
    assert not untold, f"done and told as not sent or refused: {sorted(untold)}"


def _key(method: str, path: str) -> str:
    return f"{method} {path.removeprefix('/v1.0').removeprefix('/beta').strip('/').lower()}"


def check_nothing_twice(tenant: Rehearsal, wanted: Faultless) -> None:
    assert doubled(tenant.snapshot()) == []
    twice = made(tenant.effects) - wanted.makes
    assert not twice, f"made more often than planned: {sorted(twice)}"
