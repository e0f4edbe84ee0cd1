"""What is read about people for a plan: what its changes need, and nothing else."""

from __future__ import annotations

import pytest

from passkeyctl.insight.impact.wanted import concerns_people, people_wanted, wanted_by_checks
from passkeyctl.insight.tenant_state import after, before
from passkeyctl.model.address import Address, Kind
from passkeyctl.model.change import Action, ResourceChange
from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.model.people import PeopleWanted
from passkeyctl.model.state import PriorState
from passkeyctl.model.values import Value
from tests.insight.test_impact import (
    BOUND,
    KEYS_ONLY,
    PILOT,
    STAFF,
    create,
    delete,
    exclude,
    policy,
    profile,
    row,
    tenant,
    update,
)
from tests.states import SETTINGS, live

ADMIN = "62e90394-69f5-4237-9190-012177145e10"
OFF = live(Kind.PASSKEYS, "Fido2", "passkeys", state="disabled")


def wanted(prior: PriorState, *changes: ResourceChange) -> PeopleWanted:
    return people_wanted(before(prior), after(prior, changes), changes)


def concerns(prior: PriorState, *changes: ResourceChange) -> bool:
    return concerns_people(before(prior), after(prior, changes), changes)


def test_a_wider_profile_needs_the_rows_and_no_key() -> None:
    narrow = profile(types=BOUND)
    prior = tenant(narrow, row(PILOT, "open"), row(STAFF, "other"), profile("other"), exclude("group-out"))
    found = wanted(prior, update(narrow, profile()))
    assert found == PeopleWanted(groups=frozenset({PILOT, STAFF, "group-out"}))


def test_a_narrower_profile_needs_the_keys_of_those_it_reaches() -> None:
    prior = tenant(profile(), row(PILOT, "open"), row(STAFF, "other"), profile("other"))
    found = wanted(prior, update(profile(), profile(types=BOUND)))
    assert (found.keys_of, found.keys_of_everyone) == (frozenset({PILOT}), False)


def test_attestation_at_registration_stops_no_key() -> None:
    prior = tenant(profile(), row(PILOT, "open"))
    assert wanted(prior, update(profile(), profile(enforceAttestation=True))).keys_of == frozenset()


def test_a_narrower_profile_for_everybody_needs_all_keys() -> None:
    prior = tenant(profile(), row(EVERYONE, "open"), row(PILOT, "open"))
    found = wanted(prior, update(profile(), profile(types=BOUND)))
    assert (found.groups, found.keys_of, found.keys_of_everyone) == (frozenset({PILOT}), frozenset(), True)


@pytest.mark.parametrize(
    ("change", "groups"),
    [
        (delete(row(PILOT, "open")), {PILOT}),
        (update(row(PILOT, "open"), row(PILOT, "other")), {PILOT}),
        (create(exclude("group-out")), {"group-out"}),
        (create(row("group-new", "open")), set()),
        (update(SETTINGS, OFF), {PILOT, STAFF}),
        (delete(profile()), {PILOT}),
    ],
)
def test_keys_are_read_of_whoever_may_lose_one(change: ResourceChange, groups: set[str]) -> None:
    prior = tenant(profile(), profile("other"), row(PILOT, "open"), row(STAFF, "other"))
    assert wanted(prior, change).keys_of == groups


def test_where_the_method_is_off_nobody_loses_a_key() -> None:
    prior = PriorState((OFF, profile(), row(PILOT, "open")), True, {})
    assert wanted(prior, delete(row(PILOT, "open"))).keys_of == frozenset()


def test_a_policy_that_comes_into_force_needs_its_groups_users_and_roles() -> None:
    named: dict[str, Value] = {
        "users__exclude__groups": frozenset({"group-safe"}),
        "users__include__users": frozenset({"user-1"}),
        "users__include__roles": frozenset({ADMIN}),
    }
    waiting = live(Kind.POLICY, "policy", "P", None, **{**_fields("reportOnly"), **named})
    forced = live(Kind.POLICY, "policy", "P", None, **{**_fields("enabled"), **named})
    found = wanted(tenant(profile(), row(EVERYONE, "open"), waiting), update(waiting, forced))
    assert found == PeopleWanted(groups=frozenset({STAFF, "group-safe"}), roles=True, users=frozenset({"user-1"}))


def _fields(state: str) -> dict[str, Value]:
    groups: dict[str, Value] = {"users__include__groups": frozenset({STAFF})}
    return {"state": state, **groups, "grant__controls": frozenset({"mfa"})}


def test_keys_are_read_where_the_demand_tells_them_apart() -> None:
    limited = live(
        Kind.STRENGTH,
        KEYS_ONLY.id,
        "Certain keys",
        allowedCombinations=frozenset({"fido2"}),
        fido2__allowedAAGUIDs=frozenset({"aaaaaaaa-0000-4000-8000-000000000001"}),
    )
    enforced = update(policy("reportOnly"), policy())
    open_to_all = tenant(profile(), row(EVERYONE, "open"), KEYS_ONLY, policy("reportOnly"))
    assert wanted(open_to_all, enforced).keys_of == frozenset()
    some = tenant(profile(), row(EVERYONE, "open"), limited, policy("reportOnly"))
    assert wanted(some, enforced).keys_of == {STAFF}
    narrow = tenant(profile(types=BOUND), row(EVERYONE, "open"), KEYS_ONLY, policy("reportOnly"))
    assert wanted(narrow, enforced).keys_of == {STAFF}


def test_of_administrators_and_people_named_one_by_one_only_theirs_are_read() -> None:
    named: dict[str, Value] = {
        "users__include__groups": frozenset(),
        "users__include__users": frozenset({"user-1"}),
        "users__include__roles": frozenset({ADMIN}),
    }
    prior = tenant(profile(types=BOUND), row(EVERYONE, "open"), KEYS_ONLY, policy("reportOnly", **named))
    found = wanted(prior, update(policy("reportOnly", **named), policy("enabled", **named)))
    assert found.keys_of_roles == {ADMIN}
    assert found.keys_of_users == {"user-1"}
    assert not found.keys_of_everyone


def test_policies_that_stay_are_looked_at_only_where_keys_fall_out() -> None:
    prior = tenant(profile(), row(PILOT, "open"), KEYS_ONLY, policy())
    assert STAFF in wanted(prior, update(profile(), profile(types=BOUND))).groups
    assert STAFF not in wanted(prior, create(row("group-new", "open"))).groups


@pytest.mark.parametrize("state", ["reportOnly", "disabled"])
def test_what_enforces_nothing_needs_nobody(state: str) -> None:
    assert not concerns(tenant(profile(), KEYS_ONLY), create(policy(state)))
    assert wanted(tenant(profile(), KEYS_ONLY), create(policy(state))) == PeopleWanted()


def test_other_kinds_concern_nobody() -> None:
    pass_off = live(Kind.TEMPORARY_ACCESS_PASS, "TemporaryAccessPass", state="disabled")
    pass_on = live(Kind.TEMPORARY_ACCESS_PASS, "TemporaryAccessPass", state="enabled")
    assert not concerns(tenant(pass_off), update(pass_off, pass_on))
    assert concerns(tenant(profile()), update(profile(), profile(types=BOUND)))


def test_fewer_passes_concern_whoever_could_be_given_one() -> None:
    for_pilot, for_staff = (
        live(Kind.TEMPORARY_ACCESS_PASS, "TemporaryAccessPass", state="enabled", targets=frozenset({each}))
        for each in (PILOT, STAFF)
    )
    change = update(for_pilot, for_staff)
    assert concerns(tenant(for_pilot), change)
    assert {PILOT, STAFF} <= wanted(tenant(for_pilot), change).groups


def test_a_passkey_that_falls_out_may_be_what_somebody_proves_a_second_factor_with() -> None:
    second_factor = policy(
        grant__authenticationStrength=None,
        grant__controls=frozenset({"mfa"}),
        users__include__users=frozenset({"user-1"}),
        users__include__roles=frozenset({ADMIN}),
    )
    blocking = live(
        Kind.POLICY,
        "blocking",
        "Block",
        state="enabled",
        users__include__groups=frozenset({"group-blocked"}),
        grant__controls=frozenset({"block"}),
    )
    found = wanted(
        tenant(profile(), row(PILOT, "open"), second_factor, blocking), update(profile(), profile(types=BOUND))
    )
    assert (found.groups, found.users, found.roles) == (frozenset({PILOT, STAFF}), frozenset({"user-1"}), True)


def test_checks_look_at_whom_listed_settings_are_for_and_at_no_key() -> None:
    standing = policy(users__include__roles=frozenset({ADMIN}), users__exclude__groups=frozenset({"group-out"}))
    somebody_elses = live(
        Kind.POLICY, "other", "Other", state="enabled", users__include__groups=frozenset({"group-other"})
    )
    prior = tenant(profile(), row(PILOT, "open"), standing, somebody_elses)
    unchanged = ResourceChange(Address(Kind.POLICY, "mine"), Action.NO_OP, standing.id, "", standing, standing.fields)
    found = wanted_by_checks(after(prior, [unchanged]), [unchanged])
    assert found == PeopleWanted(groups=frozenset({PILOT, STAFF, "group-out"}), roles=True)
    assert wanted_by_checks(after(prior, []), []) == PeopleWanted()
