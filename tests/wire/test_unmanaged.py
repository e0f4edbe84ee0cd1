"""What this version does not know of an answer is said, whatever the kind and however deep it stands."""

from __future__ import annotations

import json

import pytest

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.address import Kind
from passkeyctl.model.kinds import defaults
from passkeyctl.model.passkeys import DEFAULT_PROFILE_ID
from passkeyctl.model.state import LiveObject
from passkeyctl.wire import passkeys, policies, strengths
from passkeyctl.wire.unmanaged import hidden_members, not_managed, unknown_members, unknown_words

GROUP = "abcdef12-aaaa-4bbb-8ccc-abcdef123456"
X509: JsonObject = {"@odata.type": "#microsoft.graph.x509CertificateCombinationConfiguration", "id": GROUP}
FIDO2: JsonObject = {"@odata.type": "#microsoft.graph.fido2CombinationConfiguration", "id": GROUP}
TENANTS: JsonObject = {"@odata.type": "#microsoft.graph.conditionalAccessAllExternalTenants", "membershipKind": "all"}
GUESTS: JsonObject = {"guestOrExternalUserTypes": "internalGuest", "externalTenants": TENANTS}
FILTER: JsonObject = {"mode": "include", "rule": "x"}

POLICY: JsonObject = {
    "id": GROUP,
    "templateId": GROUP,
    "displayName": "CA001",
    "createdDateTime": "2026-01-01T00:00:00Z",
    "state": "enabled",
    "conditions": {
        "users": {"includeUsers": ["All"], "includeGuestsOrExternalUsers": GUESTS},
        "applications": {"includeApplications": ["All"], "applicationFilter": FILTER},
        "clientApplications": {"includeServicePrincipals": [], "servicePrincipalFilter": FILTER},
        "devices": {"deviceFilter": FILTER},
        "locations": {"includeLocations": ["All"]},
        "platforms": {"includePlatforms": ["all"]},
        "authenticationFlows": {"transferMethods": "deviceCodeFlow"},
        "times": None,
        "agentIdRiskLevels": "",
        "deviceStates": {"includeStates": [], "excludeStates": None},
    },
    "grantControls": {
        "operator": "OR",
        "authenticationStrength@odata.context": "x",
        "authenticationStrength": {"id": GROUP, "displayName": "Keys", "addedLater": 1},
    },
    "sessionControls": {
        "signInFrequency": {"isEnabled": True, "value": 4, "type": "hours"},
        "persistentBrowser": {"isEnabled": True, "mode": "always"},
        "cloudAppSecurity": {"isEnabled": True, "cloudAppSecurityType": "monitorOnly"},
        "applicationEnforcedRestrictions": {"isEnabled": True},
        "secureSignInSession": {"isEnabled": True},
        "continuousAccessEvaluation": None,
    },
    "@microsoft.graph.tips": "use $select",
}
STRENGTH: JsonObject = {
    "id": GROUP,
    "displayName": "Keys",
    "policyType": "custom",
    "allowedCombinations": ["fido2"],
    "combinationConfigurations": [FIDO2, X509],
}
PASSKEYS: JsonObject = {
    "@odata.type": passkeys.ODATA_TYPE,
    "id": "Fido2",
    "state": "enabled",
    "defaultPasskeyProfile": DEFAULT_PROFILE_ID,
    "passkeyProfiles": [
        {"id": DEFAULT_PROFILE_ID, "name": "Default", "keyRestrictions": {"isEnforced": False, "aaGuids": []}}
    ],
    "includeTargets": [{"id": "all_users", "targetType": "group", "isRegistrationRequired": False}],
    "excludeTargets": [{"id": GROUP, "targetType": "group"}],
}
PASS: JsonObject = {"id": "TemporaryAccessPass", "state": "enabled", "includeTargets": [{"id": GROUP}]}
CAMPAIGN: JsonObject = {
    "id": "authenticationMethodsPolicy",
    "registrationEnforcement": {
        "authenticationMethodsRegistrationCampaign": {"state": "default", "includeTargets": [{"id": "all_users"}]}
    },
}
LOCATION: JsonObject = {"id": GROUP, "displayName": "Office", "ipRanges": [{"cidrAddress": "192.0.2.0/24"}]}
CONTEXT: JsonObject = {"id": "c1", "displayName": "Payments", "isAvailable": True}


def with_members(document: JsonObject, path: str, name: str, value: JsonValue) -> JsonObject:
    """A copy with one more member at a dotted path; lists are gone through to their first row."""
    whole: JsonObject = json.loads(json.dumps(document))  # not deepcopy: parts that are one here are two in an answer
    holder: JsonValue = whole
    for each in path.split(".") if path else ():
        assert isinstance(holder, dict)
        inner = holder[each]
        holder = inner[0] if isinstance(inner, list) else inner
    assert isinstance(holder, dict)
    holder[name] = value
    return whole


def live(kind: Kind, document: JsonObject) -> LiveObject:
    match kind:
        case Kind.POLICY:
            return policies.read(document)
        case Kind.STRENGTH:
            return strengths.read(document)
        case Kind.PASSKEYS | Kind.PROFILE | Kind.TARGET | Kind.EXCLUDE:
            return next(each for each in passkeys.read(document) if each.kind is kind)
        case _:
            return LiveObject(kind, GROUP, "x", defaults(kind), document)


PLACES = [
    *(
        (Kind.POLICY, POLICY, path, path)
        for path in (
            "",
            "conditions",
            "conditions.users",
            "conditions.users.includeGuestsOrExternalUsers",
            "conditions.users.includeGuestsOrExternalUsers.externalTenants",
            "conditions.applications",
            "conditions.applications.applicationFilter",
            "conditions.clientApplications",
            "conditions.clientApplications.servicePrincipalFilter",
            "conditions.devices",
            "conditions.devices.deviceFilter",
            "conditions.locations",
            "conditions.platforms",
            "conditions.authenticationFlows",
            "grantControls",
            "sessionControls",
            "sessionControls.signInFrequency",
            "sessionControls.persistentBrowser",
            "sessionControls.cloudAppSecurity",
            "sessionControls.applicationEnforcedRestrictions",
            "sessionControls.secureSignInSession",
        )
    ),
    (Kind.STRENGTH, STRENGTH, "", ""),
    (Kind.STRENGTH, STRENGTH, "combinationConfigurations", "combinationConfigurations"),
    (Kind.PASSKEYS, PASSKEYS, "", ""),
    (Kind.PROFILE, PASSKEYS, "passkeyProfiles", ""),
    (Kind.PROFILE, PASSKEYS, "passkeyProfiles.keyRestrictions", "keyRestrictions"),
    (Kind.TARGET, PASSKEYS, "includeTargets", ""),
    (Kind.EXCLUDE, PASSKEYS, "excludeTargets", ""),
    (Kind.TEMPORARY_ACCESS_PASS, PASS, "", ""),
    (Kind.TEMPORARY_ACCESS_PASS, PASS, "includeTargets", "includeTargets"),
    (Kind.CAMPAIGN, CAMPAIGN, "registrationEnforcement", "registrationEnforcement"),
    *(
        (Kind.CAMPAIGN, CAMPAIGN, path, path)
        for path in (
            "registrationEnforcement.authenticationMethodsRegistrationCampaign",
            "registrationEnforcement.authenticationMethodsRegistrationCampaign.includeTargets",
        )
    ),
    (Kind.LOCATION, LOCATION, "", ""),
    (Kind.LOCATION, LOCATION, "ipRanges", "ipRanges"),
    (Kind.CONTEXT, CONTEXT, "", ""),
]


@pytest.mark.parametrize(("kind", "document", "path", "shown"), PLACES, ids=lambda each: each if each else "")
@pytest.mark.parametrize("value", [1, "word", [GROUP], {"mode": "x"}, True])
def test_a_member_of_tomorrow_is_said(
    kind: Kind, document: JsonObject, path: str, shown: str, value: JsonValue
) -> None:
    changed = with_members(document, path, "addedLater", value)
    wanted = f"{shown}.addedLater" if shown else "addedLater"
    assert unknown_members(live(kind, changed)) == (wanted,)
    assert live(kind, changed) == live(kind, document), "it is no difference"


@pytest.mark.parametrize(("kind", "document", "path"), [each[:3] for each in PLACES])
@pytest.mark.parametrize("value", [None, [], "", False, {}, {"inner": None}])
def test_an_unset_one_is_not(kind: Kind, document: JsonObject, path: str, value: JsonValue) -> None:
    assert unknown_members(live(kind, with_members(document, path, "addedLater", value))) == ()


def test_a_row_that_requires_registration() -> None:
    row = with_members(PASSKEYS, "includeTargets", "isRegistrationRequired", True)
    assert unknown_members(live(Kind.TARGET, row)) == ("isRegistrationRequired",)
    single = with_members(PASSKEYS, "includeTargets", "targetType", "user")
    assert not_managed(live(Kind.TARGET, single)) == ("targetType: user",)


def test_rows_for_something_new() -> None:
    for kind, document, path in (
        (Kind.TEMPORARY_ACCESS_PASS, PASS, "includeTargets"),
        (Kind.CAMPAIGN, CAMPAIGN, "registrationEnforcement.authenticationMethodsRegistrationCampaign.includeTargets"),
    ):
        unit = with_members(document, path, "targetType", "administrativeUnit")
        assert unknown_words(live(kind, unit)) == (("targetType", "administrativeUnit"),)
        assert unknown_words(live(kind, with_members(document, path, "targetType", "user"))) == ()


def test_what_only_beta_shows_of_a_policy() -> None:
    v1 = live(Kind.POLICY, POLICY)
    agents: JsonObject = {"includeAgents": ["All"]}
    beta = with_members(
        with_members(POLICY, "conditions", "agents", agents),
        "sessionControls",
        "networkAccessSecurity",
        {"isEnabled": True},
    )
    beta = with_members(beta, "conditions.clientApplications", "agentIdServicePrincipalFilter", FILTER)
    beta = with_members(beta, "", "partialEnablementStrategy", "some")
    assert hidden_members(v1, beta, ["conditions"]) == (
        "conditions.agents",
        "conditions.clientApplications.agentIdServicePrincipalFilter",
    )
    assert hidden_members(v1, beta, ["sessionControls", "state"]) == ("sessionControls.networkAccessSecurity",)
    assert hidden_members(v1, beta, ["state", "displayName", "grantControls"]) == ()
    assert hidden_members(v1, {**POLICY, "grantControls": None}, ["conditions", "grantControls"]) == ()
    seen = live(Kind.POLICY, with_members(POLICY, "conditions", "agents", agents))
    assert hidden_members(seen, with_members(POLICY, "conditions", "agents", agents), ["conditions"]) == ()


def test_a_limit_of_a_new_type() -> None:
    limit: JsonObject = {"@odata.type": "#microsoft.graph.smsCombinationConfiguration", "id": GROUP}
    strength: JsonObject = {**STRENGTH, "combinationConfigurations": [FIDO2, limit]}
    assert unknown_members(live(Kind.STRENGTH, strength)) == (
        "combinationConfigurations (smsCombinationConfiguration)",
    )


WORDS = [
    ("", "state", "paused", ("state", "paused")),
    ("conditions.platforms", "includePlatforms", ["iOS", "fridge"], ("conditions.platforms.include", "fridge")),
    ("conditions.users", "excludeUsers", ["AllAgentIdUsers", GROUP], ("users.exclude.users", "AllAgentIdUsers")),
    (
        "conditions.applications",
        "includeApplications",
        ["AllAgentIdResources"],
        ("target.resources.include", "AllAgentIdResources"),
    ),
    ("conditions", "insiderRiskLevels", "minor,dreadful", ("conditions.insiderRisk", "dreadful")),
    ("grantControls", "builtInControls", ["retinaScan"], ("grant.controls", "retinaScan")),
    ("sessionControls.signInFrequency", "frequencyInterval", "weekdays", ("session.signInFrequency", "weekdays")),
    ("sessionControls.signInFrequency", "authenticationType", "third", ("session.signInFrequency", "third")),
    (
        "conditions.users.includeGuestsOrExternalUsers",
        "guestOrExternalUserTypes",
        "internalGuest,contractor",
        ("users.include.guests", "contractor"),
    ),
    (
        "conditions.users.includeGuestsOrExternalUsers",
        "externalTenants",
        {"membershipKind": "partners"},
        ("users.include.guests", "partners"),
    ),
]


@pytest.mark.parametrize(
    ("path", "name", "value", "word"), WORDS, ids=lambda each: each if isinstance(each, str) else ""
)
def test_a_word_of_tomorrow_is_said(path: str, name: str, value: JsonValue, word: tuple[str, str]) -> None:
    assert unknown_words(live(Kind.POLICY, with_members(POLICY, path, name, value))) == (word,)


def test_words_of_strengths_and_profiles() -> None:
    strength: JsonObject = {**STRENGTH, "allowedCombinations": ["fido2", "password,retinaScan"]}
    assert unknown_words(live(Kind.STRENGTH, strength)) == (("allowedCombinations", "password,retinaScan"),)
    profile = with_members(PASSKEYS, "passkeyProfiles", "attestationEnforcement", "always")
    assert unknown_words(live(Kind.PROFILE, profile)) == (("enforceAttestation", "always"),)
    types = with_members(PASSKEYS, "passkeyProfiles", "passkeyTypes", "synced,implanted")
    assert unknown_words(live(Kind.PROFILE, types)) == (("passkeyTypes", "implanted"),)


def test_nothing_to_say_of_what_is_known() -> None:
    known = [(kind, document) for kind, document, path, _ in PLACES if not path]
    assert [not_managed(live(kind, document)) for kind, document in known] == [()] * len(known)
