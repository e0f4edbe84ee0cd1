"""Who gets into Office 365, by the sandbox's own judgement."""

from __future__ import annotations

import pytest

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.sandbox.authenticators import ICLOUD, YUBIKEYS
from passkeyctl.sandbox.jsonread import as_text
from passkeyctl.sandbox.people import DISABLED, able_to_sign_in, locked_out, reasons_against
from tests.sandbox.companies import (
    BARE,
    GUEST,
    KEYED,
    NAMES,
    OFFICE,
    PHONE,
    PUSH,
    REGISTRATION,
    SAFE_1,
    firm,
    key,
    passkey_rule,
    passkeys,
    profile,
    rule,
    user,
)
from tests.sandbox.conftest import MakeGraph

MFA = rule("Two factors", "enabled", {"includeApplications": ["All"]}, "mfa")
TRUSTING: list[JsonValue] = [{"id": "default", "inboundTrust": {"isMfaAccepted": True}}]


def out(make_graph: MakeGraph, document: JsonObject) -> set[str]:
    graph = make_graph(document)
    with graph.store.transaction() as tenant:
        found = locked_out(tenant)
        for id, name in NAMES.items():
            is_out = f"{name}@contoso.example" in found
            assert is_out == (not able_to_sign_in(tenant, id) and reasons_against(tenant, id) != (DISABLED,))
    return {each.partition("@")[0] for each in found}


def test_without_policies_everybody_gets_in_whose_account_is_on(make_graph: MakeGraph) -> None:
    graph = make_graph(firm())
    with graph.store.transaction() as tenant:
        assert locked_out(tenant) == {}
        assert reasons_against(tenant, "GONE@contoso.example") == (DISABLED,)
        assert able_to_sign_in(tenant, KEYED.upper())


def test_two_factors_of_any_kind(make_graph: MakeGraph) -> None:
    assert out(make_graph, firm(MFA)) == {"bare", "guest"}
    assert out(make_graph, firm(MFA, crossTenantAccessPolicyDefault=TRUSTING)) == {"bare"}


def test_only_what_is_enforced_keeps_anybody_out(make_graph: MakeGraph) -> None:
    everybody_else = {"push", "phone", "bare", "guest"}
    assert out(make_graph, firm(passkey_rule("enabledForReportingButNotEnforced"))) == set()
    assert out(make_graph, firm(passkey_rule("disabled"))) == set()
    assert out(make_graph, firm(passkey_rule("enabled"))) == everybody_else
    assert out(make_graph, firm(passkey_rule("enabled"), crossTenantAccessPolicyDefault=TRUSTING)) == everybody_else
    assert out(make_graph, firm(rule("No", "enabled", REGISTRATION, "block"))) == set()
    assert out(make_graph, firm(rule("No", "enabled", OFFICE, "block"))) == everybody_else | {"keyed"}


def test_a_passkey_counts_only_while_the_method_takes_it(make_graph: MakeGraph) -> None:
    enforced = passkey_rule("enabled")
    restricted: JsonObject = {"isEnforced": True, "enforcementType": "allow", "aaGuids": [YUBIKEYS[0].aaguid]}
    blocked: JsonObject = {"isEnforced": True, "enforcementType": "block", "aaGuids": [YUBIKEYS[0].aaguid]}
    for changes, is_out in (
        ({"state": "disabled"}, True),
        ({"includeTargets": []}, True),
        ({"excludeTargets": [{"id": KEYED, "targetType": "user"}]}, True),
        ({"passkeyProfiles": [profile(passkeyTypes="synced")]}, True),
        ({"passkeyProfiles": [profile(keyRestrictions=restricted)]}, True),
        ({"passkeyProfiles": [profile(keyRestrictions=blocked)]}, False),
        ({"passkeyProfiles": [profile(attestationEnforcement="registrationOnly")]}, False),
        ({"isSelfServiceRegistrationAllowed": False}, False),
    ):
        assert ("keyed" in out(make_graph, firm(enforced, methods=passkeys(**changes)))) is is_out


@pytest.mark.parametrize(("models", "is_out"), [([ICLOUD], True), ([ICLOUD, YUBIKEYS[0]], False)])
def test_a_strength_may_name_the_models(make_graph: MakeGraph, models: list[object], is_out: bool) -> None:
    strength: JsonObject = {
        "id": "50000000-0000-4000-8000-000000000001",
        "policyType": "custom",
        "displayName": "Keys",
        "allowedCombinations": ["fido2", "x509CertificateMultiFactor"],
        "combinationConfigurations": [
            {"id": "c", "appliesToCombinations": ["fido2"], "allowedAAGUIDs": [YUBIKEYS[0].aaguid]}
        ],
    }
    policy = rule("Keys", "enabled", OFFICE, strength=as_text(strength["id"]))
    held = [key(each) for each in (ICLOUD, YUBIKEYS[0]) if each in models]
    document = firm(policy, authenticationStrengthPolicies=[strength], users=[user(KEYED, fido2Methods=[*held])])
    graph = make_graph(document)
    with graph.store.transaction() as tenant:
        assert reasons_against(tenant, KEYED) == (("Keys",) if is_out else ())


@pytest.mark.parametrize(
    ("operator", "device", "is_able"),
    [("AND", True, True), ("AND", False, False), ("OR", True, True), ("OR", False, True)],
)
def test_an_operator_joins_what_is_asked(make_graph: MakeGraph, operator: str, device: bool, is_able: bool) -> None:
    policy = rule("Both", "enabled", OFFICE, "mfa", "compliantDevice")
    policy["grantControls"] = {"operator": operator, "builtInControls": ["mfa", "compliantDevice"]}
    graph = make_graph(firm(policy, users=[user(PUSH, onPremisesSyncEnabled=device)]))
    with graph.store.transaction() as tenant:
        assert able_to_sign_in(tenant, PUSH) is is_able


def test_a_pass_opens_the_door_while_it_is_good(make_graph: MakeGraph) -> None:
    waiting: JsonObject = {"id": "p", "startDateTime": "2026-11-23T09:00:00Z", "lifetimeInMinutes": 60}
    on: JsonObject = {"id": "TemporaryAccessPass", "state": "enabled", "includeTargets": [{"id": "all_users"}]}
    document = firm(MFA, users=[user(BARE, passes=[waiting])])
    document["authenticationMethodConfigurations"] = [passkeys(), on]
    graph = make_graph(document)
    seen = []
    for _ in range(4):
        with graph.store.transaction() as tenant:
            seen.append(able_to_sign_in(tenant, BARE))
        graph.clock.forward(minutes=40)
    assert seen == [False, False, True, False]
    off = make_graph(firm(MFA, users=[user(BARE, passes=[{**waiting, "startDateTime": "2026-11-23T08:00:00Z"}])]))
    with off.store.transaction() as tenant:
        assert not able_to_sign_in(tenant, BARE)


def test_emergency_accounts_get_in_whatever_is_asked(make_graph: MakeGraph) -> None:
    graph = make_graph(firm(rule("No", "enabled", {"includeApplications": ["All"]}, "block")))
    with graph.store.transaction() as tenant:
        assert able_to_sign_in(tenant, SAFE_1)
        assert not able_to_sign_in(tenant, PHONE)
        assert not able_to_sign_in(tenant, GUEST)
