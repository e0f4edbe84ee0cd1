from __future__ import annotations

import pytest

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.sandbox.jsonread import as_text, objects, texts
from tests.sandbox.graph import POLICIES, STRENGTHS, Graph
from tests.sandbox.tenants import KEY, PHISHING_RESISTANT, STRENGTH, policy

ALIAS = "/identity/conditionalAccess/authenticationStrength/policies"
KEYS: JsonObject = {
    "@odata.type": "#microsoft.graph.fido2CombinationConfiguration",
    "allowedAAGUIDs": [KEY],
    "appliesToCombinations": ["fido2"],
}
CARDS: JsonObject = {
    "@odata.type": "#microsoft.graph.x509CertificateCombinationConfiguration",
    "allowedIssuerSkis": ["9A4248C6AC8C2931AB2A86537818E92E7B6C97B6"],
    "appliesToCombinations": ["x509CertificateMultiFactor"],
}


def with_policy(graph: Graph) -> str:
    body = policy(grantControls={"operator": "OR", "authenticationStrength": {"id": STRENGTH}})
    return as_text(graph.create(POLICIES, body)["id"])


def test_built_in_strengths_come_first_and_whole(graph: Graph) -> None:
    read = graph.values(STRENGTHS)
    assert [each["displayName"] for each in read] == [
        "Multifactor authentication",
        "Passwordless MFA",
        "Phishing-resistant MFA",
        "Keys",
    ]
    assert [len(texts(each["allowedCombinations"])) for each in read] == [19, 4, 3, 1]
    assert read == graph.values(ALIAS)


def test_a_strength_is_created_with_its_configurations(graph: Graph) -> None:
    combinations: list[JsonValue] = ["sms, password", "fido2"]
    body: JsonObject = {
        "displayName": "Ours",
        "allowedCombinations": combinations,
        "combinationConfigurations": [KEYS],
    }
    created = graph.create(STRENGTHS, body)
    assert created["allowedCombinations"] == ["password,sms", "fido2"]
    assert (created["policyType"], created["requirementsSatisfied"], created["description"]) == ("custom", "mfa", "")
    configuration = objects(created["combinationConfigurations"])[0]
    assert configuration == {**KEYS, "id": "00000000-aaaa-4000-8000-000000000001"}
    read = graph.get(f"{STRENGTHS}/{as_text(created['id'])}")
    assert {**read, "@odata.context": None} == {**created, "@odata.context": None}


def test_what_a_strength_satisfies_is_worked_out(graph: Graph) -> None:
    created = graph.create(STRENGTHS, {"displayName": "Weak", "allowedCombinations": ["fido2", "password"]})
    assert created["requirementsSatisfied"] == "none"


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"allowedCombinations": []}, "allowedCombinations may not be empty."),
        (
            {"allowedCombinations": ["fido2,sms"]},
            "'sms,fido2' is not a valid combination of authentication methods.",
        ),
        (
            {"allowedCombinations": ["passkey"]},
            "'allowedCombinations[0]': 'passkey' is no value of authenticationMethodModes",
        ),
        ({"displayName": "x" * 31}, "displayName must have between 1 and 30 characters."),
        ({"displayName": "KEYS"}, "An authentication strength with the display name 'KEYS' already exists."),
        ({"displayName": None}, "'displayName': may not be null"),
        ({"policyType": "custom"}, "Property 'policyType' cannot be set here."),
        ({"id": STRENGTH}, "Property 'id' cannot be set here."),
        (
            {"combinationConfigurations": [CARDS]},
            "appliesToCombinations must name combinations that the strength allows.",
        ),
        (
            {"combinationConfigurations": [KEYS, KEYS]},
            "A combination can have one combination configuration only.",
        ),
        ({"combinationConfigurations": [{**KEYS, "allowedAAGUIDs": []}]}, "allowedAAGUIDs may not be empty."),
        ({"combinationConfigurations": [{**KEYS, "allowedAAGUIDs": ["k"]}]}, "'k' is not a valid AAGUID."),
        (
            {"combinationConfigurations": [{**KEYS, "allowedAaGuids": [KEY]}]},
            "'combinationConfigurations[0].allowedAaGuids': type fido2CombinationConfiguration has no such property",
        ),
        (
            {"combinationConfigurations": [{"appliesToCombinations": ["fido2"]}]},
            "'combinationConfigurations[0]': `@odata.type` has to name "
            "a kind of authenticationCombinationConfiguration",
        ),
    ],
)
def test_a_strength_that_is_refused(graph: Graph, members: JsonObject, message: str) -> None:
    body: JsonObject = {"displayName": "Ours", "allowedCombinations": ["fido2"], **members}
    assert graph.refused("POST", STRENGTHS, body) == message
    assert len(graph.values(STRENGTHS)) == 4


def test_fifteen_custom_strengths_and_no_more(graph: Graph) -> None:
    for each in range(14):
        graph.create(STRENGTHS, {"displayName": f"S{each}", "allowedCombinations": ["fido2"]})
    body: JsonObject = {"displayName": "One too many", "allowedCombinations": ["fido2"]}
    message = "The tenant has reached the limit of 15 custom authentication strengths."
    assert graph.refused("POST", STRENGTHS, body) == message


def test_a_patch_changes_words_only(graph: Graph) -> None:
    graph.clock.forward(minutes=1)
    graph.patch(f"{STRENGTHS}/{STRENGTH}", {"displayName": "Security keys", "description": "Approved models"})
    read = graph.get(f"{STRENGTHS}/{STRENGTH.upper()}")
    assert (read["displayName"], read["description"]) == ("Security keys", "Approved models")
    assert read["modifiedDateTime"] == "2026-11-23T08:01:00.0000000Z"
    graph.patch(f"{STRENGTHS}/{STRENGTH}", {"description": ""})
    assert graph.get(f"{STRENGTHS}/{STRENGTH}")["displayName"] == "Security keys"
    message = graph.refused("PATCH", f"{STRENGTHS}/{STRENGTH}", {"allowedCombinations": ["fido2"]})
    assert message == "Property 'allowedCombinations' cannot be set here."


def test_combinations_change_through_their_action(graph: Graph) -> None:
    used_by = with_policy(graph)
    path = f"{STRENGTHS}/{STRENGTH}/updateAllowedCombinations"
    answer = graph.create(path, {"allowedCombinations": ["fido2", "windowsHelloForBusiness"]}, status=200)
    assert answer == {
        "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#microsoft.graph.updateAllowedCombinationsResult",
        "additionalInformation": "This strength is used by policies and now admits more.",
        "conditionalAccessReferences": [used_by],
        "previousCombinations": ["fido2"],
        "currentCombinations": ["fido2", "windowsHelloForBusiness"],
    }
    message = graph.refused("POST", path, {"allowedCombinations": ["fido2", "password"]})
    assert message == "The authentication strength is used by policies that require multifactor authentication."


def test_a_combination_with_a_configuration_stays(graph: Graph) -> None:
    graph.create(f"{STRENGTHS}/{STRENGTH}/combinationConfigurations", KEYS)
    path = f"{STRENGTHS}/{STRENGTH}/microsoft.graph.updateAllowedCombinations"
    message = graph.refused("POST", path, {"allowedCombinations": ["windowsHelloForBusiness"]})
    assert message == "A combination that has a combination configuration cannot be removed."


@pytest.mark.parametrize("root", [STRENGTHS, ALIAS])
def test_configurations_under_both_paths(graph: Graph, root: str) -> None:
    path = f"{root}/{STRENGTH}/combinationConfigurations"
    created = graph.create(path, KEYS)
    one = f"{path}/{as_text(created['id'])}"
    other: list[JsonValue] = ["a25342c0-3cdc-4414-8e46-f4807fca511c"]
    graph.patch(one, {"@odata.type": KEYS["@odata.type"], "allowedAAGUIDs": other})
    assert graph.get(one)["allowedAAGUIDs"] == other
    assert [each["appliesToCombinations"] for each in graph.values(path)] == [["fido2"]]
    refused = graph.refused("POST", path, KEYS)
    assert refused == "A combination can have one combination configuration only."
    assert graph.refused("PATCH", one, {"allowedAAGUIDs": other}) == "'@odata.type' has to be given."
    graph.delete(one)
    assert graph.values(path) == []
    graph.refused("GET", one, status=404)


def test_certificates_are_limited_by_issuer_or_policy(graph: Graph) -> None:
    path = f"{STRENGTHS}/{STRENGTH}"
    graph.create(
        f"{path}/updateAllowedCombinations", {"allowedCombinations": ["x509CertificateMultiFactor"]}, status=200
    )
    created = graph.create(f"{path}/combinationConfigurations", CARDS)
    assert created["allowedPolicyOIDs"] == []
    graph.delete(f"{path}/combinationConfigurations/{as_text(created['id'])}")
    empty = {**CARDS, "allowedIssuerSkis": []}
    message = graph.refused("POST", f"{path}/combinationConfigurations", empty)
    assert message == "allowedIssuerSkis or allowedPolicyOIDs has to be given."


@pytest.mark.parametrize(
    ("method", "tail", "body"),
    [
        ("PATCH", "", {"displayName": "Mine"}),
        ("DELETE", "", None),
        ("POST", "/updateAllowedCombinations", {"allowedCombinations": ["fido2"]}),
        ("POST", "/combinationConfigurations", KEYS),
    ],
)
def test_built_in_strengths_cannot_be_changed(graph: Graph, method: str, tail: str, body: JsonValue) -> None:
    message = graph.refused(method, f"{STRENGTHS}/{PHISHING_RESISTANT}{tail}", body)
    assert message == "Built-in authentication strengths cannot be changed."


def test_usage_names_the_policies_and_holds_the_strength(graph: Graph) -> None:
    path = f"{STRENGTHS}/{STRENGTH}"
    used_by = with_policy(graph)
    for spelling in ("usage", "usage()", "microsoft.graph.usage()"):
        read = graph.get(f"{path}/{spelling}")
        assert ([each["id"] for each in objects(read["mfa"])], read["none"]) == ([used_by], [])
    assert graph.refused("DELETE", path) == "The authentication strength is used by 1 Conditional Access policies."
    graph.delete(f"{POLICIES}/{used_by}")
    graph.delete(path)
    graph.refused("GET", path, status=404)


def test_strengths_are_filtered(graph: Graph) -> None:
    found = graph.values(f"{STRENGTHS}?$filter=policyType eq 'custom' and displayName eq 'keys'&$select=id")
    assert found == [{"id": STRENGTH}]


def test_the_list_of_combinations(graph: Graph) -> None:
    read = texts(graph.get(f"{ALIAS.removesuffix('/policies')}/combinations")["value"])
    assert len(read) == len(set(read)) == 25


def test_what_is_not_there(graph: Graph) -> None:
    nothing = f"{STRENGTHS}/{KEY}"
    for path in (nothing, f"{nothing}/usage", f"{nothing}/combinationConfigurations"):
        graph.refused("GET", path, status=404)
    graph.refused("GET", f"{nothing}/combinationConfigurations/{KEY}", status=404)
    graph.refused("PATCH", nothing, {"displayName": "X"}, status=404)
    message = graph.refused("PATCH", f"{STRENGTHS}/{STRENGTH}", {"displayName": 7})
    assert message == "'displayName': expected String, found 7"


def test_an_unused_strength_may_lose_its_second_factor(graph: Graph) -> None:
    path = f"{STRENGTHS}/{STRENGTH}/updateAllowedCombinations"
    answer = graph.create(path, {"allowedCombinations": ["password"]}, status=200)
    assert (answer["conditionalAccessReferences"], answer["additionalInformation"]) == ([], None)
    assert graph.get(f"{STRENGTHS}/{STRENGTH}")["requirementsSatisfied"] == "none"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"id": KEY}, "The id of a combination configuration is given by the service."),
        (
            {"appliesToCombinations": ["fido2", "password"]},
            "A FIDO2 combination configuration applies to 'fido2' only.",
        ),
        ({"allowedAAGUIDs": None}, "'allowedAAGUIDs': may not be null"),
    ],
)
def test_a_configuration_that_is_refused(graph: Graph, changes: JsonObject, message: str) -> None:
    graph.create(
        f"{STRENGTHS}/{STRENGTH}/updateAllowedCombinations",
        {"allowedCombinations": ["fido2", "password", "windowsHelloForBusiness"]},
        status=200,
    )
    path = f"{STRENGTHS}/{STRENGTH}/combinationConfigurations"
    assert graph.refused("POST", path, {**KEYS, **changes}) == message
    wrong: JsonObject = {**CARDS, "appliesToCombinations": ["windowsHelloForBusiness"]}
    assert graph.refused("POST", path, wrong).startswith("A certificate combination configuration applies")


def test_two_configurations_of_different_combinations(graph: Graph) -> None:
    path = f"{STRENGTHS}/{STRENGTH}"
    both: JsonObject = {"allowedCombinations": ["fido2", "x509CertificateMultiFactor"]}
    graph.create(f"{path}/updateAllowedCombinations", both, status=200)
    graph.create(f"{path}/combinationConfigurations", KEYS)
    cards = graph.create(f"{path}/combinationConfigurations", CARDS)
    one = f"{path}/combinationConfigurations/{as_text(cards['id'])}"
    graph.patch(one, {"@odata.type": CARDS["@odata.type"], "allowedPolicyOIDs": ["1.2.3"]})
    assert (graph.get(one)["allowedPolicyOIDs"], len(graph.values(f"{path}/combinationConfigurations"))) == (
        ["1.2.3"],
        2,
    )
    graph.create(f"{path}/updateAllowedCombinations", both, status=200)
