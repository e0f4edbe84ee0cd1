"""Which facts a plan's rules need: nothing is read that none of them asks about."""

from __future__ import annotations

from dataclasses import replace

import pytest

from passkeyctl.insight.facts_wanted import JOINING, facts_wanted
from passkeyctl.insight.tenant_state import after, before
from passkeyctl.model.address import Kind
from passkeyctl.model.change import ResourceChange
from passkeyctl.model.desired import Configuration, EmergencyAccess, Requires
from passkeyctl.model.expectations import Expectations, Expected, ExpectedGroup
from passkeyctl.model.facts import Fact
from passkeyctl.model.reference import Reference, RefKind
from passkeyctl.model.values import Guests
from tests.checks.reviews import HERE, created, left_alone, live, policy, review, row, strength, updated

NOTHING = Configuration(None, {}, (), None, {}, None, {}, ())
EMERGENCY = EmergencyAccess(Reference(RefKind.GROUP, "g", "g"), (), 2, HERE, "fido2")
COMING = {Fact.LICENCES, Fact.SECURITY_DEFAULTS}


def _wanted(*changes: ResourceChange, configuration: Configuration = NOTHING) -> frozenset[Fact]:
    prior = review(*changes).prior
    return facts_wanted(configuration, before(prior), after(prior, changes), changes)


def test_a_plan_without_changes_asks_just_what_policies_in_force_hang_on() -> None:
    demanding = policy(grant__authenticationStrength="s-1", grant__controls=frozenset())
    watched = policy(grant__authenticationStrength="s-1", grant__controls=frozenset(), state="reportOnly")
    joining = policy("p-2", target__resources__include=frozenset(), target__userActions=frozenset({JOINING}))
    described = replace(NOTHING, emergency=EMERGENCY)
    assert _wanted() == frozenset()
    of_accounts = {Fact.KEYS, Fact.GROUP_TRAITS}
    assert _wanted(left_alone(watched)) == frozenset()
    assert _wanted(left_alone(watched), configuration=described) == of_accounts
    assert _wanted(left_alone(demanding)) == {Fact.METHODS, Fact.FEDERATION, Fact.CROSS_TENANT}
    assert _wanted(left_alone(joining)) == {Fact.DEVICE_REGISTRATION}


def test_what_files_expect_or_require_is_always_asked() -> None:
    expected = Expectations(
        cross_tenant_mfa=Expected(True, HERE),
        requires_mfa_to_join=Expected(False, HERE),
        migration_state=Expected("migrationComplete", HERE),
        passkey_opt_out=Expected(False, HERE),
        groups={"a": ExpectedGroup(HERE)},
    )
    assert _wanted(configuration=replace(NOTHING, expectations=expected)) == {
        Fact.CROSS_TENANT,
        Fact.DEVICE_REGISTRATION,
        Fact.METHODS,
        Fact.PASSKEY_OPT_OUT,
        Fact.GROUP_TRAITS,
    }
    requires = Requires((("AAD_PREMIUM", HERE),), (False, HERE))
    assert _wanted(configuration=replace(NOTHING, requires=requires)) == COMING
    partner = Expectations(cross_tenant_partners={"t": Expected(True, HERE)}, licences=(Expected("X", HERE),))
    assert _wanted(configuration=replace(NOTHING, expectations=partner)) == {Fact.CROSS_TENANT, Fact.LICENCES}


@pytest.mark.parametrize(
    ("fields", "facts"),
    [
        pytest.param({}, set(), id="a second factor for everybody"),
        pytest.param(
            {"target__userActions": frozenset({"Register or join devices"})}, {Fact.DEVICE_REGISTRATION}, id="joining"
        ),
        pytest.param(
            {"grant__authenticationStrength": "s-1"},
            {Fact.METHODS, Fact.FEDERATION, Fact.CROSS_TENANT},
            id="a strength for everybody",
        ),
        pytest.param(
            {
                "grant__authenticationStrength": "s-1",
                "users__include": "selected",
                "users__include__groups": frozenset({"g"}),
            },
            {Fact.METHODS, Fact.FEDERATION},
            id="a strength for a group",
        ),
        pytest.param(
            {"grant__authenticationStrength": "s-1", "users__include": "selected", "users__include__guests": Guests()},
            {Fact.METHODS, Fact.FEDERATION, Fact.CROSS_TENANT},
            id="a strength for guests",
        ),
        pytest.param(
            {"grant__controls": frozenset({"compliantDevice"})}, {Fact.REGISTRATION_APPLICATION}, id="a device"
        ),
        pytest.param(
            {
                "grant__controls": frozenset({"compliantDevice"}),
                "target__resources__include": frozenset({"Office 365"}),
            },
            set(),
            id="a device for some resources",
        ),
    ],
)
def test_a_policy_asks_about_what_it_demands(fields: dict[str, object], facts: set[Fact]) -> None:
    reporting = policy(state="reportOnly", **fields)
    assert _wanted(updated(reporting, session__persistentBrowser="never")) - {Fact.OPERATOR} == facts
    assert _wanted(created(reporting)) - {Fact.OPERATOR} == facts | COMING
    assert _wanted(created(replace(reporting, fields={**reporting.fields, "state": "disabled"}))) == frozenset()


def test_a_policy_that_is_switched_on_needs_what_a_new_one_needs() -> None:
    assert _wanted(updated(policy(state="disabled"), state="enabled")) >= COMING


def test_strengths_and_the_campaign_ask_about_methods() -> None:
    assert _wanted(updated(strength(), description="x")) == {Fact.METHODS}
    assert _wanted(created(row("g", "pr-1"))) == {Fact.METHODS, Fact.PASSKEY_OPT_OUT, Fact.OPERATOR}
    campaign = live(Kind.CAMPAIGN, "c", state="disabled")
    assert _wanted(updated(campaign, state="enabled")) == {Fact.METHODS, Fact.PASSKEY_OPT_OUT}


def test_emergency_accounts_are_asked_about_wherever_passkeys_or_policies_are_read() -> None:
    described = replace(NOTHING, emergency=EMERGENCY)
    assert _wanted(updated(strength(), description="x"), configuration=described) == {
        Fact.METHODS,
        Fact.KEYS,
        Fact.GROUP_TRAITS,
    }
    place = updated(live(Kind.LOCATION, "l", "Office", ipRanges=frozenset()), name="Head office")
    prior = replace(review(place).prior, unread_kinds=frozenset(Kind) - {Kind.LOCATION})
    assert facts_wanted(described, before(prior), after(prior, (place,)), (place,)) == frozenset()
    tested = replace(NOTHING, emergency=replace(EMERGENCY, group=None, registered_method=None, last_tested_within=90))
    changed = updated(policy(state="reportOnly"), session__persistentBrowser="never")
    assert _wanted(changed, configuration=tested) == {Fact.KEYS, Fact.SIGN_INS, Fact.METHODS}


def test_whoever_is_signed_in_matters_where_people_do() -> None:
    assert Fact.OPERATOR in _wanted(updated(policy(state="reportOnly"), state="enabled"))
    assert Fact.OPERATOR not in _wanted(updated(policy(state="enabled"), state="reportOnly"))


def test_a_strength_that_changes_asks_about_the_policies_that_no_file_lists() -> None:
    tier = strength("s-1")
    demanding = policy(grant__authenticationStrength="s-1", grant__controls=frozenset())
    change = updated(tier, description="x")
    prior = review(change, unlisted=[demanding]).prior
    wanted = facts_wanted(NOTHING, before(prior), after(prior, (change,)), (change,))
    assert wanted == {Fact.METHODS, Fact.FEDERATION, Fact.CROSS_TENANT, Fact.OPERATOR}
