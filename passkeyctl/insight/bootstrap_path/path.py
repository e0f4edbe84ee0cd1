"""One algorithm: Temporary Access Pass, the policies on the way to registering, an authenticator that is accepted.

It is run on any people: all of a tenant, one person, or somebody of whom just a few memberships are known
(`personas.py`). Every answer has three values, and each step counts those who came through the steps before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TypeAlias

from passkeyctl.insight.bootstrap_path.grants import takes_nothing, takes_pass
from passkeyctl.insight.bootstrap_path.ways import WAYS, Route, Way, is_about_registering, stands_on
from passkeyctl.insight.kleene import every, some
from passkeyctl.insight.passkeys.access import Nesting, access, nesting_matters
from passkeyctl.insight.passkeys.sorts import Sort, admits_some, model_types
from passkeyctl.insight.policies.scope import in_scope
from passkeyctl.insight.policies.temporary_access import may_be_given_pass
from passkeyctl.insight.sign_in.condition import opposite
from passkeyctl.insight.tenant_state import Held, TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.crowds import EMPTY, NONE, Reach, union
from passkeyctl.model.fields import Fields
from passkeyctl.model.people import KeyModel, People

AUTHENTICATOR_MODELS = {
    "iOS": "90a3ccdf-635c-4729-a248-9b709135078f",
    "android": "de1e552d-db1d-4423-a619-566b625cdc84",
}


class Stage(StrEnum):
    """The steps, in order."""

    PASS = "Temporary Access Pass"
    POLICIES = "policies on the way to registering"
    AUTHENTICATOR = "an authenticator that is accepted"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A policy that somebody meets on some way to registering: `stands_on` has an answer for each of WAYS.

    `takes_pass`: a fresh pass satisfies it; `takes_nothing`: so does a password. `stops_pass` and `stops_nothing` say
    on which of WAYS it keeps whoever comes with that from going on.
    """

    policy: Held
    stands_on: tuple[bool | None, ...]
    takes_pass: bool | None
    takes_nothing: bool | None
    stops_pass: tuple[bool | None, ...]
    stops_nothing: tuple[bool | None, ...]

    @property
    def stops_somebody(self) -> bool:
        return any(each is not False for each in (*self.stops_pass, *self.stops_nothing))

    @property
    def guards_registering(self) -> bool:
        return is_about_registering(self.policy.fields)


@dataclass(frozen=True, slots=True)
class Crossing:
    """One way: whom the policies let through with a pass, and without, and who may register there in the end."""

    way: Way
    with_pass: Reach
    without: Reach
    accepts: Reach


@dataclass(frozen=True, slots=True)
class Paths:
    """The way of everybody at once. `given`: may be given a pass; `scopes`: whom each checkpoint is for."""

    given: Reach
    crossings: tuple[Crossing, ...]
    checkpoints: tuple[Checkpoint, ...]
    scopes: tuple[Reach, ...]

    @property
    def after_policies(self) -> Reach:
        return self.given & union(each.with_pass for each in self.crossings)

    @property
    def with_pass(self) -> Reach:
        """Who comes to a passkey by a pass."""
        return self.given & union(each.with_pass & each.accepts for each in self.crossings)

    @property
    def anyhow(self) -> Reach:
        """Who does by a pass, or by registering some other method first, where nothing guards that."""
        return union(((each.with_pass & self.given) | each.without) & each.accepts for each in self.crossings)

    @property
    def past_policies(self) -> Reach:
        """Whom no policy keeps from registering, whatever a profile would accept of them."""
        return union((each.with_pass & self.given) | each.without for each in self.crossings)

    @property
    def accepted(self) -> Reach:
        """Who may register some authenticator on some way, if they get that far."""
        return union(each.accepts for each in self.crossings)


@dataclass(frozen=True, slots=True)
class Step:
    """Whether somebody gets through this step and all before it; `blame` are policies that stop them, or may."""

    stage: Stage
    holds: bool | None
    blame: tuple[Held, ...] = ()


@dataclass(frozen=True, slots=True)
class Path:
    """One person's way. `open_ways` are those that may lead to the end, each with whether it surely does."""

    steps: tuple[Step, ...]
    open_ways: tuple[tuple[Way, bool | None], ...]

    @property
    def holds(self) -> bool | None:
        return self.steps[-1].holds

    @property
    def breaks_at(self) -> Step | None:
        """The first step that nobody gets through."""
        return next((each for each in self.steps if each.holds is False), None)


def checkpoints(state: TenantState) -> tuple[Checkpoint, ...]:
    """Policies in force that stand on some way."""
    enforced = (each for each in state.of(Kind.POLICY) if each.fields["state"] == "enabled")
    return tuple(found for each in enforced if (found := checkpoint_of(each, state)) is not None)


def checkpoint_of(policy: Held, state: TenantState) -> Checkpoint | None:
    """Its own state aside; None for a policy that stands on no way."""
    where = stands_on(policy, state)
    if set(where) == {False}:
        return None
    by_pass, by_nothing = takes_pass(policy.fields, state), takes_nothing(policy.fields, state)
    return Checkpoint(policy, where, by_pass, by_nothing, _stops(where, by_pass), _stops(where, by_nothing))


def _stops(where: tuple[bool | None, ...], takes: bool | None) -> tuple[bool | None, ...]:
    return tuple(every((each, opposite(takes))) for each in where)


Admitting: TypeAlias = Mapping[str, bool | None]
"""Whether each profile, by id, admits some authenticator that exists."""


def admitting(state: TenantState) -> Admitting:
    """Of the profiles alone, so that whoever looks at many people works it out once."""
    types = _types()
    return {each.id: _admits_some(each.fields, types) for each in state.of(Kind.PROFILE)}


def paths(
    state: TenantState,
    people: People,
    met: tuple[Checkpoint, ...] | None = None,
    admits: Admitting | None = None,
) -> Paths:
    """Whether members of nested groups count nobody says; what holds either way is sure.

    `met` and `admits` are what `checkpoints` and `admitting` say of the state, where that is known already.
    """
    found = checkpoints(state) if met is None else met
    known = admitting(state) if admits is None else admits
    scopes = tuple(in_scope(each.policy.fields, people) for each in found)
    counts = does_not = _ends(state, people, Nesting.COUNTS, known)
    if nesting_matters(state, people):
        does_not = _ends(state, people, Nesting.DOES_NOT_COUNT, known)
    crossings = tuple(
        Crossing(
            way,
            _through((each.stops_pass[place] for each in found), scopes, people),
            _through((each.stops_nothing[place] for each in found), scopes, people),
            counts[way].either(does_not[way]),
        )
        for place, way in enumerate(WAYS)
    )
    given = may_be_given_pass(state, people, Nesting.COUNTS)
    return Paths(given.either(may_be_given_pass(state, people, Nesting.DOES_NOT_COUNT)), crossings, found, scopes)


def _through(stops: Iterable[bool | None], scopes: tuple[Reach, ...], people: People) -> Reach:
    """A policy stops whom it is for, on this way, unless it takes what they come with."""
    found = Reach.exactly(people.everyone)
    for holds, scope in zip(stops, scopes, strict=True):
        if holds is not False:
            found -= _if(holds, scope)
    return found


def _ends(state: TenantState, people: People, nesting: Nesting, known: Admitting) -> Mapping[Way, Reach]:
    """Who may register some authenticator that exists, at the end of each way."""
    allowed = access(state, people, nesting)
    some_kind = allowed.may_set_up & union(_if(known.get(each.id), each.reach) for each in allowed.profiles)
    in_app = {
        platform: allowed.registers(KeyModel(model, "deviceBound", True))
        for platform, model in AUTHENTICATOR_MODELS.items()
    }
    return {each: some_kind if each.route is Route.PAGE else in_app[each.platform] for each in WAYS}


@lru_cache(1)
def _types() -> Mapping[str, frozenset[str]]:
    """Read once: the catalogue does not change while the tool runs."""
    return model_types()


def _admits_some(profile: Fields, types: Mapping[str, frozenset[str]]) -> bool | None:
    return some(admits_some(profile, each, types) for each in (Sort.SYNCED, Sort.DEVICE_BOUND))


def _if(holds: bool | None, reach: Reach) -> Reach:
    return reach if holds else Reach(EMPTY, reach.possibly) if holds is None else NONE


def path_of(found: Paths, ordinal: int) -> Path:
    """The path of one of the people."""
    steps = (
        Step(Stage.PASS, found.given.of(ordinal)),
        Step(Stage.POLICIES, found.after_policies.of(ordinal), blamed(found, ordinal)),
        Step(Stage.AUTHENTICATOR, found.with_pass.of(ordinal)),
    )
    ends = ((each.way, (found.given & each.with_pass & each.accepts).of(ordinal)) for each in found.crossings)
    return Path(steps, tuple((way, holds) for way, holds in ends if holds is not False))


def blamed(found: Paths, ordinal: int) -> tuple[Held, ...]:
    """Policies that surely stop somebody with a pass on some way; where none surely does, those that may."""
    answers = [(each.policy, _stops_somewhere(each, scope.of(ordinal))) for each, scope in _met(found)]
    wanted = True if any(holds for _, holds in answers) else None
    return tuple(policy for policy, holds in answers if holds is wanted)


def _met(found: Paths) -> Iterator[tuple[Checkpoint, Reach]]:
    return zip(found.checkpoints, found.scopes, strict=True)


def _stops_somewhere(met: Checkpoint, is_in_scope: bool | None) -> bool | None:
    return some(every((is_in_scope, each)) for each in met.stops_pass)
