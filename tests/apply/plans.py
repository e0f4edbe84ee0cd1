"""A tenant and the operations that get it from what it is to what is wanted: one of every kind."""

from __future__ import annotations

from passkeyctl.json_types import JsonObject
from passkeyctl.model.address import Address, Kind, PendingId
from passkeyctl.model.change import Action, FieldChange, ResourceChange
from passkeyctl.model.fields import Fields
from passkeyctl.model.kinds import FIELDS, defaults
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.plan import ordering
from passkeyctl.plan.operation import Operation
from passkeyctl.wire import policies, strengths
from tests.apply.tenants import Content
from tests.plan.passkey_pairs import FRESH, Goal, changes, document
from tests.plan.passkey_reference import DEFAULT, GROUPS

FRESH_PROFILE = FRESH[0]
NEW_STRENGTH = Address(Kind.STRENGTH, "keys")
NEW_POLICY = Address(Kind.POLICY, "require-keys")
OLD_STRENGTH, OLD_POLICY, FOREIGN_POLICY, CHANGED_POLICY = (
    f"e0000000-0000-4000-8000-00000000000{number}" for number in range(1, 5)
)


def profile(name: str) -> Fields:
    return {
        "name": name,
        "passkeyTypes": frozenset({"deviceBound"}),
        "enforceAttestation": False,
        "keyRestrictions.behavior": "none",
        "keyRestrictions.authenticators": frozenset(),
    }


START = Goal(
    {"state": "enabled", "allowSelfServiceSetup": True},
    {DEFAULT: profile("Default passkey profile")},
    {GROUPS[0]: frozenset({DEFAULT})},
    frozenset(),
)
WANTED = Goal(
    START.settings,
    {**START.profiles, FRESH_PROFILE: profile("Pilot")},
    {**START.targets, GROUPS[1]: frozenset({FRESH_PROFILE})},
    frozenset(),
)


def strength(name: str) -> Fields:
    return {**defaults(Kind.STRENGTH), "name": name, "allowedCombinations": frozenset({"fido2"})}


def policy(name: str, **fields: object) -> Fields:
    base: Fields = {
        **defaults(Kind.POLICY),
        "name": name,
        "state": "enabled",
        "users.include": "all",
        "target.resources.include": frozenset({"All resources"}),
        "grant.controls": frozenset({"mfa"}),
    }
    return {**base, **fields}  # type: ignore[dict-item]


def stored(kind: Kind, id: str, fields: Fields) -> JsonObject:
    made = strengths.create_json(fields) if kind is Kind.STRENGTH else policies.create_json(fields)
    return {**made, "id": id}


def content() -> Content:
    return Content(
        document(START),
        {OLD_STRENGTH: stored(Kind.STRENGTH, OLD_STRENGTH, strength("Old keys"))},
        {
            OLD_POLICY: stored(
                Kind.POLICY,
                OLD_POLICY,
                policy("Old", **{"grant.controls": frozenset(), "grant.authenticationStrength": OLD_STRENGTH}),
            ),
            FOREIGN_POLICY: stored(Kind.POLICY, FOREIGN_POLICY, policy("Foreign")),
            CHANGED_POLICY: stored(Kind.POLICY, CHANGED_POLICY, policy("Changed")),
        },
    )


def created(address: Address, fields: Fields) -> ResourceChange:
    return ResourceChange(address, Action.CREATE, PendingId(address), str(fields["name"]), None, fields)


def updated(local: str, live: LiveObject, **fields: object) -> ResourceChange:
    planned: Fields = {**live.fields, **fields}  # type: ignore[dict-item]
    changed = tuple(
        FieldChange(each.path, live.fields[each.path], planned[each.path])
        for each in FIELDS[live.kind]
        if live.fields[each.path] != planned[each.path]
    )
    return ResourceChange(Address(live.kind, local), Action.UPDATE, live.id, live.name, live, planned, changed)


def deleted(local: str, live: LiveObject) -> ResourceChange:
    return ResourceChange(Address(live.kind, local), Action.DELETE, live.id, live.name, live, None)


def found(state: PriorState, kind: Kind, id: str) -> LiveObject:
    live = state.by_id(kind, id)
    assert live is not None
    return live


def everything(state: PriorState) -> tuple[Operation, ...]:
    """A new strength, a new profile and its row, a new policy that needs the strength, one changed, two deleted."""
    uses_it = policy(
        "Require keys",
        **{
            "grant.controls": frozenset(),
            "grant.authenticationStrength": PendingId(NEW_STRENGTH),
            "state": "reportOnly",
        },
    )
    wanted = [
        *changes(state, WANTED),
        created(NEW_STRENGTH, strength("Keys")),
        created(NEW_POLICY, uses_it),
        updated("changed", found(state, Kind.POLICY, CHANGED_POLICY), **{"users.exclude.groups": frozenset(GROUPS)}),
        deleted("old", found(state, Kind.POLICY, OLD_POLICY)),
        deleted("old", found(state, Kind.STRENGTH, OLD_STRENGTH)),
    ]
    return ordering.operations([each for each in wanted if each.address.kind in FIELDS], state)
