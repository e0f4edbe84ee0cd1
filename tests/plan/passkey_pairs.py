"""Generated FIDO2 configurations and what a plan makes of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import count

from hypothesis import strategies as st

from passkeyctl.apply.requests import request_body
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.address import Address, Kind, PendingId
from passkeyctl.model.change import Action, FieldChange, ResourceChange
from passkeyctl.model.fields import Fields
from passkeyctl.model.kinds import FIELDS, defaults
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.plan.operation import Operation
from passkeyctl.plan.verify import FIDO2_KINDS, new_ids
from passkeyctl.wire import passkeys as wire
from tests.plan.passkey_reference import AAGUIDS, DEFAULT, EVERYONE, GROUPS, patched

MADE = tuple(f"b0000000-0000-4000-8000-00000000000{number}" for number in range(1, 4))
FRESH = tuple(PendingId(Address(Kind.PROFILE, f"new-{number}")) for number in range(1, 3))


@dataclass(frozen=True)
class Goal:
    settings: Fields
    profiles: Mapping[str, Fields]
    targets: Mapping[str, frozenset[str]]
    excludes: frozenset[str]


def content(name: str) -> st.SearchStrategy[Fields]:
    return st.builds(
        lambda types, attestation, behavior, listed: {
            "name": name,
            "passkeyTypes": types,
            "enforceAttestation": attestation,
            "keyRestrictions.behavior": behavior,
            "keyRestrictions.authenticators": listed if behavior != "none" else frozenset(),
        },
        st.sampled_from([frozenset({"deviceBound"}), frozenset({"synced"}), frozenset({"deviceBound", "synced"})]),
        st.booleans(),
        st.sampled_from(["none", "allow", "block"]),
        st.frozensets(st.sampled_from(AAGUIDS[:2]), min_size=1),
    )


@st.composite
def goals(draw: st.DrawFn, ids: tuple[str, ...], near: Goal | None = None) -> Goal:
    """Profiles among `ids` (the default one always), rows and excludes; like `near` in about half of everything."""
    profiles: dict[str, Fields] = {}
    for id in ids:
        if near is not None and id in near.profiles and draw(st.booleans()):
            profiles[id] = near.profiles[id]
        elif id == DEFAULT or draw(st.booleans()):
            profiles[id] = draw(
                content(str(near.profiles[id]["name"]) if near and id in near.profiles else f"Profile {id[-3:]}")
            )
    targets: dict[str, frozenset[str]] = {}
    for row in (*GROUPS, EVERYONE):
        keeps = near is not None and near.targets.get(row, frozenset()) <= profiles.keys()
        if near is not None and keeps and draw(st.booleans()):
            if row in near.targets:
                targets[row] = near.targets[row]
        elif draw(st.booleans()):
            targets[row] = draw(st.frozensets(st.sampled_from(sorted(profiles)), min_size=1))
    excludes = draw(st.frozensets(st.sampled_from(GROUPS), max_size=2))
    if near is not None and draw(st.booleans()):
        excludes = near.excludes
    settings: Fields = {
        "state": draw(st.sampled_from(["enabled", "enabled", "enabled", "disabled"])),
        "allowSelfServiceSetup": draw(st.sampled_from([True, True, True, False])),
    }
    if near is not None and draw(st.booleans()):
        settings = near.settings
    return Goal(settings, profiles, targets, excludes)


@dataclass(frozen=True)
class Case:
    document: JsonObject
    goal: Goal


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A tenant with profiles, or one without, and what the files want."""
    if draw(st.integers(0, 4)) == 0:
        start = draw(goals((DEFAULT,)))
        enforced = start.profiles[DEFAULT]["enforceAttestation"]
        types = frozenset({"deviceBound"} if enforced else {"deviceBound", "synced"})
        content = {**start.profiles[DEFAULT], "passkeyTypes": types, "name": "Default passkey profile"}
        start = replace(start, profiles={DEFAULT: content})
        return Case(legacy_document(start), draw(goals((DEFAULT, *FRESH), start)))
    start = draw(goals((DEFAULT, *MADE)))
    return Case(document(start), draw(goals((*start.profiles, *FRESH), start)))


def document(start: Goal) -> JsonObject:
    """Graph's JSON, with the marks of an annotation and of properties that we know nothing about."""
    default = profile_json(DEFAULT, start.profiles[DEFAULT])
    return {
        "@odata.context": "https://graph.example/$metadata#fido2",
        "@odata.type": "#microsoft.graph.fido2AuthenticationMethodConfiguration",
        "id": "Fido2",
        "state": str(start.settings["state"]),
        "isSelfServiceRegistrationAllowed": start.settings["allowSelfServiceSetup"] is True,
        "isAttestationEnforced": default["attestationEnforcement"] == "registrationOnly",
        "keyRestrictions": default["keyRestrictions"],
        "defaultPasskeyProfile": DEFAULT,
        "passkeyProfiles": [profile_json(id, fields) for id, fields in start.profiles.items()],
        "includeTargets": [
            {"id": id, "targetType": "group", "isRegistrationRequired": False, "allowedPasskeyProfiles": [*sorted(ids)]}
            for id, ids in start.targets.items()
        ],
        "excludeTargets": [{"id": id, "targetType": "group"} for id in sorted(start.excludes)],
    }


def legacy_document(start: Goal) -> JsonObject:
    whole = document(start)
    targets = whole["includeTargets"]
    assert isinstance(targets, list)
    without = [{**each, "allowedPasskeyProfiles": []} for each in targets if isinstance(each, dict)]
    return {**whole, "defaultPasskeyProfile": None, "passkeyProfiles": [], "includeTargets": [*without]}


def profile_json(id: str, fields: Fields) -> JsonObject:
    types, listed = fields["passkeyTypes"], fields["keyRestrictions.authenticators"]
    assert isinstance(types, frozenset)
    assert isinstance(listed, frozenset)
    behavior = fields["keyRestrictions.behavior"]
    aaguids: list[JsonValue] = [*sorted(str(each) for each in listed)]
    return {
        "id": id,
        "name": str(fields["name"]),
        "passkeyTypes": ",".join(sorted(str(each) for each in types)),
        "attestationEnforcement": "registrationOnly" if fields["enforceAttestation"] else "disabled",
        "keyRestrictions": {
            "isEnforced": behavior != "none",
            "enforcementType": "allow" if behavior == "none" else str(behavior),
            "aaGuids": aaguids,
        },
    }


def state_of(document: JsonObject) -> PriorState:
    return PriorState(wire.read(document), wire.has_profiles(document), document)


def changes(prior: PriorState, goal: Goal) -> tuple[ResourceChange, ...]:
    """One change for everything that is there or shall be, as a comparison makes them."""
    settings = {**prior.of(Kind.PASSKEYS)[0].fields, **goal.settings}
    wanted: dict[tuple[Kind, str], Fields] = {(Kind.PASSKEYS, "Fido2"): settings}
    wanted |= {(Kind.PROFILE, id): fields for id, fields in goal.profiles.items()}
    wanted |= {(Kind.TARGET, id): {"profiles": profiles} for id, profiles in goal.targets.items()}
    wanted |= {(Kind.EXCLUDE, id): {} for id in goal.excludes}
    live = {(each.kind, each.id): each for each in prior.objects if each.kind in FIDO2_KINDS}
    return tuple(
        change(kind, id, live.get((kind, id)), wanted.get((kind, id))) for kind, id in sorted({*wanted, *live})
    )


def change(kind: Kind, id: str, live: LiveObject | None, planned: Fields | None) -> ResourceChange:
    address = id.address if isinstance(id, PendingId) else Address(kind, "" if kind is Kind.PASSKEYS else id)
    if planned is None:
        return ResourceChange(address, Action.DELETE, id, id, live, None)
    before = live.fields if live is not None else defaults(kind)
    fields = tuple(
        FieldChange(each.path, before[each.path], planned[each.path])
        for each in FIELDS[kind]
        if before[each.path] != planned[each.path]
    )
    action = Action.CREATE if live is None else Action.UPDATE if fields else Action.NO_OP
    return ResourceChange(address, action, id, str(planned.get("name", id)), live, planned, fields)


def carried_out(start: JsonObject, operations: tuple[Operation, ...]) -> tuple[JsonObject, ...]:
    """The configuration after each PATCH; ids of new profiles are put in as an apply does it."""
    numbers = count(1)
    ids: dict[Address, str] = {}
    moments = []
    current = start
    for operation in operations:
        body = request_body(operation, ids)
        assert body is not None
        before = state_of(current)
        current = patched(current, body, (f"c0000000-0000-4000-8000-{number:012d}" for number in numbers))
        ids |= new_ids(operation.expects, state_of(current), ids, before)
        moments.append(current)
    return tuple(moments)
