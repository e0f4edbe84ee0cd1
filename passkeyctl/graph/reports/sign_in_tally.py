"""Counting sign-ins: for each policy so many of each person and of each day, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.observed import Day, PolicyOutcomes, SignIns
from passkeyctl.wire.audits import moment_of

_NOBODY = "00000000-0000-0000-0000-000000000000"
_ENFORCED, _REPORT_ONLY = False, True
_KEPT = ("createdDateTime", "userId", "userPrincipalName", "appliedConditionalAccessPolicies")
_PASSED, _FAILED, _INTERRUPTED = range(3)

# Words that say nothing of this sign-in: the policy wasn't about it, or is off.
_SILENT = frozenset({"notApplied", "notEnabled", "reportOnlyNotApplied"})
_RESULTS: Mapping[str, tuple[bool, int]] = {
    "success": (_ENFORCED, _PASSED),
    "failure": (_ENFORCED, _FAILED),
    "reportOnlySuccess": (_REPORT_ONLY, _PASSED),
    "reportOnlyFailure": (_REPORT_ONLY, _FAILED),
    "reportOnlyInterrupted": (_REPORT_ONLY, _INTERRUPTED),
}


@dataclass(slots=True)
class _Count:
    """One policy in one of its states, while pages go by."""

    applied: dict[str, int] = field(default_factory=dict)
    failed: dict[str, int] = field(default_factory=dict)
    interrupted: dict[str, int] = field(default_factory=dict)
    days: dict[date, list[int]] = field(default_factory=dict)
    unknown: int = 0

    def add(self, person: str, day: date, result: int) -> None:
        self.applied[person] = self.applied.get(person, 0) + 1
        of_day = self.days.get(day)
        if of_day is None:
            of_day = self.days[day] = [0, 0, 0]
        of_day[0] += 1
        if result != _PASSED:
            of_day[result] += 1
            stopped = self.failed if result == _FAILED else self.interrupted
            stopped[person] = stopped.get(person, 0) + 1

    def found(self) -> PolicyOutcomes:
        days = {day: Day(*counts) for day, counts in sorted(self.days.items())}
        return PolicyOutcomes(self.applied, self.failed, self.interrupted, days, self.unknown)


class Tally:
    """Grows with people and days, not with sign-ins."""

    def __init__(self, policies: frozenset[str], since: datetime, until: datetime) -> None:
        self.since = since
        self.until = until
        self.read = 0
        self._untold = 0
        self._elsewhere: JsonObject = {}
        """Stands for every result of a policy that nobody asks about."""
        self._oldest: datetime | None = None
        self._names: dict[str, str] = {}
        self._counts = {each.lower(): (_Count(), _Count()) for each in policies}

    def parse(self, body: bytes) -> JsonValue:
        """An answer without what isn't counted: most of a sign-in is dropped before the next one is parsed."""
        found: JsonValue = json.loads(body, object_hook=self._reduced)
        return found

    def _reduced(self, found: JsonObject) -> JsonObject:
        if "appliedConditionalAccessPolicies" in found:
            return {key: found[key] for key in _KEPT if key in found}
        if "result" in found:
            id = found.get("id")
            if isinstance(id, str) and id.lower() not in self._counts:
                return self._elsewhere
        return found

    def add(self, page: Sequence[JsonObject]) -> None:
        self.read += len(page)
        for row in page:
            at = moment_of(row.get("createdDateTime"))
            if at is not None and not self.since <= at <= self.until:
                continue
            if at is not None and (self._oldest is None or at < self._oldest):
                self._oldest = at
            applied = row.get("appliedConditionalAccessPolicies")
            if isinstance(applied, list):
                self._judge(row, at, applied)
            else:
                self._untold += 1
                self._unknown_to_all()

    @property
    def tells_nothing(self) -> bool:
        """Whether no sign-in says what policies did to it: then whoever reads may not read policies."""
        return 0 < self.read == self._untold

    def found(self) -> SignIns:
        found = {id: (each[_ENFORCED].found(), each[_REPORT_ONLY].found()) for id, each in self._counts.items()}
        return SignIns(
            self.since,
            self.until,
            enforced={id: each[_ENFORCED] for id, each in found.items()},
            report_only={id: each[_REPORT_ONLY] for id, each in found.items()},
            names=self._names,
            read=self.read,
            oldest=self._oldest,
        )

    def _judge(self, row: JsonObject, at: datetime | None, applied: list[JsonValue]) -> None:
        for each in applied:
            if each is self._elsewhere:
                continue
            id = each.get("id") if isinstance(each, dict) else None
            if not isinstance(each, dict) or not isinstance(id, str):
                self._unknown_to_all()
                continue
            counts, word = self._counts.get(id.lower()), _text(each.get("result"))
            if counts is not None and word not in _SILENT:
                self._count(counts, _RESULTS.get(word), row, at)

    def _count(
        self, counts: tuple[_Count, _Count], outcome: tuple[bool, int] | None, row: JsonObject, at: datetime | None
    ) -> None:
        if outcome is None:
            _doubt(counts)
            return
        person, (is_report_only, result) = _person(row), outcome
        if not person or at is None:
            counts[is_report_only].unknown += 1
            return
        counts[is_report_only].add(person, at.astimezone(UTC).date(), result)
        if result != _PASSED and person not in self._names:
            self._names[person] = _text(row.get("userPrincipalName"))

    def _unknown_to_all(self) -> None:
        for each in self._counts.values():
            _doubt(each)


def _doubt(counts: tuple[_Count, _Count]) -> None:
    """In which state the policy was, Graph doesn't say either."""
    for each in counts:
        each.unknown += 1


def _person(row: JsonObject) -> str:
    """Lower case; empty where Graph names nobody."""
    id = _text(row.get("userId")).lower()
    return "" if id == _NOBODY else id


def _text(value: JsonValue) -> str:
    return value if isinstance(value, str) else ""
