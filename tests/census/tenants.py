"""A tenant as lists said of it, kept in plain dictionaries and sets: what a census has to give back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from passkeyctl.census.census import Census
from passkeyctl.model.crowds import Crowd, Reach
from passkeyctl.model.people import (
    KeyModel,
    Knowledge,
    People,
    PeopleWanted,
    PersonRecord,
    Registration,
    RoleAssignment,
)

START = datetime(2026, 11, 1, 8, 30, 15, 123456, tzinfo=UTC)
SECURITY_KEY, SYNCED = "fido2SecurityKey", "passKeySynced"
YUBI = KeyModel("19083c3d-8383-4b18-bc03-8f1c9ab2fd1b", "deviceBound", True)
CLOUD = KeyModel("ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4", "synced", False)
STRANGE = KeyModel(None, None, None)


def an_id(number: int) -> str:
    return f"{number:08d}-0000-4000-8000-00000000beef"


def person(number: int, *, is_enabled: bool | None = None, is_guest: bool | None = None) -> PersonRecord:
    return PersonRecord(an_id(number), f"person{number}@contoso.com", f"Person {number}", is_enabled, is_guest)


def reported(number: int, *methods: str, is_administrator: bool = False, is_guest: bool | None = None) -> Registration:
    return Registration(person(number, is_guest=is_guest), frozenset(methods), is_administrator)


def hour(number: float) -> datetime:
    return START + timedelta(hours=number)


def ids(census: Census, crowd: Crowd) -> set[int]:
    """People by the number that their id was made of."""
    return {int(each.id[:8]) for each in census.roster().people(crowd)}


@dataclass(slots=True)
class Account:
    """What the lists that were read in turn say of somebody, the last one first."""

    is_enabled: bool | None = None
    is_guest: bool | None = None


@dataclass(slots=True)
class Plain:
    """The slow model of a census."""

    accounts: dict[int, Account] = field(default_factory=dict)
    report: dict[int, set[str]] | None = None
    administrators: set[int] = field(default_factory=set)
    report_at: float = 0
    nested: dict[str, set[int]] = field(default_factory=dict)
    direct: dict[str, set[int]] = field(default_factory=dict)
    roles: dict[Knowledge, list[RoleAssignment]] = field(default_factory=dict)
    keys: dict[int, tuple[float, set[KeyModel]]] = field(default_factory=dict)

    def say(self, record: PersonRecord) -> None:
        account = self.accounts.setdefault(int(record.id[:8]), Account())
        if record.is_enabled is not None:
            account.is_enabled = record.is_enabled
        if record.is_guest is not None:
            account.is_guest = record.is_guest

    def held(self, part: Knowledge, role: str) -> set[int]:
        found: set[int] = set()
        for each in self.roles.get(part, []):
            if each.role_id == role:
                own = {number for number in self.accounts if an_id(number) == each.principal_id}
                found |= own or self.nested.get(each.principal_id, set())
        return found

    def everyone(self, groups: set[str]) -> set[int]:
        found = set(self.report or ())
        for group in groups:
            found |= self.nested.get(group, set())
        for part, given in self.roles.items():
            for each in given:
                found |= self.held(part, each.role_id)
        return found

    def with_passkey(self, number: int) -> bool:
        return bool((self.report or {}).get(number, set()) & {SECURITY_KEY, SYNCED})

    def keys_of(self, number: int) -> set[KeyModel] | None:
        """None: unknown."""
        is_reported = self.report is not None and number in self.report
        if is_reported and not self.with_passkey(number):
            return self.keys[number][1] if number in self.keys and self.keys[number][0] >= self.report_at else set()
        if number not in self.keys:
            return None
        read_at, held = self.keys[number]
        return None if is_reported and not held and read_at < self.report_at else held


def as_sets(census: Census, people: People) -> dict[str, object]:
    """Everything that is known, in plain sets."""

    def of(crowd: Crowd) -> set[int]:
        return ids(census, crowd)

    def both(reach: Reach) -> tuple[set[int], set[int]]:
        return of(reach.surely), of(reach.possibly)

    return {
        "everyone": of(people.everyone),
        "is_complete": people.is_complete,
        "enabled": both(people.enabled),
        "guests": both(people.guests),
        "administrators": of(people.administrators),
        "registered": {name: of(who) for name, who in people.registered.items()},
        "unreported": of(people.unreported),
        "keys": {model: of(who) for model, who in people.keys.items()},
        "keys_unread": of(people.keys_unread),
        "nested": {id: of(each.nested) for id, each in people.groups.items()},
        "direct": {id: of(each.direct) for id, each in people.groups.items()},
        "ids": {id: of(Crowd.of([ordinal])) for id, ordinal in people.ids.items()},
    }


def expected(plain: Plain, wanted: PeopleWanted) -> dict[str, object]:
    everyone = plain.everyone(set(wanted.groups))
    report = plain.report or {}
    accounts = {number: plain.accounts[number] for number in everyone}
    keys = {number: plain.keys_of(number) for number in everyone}
    models = {model for held in keys.values() for model in held or ()}
    named = {an_id(number) for number in everyone}
    return {
        "everyone": everyone,
        "is_complete": plain.report is not None,
        "enabled": (
            {n for n, each in accounts.items() if each.is_enabled or (n in report and each.is_enabled is None)},
            {n for n, each in accounts.items() if each.is_enabled is not False or n in report},
        ),
        "guests": (
            {n for n, each in accounts.items() if each.is_guest},
            {n for n, each in accounts.items() if each.is_guest is not False},
        ),
        "administrators": plain.administrators
        | {n for part in plain.roles for given in plain.roles[part] for n in plain.held(part, given.role_id)},
        "registered": {
            name: {n for n, methods in report.items() if name in methods}
            for name in {name for methods in report.values() for name in methods}
        },
        "unreported": everyone - set(report),
        "keys": {model: {n for n, held in keys.items() if held and model in held} for model in models},
        "keys_unread": {n for n, held in keys.items() if held is None},
        "nested": {id: plain.nested[id] for id in wanted.groups if id in plain.nested},
        "direct": {id: plain.direct[id] for id in wanted.groups if id in plain.nested},
        "ids": {id: {int(id[:8])} for id in wanted.users & named},
    }
