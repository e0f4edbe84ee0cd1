"""The company to practise on."""

from __future__ import annotations

import copy
from collections import Counter
from datetime import UTC, datetime

import pytest

from passkeyctl.json_types import JsonObject
from passkeyctl.sandbox.behaviour import VARIANTS, Behaviour
from passkeyctl.sandbox.jsonread import as_object, as_text, objects, part, texts
from passkeyctl.sandbox.seed import company
from tests.sandbox.conftest import MakeGraph
from tests.sandbox.graph import FIDO2, POLICIES, TAP, Graph

TENANT = "5b1f3a60-7f0e-4f7e-9a55-2f6a3b0c1d2e"
DOMAIN = "contoso.onmicrosoft.com"
NAMED_IN_EXAMPLES = (
    *("SG-EmergencyAccess", "PK-Pilot-DeviceBound", "PK-Pilot-Synced", "PK-Pilot-Windows"),
    *("SG-All-Internal-Members", "SG-Admin-Accounts", "SG-Frontline", "SG-Contractors"),
    *("SG-Passkey-Windows-Unmanaged", "SG-PK-Ring0-IT", "SG-PK-Ring1-Early", "SG-PK-Ring2-Broad", "SG-TAP-Eligible"),
    *("PK-Pilot", "PK-Workforce", "PK-Admins", "ADT-BreakGlass", "WT-Emergency", "WT-Staff"),
)


@pytest.fixture
def seeded(make_graph: MakeGraph) -> Graph:
    return make_graph(company(TENANT, DOMAIN))


def group_id(graph: Graph, name: str) -> str:
    found = graph.values(f"/groups?$filter=displayName eq '{name}'&$select=id")
    assert len(found) == 1, name
    return as_text(found[0]["id"])


def everybody(graph: Graph, name: str) -> list[JsonObject]:
    query = "$select=id,userPrincipalName,accountEnabled&$top=999"
    return graph.values(f"/groups/{group_id(graph, name)}/transitiveMembers/microsoft.graph.user?{query}")


def test_the_same_tenant_gets_the_same_company() -> None:
    assert company(TENANT, DOMAIN) == company(TENANT, DOMAIN)
    other = company("7c2d9e31-58f4-4d0b-9c6e-1a2b3c4d5e6f", "wingtip.example")
    ours = {as_text(each["id"]) for each in objects(company(TENANT, DOMAIN)["users"])}
    assert not ours & {as_text(each["id"]) for each in objects(other["users"])}


def test_a_store_is_seeded_and_comes_back_to_it(graph: Graph) -> None:
    graph.store.seed(company(TENANT, DOMAIN))
    before = graph.store.export()
    graph.delete(f"{POLICIES}/{as_text(graph.values(POLICIES)[0]['id'])}")
    assert graph.store.export() != before
    graph.store.reset()
    assert graph.store.export() == before


def test_identity(seeded: Graph) -> None:
    [organization] = seeded.values("/organization")
    assert (organization["id"], organization["displayName"]) == (TENANT, "Contoso")
    assert objects(organization["verifiedDomains"])[0]["name"] == DOMAIN


def test_a_few_hundred_people_with_names_of_their_own(seeded: Graph) -> None:
    users = seeded.values("/users?$top=999&$select=id,userPrincipalName,userType,accountEnabled")
    assert len(users) == 290
    assert len({as_text(each["userPrincipalName"]).lower() for each in users}) == 290
    assert len({as_text(each["id"]) for each in users}) == 290
    assert Counter(as_text(each["userType"]) for each in users) == {"Member": 274, "Guest": 16}
    assert sum(each["accountEnabled"] is False for each in users) == 4


def test_disabled_people_are_not_in_the_report(seeded: Graph) -> None:
    report = seeded.values("/reports/authenticationMethods/userRegistrationDetails")
    assert len(report) == 286
    assert any(not texts(each["methodsRegistered"]) for each in report)


def test_the_report_agrees_with_the_passkeys_that_people_hold(seeded: Graph) -> None:
    report = seeded.values("/reports/authenticationMethods/userRegistrationDetails")
    held = {as_text(each["id"]): passkeys_of(seeded, as_text(each["id"])) for each in report}
    assert Counter(as_text(key["passkeyType"]) for keys in held.values() for key in keys) == {
        "deviceBound": 48,
        "synced": 8,
    }
    assert {
        as_text(key["model"]) for keys in held.values() for key in keys if key["attestationLevel"] == "notAttested"
    } == {
        "Windows Hello",
        "iCloud Keychain",
    }
    for row in report:
        reported = {word for word in texts(row["methodsRegistered"]) if word.startswith("passKey")}
        keys = held[as_text(row["id"])]
        assert ("passKeySynced" in reported) == any(key["passkeyType"] == "synced" for key in keys)
        assert bool(reported - {"passKeySynced"}) == any(key["passkeyType"] == "deviceBound" for key in keys)


def passkeys_of(graph: Graph, user_id: str) -> list[JsonObject]:
    return graph.values(f"/users/{user_id}/authentication/fido2Methods")


@pytest.mark.parametrize("name", NAMED_IN_EXAMPLES)
def test_every_group_of_the_examples_is_there_and_has_people(seeded: Graph, name: str) -> None:
    assert everybody(seeded, name)


@pytest.mark.parametrize("name", ["SG-EmergencyAccess", "ADT-BreakGlass", "WT-Emergency"])
def test_emergency_accounts_hold_keys(seeded: Graph, name: str) -> None:
    accounts = everybody(seeded, name)
    assert [each["userPrincipalName"] for each in accounts] == [f"bg1@{DOMAIN}", f"bg2@{DOMAIN}"]
    assert all(each["accountEnabled"] is True for each in accounts)
    models = [
        [as_text(key["aaGuid"]) for key in seeded.values(f"/users/{as_text(each['id'])}/authentication/fido2Methods")]
        for each in accounts
    ]
    token2 = "eabb46cc-e241-80bf-ae9e-96fa6d2975cf"
    assert models == [
        ["a25342c0-3cdc-4414-8e46-f4807fca511c", token2],
        ["d7781e5d-e353-46aa-afe2-3ca49f13332a", token2],
    ]


def test_groups_of_every_kind(seeded: Graph) -> None:
    groups = seeded.values("/groups?$top=999")
    dynamic = [each["displayName"] for each in groups if "DynamicMembership" in texts(each["groupTypes"])]
    unified = [each["displayName"] for each in groups if "Unified" in texts(each["groupTypes"])]
    assert (dynamic, unified) == (["SG-All-Internal-Members"], ["Marketing"])
    assert len(seeded.values("/groups?$filter=displayName eq 'Pilot (duplicate)'")) == 2
    assert len(everybody(seeded, "SG-TAP-Eligible")) == 64
    direct = seeded.values(f"/groups/{group_id(seeded, 'SG-TAP-Eligible')}/members")
    assert {as_text(each["@odata.type"]) for each in direct} == {"#microsoft.graph.group"}


def test_the_passkey_method_waits_to_be_switched_on(seeded: Graph) -> None:
    read = seeded.get(FIDO2)
    assert (read["state"], len(objects(read["passkeyProfiles"]))) == ("disabled", 1)
    assert [each["id"] for each in objects(read["includeTargets"])] == ["all_users"]
    assert seeded.get(TAP)["state"] == "disabled"


def test_every_policy_leaves_the_emergency_accounts_out(seeded: Graph) -> None:
    policies = seeded.values(POLICIES)
    emergency = group_id(seeded, "SG-EmergencyAccess")
    assert len(policies) == 7
    assert all(emergency in texts(part(each, "conditions", "users")["excludeGroups"]) for each in policies)
    assert {as_text(each["state"]) for each in policies} == {
        "enabled",
        "disabled",
        "enabledForReportingButNotEnforced",
    }


def writable(policy: JsonObject) -> JsonObject:
    """The policy as a client would send it."""
    policy = copy.deepcopy(policy)
    kept = {name: policy[name] for name in ("displayName", "state", "conditions", "sessionControls")}
    grant = policy["grantControls"]
    if grant is not None:
        grant = {name: value for name, value in as_object(grant).items() if "@" not in name}
    session = kept["sessionControls"]
    if session is not None:
        kept["sessionControls"] = {name: value for name, value in as_object(session).items() if value is not None}
    return {**kept, "grantControls": grant}


@pytest.mark.parametrize("behaviour", VARIANTS)
def test_the_seeded_policies_keep_graphs_rules(make_graph: MakeGraph, behaviour: Behaviour) -> None:
    graph = make_graph(company(TENANT, DOMAIN), behaviour)
    for policy in graph.values(POLICIES):
        body = writable(policy)
        frequency = part(body, "sessionControls", "signInFrequency")
        for name in ("type", "value"):
            if frequency and frequency[name] is None:
                del frequency[name]
        graph.create(POLICIES, body)
        graph.patch(f"{POLICIES}/{as_text(policy['id'])}", body)
        after = graph.get(f"{POLICIES}/{as_text(policy['id'])}")
        assert {**after, "modifiedDateTime": None, "@odata.context": None} == {**policy, "@odata.context": None}


def test_roles_are_given_to_people_who_exist(seeded: Graph) -> None:
    users = {as_text(each["id"]) for each in seeded.values("/users?$top=999")}
    roles = {as_text(each["id"]) for each in seeded.values("/roleManagement/directory/roleDefinitions")}
    assignments = seeded.values("/roleManagement/directory/roleAssignments")
    assert {as_text(each["principalId"]) for each in assignments} <= users
    assert {as_text(each["roleDefinitionId"]) for each in assignments} <= roles
    assert len(assignments) == 14


def test_two_administrators_may_become_global_administrator(seeded: Graph) -> None:
    eligible = seeded.values("/roleManagement/directory/roleEligibilitySchedules?$expand=principal")
    assert {as_text(each["roleDefinitionId"]) for each in eligible} == {"62e90394-69f5-4237-9190-012177145e10"}
    assert [part(each, "principal")["@odata.type"] for each in eligible] == ["#microsoft.graph.user"] * 2


def test_applications_licences_places_and_contexts(seeded: Graph) -> None:
    name = "Microsoft Authenticator Credential Registration"
    [application] = seeded.values(f"/servicePrincipals?$filter=displayName eq '{name}'")
    assert application["appId"] == "6aa00308-ea33-4caa-90d6-ae905d8cb51b"
    [licence] = seeded.values("/subscribedSkus")
    plans = {as_text(each["servicePlanName"]) for each in objects(licence["servicePlans"])}
    assert plans == {"AAD_PREMIUM", "AAD_PREMIUM_P2"}
    places = seeded.values("/identity/conditionalAccess/namedLocations")
    assert [each["displayName"] for each in places] == ["Head office", "Stores", "Countries we work in"]
    contexts = seeded.values("/identity/conditionalAccess/authenticationContextClassReferences")
    assert [each["id"] for each in contexts] == ["c1", "c2", "c3"]
    assert len(seeded.values("/identityGovernance/termsOfUse/agreements")) == 1


@pytest.mark.parametrize(
    ("now", "tested"),
    [
        (datetime(2026, 11, 23, 8, tzinfo=UTC), "2026-10-05T07:30:00Z"),
        (datetime(2026, 12, 4, 7, 30, tzinfo=UTC), "2026-10-05T07:30:00Z"),
        (datetime(2026, 12, 4, 7, 31, tzinfo=UTC), "2026-10-16T07:30:00Z"),
        (datetime(2028, 3, 1, 22, 5, 9, tzinfo=UTC), "2028-01-12T07:30:00Z"),
    ],
)
def test_the_last_drill_is_never_long_ago(now: datetime, tested: str) -> None:
    document = company("11111111-2222-4333-8444-555555555555", "contoso.onmicrosoft.com", now=now)
    activities = [each["signInActivity"] for each in objects(document["users"]) if "signInActivity" in each]
    assert activities == [{"lastSignInDateTime": tested, "lastSuccessfulSignInDateTime": tested}] * 2
