"""From whom something is taken between two states of the passkey policy, as closely as what is known allows.

The difference of two reaches alone would be too wide: somebody who is perhaps in an unread group has access perhaps
before and perhaps after, and their difference says that they may lose it, though nothing about that group changes. So
a loss is only possible through what got narrower: a profile, a row, an exclude, the method itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from passkeyctl.insight.passkeys.acceptance import accepts, members
from passkeyctl.insight.passkeys.access import Access, Nesting, ProfileReach, access, members_of_row
from passkeyctl.insight.tenant_state import TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.crowds import EMPTY, NONE, Crowd, Reach, union
from passkeyctl.model.fields import Fields
from passkeyctl.model.people import KeyModel, People
from passkeyctl.model.profile_content import accepts_all_of

Asks: TypeAlias = Callable[[Fields], bool | None]
"""What is asked about one profile."""

Answers: TypeAlias = tuple[bool | None, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """The passkey policy at one moment, and what it means; `rows` are the groups that bring each profile."""

    access: Access
    rows: Mapping[str, frozenset[str]]
    excludes: frozenset[str]
    settings: Fields | None


def side(state: TenantState, people: People, nesting: Nesting) -> Side:
    excludes = frozenset(each.id for each in state.of(Kind.EXCLUDE))
    rows: dict[str, frozenset[str]] = {}
    for row in state.of(Kind.TARGET):
        for id in members(row.fields, "profiles") if row.id not in excludes else ():
            rows[id] = rows.get(id, frozenset()) | {row.id}
    return Side(access(state, people, nesting), rows, excludes, state.fields(Kind.PASSKEYS))


class Comparison:
    """What is lost from `earlier` to `later`; what is gained is the same the other way round."""

    def __init__(self, earlier: Side, later: Side, people: People, nesting: Nesting) -> None:
        self.earlier = earlier
        self.later = later
        self._people = people
        self._nesting = nesting
        self._later_profiles = {each.id: each for each in later.access.profiles}
        added = sorted(later.excludes - earlier.excludes)
        self._excluded = union(members_of_row(each, people, nesting) for each in added).possibly
        self._lost: dict[tuple[Answers, Answers], Reach] = {}

    def backwards(self) -> Comparison:
        return Comparison(self.later, self.earlier, self._people, self._nesting)

    def lost(self, asks: Asks) -> Reach:
        """Of whom it held through some profile and no longer does."""
        answers = tuple(tuple(_answer(each, asks) for each in at.access.profiles) for at in (self.earlier, self.later))
        key = (answers[0], answers[1])
        if key not in self._lost:
            self._lost[key] = self._difference(*key)
        return self._lost[key]

    def lost_setup(self, asks: Asks) -> Reach:
        """The same of registering, which people must be allowed to do themselves."""
        sets_up = [at.settings["allowSelfServiceSetup"] if at.settings else None for at in (self.earlier, self.later)]
        before = held(self.earlier, asks) & self.earlier.access.may_set_up
        if sets_up[0] == sets_up[1]:
            return self.lost(asks) & self.earlier.access.may_set_up
        return before - (held(self.later, asks) & self.later.access.may_set_up)

    def lost_unread(self) -> Crowd:
        """Who may lose a passkey that was not read: its model may be any that got no longer accepted."""
        found = EMPTY
        for each in self.earlier.access.profiles:
            found |= self._narrowed(each)
        return self._people.keys_unread & (found | (self._excluded & self.earlier.access.reached.possibly))

    def _narrowed(self, profile: ProfileReach) -> Crowd:
        """Whom a profile reached, but for those who keep one that surely accepts all that it accepted."""
        leaving = self._leaving(profile, is_answered=False)
        if not leaving:
            return EMPTY
        kept = EMPTY
        for each in self.later.access.profiles:
            if _covers(each.fields, profile.fields):
                kept |= each.reach.surely
        return leaving - kept

    def _difference(self, before: Answers, after: Answers) -> Reach:
        earlier, later = _union(self.earlier, before), _union(self.later, after)
        answers = {each.id: answer for each, answer in zip(self.later.access.profiles, after, strict=True)}
        through = self._excluded
        for each, answer in zip(self.earlier.access.profiles, before, strict=True):
            if answer is not False:
                through |= self._leaving(each, is_answered=answers.get(each.id) is True)
        gone = earlier - later
        return Reach(gone.surely, gone.possibly & through)

    def _leaving(self, profile: ProfileReach, *, is_answered: bool) -> Crowd:
        """Who may lose something by a profile: all whom it reached, or those in rows that bring it no more.

        Whoever it surely still reaches loses nothing, even where nobody can tell what it takes.
        """
        later = self._later_profiles.get(profile.id)
        if later is None or not self._stays_on or not (is_answered or _is_same(profile.fields, later.fields)):
            return profile.reach.possibly
        dropped = self.earlier.rows.get(profile.id, frozenset()) - self.later.rows.get(profile.id, frozenset())
        members_of_them = union(members_of_row(each, self._people, self._nesting) for each in sorted(dropped))
        return (profile.reach.possibly & members_of_them.possibly) - later.reach.surely

    @property
    def _stays_on(self) -> bool:
        states = [at.settings["state"] if at.settings else None for at in (self.earlier, self.later)]
        return states[0] == states[1] or states[1] == "enabled"


def takes(key: KeyModel) -> Asks:
    return remembering(lambda profile: accepts(profile, key))


def remembering(asks: Asks) -> Asks:
    """Profiles are asked the same for many comparisons, and stay the same objects while they are."""
    answers: dict[int, tuple[Fields, bool | None]] = {}

    def asked(profile: Fields) -> bool | None:
        if id(profile) not in answers:
            answers[id(profile)] = (profile, asks(profile))
        return answers[id(profile)][1]

    return asked


def held(at: Side, asks: Asks) -> Reach:
    """Of whom it holds through some profile."""
    return _union(at, tuple(_answer(each, asks) for each in at.access.profiles))


def _answer(profile: ProfileReach, asks: Asks) -> bool | None:
    return None if profile.fields is None else asks(profile.fields)


def _union(at: Side, answers: Answers) -> Reach:
    found = NONE
    for each, answer in zip(at.access.profiles, answers, strict=True):
        if answer is not False:
            found |= each.reach if answer else Reach(EMPTY, each.reach.possibly)
    return found


def _is_same(one: Fields | None, other: Fields | None) -> bool:
    if one is None or other is None:
        return one is other
    return {**one, "name": None} == {**other, "name": None}


def _covers(later: Fields | None, earlier: Fields | None) -> bool:
    """Whether a profile signs in with all that another one did; attestation isn't looked at then."""
    if later is None or earlier is None:
        return False
    return accepts_all_of({**later, "enforceAttestation": False}, {**earlier, "enforceAttestation": False})
