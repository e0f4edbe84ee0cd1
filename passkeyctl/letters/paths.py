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
    through with whatever second factor they have; `takes_pass`: with a pass.
    """

    has_pass: bool | None
    is_one_time: bool
    minutes: int
    guards: tuple[str, ...] = ()
    takes_any_mfa: bool = True
    takes_pass: bool | None = True

    @property
    def is_by_pass_only(self) -> bool:
        """Whoever has no passkey yet comes in with a pass and with nothing else."""
        return not self.takes_any_mfa and self.takes_pass is not False


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
        return bool(self.choices.sure) and not self.is_shut and self.has_self_service


def cohort_path(state: TenantState, group: str, catalogue: Iterable[Authenticator]) -> Path:
    """Of the members of a group, `all_users` for everybody."""
    fields = state.fields(Kind.TEMPORARY_ACCESS_PASS)
    return _path(
        state,
        catalogue,
        profiles=_profiles(state, _profile_ids(state, group)),
        is_meant=lambda policy: _is_for(policy, group),
        has_pass=None if fields is None else _has_pass(fields, group),
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
        is_meant=lambda policy: in_scope(policy, people).of(ordinal) is True,
        has_pass=may_be_given_pass(state, people, Nesting.COUNTS).of(ordinal),
        is_shut=allowed.excluded.of(ordinal) is True,
    )


def _path(
    state: TenantState,
    catalogue: Iterable[Authenticator],
    *,
    profiles: tuple[Fields, ...],
    is_meant: Callable[[Fields], bool],
    has_pass: bool | None,
    is_shut: bool,
) -> Path:
    settings = state.fields(Kind.PASSKEYS) or {}
    guards = tuple(each for each in registration_policies(state) if is_meant(each.fields))
    return Path(
        choices_of(profiles, catalogue),
        _way_in(state, guards, has_pass),
        tuple(_demands(state, is_meant)),
        is_shut=is_shut or settings.get("state") == "disabled",
        has_self_service=settings.get("allowSelfServiceSetup") is not False,
    )


def _profile_ids(state: TenantState, group: str) -> frozenset[str]:
    rows = (each for each in state.of(Kind.TARGET) if each.id in (group, EVERYONE))
    return frozenset[str]().union(*(members(each.fields, "profiles") for each in rows))


def _profiles(state: TenantState, ids: frozenset[str]) -> tuple[Fields, ...]:
    return tuple(each.fields for each in state.of(Kind.PROFILE) if each.id in ids)


def _is_for(policy: Fields, group: str) -> bool:
    """Whether the policy names the group, or everybody, and does not exclude the group again."""
    if is_for_workloads(policy) or group in members(policy, "users.exclude.groups"):
        return False
    return policy["users.include"] == "all" or group in members(policy, "users.include.groups")


def _has_pass(fields: Fields, group: str) -> bool | None:
    if group in members(fields, "exclude"):
        return False
    is_named = bool({group, EVERYONE_WORD} & members(fields, "targets"))
    return {"enabled": is_named, "disabled": False}.get(str(fields["state"]), True if is_named else None)


def _way_in(state: TenantState, guards: tuple[Held, ...], has_pass: bool | None) -> WayIn:
    fields = state.fields(Kind.TEMPORARY_ACCESS_PASS) or {}
    answers = [takes_pass(each.fields, state, is_made_to_fit=True) for each in guards]
    asked = [combinations(each.fields, state) for each in guards]
    only_one_time = any(found is not None and found & PASSES == {ONE_TIME} for found in asked)
    minutes = fields.get("defaultLifetime")
    return WayIn(
        has_pass=has_pass,
        is_one_time=fields.get("oneTimeUse") is True or only_one_time,
        minutes=minutes if isinstance(minutes, int) else 60,
        guards=tuple(each.name for each in guards),
        takes_any_mfa=all(_takes_any_mfa(each.fields, state) for each in guards),
        takes_pass=False if False in answers else None if None in answers else True,
    )


ORDINARY = frozenset({"password,microsoftAuthenticatorPush", "password,softwareOath", "password,sms"})


def _takes_any_mfa(policy: Fields, state: TenantState) -> bool:
    accepted = combinations(policy, state)
    if policy["grant.authenticationStrength"] is None:
        return True
    return accepted is not None and bool(accepted & ORDINARY)


def _demands(state: TenantState, is_meant: Callable[[Fields], bool]) -> Iterator[Demand]:
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
