"""Generated small tenants and what becomes of them: one state after each request of a plan, or in any order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from hypothesis import strategies as st

from passkeyctl.insight.tenant_state import Held, TenantState, before
from passkeyctl.json_types import JsonObject
from passkeyctl.model.address import Address, Kind, PendingId
from passkeyctl.model.change import Action, FieldChange, ResourceChange
from passkeyctl.model.fields import Fields
from passkeyctl.model.kinds import FIELDS, canonical, defaults
from passkeyctl.model.passkeys import DEFAULT_PROFILE_ID, EVERYONE
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.model.values import FilterRule, Guests, Value
from passkeyctl.plan.course import course
from passkeyctl.plan.ordering import operations
from tests.insight.between_reference import GROUPS, MAIL, MODELS, OTHER_WAYS, ROLE, USER
from tests.plan.direction_examples import original_of

Objects = Mapping[tuple[Kind, str], Fields]

PROFILES = (DEFAULT_PROFILE_ID, "pr-2", "pr-3")
STRENGTHS = ("s-1", "s-2")
POLICIES = ("p-1", "p-2", "p-3")
OFFICE, LAB = "55555555-0000-4000-8000-000000000001", "55555555-0000-4000-8000-000000000002"
RANGES = ("10.0.0.0/24", "10.0.0.0/16", "192.0.2.0/24")


def one_of(*values: Value) -> st.SearchStrategy[Value]:
    return st.sampled_from(values)


def some(*members: str, least: int = 0, most: int = 2) -> st.SearchStrategy[Value]:
    return st.frozensets(st.sampled_from(members), min_size=least, max_size=most)


NOBODY: Value = frozenset()
RARELY = st.integers(0, 4).map(lambda each: each == 0)


def rarely(usual: Value, *others: Value) -> st.SearchStrategy[Value]:
    return one_of(*[usual] * (2 * len(others) + 1), *others)


PROFILE: dict[str, st.SearchStrategy[Value]] = {
    "passkeyTypes": some("deviceBound", "synced", least=1),
    "enforceAttestation": st.booleans(),
    "keyRestrictions.behavior": one_of("none", "allow", "block"),
    "keyRestrictions.authenticators": some(*MODELS, least=1),
}
STRENGTH: dict[str, st.SearchStrategy[Value]] = {
    "allowedCombinations": some("fido2", "fido2", *OTHER_WAYS, "temporaryAccessPassMultiUse", least=1, most=3),
    "fido2.allowedAAGUIDs": some(*MODELS, most=1),
}
POLICY: dict[str, st.SearchStrategy[Value]] = {
    "state": rarely("enabled", "reportOnly"),
    "users.include": one_of("all", "all", "selected"),
    "users.include.groups": some(*GROUPS),
    "users.include.roles": rarely(NOBODY, frozenset({ROLE})),
    "users.include.users": rarely(NOBODY, frozenset({USER})),
    "users.include.guests": rarely(None, Guests(legacy=True)),
    "users.exclude.groups": some(*GROUPS, most=1),
    "users.exclude.roles": rarely(NOBODY, frozenset({ROLE})),
    "users.exclude.users": rarely(NOBODY, frozenset({USER})),
    "users.exclude.guests": rarely(None, Guests(legacy=True)),
    "target.resources.include": rarely(frozenset({"All resources"}), frozenset({MAIL})),
    "target.resources.exclude": rarely(NOBODY, frozenset({MAIL})),
    "conditions.platforms.include": rarely(NOBODY, frozenset({"iOS"})),
    "conditions.locations.include": rarely(NOBODY, frozenset({"all"}), frozenset({OFFICE})),
    "conditions.locations.exclude": rarely(NOBODY, frozenset({OFFICE}), frozenset({"allTrusted"})),
    "conditions.deviceFilter": rarely(None, FilterRule("include", "managed"), FilterRule("exclude", "managed")),
    "grant.require": one_of("one", "all"),
    "grant.controls": some("mfa", "compliantDevice", "block", most=1),
    "grant.authenticationStrength": one_of(None, *STRENGTHS),
}
LOCATION: dict[str, st.SearchStrategy[Value]] = {"ipRanges": some(*RANGES, least=1), "trusted": st.booleans()}
PASS: dict[str, st.SearchStrategy[Value]] = {
    "state": one_of("enabled", "disabled"),
    "targets": some("everyone", *GROUPS),
    "targets.users": rarely(NOBODY, frozenset({USER})),
    "exclude": rarely(NOBODY, frozenset({GROUPS[0]})),
    "exclude.users": rarely(NOBODY, frozenset({USER})),
    "oneTimeUse": rarely(False, True),
}
SETTINGS: dict[str, st.SearchStrategy[Value]] = {
    "state": rarely("enabled", "disabled"),
    "allowSelfServiceSetup": rarely(True, False),
}
OPTIONAL: dict[Kind, tuple[tuple[str, ...], dict[str, st.SearchStrategy[Value]]]] = {
    Kind.TARGET: ((*GROUPS, EVERYONE), {"profiles": some(*PROFILES, least=1)}),
    Kind.EXCLUDE: (GROUPS, {}),
    Kind.POLICY: (POLICIES, POLICY),
}
FIXED: dict[Kind, tuple[tuple[str, ...], dict[str, st.SearchStrategy[Value]]]] = {
    Kind.PASSKEYS: (("Fido2",), SETTINGS),
    Kind.PROFILE: (PROFILES, PROFILE),
    Kind.STRENGTH: (STRENGTHS, STRENGTH),
    Kind.LOCATION: ((OFFICE, LAB), LOCATION),
    Kind.TEMPORARY_ACCESS_PASS: (("TemporaryAccessPass",), PASS),
}


@st.composite
def contents(draw: st.DrawFn, kind: Kind, ways: dict[str, st.SearchStrategy[Value]]) -> Fields:
    drawn = {path: draw(each) for path, each in ways.items()}
    return made(kind, drawn)


def made(kind: Kind, drawn: Fields) -> Fields:
    fixed: dict[str, Value] = {"type": "ip"} if kind is Kind.LOCATION else {}
    fields: Fields = {**defaults(kind), **fixed, **drawn}
    if kind is Kind.POLICY and not (fields["conditions.locations.include"]):
        included: Value = frozenset({"all"}) if fields["conditions.locations.exclude"] else frozenset()
        fields = {**fields, "conditions.locations.include": included}
    if kind is Kind.PROFILE and not fields["keyRestrictions.authenticators"]:
        # What an empty allow list means nobody says.
        fields = {**fields, "keyRestrictions.authenticators": frozenset(MODELS[:1])}
    return canonical(kind, fields)


@st.composite
def tenants(draw: st.DrawFn) -> Objects:
    found: dict[tuple[Kind, str], Fields] = {}
    for kind, (ids, ways) in FIXED.items():
        found |= {(kind, each): draw(contents(kind, ways)) for each in ids}
    for kind, (ids, ways) in OPTIONAL.items():
        for each in ids:
            if draw(RARELY) == (kind is Kind.EXCLUDE):
                found[kind, each] = draw(contents(kind, ways))
    return found


@st.composite
def later(draw: st.DrawFn, before: Objects) -> Objects:
    """A few objects changed in one or two fields, made, or gone."""
    found = dict(before)
    kinds = st.sampled_from([*FIXED, *OPTIONAL, Kind.POLICY, Kind.POLICY, Kind.POLICY, Kind.PROFILE, Kind.STRENGTH])
    for kind in draw(st.lists(kinds, min_size=3, max_size=6)):
        ids, ways = (FIXED | OPTIONAL)[kind]
        id = draw(st.sampled_from(ids))
        if (kind, id) not in found:
            found[kind, id] = draw(contents(kind, ways))
        elif kind in OPTIONAL and (not ways or draw(RARELY)):
            del found[kind, id]
        else:
            paths = draw(st.lists(st.sampled_from(sorted(ways)), min_size=1, max_size=2))
            found[kind, id] = made(kind, {**found[kind, id], **{path: draw(ways[path]) for path in paths}})
    return found


def state_of(objects: Objects) -> TenantState:
    return TenantState(tuple(Held(kind, id, f"{kind} {id}", fields) for (kind, id), fields in objects.items()))


@dataclass(frozen=True)
class Walk:
    """States that follow one another; shown as the first one and what each request changes."""

    states: tuple[TenantState, ...]

    def __repr__(self) -> str:
        shown = []
        known: Objects = {}
        for state in self.states:
            now = {(each.kind, each.id): each.fields for each in state.objects}
            for key in sorted({*known, *now}):
                if known.get(key) != now.get(key):
                    shown.append(f"    {key[0]} {key[1]}: {_unlike(now.get(key), known.get(key) or defaults(key[0]))}")
            shown.append("  --")
            known = now
        return "\n".join(("Walk", *shown))


def _unlike(fields: Fields | None, usual: Fields) -> str:
    if fields is None:
        return "gone"
    return ", ".join(f"{path}={_plain(value)}" for path, value in fields.items() if usual.get(path) != value)


def _plain(value: Value) -> str:
    return repr(sorted(map(str, value))) if isinstance(value, frozenset) else repr(value)


@st.composite
def any_order(draw: st.DrawFn) -> Walk:
    """What differs is changed object by object, in any order; now and then one stands in a third way in between."""
    before = draw(tenants())
    after = draw(later(before))
    differing = sorted({key for key in {**before, **after} if before.get(key) != after.get(key)})
    states, current = [state_of(before)], state_of(before)
    for key in draw(st.permutations(differing)):
        current = _with(current, key, after.get(key))
        states.append(current)
    return Walk(tuple(states))


def _with(state: TenantState, key: tuple[Kind, str], fields: Fields | None) -> TenantState:
    kept = tuple(each for each in state.objects if (each.kind, each.id) != key)
    made = () if fields is None else (Held(*key, f"{key[0]} {key[1]}", fields),)
    return replace(state, objects=(*kept, *made))


FIDO2: JsonObject = {"includeTargets": [], "passkeyProfiles": [], "excludeTargets": []}


@st.composite
def by_a_plan(draw: st.DrawFn) -> Walk:
    """As an apply does it; or its requests in any order, whether Graph would take them so or not."""
    start = draw(tenants())
    goal = draw(later(start))
    prior = PriorState(tuple(_live(key, fields) for key, fields in start.items()), True, FIDO2)
    sent = operations(tuple(_changes(prior, goal)), prior)
    in_order = sent if draw(st.booleans()) else draw(st.permutations(sent))
    return Walk(course(before(prior), in_order))


def _live(key: tuple[Kind, str], fields: Fields) -> LiveObject:
    made = LiveObject(*key, f"{key[0]} {key[1]}", fields, {})
    return replace(made, original=original_of(made))


def _changes(prior: PriorState, goal: Objects) -> Iterator[ResourceChange]:
    live = {(each.kind, each.id): each for each in prior.objects}
    for key in sorted({*live, *goal}):
        was, planned = live.get(key), goal.get(key)
        kind, id = key
        address = Address(kind, "" if kind in (Kind.PASSKEYS, Kind.TEMPORARY_ACCESS_PASS) else id)
        if planned is None:
            yield ResourceChange(address, Action.DELETE, id, id, was, None)
            continue
        prior_fields = was.fields if was is not None else defaults(kind)
        paths = [each.path for each in FIELDS[kind] if prior_fields[each.path] != planned[each.path]]
        changes = tuple(FieldChange(path, prior_fields[path], planned[path]) for path in paths)
        action = Action.CREATE if was is None else Action.UPDATE if changes else Action.NO_OP
        made = PendingId(address) if was is None and kind is Kind.POLICY else id
        yield ResourceChange(address, action, made, id, was, planned, changes)
