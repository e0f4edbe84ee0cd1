"""Access written down as slowly and plainly as it can be: persons by profiles by keys, nothing united beforehand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, combinations
from typing import TypeAlias

from hypothesis import strategies as st

from passkeyctl.insight.tenant_state import Held, TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.fields import Fields
from passkeyctl.model.passkeys import EVERYONE

A, B, STRANGER = "aaaaaaaa-0000-4000-8000-000000000001", "bbbbbbbb-0000-4000-8000-000000000002", "a model in no list"
GROUPS = ("g1", "g2", "g3")
KEYS = [(type, model, False) for type in ("deviceBound", "synced") for model in (A, B, STRANGER)]
KEYS += [("deviceBound", model, True) for model in (A, B, STRANGER)]
Key: TypeAlias = "tuple[str, str, bool]"
Access: TypeAlias = "frozenset[tuple[str, Key]]"


@dataclass(frozen=True)
class Reading:
    """One way to read what Graph's documentation leaves open: a seed decides what an unclear profile takes."""

    seed: int
    other_state_is_on: bool


READINGS = [Reading(seed, is_on) for seed in range(4) for is_on in (True, False)]


def access(state: TenantState, groups: Iterable[str], reading: Reading, *, is_guest: bool = False) -> Access:
    """What a person in these groups may do with which key."""
    settings = state.fields(Kind.PASSKEYS)
    assert settings is not None
    is_on = {"enabled": True, "disabled": False}.get(str(settings["state"]), reading.other_state_is_on)
    rows = {*groups} if is_guest else {*groups, EVERYONE}
    if not is_on or any(each.id in rows for each in state.of(Kind.EXCLUDE)):
        return frozenset()
    found = set()
    for row in state.of(Kind.TARGET):
        for profile in state.of(Kind.PROFILE) if row.id in rows else ():
            named = row.fields["profiles"]
            assert isinstance(named, frozenset)
            if profile.id not in named:
                continue
            for key in KEYS:
                if signs_in(profile.fields, key, reading):
                    found.add(("sign in", key))
                    if attests(profile.fields, key, reading):
                        found.add(("register", key))
                        if settings["allowSelfServiceSetup"]:
                            found.add(("register alone", key))
    return frozenset(found)


def signs_in(profile: Fields, key: Key, reading: Reading) -> bool:
    types, listed = profile["passkeyTypes"], profile["keyRestrictions.authenticators"]
    assert isinstance(types, frozenset)
    assert isinstance(listed, frozenset)
    behavior = profile["keyRestrictions.behavior"]
    if not types or "quantum" in types or behavior == "unset" or (behavior == "allow" and not listed):
        return chance(reading, sorted(map(str, types)), behavior, sorted(map(str, listed)), key)
    return key[0] in types and (
        behavior == "none"
        or (behavior == "allow" and key[1] in listed)
        or (behavior == "block" and key[1] not in listed)
    )


def attests(profile: Fields, key: Key, reading: Reading) -> bool:
    match profile["enforceAttestation"]:
        case True:
            return key[2]
        case False:
            return True
        case word:
            return chance(reading, sorted(map(str, profile["passkeyTypes"] or ())), word, key)  # type: ignore[arg-type]


def chance(reading: Reading, *decisive: object) -> bool:
    """Everything, nothing, or some of it; the same for the same."""
    if reading.seed < 2:
        return bool(reading.seed)
    return sum(repr((reading.seed, decisive)).encode()) % 2 == 0


def memberships(groups: Iterable[str] = GROUPS) -> Iterator[tuple[str, ...]]:
    listed = tuple(groups)
    return chain.from_iterable(combinations(listed, count) for count in range(len(listed) + 1))


def is_equal(before: TenantState, after: TenantState, reading: Reading) -> bool:
    """For every membership there can be, of members of the tenant."""
    return all(access(before, each, reading) == access(after, each, reading) for each in memberships())


CLEAR_TYPES = [["deviceBound"], ["synced"], ["deviceBound", "synced"]]


def profile(id: str, types: Iterable[str], attestation: object, behavior: str, models: Iterable[str]) -> Held:
    fields: Fields = {
        "name": id,
        "passkeyTypes": frozenset(types),
        "enforceAttestation": attestation,  # type: ignore[dict-item]  # a third word among them
        "keyRestrictions.behavior": behavior,
        "keyRestrictions.authenticators": frozenset(models if behavior != "none" else ()),
    }
    return Held(Kind.PROFILE, id, id, fields)


def state_of(
    profiles: Iterable[Held],
    rows: dict[str, frozenset[str]],
    excluded: Iterable[str] = (),
    *,
    state: str = "enabled",
    sets_up: bool = True,
) -> TenantState:
    settings = Held(Kind.PASSKEYS, "Fido2", "passkeys", {"state": state, "allowSelfServiceSetup": sets_up})
    targets = [Held(Kind.TARGET, id, id, {"profiles": named}) for id, named in rows.items()]
    return TenantState((settings, *profiles, *targets, *(Held(Kind.EXCLUDE, id, id, {}) for id in excluded)))


@st.composite
def profiles(draw: st.DrawFn, *, clear: bool) -> list[Held]:
    types = CLEAR_TYPES if clear else [*CLEAR_TYPES, [], ["deviceBound", "quantum"]]
    attestation: list[object] = [False, True] if clear else [False, True, "someday"]
    behaviors = ["none", "allow", "block"] if clear else ["none", "allow", "block", "unset"]
    models = st.lists(st.sampled_from([A, B]), min_size=1 if clear else 0, unique=True)
    return [
        profile(
            f"p{number}",
            draw(st.sampled_from(types)),
            draw(st.sampled_from(attestation)),
            draw(st.sampled_from(behaviors)),
            draw(models),
        )
        for number in range(3)
    ]


@st.composite
def tenants(draw: st.DrawFn, *, clear: bool = True) -> TenantState:
    named = st.frozensets(st.sampled_from(["p0", "p1", "p2"]), min_size=1, max_size=2)
    rows = draw(st.dictionaries(st.sampled_from([EVERYONE, *GROUPS]), named, max_size=4))
    states = ["enabled", "enabled", "enabled", "disabled"] if clear else ["enabled", "enabled", "paused", "disabled"]
    return state_of(
        draw(profiles(clear=clear)),
        rows,
        draw(st.lists(st.sampled_from(GROUPS), max_size=2, unique=True)),
        state=draw(st.sampled_from(states)),
        sets_up=draw(st.sampled_from([True, True, False])),
    )


@st.composite
def rearranged(draw: st.DrawFn, *, clear: bool = True) -> tuple[TenantState, TenantState]:
    """Two states that are often equal: profiles renamed, split by model, merged into a row; or changed a little."""
    before = draw(tenants(clear=clear))
    after = before
    for _ in range(draw(st.integers(1, 3))):
        after = draw(st.sampled_from(STEPS))(draw, after)
    if draw(st.integers(0, 3)) == 0:
        after = _with_another(after, draw(profiles(clear=clear))[0])
    return before, after


def _copied(draw: st.DrawFn, state: TenantState) -> TenantState:
    """A row names a copy of its profile."""
    one = draw(st.sampled_from(state.of(Kind.PROFILE)))
    copy = Held(Kind.PROFILE, one.id + "c", one.name + "c", one.fields)
    if state.by_id(Kind.PROFILE, copy.id):
        return state
    return _renamed(state, one.id, frozenset({copy.id}), copy)


def _split(draw: st.DrawFn, state: TenantState) -> TenantState:
    """A profile of both types becomes one of each."""
    one = draw(st.sampled_from(state.of(Kind.PROFILE)))
    types = one.fields["passkeyTypes"]
    assert isinstance(types, frozenset)
    parts = [
        Held(Kind.PROFILE, one.id + str(each)[0], one.name, {**one.fields, "passkeyTypes": frozenset({each})})
        for each in sorted(map(str, types))
    ]
    if len(parts) < 2 or any(state.by_id(Kind.PROFILE, each.id) for each in parts):
        return state
    return _renamed(state, one.id, frozenset(each.id for each in parts), *parts)


def _renamed(state: TenantState, old: str, new: frozenset[str], *made: Held) -> TenantState:
    def moved(held: Held) -> Held:
        named = held.fields.get("profiles")
        if held.kind is not Kind.TARGET or not isinstance(named, frozenset) or old not in named:
            return held
        return Held(held.kind, held.id, held.name, {"profiles": frozenset(map(str, named)) - {old} | new})

    return TenantState((*map(moved, state.objects), *made))


def _idle_row(draw: st.DrawFn, state: TenantState) -> TenantState:
    """A group gets the row that everybody has."""
    everyone, group = state.by_id(Kind.TARGET, EVERYONE), draw(st.sampled_from(GROUPS))
    if everyone is None or state.by_id(Kind.TARGET, group):
        return state
    return TenantState((*state.objects, Held(Kind.TARGET, group, group, everyone.fields)))


def _without_a_row(draw: st.DrawFn, state: TenantState) -> TenantState:
    gone = draw(st.sampled_from(GROUPS))
    return TenantState(tuple(each for each in state.objects if each.kind is not Kind.TARGET or each.id != gone))


def _excluding(draw: st.DrawFn, state: TenantState) -> TenantState:
    group = draw(st.sampled_from(GROUPS))
    if state.by_id(Kind.EXCLUDE, group):
        return TenantState(tuple(each for each in state.objects if each.kind is not Kind.EXCLUDE or each.id != group))
    return TenantState((*state.objects, Held(Kind.EXCLUDE, group, group, {})))


def _with_another(state: TenantState, new: Held) -> TenantState:
    """One profile becomes another."""
    return TenantState(
        tuple(Held(each.kind, each.id, each.name, new.fields) if each.id == "p0" else each for each in state.objects)
    )


STEPS = (_copied, _split, _idle_row, _without_a_row, _excluding, _copied, _split)
