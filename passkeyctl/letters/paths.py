"""The way to a passkey of one cohort, or of one person: what they may register, how they get in, what will ask for it.

A cohort is a group of `passkeys.targets`. Of its members just that is known; whoever is in another group as well may
be able to do more, which a letter for the cohort doesn't promise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from passkeyctl.authenticators.entries import Authenticator
from passkeyctl.insight.bootstrap_path.grants import ONE_TIME, PASSES, combinations, takes_pass
from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.insight.passkeys.access import Nesting, access
from passkeyctl.insight.policies.scope import in_scope
from passkeyctl.insight.policies.temporary_access import may_be_given_pass
from passkeyctl.insight.readiness.registering import registration_policies
from passkeyctl.insight.tenant_state import Held, TenantState
from passkeyctl.letters.choices import Choices, choices_of
from passkeyctl.model.address import Kind
from passkeyctl.model.conditional_access import is_for_workloads
from passkeyctl.model.crowds import Crowd, Reach
from passkeyctl.model.fields import Fields
from passkeyctl.model.methods import EVERYONE_WORD
from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.model.people import People


@dataclass(frozen=True, slots=True)
class WayIn:
    """How somebody proves who they are when they register.

    `has_pass`: they may be given a Temporary Access Pass; None: that does not show. `is_one_time`: good for one
    sign-in, so that registering has to be done within ten minutes of it. `minutes` is how long a pass lasts unless
    whoever issues it says otherwise. `guards` are policies in force for registering; `takes_any_mfa`: they let people
    through with whatever second factor they have (None: there may be others), `takes_pass`: with a pass.
    """

    has_pass: bool | None
    is_one_time: bool
    minutes: int
    guards: tuple[str, ...] = ()
    takes_any_mfa: bool | None = True
    takes_pass: bool | None = True

    @property
    def pass_helps(self) -> bool:
        return self.has_pass is not False and self.takes_pass is not False

    @property
    def is_by_pass_only(self) -> bool:
        """Whoever has no passkey yet comes in with a pass and with nothing else."""
        return self.takes_any_mfa is False and self.pass_helps

    @property
    def is_shut(self) -> bool:
        """Whoever has no passkey yet does not come in at all."""
        return self.takes_any_mfa is False and not self.pass_helps


@dataclass(frozen=True, slots=True)
class Demand:
    """A policy with an authentication strength that is for them; `is_in_force` is False while it is in report-only.

    `resources` are what it guards, ids or Graph's words. `takes_passes`: it lets a Temporary Access Pass do,
    `takes_hello`: Windows Hello for Business.
    """

    policy: str
    resources: tuple[str, ...]
    is_in_force: bool
    takes_passes: bool = False
    takes_hello: bool = False


@dataclass(frozen=True, slots=True)
class Path:
    """`is_shut`: passkeys are off or exclude them; `has_self_service`: they may set one up themselves."""

    choices: Choices
    way_in: WayIn
    demands: tuple[Demand, ...] = ()
    is_shut: bool = False
    has_self_service: bool = True

    @property
    def can_register(self) -> bool:
        return bool(self.choices.sure) and self._is_open

    @property
    def is_unclear(self) -> bool:
        """Nothing is sure, and something may be."""
        return not self.choices.sure and bool(self.choices.perhaps or self.choices.unnamed) and self._is_open

    @property
    def _is_open(self) -> bool:
        return not self.is_shut and self.has_self_service


def cohort_path(
    state: TenantState, group: str, catalogue: Iterable[Authenticator], people: People | None = None
) -> Path:
    """Of the members of a group, `all_users` for everybody. Where people were read, it is told who they are."""
    fields = state.fields(Kind.TEMPORARY_ACCESS_PASS)
    passes = None if fields is None else _has_pass(fields, group)
    if people is not None:
        passes = _all_of(_crowd(people, group), may_be_given_pass(state, people, Nesting.COUNTS))
    return _path(
        state,
        catalogue,
        profiles=_profiles(state, _profile_ids(state, group)),
        is_meant=lambda policy: _is_meant(policy, group, people),
        has_pass=passes,
        is_shut=state.by_id(Kind.EXCLUDE, group) is not None,
    )


def person_path(state: TenantState, people: People, ordinal: int, catalogue: Iterable[Authenticator]) -> Path:
    """Of one person among people who were read: all the groups they are in count together."""
    allowed = access(state, people, Nesting.COUNTS)
    reaching = frozenset(id for id, reach in allowed.by_profile.items() if reach.of(ordinal) is True)
    return _path(
        state,
        catalogue,
        profiles=_profiles(state, reaching),
        is_meant=lambda policy: in_scope(policy, people).of(ordinal),
        has_pass=may_be_given_pass(state, people, Nesting.COUNTS).of(ordinal),
        is_shut=allowed.excluded.of(ordinal) is True,
    )


def _path(
    state: TenantState,
    catalogue: Iterable[Authenticator],
    *,
    profiles: tuple[Fields, ...],
    is_meant: Callable[[Fields], bool | None],
    has_pass: bool | None,
    is_shut: bool,
) -> Path:
    settings = state.fields(Kind.PASSKEYS) or {}
    meant = [(each, is_meant(each.fields)) for each in registration_policies(state)]
    guards = tuple(each for each, holds in meant if holds)
    return Path(
        choices_of(profiles, catalogue),
        _way_in(state, guards, has_pass, may_be_more=any(holds is None for _, holds in meant)),
        tuple(_demands(state, is_meant)),
        is_shut=is_shut or settings.get("state") == "disabled",
        has_self_service=settings.get("allowSelfServiceSetup") is not False,
    )


def _profile_ids(state: TenantState, group: str) -> frozenset[str]:
    rows = (each for each in state.of(Kind.TARGET) if each.id in (group, EVERYONE))
    return frozenset[str]().union(*(members(each.fields, "profiles") for each in rows))


def _profiles(state: TenantState, ids: frozenset[str]) -> tuple[Fields, ...]:
    return tuple(each.fields for each in state.of(Kind.PROFILE) if each.id in ids)


def _is_meant(policy: Fields, group: str, people: People | None) -> bool | None:
    if is_for_workloads(policy) or group in members(policy, "users.exclude.groups"):
        return False
    if policy["users.include"] == "all" or group in members(policy, "users.include.groups"):
        return True
    if people is not None:
        return _all_of(_crowd(people, group), in_scope(policy, people))
    named = any(members(policy, f"users.include.{each}") for each in ("groups", "roles", "users"))
    return None if named else False


def _crowd(people: People, group: str) -> Crowd:
    return people.everyone if group == EVERYONE else people.members(group).surely


def _all_of(crowd: Crowd, reach: Reach) -> bool | None:
    """Whether something holds of all of them, of none, or of some (None)."""
    if crowd and not crowd - reach.surely:
        return True
    return None if crowd & reach.possibly or not crowd else False


def _has_pass(fields: Fields, group: str) -> bool | None:
    """Members may be in another group that passes are for."""
    targets = members(fields, "targets")
    if fields["state"] == "disabled" or group in members(fields, "exclude"):
        return False
    if {group, EVERYONE_WORD} & targets:
        return True
    return None if targets or members(fields, "targets.users") else False


def _way_in(state: TenantState, guards: tuple[Held, ...], has_pass: bool | None, *, may_be_more: bool) -> WayIn:
    fields = state.fields(Kind.TEMPORARY_ACCESS_PASS) or {}
    answers = [takes_pass(each.fields, state, is_made_to_fit=True) for each in guards]
    asked = [combinations(each.fields, state) for each in guards]
    only_one_time = any(found is not None and found & PASSES == {ONE_TIME} for found in asked)
    takes_any = all(_takes_any_mfa(each.fields, state) for each in guards)
    minutes = fields.get("defaultLifetime")
    return WayIn(
        has_pass=has_pass,
        is_one_time=fields.get("oneTimeUse") is True or only_one_time,
        minutes=minutes if isinstance(minutes, int) else 60,
        guards=tuple(each.name for each in guards),
        takes_any_mfa=None if takes_any and may_be_more else takes_any,
        takes_pass=False if False in answers else None if None in answers else True,
    )


ORDINARY = frozenset({"password,microsoftAuthenticatorPush", "password,softwareOath", "password,sms"})


def _takes_any_mfa(policy: Fields, state: TenantState) -> bool:
    accepted = combinations(policy, state)
    if policy["grant.authenticationStrength"] is None:
        return True
    return accepted is not None and bool(accepted & ORDINARY)


def _demands(state: TenantState, is_meant: Callable[[Fields], bool | None]) -> Iterator[Demand]:
    for policy in sorted(state.of(Kind.POLICY), key=lambda each: each.name):
        fields = policy.fields
        resources = members(fields, "target.resources.include") - {"None"}
        accepted = combinations(fields, state)
        if fields["state"] not in ("enabled", "reportOnly") or not resources or not accepted:
            continue
        if accepted & ORDINARY or not is_meant(fields):
            continue
        yield Demand(
            policy.name,
            tuple(sorted(resources)),
            is_in_force=fields["state"] == "enabled",
            takes_passes=bool(accepted & PASSES),
            takes_hello="windowsHelloForBusiness" in accepted,
        )
