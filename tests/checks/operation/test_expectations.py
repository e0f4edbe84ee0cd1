"""`expect`: what files take for granted is compared with the tenant, and never changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from passkeyctl.checks.review import Review
from passkeyctl.diagnostics import Severity
from passkeyctl.model.change import ResourceChange
from passkeyctl.model.directory import Directory, DirectoryObject
from passkeyctl.model.expectations import Expectations, Expected, ExpectedGroup
from passkeyctl.model.facts import CrossTenantTrust, Fact, GroupTraits, TenantFacts
from passkeyctl.model.finding import Weight
from passkeyctl.model.reference import Reference, RefKind
from tests.checks.reviews import HERE, SAFE, Everything, found, left_alone, policy, review, updated
from tests.checks.yaml_reviews import found_in

TOUCH = updated(policy("p-9"), session__persistentBrowser="never")
EXPECTED = Expectations(
    migration_state=Expected("migrationComplete", HERE),
    passkey_opt_out=Expected(False, HERE),
    security_defaults=Expected(False, HERE),
    licences=(Expected("AAD_PREMIUM", HERE),),
)
MET = TenantFacts(
    frozenset({"aad_premium"}), security_defaults=False, migration_state="migrationComplete", passkey_opt_out=False
)


def _review(expected: Expectations, facts: TenantFacts, change: ResourceChange = TOUCH) -> Review:
    made = review(change)
    return replace(made, configuration=replace(made.configuration, expectations=expected), facts=facts)


def test_what_holds_says_nothing() -> None:
    assert found(_review(EXPECTED, MET), "OPS905") == []


@pytest.mark.parametrize(
    ("facts", "summary"),
    [
        (
            replace(MET, migration_state="preMigration"),
            "`migrationState` is expected to be `migrationComplete`, and is `preMigration`",
        ),
        (
            replace(MET, passkey_opt_out=True),
            "`passkeyDynamicMigrationOptOut` is expected to be `false`, and is `true`",
        ),
        (replace(MET, security_defaults=True), "`securityDefaults` is expected to be `disabled`, and is `enabled`"),
        (replace(MET, licences=frozenset({"OTHER"})), "the licence `AAD_PREMIUM` is expected, and the tenant has none"),
    ],
)
def test_what_does_not_hold_stops_a_plan_that_counts_on_it(facts: TenantFacts, summary: str) -> None:
    (told,) = found(_review(EXPECTED, facts), "OPS905")
    assert (told.weight, told.can_override, told.diagnostic.summary) == (Weight.BLOCKS, True, summary)
    assert told.diagnostic.source == HERE
    (standing,) = found(_review(EXPECTED, facts, left_alone(policy())), "OPS905")
    assert standing.weight is Weight.STANDING


def test_what_was_not_read_is_open() -> None:
    unread = TenantFacts(unread={Fact.METHODS: "403 Forbidden"})
    told = found(_review(EXPECTED, unread), "OPS905")
    assert [each.weight for each in told] == [Weight.UNCHECKED] * 4
    assert "403 Forbidden" in told[0].diagnostic.summary


def _group(
    expected: ExpectedGroup, traits: GroupTraits | None, *, id: str = "g-1", code: str = "OPS905"
) -> list[tuple[Weight, Severity, str]]:
    made = _review(Expectations(groups={"admins": expected}), TenantFacts(groups={id: traits} if traits else {}))
    reference = Reference(RefKind.GROUP, "admins", "SG-Admins")
    directory = Directory({reference: (DirectoryObject(RefKind.GROUP, id, "SG-Admins"),)}, Everything())
    configuration = replace(made.configuration, groups={"admins": reference})
    told = found(replace(made, configuration=configuration, directory=directory), code)
    return [(each.weight, each.diagnostic.severity, each.value) for each in told]


TRAITS = GroupTraits(is_role_assignable=False, is_dynamic=False, is_synced=False, members=61)


@pytest.mark.parametrize(
    ("expected", "told"),
    [
        (ExpectedGroup(HERE, is_role_assignable=False, is_dynamic=False, at_least=61, at_most=61), []),
        (ExpectedGroup(HERE, is_role_assignable=True), [(Weight.BLOCKS, Severity.ERROR, "not role-assignable")]),
        (ExpectedGroup(HERE, is_dynamic=True), [(Weight.BLOCKS, Severity.ERROR, "not dynamic")]),
        (ExpectedGroup(HERE, at_most=60), [(Weight.SAYS, Severity.WARNING, "61")]),
        (ExpectedGroup(HERE, at_least=62), [(Weight.SAYS, Severity.WARNING, "61")]),
    ],
)
def test_groups_are_compared(expected: ExpectedGroup, told: list[tuple[Weight, Severity, str]]) -> None:
    assert _group(expected, TRAITS) == told


def test_a_group_that_was_not_read_or_counted_is_open() -> None:
    assert [each[0] for each in _group(ExpectedGroup(HERE, at_most=60), None)] == [Weight.UNCHECKED]
    uncounted = replace(TRAITS, members=None)
    assert [each[0] for each in _group(ExpectedGroup(HERE, at_most=60), uncounted)] == [Weight.UNCHECKED]


def test_the_emergency_group_has_a_rule_of_its_own() -> None:
    expected = ExpectedGroup(HERE, is_role_assignable=True, at_most=4)
    assert _group(expected, TRAITS, id=SAFE) == []
    assert [(each[1], each[2]) for each in _group(expected, TRAITS, id=SAFE, code="EMG504")] == [
        (Severity.WARNING, "not role-assignable"),
        (Severity.WARNING, "61"),
    ]


@pytest.mark.parametrize(
    ("written", "values"),
    [
        ("required: true", ["no evidence"]),
        ("required: false", []),
        ("required: true, evidence: manual", []),
        ("required: true, checked: 2026-10-01", []),
        ("required: true, checked: 2026-10-01, keysRotated: 2026-10-02", ["2026-10-01"]),
        ("required: true, checked: 2026-10-01, keysRotated: 2026-10-01", []),
        ("required: true, evidence: manual, keysRotated: 2026-10-02", ["no day"]),
        ("required: true, checked: 2026-11-24", ["2026-11-24"]),
    ],
)
def test_sign_in_on_premises_needs_evidence(written: str, values: list[str]) -> None:
    told = found_in(f"expect: {{entraKerberos: {{{written}}}}}\n", "HYB801", date(2026, 11, 23))
    assert [each.value for each in told] == values
    assert all((each.weight, each.diagnostic.severity) == (Weight.SAYS, Severity.WARNING) for each in told)


OTHER = "11111111-0000-4000-8000-000000000001"
OUTSIDE = Expectations(
    cross_tenant_mfa=Expected(True, HERE),
    cross_tenant_partners={OTHER: Expected(False, HERE)},
    requires_mfa_to_join=Expected(False, HERE),
)


def test_trust_and_the_device_setting_are_compared_too() -> None:
    met = TenantFacts(cross_tenant=CrossTenantTrust(True, {OTHER: False}), requires_mfa_to_join=False)
    assert found(_review(OUTSIDE, met), "OPS905") == []
    unmet = TenantFacts(cross_tenant=CrossTenantTrust(False, {OTHER: True}), requires_mfa_to_join=True)
    assert [each.diagnostic.address for each in found(_review(OUTSIDE, unmet), "OPS905")] == [
        "expect.crossTenantTrust.default.mfa",
        f"expect.crossTenantTrust.partners.{OTHER}.mfa",
        "expect.deviceSettings.requireMfaToRegisterOrJoin",
    ]
    inherited = TenantFacts(cross_tenant=CrossTenantTrust(True, {OTHER: None}), requires_mfa_to_join=False)
    assert [each.value for each in found(_review(OUTSIDE, inherited), "OPS905")] == ["true"]
    assert [each.weight for each in found(_review(OUTSIDE, TenantFacts()), "OPS905")] == [Weight.UNCHECKED] * 3
