"""Who may use which passkey, for everybody at once: docs/graph-facts.md, P-30 to P-35, on sets of people.

Only the passkey policy is looked at: whether an account is enabled is for whoever counts (`People.enabled`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto

from passkeyctl.insight.passkeys.acceptance import accepts, admits, members
from passkeyctl.insight.tenant_state import TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.crowds import EMPTY, NONE, Crowd, Reach, union
from passkeyctl.model.fields import Fields
from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.model.people import KeyModel, People

__all__ = ["Access", "Nesting", "ProfileReach", "accepts", "access", "admits", "nesting_matters"]


class Nesting(Enum):
    """Whether members of groups inside a group count for targets and excludes of passkeys: Microsoft doesn't say."""

    COUNTS = auto()
    DOES_NOT_COUNT = auto()


@dataclass(frozen=True, slots=True)
class ProfileReach:
    """A profile and whom it reaches; `fields` is None for one that a row names and the tenant does not list.

    `id` is empty for whatever profiles there may be where the passkey policy was not read.
    """

    id: str
    fields: Fields | None
    reach: Reach


@dataclass(frozen=True, slots=True)
class Access:
    """What the passkey policy allows to whom, in one of the two worlds of `Nesting`.

    Excludes and a disabled method are taken off everywhere. `accepted` maps models of registered passkeys to the
    holders for whom they sign in; `with_key` have at least one such, possibly one that was not read.
    `may_set_up` may register some passkey themselves; `reached` have any profile at all.
    """

    excluded: Reach
    by_profile: Mapping[str, Reach]
    reached: Reach
    accepted: Mapping[KeyModel, Reach]
    with_key: Reach
    may_set_up: Reach
    profiles: tuple[ProfileReach, ...]

    def registers(self, key: KeyModel) -> Reach:
        """Who may register such a passkey themselves."""
        return _Unions(self.profiles, admits).taking(key) & self.may_set_up


def access(state: TenantState, people: People, nesting: Nesting) -> Access:
    if is_unread(state):
        anybody = Reach.unknown(people.everyone)
        return _access(state, people, anybody, (ProfileReach("", None, anybody),))
    excluded = union(members_of_row(each.id, people, nesting) for each in state.of(Kind.EXCLUDE))
    return _access(state, people, excluded, tuple(_reaches(state, people, nesting, excluded)))


def _access(state: TenantState, people: People, excluded: Reach, profiles: tuple[ProfileReach, ...]) -> Access:
    reached = union(each.reach for each in profiles)
    sign_in = _Unions(profiles, accepts)
    accepted = {key: within(holders, sign_in.taking(key)) for key, holders in people.keys.items()}
    unread = NONE
    if people.keys_unread:
        unread = Reach(EMPTY, people.keys_unread & sign_in.taking(KeyModel(None, None, None)).possibly)
    return Access(
        excluded=excluded,
        by_profile={each.id: each.reach for each in profiles if each.id},
        reached=reached,
        accepted=accepted,
        with_key=union((*accepted.values(), unread)),
        may_set_up=_if(_self_service(state), reached - people.guests),
        profiles=profiles,
    )


def is_unread(state: TenantState) -> bool:
    """The passkey policy is one object of Graph's: it is read as a whole or not at all."""
    return state.fields(Kind.PASSKEYS) is None or bool(state.unread_kinds & _POLICY)


_POLICY = frozenset({Kind.PASSKEYS, Kind.PROFILE, Kind.TARGET, Kind.EXCLUDE})


def nesting_matters(state: TenantState, people: People) -> bool:
    """Whether any group that passkeys target or exclude has people only through groups inside it."""
    named = {each.id for kind in (Kind.TARGET, Kind.EXCLUDE) for each in state.of(kind)}
    return any(people.groups[id].has_nested for id in named if id in people.groups)


def members_of_row(id: str, people: People, nesting: Nesting) -> Reach:
    """The row for everybody covers members of the tenant, never its guests."""
    if id == EVERYONE:
        return Reach.exactly(people.everyone) - people.guests
    return people.members(id, nested=nesting is Nesting.COUNTS)


def within(crowd: Crowd, reach: Reach) -> Reach:
    """Those of a crowd of whom something holds; keeps the crowd itself where it can, since each is 125 kB."""
    possibly = _shared(crowd & reach.possibly, crowd)
    return Reach(_shared(crowd & reach.surely, possibly), possibly)


def _shared(found: Crowd, known: Crowd) -> Crowd:
    return known if found == known else found


def _reaches(state: TenantState, people: People, nesting: Nesting, excluded: Reach) -> Iterator[ProfileReach]:
    known = {each.id: each.fields for each in state.of(Kind.PROFILE)}
    reaches = _by_profile(state, people, nesting)
    for id in {**known, **reaches}:
        yield ProfileReach(id, known.get(id), _if(_is_enabled(state), reaches.get(id, NONE) - excluded))


def _by_profile(state: TenantState, people: People, nesting: Nesting) -> dict[str, Reach]:
    """Rows of a group that is excluded as well bring nothing, even where nobody knows who is in it."""
    left_out = {each.id for each in state.of(Kind.EXCLUDE)}
    found: dict[str, Reach] = {}
    for row in state.of(Kind.TARGET):
        reach = NONE if row.id in left_out else members_of_row(row.id, people, nesting)
        for id in sorted(members(row.fields, "profiles")):
            found[id] = found.get(id, NONE) | reach
    return found


def _is_enabled(state: TenantState) -> bool | None:
    settings = state.fields(Kind.PASSKEYS)
    return None if settings is None else {"enabled": True, "disabled": False}.get(str(settings["state"]))


def _self_service(state: TenantState) -> bool | None:
    settings = state.fields(Kind.PASSKEYS)
    allowed = None if settings is None else settings["allowSelfServiceSetup"]
    return allowed if isinstance(allowed, bool) else None


def _if(holds: bool | None, reach: Reach) -> Reach:
    return reach if holds else Reach(EMPTY, reach.possibly) if holds is None else NONE


class _Unions:
    """Whom the profiles that take a passkey reach together, each union made once: models are many, profiles few."""

    def __init__(self, profiles: tuple[ProfileReach, ...], takes: Callable[[Fields, KeyModel], bool | None]) -> None:
        self._profiles = profiles
        self._takes = takes
        self._made: dict[tuple[bool | None, ...], Reach] = {}

    def taking(self, key: KeyModel) -> Reach:
        """A passkey of unknown model is one of those that some list names, or one that none does."""
        answers = {self._answers(each) for each in self._possible(key)}
        found = [self._union(each) for each in sorted(answers, key=str)]
        together = found[0]
        for each in found[1:]:
            together = together.either(each)
        return together

    def _possible(self, key: KeyModel) -> Iterator[KeyModel]:
        if key.aaguid is not None:
            yield key
            return
        known = [each.fields for each in self._profiles if each.fields is not None]
        named = {model for fields in known for model in members(fields, "keyRestrictions.authenticators")}
        yield from (replace(key, aaguid=model) for model in sorted({*named, _UNNAMED}))

    def _answers(self, key: KeyModel) -> tuple[bool | None, ...]:
        return tuple(None if each.fields is None else self._takes(each.fields, key) for each in self._profiles)

    def _union(self, answers: tuple[bool | None, ...]) -> Reach:
        if answers not in self._made:
            reaches = zip(self._profiles, answers, strict=True)
            self._made[answers] = union(_if(holds, each.reach) for each, holds in reaches)
        return self._made[answers]


_UNNAMED = "an AAGUID that no list names"
