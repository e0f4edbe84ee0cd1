"""Histories of a tenant, told in records of every shape, against a reference that only knows what really happened.

The reference never reads a record: it keeps a row for each field that each write changed, and looks through all rows.
"""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import Enum

from hypothesis import given, settings
from hypothesis import strategies as st

from passkeyctl.drift.attributing import attributed
from passkeyctl.drift.deviation import Attribution, Certainty, Deviation, Sort
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.address import Address, Kind
from passkeyctl.model.observed import Change, Changes
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.model.values import Value
from passkeyctl.rollout.standing import Spoken
from passkeyctl.wire import passkeys, policies
from passkeyctl.wire.audits import read_change

START = datetime(2026, 11, 1, tzinfo=UTC)
GROUPS = tuple(f"10000000-0000-4000-8000-00000000000{number}" for number in range(3))
POLICIES = tuple(f"20000000-0000-4000-8000-00000000000{number}" for number in range(2))
PROFILES = ("00000000-0000-0000-0000-000000000001", "30000000-0000-4000-8000-000000000001")


class Shape(Enum):
    """How much of a write its record tells."""

    WHOLE = "the whole object before and after"
    CHANGED = "only the settings that changed"
    NOTHING = "that there was a write"
    UNLOGGED = "there is no record"


@dataclass(frozen=True, slots=True)
class Write:
    id: str
    values: Mapping[str, Value]
    shape: Shape


STATES = {"enabled": "enabled", "disabled": "disabled", "reportOnly": "enabledForReportingButNotEnforced"}
OF_POLICY: Mapping[str, st.SearchStrategy[Value]] = {
    "state": st.sampled_from([*STATES]),
    "users.exclude.groups": st.frozensets(st.sampled_from(GROUPS)),
    "session.persistentBrowser": st.sampled_from([None, "always", "never"]),
}
OF_PROFILE: Mapping[str, st.SearchStrategy[Value]] = {
    "passkeyTypes": st.frozensets(st.sampled_from(["deviceBound", "synced"]), min_size=1),
    "enforceAttestation": st.booleans(),
}
FIRST: Mapping[Kind, Mapping[str, Value]] = {
    Kind.POLICY: {"state": "enabled", "users.exclude.groups": frozenset(), "session.persistentBrowser": None},
    Kind.PROFILE: {"passkeyTypes": frozenset({"deviceBound"}), "enforceAttestation": False},
}


def policy_json(id: str, values: Mapping[str, Value]) -> JsonObject:
    session = values["session.persistentBrowser"]
    excluded = values["users.exclude.groups"]
    assert isinstance(excluded, frozenset)
    browser: JsonObject = {"persistentBrowser": {"mode": str(session), "isEnabled": True}}
    return {
        "id": id,
        "displayName": "Some policy",
        "state": STATES[str(values["state"])],
        "conditions": {
            "users": {"includeUsers": ["All"], "excludeGroups": [*sorted(map(str, excluded))]},
            "applications": {"includeApplications": ["All"]},
        },
        "grantControls": {"operator": "OR", "builtInControls": ["mfa"]},
        "sessionControls": None if session is None else browser,
    }


NUMBERS = {frozenset({"deviceBound"}): 1, frozenset({"synced"}): 2, frozenset({"deviceBound", "synced"}): 3}


def profile_json(id: str, values: Mapping[str, Value], *, as_numbers: bool) -> JsonObject:
    types, attested = values["passkeyTypes"], bool(values["enforceAttestation"])
    assert isinstance(types, frozenset)
    words = ",".join(each for each in ("deviceBound", "synced") if each in types)
    return {
        "id": id,
        "name": f"Profile {id[0]}",
        "passkeyTypes": NUMBERS[frozenset(map(str, types))] if as_numbers else words,
        "attestationEnforcement": int(attested) if as_numbers else "registrationOnly" if attested else "disabled",
        "keyRestrictions": {"isEnforced": False, "enforcementType": 0 if as_numbers else "allow", "aaGuids": []},
    }


@dataclass
class History:
    """One tenant, write by write: `rows` are the fields that really changed."""

    kind: Kind
    ids: tuple[str, ...]
    writes: Sequence[Write]
    values: dict[str, dict[str, Value]] = field(default_factory=dict)
    rows: list[tuple[int, str, str, Value, Value]] = field(default_factory=list)
    records: list[JsonObject] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.values = {each: dict(FIRST[self.kind]) for each in self.ids}
        for number, write in enumerate(self.writes):
            before = {id: dict(each) for id, each in self.values.items()}
            self.values[write.id].update(write.values)
            for path, value in write.values.items():
                if before[write.id][path] != value:
                    self.rows.append((number, write.id, path, before[write.id][path], value))
            if write.shape is not Shape.UNLOGGED:
                self.records.append(self._record(number, write, before))

    def _record(self, number: int, write: Write, before: Mapping[str, Mapping[str, Value]]) -> JsonObject:
        sides = (self._document(before), self._document(self.values))
        if self.kind is Kind.POLICY:
            sides = (policy_json(write.id, before[write.id]), policy_json(write.id, self.values[write.id]))
        if write.shape is Shape.CHANGED:
            sides = only_changed(*sides)
        texts: list[JsonValue] = [json.dumps(each) for each in sides]
        told: JsonObject = {"displayName": "Settings", "oldValue": texts[0], "newValue": texts[1]}
        methods = self.kind is Kind.PROFILE
        what = "Authentication Methods Policy" if methods else "conditional access policy"
        return {
            "activityDisplayName": f"{what} Update",
            "activityDateTime": (START + timedelta(hours=number)).isoformat(),
            "initiatedBy": {"user": {"userPrincipalName": f"admin{number}@contoso.com", "ipAddress": "192.0.2.1"}},
            "targetResources": [
                {
                    "id": "AuthenticationMethodsPolicy" if methods else write.id,
                    "modifiedProperties": [] if write.shape is Shape.NOTHING else [told],
                }
            ],
        }

    def _document(self, values: Mapping[str, Mapping[str, Value]], *, as_numbers: bool = True) -> JsonObject:
        if self.kind is Kind.POLICY:
            return {}
        profiles: list[JsonValue] = [profile_json(id, values[id], as_numbers=as_numbers) for id in self.ids]
        return {
            "id": "Fido2",
            "state": "enabled",
            "defaultPasskeyProfile": PROFILES[0],
            "passkeyProfiles": profiles,
            "includeTargets": [],
            "excludeTargets": [],
        }

    def prior(self) -> PriorState:
        fido2 = self._document(self.values, as_numbers=False)
        objects: tuple[LiveObject, ...] = tuple(
            policies.read(policy_json(id, each)) for id, each in self.values.items() if self.kind is Kind.POLICY
        )
        return PriorState(objects or passkeys.read(fido2), has_profiles=True, fido2=fido2)

    def expected(self, id: str, path: str) -> Attribution:
        """Through every row, without a thought for what a record looks like."""
        shows = [
            (number, after)
            for number, changed, name, _, after in self.rows
            if (changed, name) == (id, path) and self.writes[number].shape in (Shape.WHOLE, Shape.CHANGED)
        ]
        if shows and max(shows)[1] == self.values[id][path]:
            return self._said(max(shows)[0], Certainty.FIELD)
        about = [number for number, write in enumerate(self.writes) if self._is_about(number, write, id)]
        if shows:
            silent = [each for each in about if each > max(shows)[0] and self.writes[each].shape is Shape.NOTHING]
            return self._said(*((max(silent), Certainty.OBJECT) if silent else (max(about), Certainty.UNKNOWN)))
        if about:
            return self._said(max(about), Certainty.OBJECT)
        return Attribution(Certainty.UNKNOWN, told_by="the audit log", not_since=START)

    def _is_about(self, number: int, write: Write, id: str) -> bool:
        if write.shape is Shape.UNLOGGED:
            return False
        if self.kind is Kind.POLICY:
            return write.id == id
        return write.shape is Shape.NOTHING or any(row[:2] == (number, id) for row in self.rows)

    @staticmethod
    def _said(number: int, certainty: Certainty) -> Attribution:
        at, activity = START + timedelta(hours=number), "Update"
        return Attribution(certainty, at, f"admin{number}@contoso.com", "192.0.2.1", activity, "the audit log")


def only_changed(before: JsonObject, after: JsonObject) -> tuple[JsonObject, JsonObject]:
    """Members that differ, objects and rows of lists cut down as well; ids stay."""
    one: JsonObject = {}
    other: JsonObject = {}
    for key in after:
        old, new = before[key], after[key]
        if key == "id" or old == new:
            if key == "id":
                one[key], other[key] = old, new
            continue
        if isinstance(old, dict) and isinstance(new, dict):
            one[key], other[key] = only_changed(old, new)
        elif key == "passkeyProfiles" and isinstance(old, list) and isinstance(new, list):
            rows = [(a, b) for a, b in zip(old, new, strict=True) if a != b]
            pairs = [only_changed(a, b) for a, b in rows if isinstance(a, dict) and isinstance(b, dict)]
            one[key], other[key] = [a for a, _ in pairs], [b for _, b in pairs]
        else:
            one[key], other[key] = old, new
    return one, other


@st.composite
def histories(draw: st.DrawFn) -> History:
    kind = draw(st.sampled_from([Kind.POLICY, Kind.PROFILE]))
    ids, fields = (POLICIES, OF_POLICY) if kind is Kind.POLICY else (PROFILES, OF_PROFILE)
    writes = st.builds(
        Write,
        id=st.sampled_from(ids),
        values=st.fixed_dictionaries({}, optional=dict(fields)),
        shape=st.sampled_from(Shape),
    )
    return History(kind, ids, draw(st.lists(writes, max_size=6)))


@settings(max_examples=150, deadline=None)
@given(histories(), st.randoms(use_true_random=False))
def test_each_field_is_put_down_to_the_write_that_made_it_so(history: History, chance: random.Random) -> None:
    changes = [change for each in history.records if (change := read(each)) is not None]
    assert len(changes) == len(history.records)
    chance.shuffle(changes)
    spoken = Spoken(Changes(START, tuple(changes), oldest=START))
    deviations = [
        Deviation(Sort.CHANGED, Address(history.kind, id), "any", path, wanted=None, live=value, id=id)
        for id, values in history.values.items()
        for path, value in values.items()
    ]
    found = attributed(deviations, history.prior(), spoken)
    assert {each.place: told(each.attribution) for each in found} == {
        each.place: told(history.expected(each.id, each.path)) for each in deviations
    }


def read(record: JsonObject) -> Change | None:
    return read_change(record, with_properties=True)


def told(said: Attribution) -> tuple[object, ...]:
    return said.certainty, said.at, said.by, said.not_since, said.told_by
