"""What has to be known about people to say whom a plan affects: nothing that none of its changes needs."""

from __future__ import annotations

from collections.abc import Iterable

from passkeyctl.insight.impact.demands import is_about_methods, is_in_force
from passkeyctl.insight.impact.moved_places import brings_about
from passkeyctl.insight.passkeys.assertions import Verdict, by_settings
from passkeyctl.insight.passkeys.unions import Profiles, rows_of
from passkeyctl.insight.policies.temporary_access import groups_of_pass, takes_passes_away
from passkeyctl.insight.tenant_state import TenantState
from passkeyctl.model.address import Kind, PendingId
from passkeyctl.model.assertions import Asserted
from passkeyctl.model.change import Action, ResourceChange
from passkeyctl.model.fields import NOBODY, Fields
from passkeyctl.model.kinds import defaults
from passkeyctl.model.methods import EVERYONE_WORD
from passkeyctl.model.passkeys import EVERYONE, PASSKEY_TYPES
from passkeyctl.model.people import PeopleWanted
from passkeyctl.model.profile_content import accepts_all_of

ACCESS = (Kind.PASSKEYS, Kind.PROFILE, Kind.TARGET, Kind.EXCLUDE)
SIDES = ("include", "exclude")
ANYTHING: Fields = {**defaults(Kind.PROFILE), "passkeyTypes": frozenset(PASSKEY_TYPES)}
"""A profile that accepts every passkey."""


def people_wanted(before: TenantState, after: TenantState, changes: Iterable[ResourceChange]) -> PeopleWanted:
    """The groups, roles, people and keys that decide what these changes mean."""
    active = tuple(each for each in changes if each.action is not Action.NO_OP)
    losing = _losing(before, after, active)
    passes = takes_passes_away(active)
    policies = _policies_in_question(before, after, active, is_narrowing=bool(losing) or passes)
    by_key = tuple(each for each in policies if _hangs_on_keys(each, after))
    touches_access = any(each.address.kind in ACCESS for each in active) or (passes and _gave_passes(before))
    asked = losing | _included(by_key, "groups")
    everyone = EVERYONE in asked or any(each["users.include"] == "all" for each in by_key)
    return PeopleWanted(
        groups=(_rows(before, after) if touches_access or policies else NOBODY).union(
            *((groups_of_pass(each) for each in (before, after)) if policies or touches_access else ()),
            *(_members(each, f"users.{side}.groups") for each in policies for side in SIDES),
        ),
        roles=any(_members(each, f"users.{side}.roles") for each in policies for side in SIDES),
        keys_of=NOBODY if everyone else asked,
        keys_of_everyone=everyone,
        users=NOBODY.union(*(_members(each, f"users.{side}.users") for each in policies for side in SIDES)),
        keys_of_roles=NOBODY if everyone else _included(by_key, "roles"),
        keys_of_users=NOBODY if everyone else _included(by_key, "users"),
    )


def wanted_by_assertions(before: TenantState, after: TenantState, asserted: Iterable[Asserted]) -> PeopleWanted:
    """Whom the assertions are for, and who is in which row, as far as the settings alone don't settle them."""
    profiles: Profiles = {each.id: each.fields for each in after.of(Kind.PROFILE)}
    rows = rows_of(after, profiles)
    open_ones = [each for each in asserted if by_settings(rows, each).verdict is Verdict.UNKNOWN]
    if not open_ones:
        return PeopleWanted()
    return PeopleWanted(
        groups=_rows(before, after).union(*(each.groups for each in open_ones)),
        roles=any(each.roles for each in open_ones),
        users=NOBODY.union(*(each.users for each in open_ones)),
    )


def wanted_by_checks(after: TenantState, listed: Iterable[ResourceChange]) -> PeopleWanted:
    """Whom the settings that files list are for, changed or not. No keys: reading those of everybody takes hours."""
    kinds = {each.address.kind for each in listed}
    if not kinds.intersection((*ACCESS, Kind.POLICY, Kind.TEMPORARY_ACCESS_PASS, Kind.CAMPAIGN)):
        return PeopleWanted()
    ids = {each.id for each in listed if each.address.kind is Kind.POLICY}
    policies = [each.fields for each in after.of(Kind.POLICY) if each.id in ids and each.fields["state"] != "disabled"]
    return PeopleWanted(
        groups=_rows(after).union(
            groups_of_pass(after),
            *(_members(each.fields, side) - {EVERYONE_WORD} for each in after.of(Kind.CAMPAIGN) for side in SIDES),
            *(_members(each, f"users.{side}.groups") for each in policies for side in SIDES),
        ),
        roles=any(_members(each, f"users.{side}.roles") for each in policies for side in SIDES),
        users=NOBODY.union(*(_members(each, f"users.{side}.users") for each in policies for side in SIDES)),
    )


def joined(one: PeopleWanted, other: PeopleWanted) -> PeopleWanted:
    return PeopleWanted(
        groups=one.groups | other.groups,
        roles=one.roles or other.roles,
        keys_of=one.keys_of | other.keys_of,
        keys_of_everyone=one.keys_of_everyone or other.keys_of_everyone,
        users=one.users | other.users,
        keys_of_roles=one.keys_of_roles | other.keys_of_roles,
        keys_of_users=one.keys_of_users | other.keys_of_users,
    )


def concerns_people(before: TenantState, after: TenantState, changes: Iterable[ResourceChange]) -> bool:
    """Whether anything that decides about people changes at all: else nothing has to be read to say so."""
    active = tuple(each for each in changes if each.action is not Action.NO_OP)
    touches_access = any(each.address.kind in ACCESS for each in active)
    is_narrowing = takes_passes_away(active)
    fewer_passes = is_narrowing and _gave_passes(before)
    in_question = _policies_in_question(before, after, active, is_narrowing=is_narrowing)
    return touches_access or fewer_passes or bool(in_question)


def _gave_passes(before: TenantState) -> bool:
    """Who had no method but could be given a pass may lose the only way in."""
    fields = before.fields(Kind.TEMPORARY_ACCESS_PASS)
    return fields is not None and fields["state"] == "enabled"


def _rows(*states: TenantState) -> frozenset[str]:
    """Every group that a row or an exclude names: a person's access is the union of all of them."""
    ids = (each.id for state in states for kind in (Kind.TARGET, Kind.EXCLUDE) for each in state.of(kind))
    return frozenset(each for each in ids if each != EVERYONE and not isinstance(each, PendingId))


def _policies_in_question(
    before: TenantState, after: TenantState, active: tuple[ResourceChange, ...], *, is_narrowing: bool
) -> tuple[Fields, ...]:
    """Policies in force afterwards that ask more than before, or of whom less may do what they ask."""
    changed = {(each.address.kind, each.id) for each in active}
    found: list[Fields] = []
    for policy in after.of(Kind.POLICY):
        strength = (Kind.STRENGTH, policy.fields["grant.authenticationStrength"])
        is_changed = (Kind.POLICY, policy.id) in changed
        is_more = strength in changed or brings_about(policy.fields, active) is not None
        # A passkey that falls out may have been what somebody satisfied the control `mfa` with.
        is_in_question = is_changed or is_more or (is_narrowing and is_about_methods(policy.fields))
        if is_in_force(policy) and is_in_question:
            found.append(policy.fields)
            earlier = before.by_id(Kind.POLICY, policy.id)
            if is_changed and earlier is not None and earlier.fields["state"] == "enabled":
                found.append(earlier.fields)
    return tuple(found)


def _losing(before: TenantState, after: TenantState, active: tuple[ResourceChange, ...]) -> frozenset[str]:
    """The groups whose members may hold a key that stops being accepted; `EVERYONE` for the row of everybody."""
    if not _is_on(before):
        return NOBODY
    targets = before.of(Kind.TARGET)
    if not _is_on(after):
        return frozenset(each.id for each in targets)
    excluded = {each.id for each in after.of(Kind.EXCLUDE)} - {each.id for each in before.of(Kind.EXCLUDE)}
    narrowed = {each.id for each in active if each.address.kind is Kind.PROFILE and _narrows(each)}
    left = {each.id: _members(each.fields, "profiles") for each in after.of(Kind.TARGET)}
    for each in targets:
        profiles = _members(each.fields, "profiles")
        if profiles & narrowed or profiles - left.get(each.id, NOBODY):
            excluded.add(each.id)
    return frozenset(each for each in excluded if not isinstance(each, PendingId))


def _is_on(state: TenantState) -> bool:
    settings = state.fields(Kind.PASSKEYS)
    return settings is None or settings["state"] != "disabled"


def _narrows(change: ResourceChange) -> bool:
    """For signing in, where attestation isn't looked at."""
    if change.action is Action.CREATE:
        return False
    if change.planned is None:
        return True
    planned = {**change.planned, "enforceAttestation": change.prior_fields["enforceAttestation"]}
    return not accepts_all_of(planned, change.prior_fields)


def _hangs_on_keys(policy: Fields, state: TenantState) -> bool:
    """Whether having some passkey does not say that it will do: the strength, or a profile, takes only certain ones."""
    demanded = policy["grant.authenticationStrength"]
    strength = state.by_id(Kind.STRENGTH, demanded) if isinstance(demanded, str) else None
    if strength is None or "fido2" not in _members(strength.fields, "allowedCombinations"):
        return False
    return bool(_members(strength.fields, "fido2.allowedAAGUIDs")) or any(
        not accepts_all_of({**each.fields, "enforceAttestation": False}, ANYTHING) for each in state.of(Kind.PROFILE)
    )


def _included(policies: Iterable[Fields], of_kind: str) -> frozenset[str]:
    return NOBODY.union(*(_members(each, f"users.include.{of_kind}") for each in policies))


def _members(fields: Fields, path: str) -> frozenset[str]:
    value = fields[path]
    return (
        frozenset(each for each in value if isinstance(each, str) and not isinstance(each, PendingId))
        if isinstance(value, frozenset)
        else NOBODY
    )
