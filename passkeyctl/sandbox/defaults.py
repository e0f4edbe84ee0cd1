"""The collections of a tenant, and what a tenant has before anybody configures it."""

from __future__ import annotations

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.sandbox.jsonread import as_list, as_object, as_text, objects, same

ORGANIZATION = "organization"
SKUS = "subscribedSkus"
GROUPS = "groups"
USERS = "users"
SERVICE_PRINCIPALS = "servicePrincipals"
ROLE_DEFINITIONS = "roleDefinitions"
ROLE_ASSIGNMENTS = "roleAssignments"
ROLE_ELIGIBILITIES = "roleEligibilitySchedules"
AGREEMENTS = "agreements"
METHODS_POLICY = "authenticationMethodsPolicy"
METHODS = "authenticationMethodConfigurations"
STRENGTHS = "authenticationStrengthPolicies"
POLICIES = "conditionalAccessPolicies"
DELETED_POLICIES = "deletedPolicies"
LOCATIONS = "namedLocations"
DELETED_LOCATIONS = "deletedLocations"
CONTEXTS = "authenticationContextClassReferences"
SECURITY_DEFAULTS = "identitySecurityDefaultsEnforcementPolicy"
REGISTRATIONS = "userRegistrationDetails"
DEVICE_REGISTRATION = "deviceRegistrationPolicy"
CROSS_TENANT = "crossTenantAccessPolicyDefault"
PARTNERS = "crossTenantAccessPolicyPartners"
FEDERATIONS = "federationConfigurations"

COLLECTIONS = (
    ORGANIZATION,
    SKUS,
    GROUPS,
    USERS,
    SERVICE_PRINCIPALS,
    ROLE_DEFINITIONS,
    ROLE_ASSIGNMENTS,
    ROLE_ELIGIBILITIES,
    AGREEMENTS,
    METHODS_POLICY,
    METHODS,
    STRENGTHS,
    POLICIES,
    DELETED_POLICIES,
    LOCATIONS,
    DELETED_LOCATIONS,
    CONTEXTS,
    SECURITY_DEFAULTS,
    REGISTRATIONS,
    DEVICE_REGISTRATION,
    CROSS_TENANT,
    PARTNERS,
    FEDERATIONS,
)

DEFAULT_PROFILE_ID = "00000000-0000-0000-0000-000000000001"
FIDO2 = "Fido2"
FIDO2_TYPE = "#microsoft.graph.fido2AuthenticationMethodConfiguration"
TAP_TYPE = "#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration"
ALL_USERS = "all_users"

# As published, docs/graph-facts.md; the embedded rendering in a policy leaves out the two with a certificate.
MFA_COMBINATIONS = (
    "windowsHelloForBusiness",
    "fido2",
    "x509CertificateMultiFactor",
    "deviceBasedPush",
    "temporaryAccessPassOneTime",
    "temporaryAccessPassMultiUse",
    "password,microsoftAuthenticatorPush",
    "password,softwareOath",
    "password,hardwareOath",
    "password,x509CertificateSingleFactor",
    "password,x509CertificateMultiFactor",
    "password,sms",
    "password,voice",
    "federatedMultiFactor",
    "microsoftAuthenticatorPush,federatedSingleFactor",
    "softwareOath,federatedSingleFactor",
    "hardwareOath,federatedSingleFactor",
    "sms,federatedSingleFactor",
    "voice,federatedSingleFactor",
)


def default_profile() -> JsonObject:
    return {
        "id": DEFAULT_PROFILE_ID,
        "name": "Default passkey profile",
        "passkeyTypes": "deviceBound,synced",
        "attestationEnforcement": "disabled",
        "keyRestrictions": no_restrictions(),
    }


def no_restrictions() -> JsonObject:
    return {"isEnforced": False, "enforcementType": "allow", "aaGuids": []}


def everyone(**more: JsonValue) -> JsonObject:
    return {"targetType": "group", "id": ALL_USERS, "isRegistrationRequired": False, **more}


def fido2_configuration() -> JsonObject:
    """A tenant that was migrated to passkey profiles and hasn't switched the method on."""
    return {
        "@odata.type": FIDO2_TYPE,
        "id": FIDO2,
        "state": "disabled",
        "isSelfServiceRegistrationAllowed": True,
        "isAttestationEnforced": False,
        "defaultPasskeyProfile": DEFAULT_PROFILE_ID,
        "keyRestrictions": no_restrictions(),
        "includeTargets": [everyone(allowedPasskeyProfiles=[DEFAULT_PROFILE_ID])],
        "excludeTargets": [],
        "passkeyProfiles": [default_profile()],
    }


def tap_configuration() -> JsonObject:
    return {
        "@odata.type": TAP_TYPE,
        "id": "TemporaryAccessPass",
        "state": "disabled",
        "defaultLifetimeInMinutes": 60,
        "defaultLength": 8,
        "minimumLifetimeInMinutes": 60,
        "maximumLifetimeInMinutes": 480,
        "isUsableOnce": False,
        "includeTargets": [everyone()],
        "excludeTargets": [],
    }


def _feature(state: str) -> JsonObject:
    nobody: JsonObject = {"targetType": "group", "id": "00000000-0000-0000-0000-000000000000"}
    return {
        "state": state,
        "includeTarget": {"targetType": "group", "id": ALL_USERS},
        "excludeTarget": nobody,
    }


def _other_methods() -> list[JsonObject]:
    prefix = "#microsoft.graph."
    suffix = "AuthenticationMethodConfiguration"
    return [
        {
            "@odata.type": f"{prefix}microsoftAuthenticator{suffix}",
            "id": "MicrosoftAuthenticator",
            "state": "enabled",
            "isSoftwareOathEnabled": True,
            "featureSettings": {
                "displayAppInformationRequiredState": _feature("enabled"),
                "displayLocationInformationRequiredState": _feature("enabled"),
            },
            "includeTargets": [everyone(authenticationMode="any")],
            "excludeTargets": [],
        },
        {
            "@odata.type": f"{prefix}sms{suffix}",
            "id": "Sms",
            "state": "enabled",
            "includeTargets": [everyone(isUsableForSignIn=False)],
            "excludeTargets": [],
        },
        {
            "@odata.type": f"{prefix}softwareOath{suffix}",
            "id": "SoftwareOath",
            "state": "enabled",
            "includeTargets": [everyone()],
            "excludeTargets": [],
        },
        {
            "@odata.type": f"{prefix}voice{suffix}",
            "id": "Voice",
            "state": "disabled",
            "isOfficePhoneAllowed": False,
            "includeTargets": [everyone()],
            "excludeTargets": [],
        },
    ]


def methods_policy() -> JsonObject:
    campaign: JsonObject = {
        "state": "default",
        "snoozeDurationInDays": 1,
        "enforceRegistrationAfterAllowedSnoozes": True,
        "excludeTargets": [],
        "includeTargets": [
            {"targetType": "group", "id": ALL_USERS, "targetedAuthenticationMethod": "microsoftAuthenticator"}
        ],
    }
    return {
        "id": "authenticationMethodsPolicy",
        "displayName": "Authentication Methods Policy",
        "description": "Which authentication methods people of this tenant may register and use.",
        "lastModifiedDateTime": "2025-11-04T12:59:05.2884951Z",
        "policyVersion": "1.5",
        "policyMigrationState": "migrationComplete",
        "registrationEnforcement": {"authenticationMethodsRegistrationCampaign": campaign},
        "systemCredentialPreferences": {"state": "default", "includeTargets": [], "excludeTargets": []},
        "optOutSettings": {"passkeyDynamicMigration": None},
    }


def _built_in(number: int, name: str, description: str, combinations: tuple[str, ...]) -> JsonObject:
    return {
        "id": f"00000000-0000-0000-0000-{number:012d}",
        "createdDateTime": "2021-12-01T00:00:00Z",
        "modifiedDateTime": "2021-12-01T00:00:00Z",
        "displayName": name,
        "description": description,
        "policyType": "builtIn",
        "requirementsSatisfied": "mfa",
        "allowedCombinations": list(combinations),
        "combinationConfigurations": [],
    }


def built_in_strengths() -> list[JsonObject]:
    return [
        _built_in(2, "Multifactor authentication", "Two factors of any kind", MFA_COMBINATIONS),
        _built_in(3, "Passwordless MFA", "Two factors, none of them a password", MFA_COMBINATIONS[:4]),
        _built_in(4, "Phishing-resistant MFA", "Methods that no phishing site can relay", MFA_COMBINATIONS[:3]),
    ]


def _organization() -> JsonObject:
    domain: JsonObject = {"name": "contoso.onmicrosoft.com", "isDefault": True, "isInitial": True, "type": "Managed"}
    return {
        "id": "11111111-2222-4333-8444-555555555555",
        "displayName": "Contoso",
        "verifiedDomains": [{**domain, "capabilities": "Email, OfficeCommunicationsOnline"}],
    }


def with_defaults(document: JsonObject) -> JsonObject:
    """The document with the singletons, method configurations and built-in strengths it doesn't mention.

    A row that it does mention stays as it is, absent members included: only the type of a method is added.
    """
    whole: JsonObject = dict(document)
    whole.setdefault(ORGANIZATION, [_organization()])
    whole.setdefault(METHODS_POLICY, [methods_policy()])
    whole.setdefault(SECURITY_DEFAULTS, [security_defaults()])
    _complete(whole, METHODS, [fido2_configuration(), tap_configuration(), *_other_methods()])
    _complete(whole, STRENGTHS, built_in_strengths(), first=True)
    return whole


def security_defaults() -> JsonObject:
    return {
        "id": "00000000-0000-0000-0000-000000000005",
        "displayName": "Security Defaults",
        "description": "Basic protection for tenants without Conditional Access policies.",
        "isEnabled": False,
    }


def _complete(whole: JsonObject, collection: str, wanted: list[JsonObject], *, first: bool = False) -> None:
    kinds = {as_text(row["id"]).lower(): row["@odata.type"] for row in wanted if "@odata.type" in row}
    given: list[JsonObject] = []
    for row in objects(whole.get(collection)):
        kind = kinds.get(as_text(row["id"]).lower())
        given.append(row if kind is None else {"@odata.type": kind, **row})
    missing = [row for row in wanted if not any(same(as_text(row["id"]), as_object(each)["id"]) for each in given)]
    rows = [*missing, *given] if first else [*given, *missing]
    whole[collection] = as_list(rows)
