"""Which facts about a tenant the rules need to judge a plan: nothing is read that none of them asks about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from passkeyctl.insight.impact.wanted import concerns_people
from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.insight.tenant_state import TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.change import Action, ResourceChange
from passkeyctl.model.desired import Configuration
from passkeyctl.model.facts import Fact
from passkeyctl.model.fields import Fields

JOINING = "Register or join devices"
DEVICE_CONTROLS = frozenset({"compliantDevice", "domainJoinedDevice", "approvedApplication", "compliantApplication"})
MOVED = frozenset({Kind.CAMPAIGN, Kind.PASSKEYS, Kind.TARGET})


def facts_wanted(
    configuration: Configuration, before: TenantState, after: TenantState, changes: Iterable[ResourceChange]
) -> frozenset[Fact]:
    """What the files expect, and what policies in force hang on, is always looked at, the rest only where something
    changes."""
    listed = tuple(changes)
    said = (*_expected(configuration), *_required(configuration), *_of_emergency(configuration, after))
    wanted = frozenset((*said, *_of_what_stands(after)))
    if all(each.action is Action.NO_OP for each in listed):
        return wanted
    operator = {Fact.OPERATOR} if concerns_people(before, after, listed) else frozenset[Fact]()
    return wanted.union(
        operator,
        _of_new_policies(listed),
        _of_policies(after, listed),
        _of_methods(listed),
    )


def _expected(configuration: Configuration) -> Iterator[Fact]:
    expected = configuration.expectations
    for fact, is_expected in (
        (Fact.CROSS_TENANT, expected.cross_tenant_mfa is not None or bool(expected.cross_tenant_partners)),
        (Fact.DEVICE_REGISTRATION, expected.requires_mfa_to_join is not None),
        (Fact.METHODS, expected.migration_state is not None),
        (Fact.PASSKEY_OPT_OUT, expected.passkey_opt_out is not None),
        (Fact.SECURITY_DEFAULTS, expected.security_defaults is not None),
        (Fact.LICENCES, bool(expected.licences)),
        (Fact.GROUP_TRAITS, bool(expected.groups)),
    ):
        if is_expected:
            yield fact


def _required(configuration: Configuration) -> Iterator[Fact]:
    requires = configuration.requires
    if requires is not None and requires.licences:
        yield Fact.LICENCES
    if requires is not None and requires.security_defaults is not None:
        yield Fact.SECURITY_DEFAULTS


def _of_new_policies(changes: Iterable[ResourceChange]) -> Iterator[Fact]:
    for change in changes:
        policy = change.planned
        if change.address.kind is Kind.POLICY and policy is not None and policy["state"] != "disabled":
            yield from (Fact.LICENCES, Fact.SECURITY_DEFAULTS) if comes_into_being(change) else ()


def _of_what_stands(after: TenantState) -> Iterator[Fact]:
    """What makes a policy that is in force fail people whom it is for, whoever wrote it and whatever is planned."""
    for held in after.of(Kind.POLICY):
        policy = held.fields
        if policy["state"] != "enabled":
            continue
        if JOINING in members(policy, "target.userActions"):
            yield Fact.DEVICE_REGISTRATION
        if policy["grant.authenticationStrength"] is not None:
            yield from (Fact.FEDERATION, Fact.METHODS)
            if may_reach_guests(policy):
                yield Fact.CROSS_TENANT


def _of_policies(after: TenantState, changes: tuple[ResourceChange, ...]) -> Iterator[Fact]:
    """Of the policies that the files list, or whose strength changes, as far as they are not switched off."""
    listed = {each.id for each in changes if each.address.kind is Kind.POLICY}
    strengths = {each.id for each in changes if each.address.kind is Kind.STRENGTH and each.action is not Action.NO_OP}
    for held in after.of(Kind.POLICY):
        policy, strength = held.fields, held.fields["grant.authenticationStrength"]
        if policy["state"] == "disabled" or (held.id not in listed and strength not in strengths):
            continue
        if JOINING in members(policy, "target.userActions"):
            yield Fact.DEVICE_REGISTRATION
        if strength is not None:
            yield from (Fact.METHODS, Fact.FEDERATION)
            if may_reach_guests(policy):
                yield Fact.CROSS_TENANT
        if asks_for_a_device_everywhere(policy):
            yield Fact.REGISTRATION_APPLICATION


def comes_into_being(change: ResourceChange) -> bool:
    """A policy that is created, or is to do more than before: without a licence it is refused, or has no effect."""
    if change.action is not Action.UPDATE or change.planned is None:
        return change.action is Action.CREATE
    before, later = change.prior_fields["state"], change.planned["state"]
    return (before == "disabled" and later != "disabled") or (before != "enabled" and later == "enabled")


def may_reach_guests(policy: Fields) -> bool:
    return policy["users.include"] == "all" or policy["users.include.guests"] is not None


def asks_for_a_device_everywhere(policy: Fields) -> bool:
    controls, resources = members(policy, "grant.controls"), members(policy, "target.resources.include")
    return "All resources" in resources and bool(controls & DEVICE_CONTROLS)


def _of_methods(changes: Iterable[ResourceChange]) -> Iterator[Fact]:
    """Whom Microsoft moves to passkeys of every type matters where files describe passkeys or the campaign."""
    kinds = {each.address.kind for each in changes}
    if kinds & {Kind.STRENGTH, *MOVED}:
        yield Fact.METHODS
    if kinds & MOVED:
        yield Fact.PASSKEY_OPT_OUT


def _of_emergency(configuration: Configuration, after: TenantState) -> Iterator[Fact]:
    """Whether these accounts can still sign in has to be seen before they are needed, whatever is planned.

    Where the files are about neither passkeys nor policies, neither is read: then nothing can be said.
    """
    described = configuration.emergency
    if described is None or {Kind.PASSKEYS, Kind.POLICY} <= after.unread_kinds:
        return
    yield Fact.KEYS
    if described.group is not None:
        yield Fact.GROUP_TRAITS
    if described.last_tested_within is not None:
        yield Fact.SIGN_INS
    if described.registered_method != "fido2":
        yield Fact.METHODS
