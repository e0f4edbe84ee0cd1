"""Facts about a tenant: only what is wanted is asked, and what Graph refuses stays unknown with the reason."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from passkeyctl.errors import GraphError
from passkeyctl.graph.fact_answers import (
    cross_tenant_of,
    device_setting_of,
    federation_of,
    last_sign_in_of,
    licences_of,
    methods_of,
    migration_state_of,
    opt_out_of,
    roles_of,
)
from passkeyctl.graph.facts import FactsAsked, count_members, read_accounts, read_facts
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.facts import CrossTenantTrust, Fact, MethodState, Operator, SignedIn, TenantFacts
from passkeyctl.model.people import KeyModel
from passkeyctl.sandbox.faults import FORBIDDEN, Fault, fails
from tests.graph.rehearsal import Rehearsal
from tests.sandbox.tenants import ADA, BEN, GLOBAL_ADMIN, GROUP, small_tenant

EVERYTHING = frozenset(Fact) - {Fact.KEYS, Fact.SIGN_INS, Fact.GROUP_TRAITS}
DOMAIN = "contoso.example"
YUBIKEY = "a25342c0-3cdc-4414-8e46-f4807fca511c"
KEY: JsonObject = {"id": "k", "aaGuid": YUBIKEY, "passkeyType": "deviceBound", "attestationLevel": "attested"}
OPERATOR = SignedIn(ADA, "ada@contoso.example", is_person=True)


def _tenant(**more: JsonValue) -> JsonObject:
    organization: JsonObject = {
        "id": "11111111-2222-4333-8444-555555555555",
        "verifiedDomains": [{"name": DOMAIN, "type": "Federated"}],
    }
    return {**small_tenant(), "organization": [organization], **more}


def _with_key(tenant: JsonObject) -> JsonObject:
    users = tenant["users"]
    assert isinstance(users, list)
    rows = [each for each in users if isinstance(each, dict)]
    return {**tenant, "users": [{**each, "fido2Methods": [KEY]} if each["id"] == ADA else each for each in rows]}


def test_nothing_is_asked_where_nothing_is_wanted(tmp_path: Path) -> None:
    rehearsal = Rehearsal(tmp_path, small_tenant())
    assert rehearsal.run(lambda client: read_facts(client, FactsAsked(frozenset()))) == TenantFacts()
    assert rehearsal.run(lambda client: read_accounts(client, frozenset(), [ADA])) == TenantFacts()
    assert rehearsal.run(lambda client: count_members(client, [])) == {}
    assert rehearsal.requests == []


def test_everything_is_asked_in_one_batch_and_one_request_of_beta(tmp_path: Path) -> None:
    federation: JsonObject = {"id": "f", "domain": DOMAIN, "federatedIdpMfaBehavior": "enforceMfaByFederatedIdp"}
    assignment: JsonObject = {"id": "a", "principalId": ADA, "roleDefinitionId": GLOBAL_ADMIN}
    rehearsal = Rehearsal(
        tmp_path, _with_key(_tenant(federationConfigurations=[federation], roleAssignments=[assignment]))
    )
    asked = FactsAsked(EVERYTHING, frozenset({DOMAIN}), OPERATOR)
    found = rehearsal.run(lambda client: read_facts(client, asked))
    assert len(rehearsal.requests) == 2
    assert found.unread == {}
    assert (found.security_defaults, found.requires_mfa_to_join) == (False, False)
    assert found.licences == frozenset({"EMSPREMIUM", "AAD_PREMIUM", "AAD_PREMIUM_P2"})
    assert found.methods is not None
    assert found.methods["sms"] == MethodState("enabled", frozenset({"all_users"}))
    assert (found.migration_state, found.passkey_opt_out) == ("migrationComplete", False)
    assert found.cross_tenant == CrossTenantTrust(default=False)
    assert found.federated_domains == {DOMAIN: "enforceMfaByFederatedIdp"}
    assert found.has_registration_application is False
    assert found.operator is not None
    assert found.operator.role_ids == frozenset({GLOBAL_ADMIN})
    assert found.operator.group_ids is not None
    assert found.passkeys == {ADA: (KeyModel(YUBIKEY, "deviceBound", True),)}


@pytest.mark.parametrize("status", [400, 403, 404])
def test_what_is_refused_is_not_known_and_says_why(tmp_path: Path, status: int) -> None:
    rehearsal = Rehearsal(tmp_path, _tenant())
    faults = [Fault("GET", "policies/crossTenantAccessPolicy/partners", 1, fails(status), 9)]
    asked = FactsAsked(frozenset({Fact.CROSS_TENANT, Fact.SECURITY_DEFAULTS}))
    found = rehearsal.run(lambda client: read_facts(client, asked), faults=faults)
    assert (found.cross_tenant, found.security_defaults) == (None, False)
    assert list(found.unread) == [Fact.CROSS_TENANT]
    assert "GET /policies/crossTenantAccessPolicy/partners" in found.why(Fact.CROSS_TENANT)


def test_a_missing_permission_is_named(tmp_path: Path) -> None:
    rehearsal = Rehearsal(tmp_path, _tenant())
    faults = [Fault("GET", "deviceRegistrationPolicy", 1, FORBIDDEN, 9)]
    asked = FactsAsked(frozenset({Fact.DEVICE_REGISTRATION}))
    found = rehearsal.run(lambda client: read_facts(client, asked), faults=faults)
    assert "`Policy.Read.DeviceConfiguration`" in found.why(Fact.DEVICE_REGISTRATION)


def test_what_is_refused_of_beta_is_not_known(tmp_path: Path) -> None:
    rehearsal = Rehearsal(tmp_path, _tenant())
    faults = [Fault("GET", "^/?beta/policies/authenticationMethodsPolicy", 1, fails(404), 9)]
    asked = FactsAsked(frozenset({Fact.PASSKEY_OPT_OUT}))
    found = rehearsal.run(lambda client: read_facts(client, asked), faults=faults)
    assert found.passkey_opt_out is None
    assert Fact.PASSKEY_OPT_OUT in found.unread


def test_another_failure_ends_the_run(tmp_path: Path) -> None:
    rehearsal = Rehearsal(tmp_path, _tenant())
    faults = [Fault("GET", "subscribedSkus", 1, fails(409), 9)]
    with pytest.raises(GraphError):
        rehearsal.run(lambda client: read_facts(client, FactsAsked(frozenset({Fact.LICENCES}))), faults=faults)


def test_domains_and_whoever_is_signed_in_may_be_unknown(tmp_path: Path) -> None:
    rehearsal = Rehearsal(tmp_path, _tenant())
    asked = FactsAsked(frozenset({Fact.FEDERATION, Fact.OPERATOR}), domains=None)
    found = rehearsal.run(lambda client: read_facts(client, asked))
    assert (found.federated_domains, found.operator) == (None, None)
    assert set(found.unread) == {Fact.FEDERATION, Fact.OPERATOR}
    assert rehearsal.requests == []


def test_without_federated_domains_nothing_has_to_be_asked(tmp_path: Path) -> None:
    rehearsal = Rehearsal(tmp_path, _tenant())
    found = rehearsal.run(lambda client: read_facts(client, FactsAsked(frozenset({Fact.FEDERATION}))))
    assert (found.federated_domains, found.unread) == ({}, {})
    assert rehearsal.requests == []


def test_an_application_that_is_signed_in_holds_no_passkeys(tmp_path: Path) -> None:
    rehearsal = Rehearsal(tmp_path, _tenant())
    who = SignedIn("app", "pipeline", is_person=False)
    asked = FactsAsked(frozenset({Fact.OPERATOR}), signed_in=who)
    assert rehearsal.run(lambda client: read_facts(client, asked)).operator == Operator(who)
    assert rehearsal.requests == []


def test_accounts_are_asked_one_by_one_in_one_batch(tmp_path: Path) -> None:
    rehearsal = Rehearsal(tmp_path, _with_key(_tenant()))
    wanted = frozenset({Fact.KEYS, Fact.SIGN_INS})
    found = rehearsal.run(lambda client: read_accounts(client, wanted, [ADA, BEN]))
    assert len(rehearsal.requests) == 1
    assert found.passkeys == {ADA: (KeyModel(YUBIKEY, "deviceBound", True),), BEN: ()}
    assert found.last_sign_ins == {ADA: None, BEN: None}


def test_passkeys_of_one_account_may_be_refused(tmp_path: Path) -> None:
    rehearsal = Rehearsal(tmp_path, _with_key(_tenant()))
    faults = [Fault("GET", f"users/{BEN}/authentication", 1, FORBIDDEN, 9)]
    found = rehearsal.run(lambda client: read_accounts(client, frozenset({Fact.KEYS}), [ADA, BEN]), faults=faults)
    assert list(found.passkeys) == [ADA]
    assert "`UserAuthMethod-Passkey.Read.All`" in found.unread[Fact.KEYS]


def test_people_in_a_group_are_counted_without_reading_them(tmp_path: Path) -> None:
    rehearsal = Rehearsal(tmp_path, _tenant())
    missing = "20000000-0000-4000-8000-00000000dead"
    assert rehearsal.run(lambda client: count_members(client, [GROUP, missing])) == {GROUP: 2}
    assert len(rehearsal.requests) == 1


def _sku(name: str, status: str, *plans: tuple[str, str]) -> JsonObject:
    listed: list[JsonObject] = [{"servicePlanName": plan, "provisioningStatus": state} for plan, state in plans]
    return {"skuPartNumber": name, "capabilityStatus": status, "servicePlans": [*listed]}


def test_only_licences_in_force_count() -> None:
    skus = [
        _sku("SPE_E5", "Enabled", ("AAD_PREMIUM", "Success"), ("INTUNE_A", "Disabled")),
        _sku("AAD_PREMIUM_P2", "Suspended", ("AAD_PREMIUM_P2", "Success")),
        _sku("EMS", "Warning", ("RMS_S_PREMIUM", "PendingActivation")),
    ]
    assert licences_of({"value": [*skus]}) == frozenset({"SPE_E5", "AAD_PREMIUM", "EMS", "RMS_S_PREMIUM"})


def test_what_a_last_sign_in_is() -> None:
    day = datetime(2026, 10, 5, 7, 30, tzinfo=UTC)
    both: JsonObject = {
        "lastSignInDateTime": "2026-11-01T00:00:00Z",
        "lastSuccessfulSignInDateTime": "2026-10-05T07:30:00Z",
    }
    assert last_sign_in_of({"signInActivity": both}) == day
    assert last_sign_in_of({"signInActivity": {"lastSignInDateTime": "2026-10-05T07:30:00Z"}}) == day
    assert last_sign_in_of({"signInActivity": {**both, "lastSuccessfulSignInDateTime": None}}) is None
    assert last_sign_in_of({"id": "x"}) is None


def test_words_that_are_not_known_are_not_guessed() -> None:
    assert device_setting_of({"multiFactorAuthConfiguration": "required"}) is True
    assert device_setting_of({"multiFactorAuthConfiguration": "unknownFutureValue"}) is None
    assert migration_state_of({"policyMigrationState": None}) == "migrationComplete"
    assert migration_state_of({"policyMigrationState": "preMigration"}) == "preMigration"
    assert migration_state_of({}) is None
    assert opt_out_of({"optOutSettings": {"passkeyDynamicMigration": True}}) is True
    assert opt_out_of({}) is None
    assert federation_of({"value": [{}]}) == ""
    assert methods_of({}) == {}


def test_a_partner_without_trust_of_its_own_has_the_common_one() -> None:
    partner: JsonObject = {"tenantId": "AAAAAAAA-0000-4000-8000-000000000001", "inboundTrust": {"isMfaAccepted": True}}
    other: JsonObject = {"tenantId": "b", "inboundTrust": None}
    trust = cross_tenant_of({"inboundTrust": {"isMfaAccepted": False}}, {"value": [partner, other]})
    assert [trust.of(each) for each in ("aaaaaaaa-0000-4000-8000-000000000001", "b", "c")] == [True, False, False]
    assert cross_tenant_of({"inboundTrust": None}, {"value": []}).of("c") is None


def test_a_role_over_a_part_of_the_tenant_does_not_count() -> None:
    rows: list[JsonObject] = [
        {"roleDefinitionId": GLOBAL_ADMIN, "directoryScopeId": "/"},
        {"roleDefinitionId": "R2", "directoryScopeId": "/administrativeUnits/1"},
    ]
    assert roles_of({"value": [*rows]}) == frozenset({GLOBAL_ADMIN})
