"""One person and the passkey policy: what reaches them, what they may register, and which of their keys sign in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from passkeyctl.insight.kleene import every, some
from passkeyctl.insight.passkeys.access import Access, Nesting, accepts, access, admits, nesting_matters
from passkeyctl.insight.passkeys.models import Extent, Models, models_of, together
from passkeyctl.insight.passkeys.reached_by import RowMembership, Rows, rows_reaching
from passkeyctl.insight.person.evidence import Chain, Link, LinkKind, Statement, distinct, either, member_link, setting
from passkeyctl.insight.tenant_state import TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.crowds import NONE
from passkeyctl.model.fields import Fields
from passkeyctl.model.passkeys import PASSKEY_TYPES
from passkeyctl.model.people import KeyModel, People


class Registrable(StrEnum):
    """A sort of passkey that somebody may set up on their own."""

    DEVICE_BOUND = "deviceBound"
    SYNCED = "synced"
    UNATTESTED = "unattested"


@dataclass(frozen=True, slots=True)
class ProfileOfPerson:
    """A profile that a row of theirs names; `reaches` is False where an exclude or the method's switch prevents it."""

    id: str
    name: str
    fields: Fields | None
    reaches: Statement


@dataclass(frozen=True, slots=True)
class KeyOfPerson:
    model: KeyModel
    signs_in: Statement


@dataclass(frozen=True, slots=True)
class PasskeysOfPerson:
    """`models` are those of which they may register one, by type; `has_unread_keys`: there may be more than `keys`."""

    excluded: Statement
    profiles: tuple[ProfileOfPerson, ...]
    registers: Mapping[Registrable, Statement]
    models: Mapping[str, Models]
    keys: tuple[KeyOfPerson, ...]
    has_unread_keys: bool


@dataclass(frozen=True, slots=True)
class World:
    """Everything about one person in one of the two worlds of `Nesting`."""

    state: TenantState
    people: People
    ordinal: int
    access: Access
    rows: Rows

    def reaches(self, profile: str) -> bool | None:
        return self.access.by_profile.get(profile, NONE).of(self.ordinal)

    @property
    def is_excluded(self) -> bool | None:
        return self.access.excluded.of(self.ordinal)


def worlds(state: TenantState, people: People, ordinal: int) -> tuple[World, World]:
    """With nested membership and without; the same one twice where it makes no difference."""
    counts = _world(state, people, ordinal, Nesting.COUNTS)
    if not nesting_matters(state, people):
        return counts, counts
    return counts, _world(state, people, ordinal, Nesting.DOES_NOT_COUNT)


def _world(state: TenantState, people: People, ordinal: int, nesting: Nesting) -> World:
    rows = rows_reaching(state, people, ordinal, nesting)
    return World(state, people, ordinal, access(state, people, nesting), rows)


def passkeys_of(state: TenantState, people: People, ordinal: int, pair: tuple[World, World]) -> PasskeysOfPerson:
    profiles = tuple(_profiles(state, pair))
    return PasskeysOfPerson(
        excluded=_in_both(pair, _excluded),
        profiles=profiles,
        registers={each: _in_both(pair, lambda world, it=each: _registers(world, it)) for each in Registrable},  # type: ignore[misc]
        models={each: _models(each, profiles) for each in PASSKEY_TYPES},
        keys=tuple(
            KeyOfPerson(key, _in_both(pair, lambda world, it=key: _signs_in(world, it)))  # type: ignore[misc]
            for key, holders in sorted(people.keys.items(), key=lambda each: str(each[0]))
            if ordinal in holders
        ),
        has_unread_keys=ordinal in people.keys_unread,
    )


def _in_both(pair: tuple[World, World], judged: Callable[[World], Statement]) -> Statement:
    counts, does_not = pair
    return judged(counts) if counts is does_not else either(judged(counts), judged(does_not))


def _excluded(world: World) -> Statement:
    return Statement(world.is_excluded, tuple(_exclude_chains(world)))


def _exclude_chains(world: World) -> Iterator[Chain]:
    for row in world.rows.excludes:
        yield (_member(row), Link(LinkKind.EXCLUDE, row.group))
    if world.rows.is_unread:
        yield (Link(LinkKind.UNREAD, Kind.PASSKEYS.value, None),)


def _member(row: RowMembership) -> Link:
    return member_link(row.group, holds=row.is_member, is_direct=row.is_direct)


def _profiles(state: TenantState, pair: tuple[World, World]) -> Iterator[ProfileOfPerson]:
    """Those that a row names which the person is in, in either world."""
    named = dict.fromkeys(id for world in pair for row in world.rows.targets for id in row.profiles)
    for id in named:
        held = state.by_id(Kind.PROFILE, id)
        reaches = _in_both(pair, lambda world, it=id: _reach(world, it))  # type: ignore[misc]
        yield ProfileOfPerson(id, held.name if held else "", held.fields if held else None, reaches)


def _reach(world: World, profile: str) -> Statement:
    holds = world.reaches(profile)
    chains = tuple(_row_chains(world, profile))
    return Statement(holds, chains if holds else (*chains, *_hindrances(world)))


def _row_chains(world: World, profile: str) -> Iterator[Chain]:
    for row in world.rows.bringing(profile):
        yield (_member(row), Link(LinkKind.TARGET, row.group), Link(LinkKind.PROFILE, profile))


def _hindrances(world: World) -> Iterator[Chain]:
    """What holds back every profile at once."""
    yield from _exclude_chains(world)
    settings = world.state.fields(Kind.PASSKEYS)
    if settings is None:
        yield (Link(LinkKind.UNREAD, Kind.PASSKEYS.value, None),)
    elif settings["state"] != "enabled":
        yield (setting("state", settings["state"], holds=False),)


def _signs_in(world: World, key: KeyModel) -> Statement:
    holds = world.access.accepted[key].of(world.ordinal)
    return Statement(holds, tuple(distinct(_key_chains(world, key, holds))))


def _key_chains(world: World, key: KeyModel, holds: bool | None) -> Iterator[Chain]:
    if holds is not True:
        yield from _hindrances(world)
    for profile, fields in _candidates(world):
        answer = None if fields is None else accepts(fields, key)
        if not _decides(holds, answer, world.reaches(profile)):
            continue
        for chain in _row_chains(world, profile):
            yield (*chain, *_sign_in_links(fields, key, answer))
    if not world.rows.targets:
        yield _no_row(world)


def _decides(holds: bool | None, takes: bool | None, reaches: bool | None) -> bool:
    """Whether a profile is part of the reason: what it would take says nothing where all of them are held back."""
    match holds:
        case True:
            return bool(takes and reaches)
        case False:
            return takes is not True
        case None:
            return True


def _no_row(world: World) -> Chain:
    is_unread = world.rows.is_unread
    if is_unread:
        return (Link(LinkKind.UNREAD, Kind.PASSKEYS.value, None),)
    return (Link(LinkKind.NOTHING, Kind.TARGET.value, False),)


def _candidates(world: World) -> Iterator[tuple[str, Fields | None]]:
    for id in dict.fromkeys(id for row in world.rows.targets for id in row.profiles):
        held = world.state.by_id(Kind.PROFILE, id)
        yield id, held.fields if held is not None else None


def _sign_in_links(fields: Fields | None, key: KeyModel, answer: bool | None) -> Iterator[Link]:
    """The settings that take the key, or those that do not."""
    if fields is None:
        return
    for path, holds in (("passkeyTypes", takes_type(fields, key)), (_restrictions(fields), takes_model(fields, key))):
        if answer or holds is not True:
            yield setting(path, fields[path], holds=holds)


def _restrictions(fields: Fields) -> str:
    behavior = "keyRestrictions.behavior"
    return behavior if fields[behavior] == "none" else "keyRestrictions.authenticators"


def takes_type(fields: Fields, key: KeyModel) -> bool | None:
    """The type alone: the same profile without a limit on models."""
    return accepts({**fields, "keyRestrictions.behavior": "none"}, key)


def takes_model(fields: Fields, key: KeyModel) -> bool | None:
    return accepts({**fields, "passkeyTypes": frozenset(PASSKEY_TYPES)}, replace(key, passkey_type="deviceBound"))


def _registers(world: World, sort: Registrable) -> Statement:
    by_profile = [(id, fields, _admits(fields, sort)) for id, fields in _candidates(world)]
    reached = some(every((world.reaches(id), takes)) for id, _, takes in by_profile)
    if world.rows.is_unread:
        reached = some((reached, None))
    holds = every((reached, world.access.may_set_up.of(world.ordinal)))
    return Statement(holds, distinct(_registers_chains(world, sort, holds)))


def _registers_chains(world: World, sort: Registrable, holds: bool | None) -> Iterator[Chain]:
    if holds is not True:
        yield from _hindrances(world)
        yield from _no_self_service(world)
    for id, fields in _candidates(world):
        takes = _admits(fields, sort)
        if fields is None or not _decides(holds, takes, world.reaches(id)):
            continue
        for chain in _row_chains(world, id):
            yield (*chain, *_registers_links(fields, sort, takes))
    if not world.rows.targets:
        yield _no_row(world)


def _no_self_service(world: World) -> Iterator[Chain]:
    settings = world.state.fields(Kind.PASSKEYS)
    if settings is not None and settings["allowSelfServiceSetup"] is not True:
        yield (setting("allowSelfServiceSetup", settings["allowSelfServiceSetup"], holds=False),)
    is_guest = world.people.guests.of(world.ordinal)
    if is_guest is not False:
        yield (Link(LinkKind.NOT_A_GUEST, "", None if is_guest is None else False),)


def _registers_links(fields: Fields, sort: Registrable, takes: bool | None) -> Iterator[Link]:
    for path, holds in _registers_parts(fields, sort):
        if takes or holds is not True:
            yield setting(path, fields[path], holds=holds)


def _registers_parts(fields: Fields, sort: Registrable) -> Iterator[tuple[str, bool | None]]:
    """Each setting by itself."""
    wanted = {Registrable.DEVICE_BOUND: ("deviceBound",), Registrable.SYNCED: ("synced",)}.get(sort, PASSKEY_TYPES)
    yield "passkeyTypes", some(takes_type(fields, KeyModel(None, each, None)) for each in wanted)
    extent = models_of(fields).extent
    yield _restrictions(fields), None if extent is Extent.UNKNOWN else extent is not Extent.NONE
    if sort is not Registrable.DEVICE_BOUND:
        yield "enforceAttestation", _without_attestation(fields)


def _without_attestation(fields: Fields) -> bool | None:
    """Whether one that proves nothing about its model is taken; synced ones never do."""
    anything: Fields = {**fields, "keyRestrictions.behavior": "none", "passkeyTypes": frozenset(PASSKEY_TYPES)}
    return admits(anything, KeyModel(None, "deviceBound", False))


def _admits(fields: Fields | None, sort: Registrable) -> bool | None:
    return None if fields is None else every(holds for _, holds in _registers_parts(fields, sort))


def _models(passkey_type: str, profiles: tuple[ProfileOfPerson, ...]) -> Models:
    """Of profiles that surely reach the person; where one only may, nobody can tell."""
    found: list[Models] = []
    for each in profiles:
        takes = None if each.fields is None else takes_type(each.fields, KeyModel(None, passkey_type, None))
        match every((each.reaches.holds, takes)):
            case True:
                found.append(models_of(each.fields or {}))
            case None:
                found.append(Models(Extent.UNKNOWN))
            case _:
                continue
    return together(found)
