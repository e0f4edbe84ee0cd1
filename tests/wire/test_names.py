"""What is sent, against msgraph-sdk's classes: every member and every word that the wire writes is one of theirs."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable

import pytest

from passkeyctl.json_types import JsonObject
from passkeyctl.model import conditional_access as ca
from passkeyctl.model.address import Kind
from passkeyctl.model.fields import Fields
from passkeyctl.model.kinds import defaults
from passkeyctl.model.passkeys import PASSKEY_TYPES
from passkeyctl.model.strengths import MODES
from passkeyctl.model.values import FilterRule, Guests, SignInFrequency, X509Limit
from passkeyctl.wire import passkeys, policies, strengths

ID = "11111111-aaaa-4bbb-8ccc-111111111111"
EVERYTHING: Fields = {
    **defaults(Kind.POLICY),
    **{field.path: frozenset({ID}) for field in ca.POLICY_FIELDS if isinstance(field.default, frozenset)},
    **{field.path: FilterRule("include", "x") for field in ca.POLICY_FIELDS if field.path.endswith("ilter")},
    "name": "All of it",
    "users.include.guests": Guests(frozenset({"internalGuest"}), "all"),
    "users.exclude.guests": Guests(frozenset({"internalGuest"}), frozenset({ID})),
    "conditions.insiderRisk": frozenset({"minor"}),
    "conditions.authenticationFlows": frozenset({"deviceCodeFlow"}),
    "grant.authenticationStrength": ID,
    "session.signInFrequency": SignInFrequency(1, "days"),
    "session.persistentBrowser": "always",
    "session.cloudAppSecurity": "monitorOnly",
    "session.appEnforcedRestrictions": True,
    "session.tokenProtection": True,
    "session.disableResilienceDefaults": True,
}
PROFILE: Fields = {
    "name": "Keys",
    "passkeyTypes": frozenset({"synced"}),
    "enforceAttestation": True,
    "keyRestrictions.behavior": "allow",
    "keyRestrictions.authenticators": frozenset({ID}),
}
STRENGTH: Fields = {
    "name": "Keys",
    "description": "x",
    "allowedCombinations": frozenset({"fido2"}),
    "fido2.allowedAAGUIDs": frozenset({ID}),
    "x509": frozenset({X509Limit(frozenset({"x509CertificateMultiFactor"}), frozenset({"ab"}), frozenset({"1.2"}))}),
}
FIDO2 = passkeys.patch(
    settings=passkeys.settings_json(
        {"state": "disabled", "allowSelfServiceSetup": True}, {"state": "enabled", "allowSelfServiceSetup": False}
    ),
    profiles=[passkeys.profile_json(PROFILE, ID, None)],
    targets=[passkeys.target_json(ID, frozenset({ID}), None)],
    excludes=[passkeys.exclude_json(ID, None)],
)

# Classes of members whose property is typed by a base class or by a name of its own.
DERIVED = {
    "externalTenants": {
        "all": "ConditionalAccessAllExternalTenants",
        "enumerated": "ConditionalAccessEnumeratedExternalTenants",
    },
    "combinationConfigurations": {
        strengths.FIDO2_LIMIT: "Fido2CombinationConfiguration",
        strengths.X509_LIMIT: "X509CertificateCombinationConfiguration",
    },
}


def class_of(name: str) -> type:
    """The SDK's generator takes the capital in `iPv4CidrRange` for a word of its own."""
    module = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=^I)(?=Pv)", "_", name).lower()
    found = getattr(importlib.import_module(f"msgraph.generated.models.{module}"), name)
    assert isinstance(found, type)
    return found


def strange(sent: JsonObject, name: str) -> Iterable[str]:
    """Members that the class, or the class of a member, does not have."""
    known = class_of(name)().get_field_deserializers()
    for key, value in sent.items():
        if key == "@odata.type":
            continue
        if key not in known:
            yield f"{name}.{key}"
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, dict):
                yield from strange(inner, _inner_class(name, key, inner))


def _inner_class(name: str, key: str, inner: JsonObject) -> str:
    if key == "externalTenants":
        return DERIVED[key][str(inner["membershipKind"])]
    if key == "combinationConfigurations":
        return DERIVED[key][str(inner["@odata.type"])]
    return MEMBER_CLASSES.get((name, key)) or MEMBER_CLASSES["", key]


_CA = "ConditionalAccess"
MEMBER_CLASSES = {
    ("", "conditions"): f"{_CA}ConditionSet",
    ("", "users"): f"{_CA}Users",
    ("", "applications"): f"{_CA}Applications",
    ("", "clientApplications"): f"{_CA}ClientApplications",
    ("", "platforms"): f"{_CA}Platforms",
    ("", "locations"): f"{_CA}Locations",
    ("", "devices"): f"{_CA}Devices",
    ("", "deviceFilter"): f"{_CA}Filter",
    ("", "applicationFilter"): f"{_CA}Filter",
    ("", "servicePrincipalFilter"): f"{_CA}Filter",
    ("", "authenticationFlows"): f"{_CA}AuthenticationFlows",
    ("", "includeGuestsOrExternalUsers"): f"{_CA}GuestsOrExternalUsers",
    ("", "excludeGuestsOrExternalUsers"): f"{_CA}GuestsOrExternalUsers",
    ("", "grantControls"): f"{_CA}GrantControls",
    ("", "authenticationStrength"): "AuthenticationStrengthPolicy",
    ("", "sessionControls"): f"{_CA}SessionControls",
    ("", "signInFrequency"): "SignInFrequencySessionControl",
    ("", "persistentBrowser"): "PersistentBrowserSessionControl",
    ("", "cloudAppSecurity"): "CloudAppSecuritySessionControl",
    ("", "applicationEnforcedRestrictions"): "ApplicationEnforcedRestrictionsSessionControl",
    ("", "secureSignInSession"): "SecureSignInSessionControl",
    ("", "passkeyProfiles"): "PasskeyProfile",
    ("", "keyRestrictions"): "Fido2KeyRestrictions",
    ("", "includeTargets"): "PasskeyAuthenticationMethodTarget",
    ("", "excludeTargets"): "ExcludeTarget",
}


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        (policies.create_json(EVERYTHING), "ConditionalAccessPolicy"),
        (strengths.create_json(STRENGTH), "AuthenticationStrengthPolicy"),
        (FIDO2, "Fido2AuthenticationMethodConfiguration"),
    ],
    ids=["policy", "strength", "passkeys"],
)
def test_every_member_that_is_sent_is_one_of_the_class(sent: JsonObject, name: str) -> None:
    assert list(strange(sent, name)) == []


def test_every_field_of_a_policy_reaches_the_request() -> None:
    read = policies.read({"id": ID, **policies.create_json(EVERYTHING)}).fields
    assert read == EVERYTHING


# Words of the language that Graph's enumeration does not have, and its members that no file may write.
UNKNOWN = frozenset({"unknownFutureValue"})
NO_WORD = {
    "RiskLevel": UNKNOWN,
    "ConditionalAccessGuestOrExternalUserTypes": UNKNOWN | {"none"},
    "AuthenticationMethodModes": UNKNOWN,
}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("ConditionalAccessClientApp", ca.CLIENT_APPS),
        ("ConditionalAccessDevicePlatform", ca.PLATFORMS),
        ("RiskLevel", ca.RISK_LEVELS),
        ("ConditionalAccessInsiderRiskLevels", ca.INSIDER_RISK_LEVELS),
        ("ConditionalAccessTransferMethods", ca.AUTHENTICATION_FLOWS),
        ("ConditionalAccessGuestOrExternalUserTypes", ca.GUEST_TYPES),
        ("ConditionalAccessGrantControl", ca.GRANT_CONTROLS),
        ("CloudAppSecuritySessionControlType", ca.CLOUD_APP_SECURITY),
        ("PersistentBrowserSessionMode", ("always", "never")),
        ("SigninFrequencyType", ("days", "hours")),
        ("PasskeyTypes", PASSKEY_TYPES),
        ("AuthenticationMethodModes", MODES),
        ("AttestationEnforcement", ("disabled", "registrationOnly")),
        ("Fido2RestrictionEnforcementType", ("allow", "block")),
        ("ConditionalAccessPolicyState", ("enabled", "disabled", *policies.STATES)),
        ("FilterMode", ("include", "exclude")),
    ],
)
def test_every_word_is_one_of_the_enumeration(name: str, words: tuple[str, ...]) -> None:
    theirs = {str(each.value) for each in class_of(name)}  # type: ignore[attr-defined]
    assert theirs - set(words) == theirs & NO_WORD.get(name, UNKNOWN)
    assert set(words) - theirs == set()


def test_flags_go_part_by_part() -> None:
    # The classes have single words only: `deviceBound,synced` is written from these, in the order of their values.
    order = [str(each.value) for each in class_of("PasskeyTypes")]  # type: ignore[attr-defined]
    assert [each for each in order if each in PASSKEY_TYPES] == list(PASSKEY_TYPES)
    modes = [str(each.value) for each in class_of("AuthenticationMethodModes")]  # type: ignore[attr-defined]
    assert [each for each in modes if each in MODES] == list(MODES)
