"""What a client can write to Graph v1.0: every property of the three resources, and the words that it may hold.

From the published resources, https://learn.microsoft.com/graph/api/resources/conditionalaccesspolicy,
fido2authenticationmethodconfiguration and authenticationstrengthpolicy; docs/graph-facts.md has what they leave open.
"""

from __future__ import annotations

from collections.abc import Mapping

POLICY = "ConditionalAccessPolicy"
PASSKEYS = "Fido2AuthenticationMethodConfiguration"
STRENGTH = "AuthenticationStrengthPolicy"
FIDO2_LIMIT = "Fido2CombinationConfiguration"
X509_LIMIT = "X509CertificateCombinationConfiguration"
PASS = "TemporaryAccessPassAuthenticationMethodConfiguration"
METHODS = "AuthenticationMethodsPolicy"
IP_LOCATION = "IpNamedLocation"
COUNTRY_LOCATION = "CountryNamedLocation"
CONTEXT = "AuthenticationContextClassReference"
CLASSES = (
    POLICY,
    PASSKEYS,
    STRENGTH,
    FIDO2_LIMIT,
    X509_LIMIT,
    PASS,
    METHODS,
    IP_LOCATION,
    COUNTRY_LOCATION,
    CONTEXT,
)

RISKS = "low medium high hidden none"
GUESTS = (
    "internalGuest b2bCollaborationGuest b2bCollaborationMember b2bDirectConnectUser otherExternalUser serviceProvider"
)
MODES = (
    "password voice hardwareOath softwareOath sms fido2 windowsHelloForBusiness microsoftAuthenticatorPush "
    "deviceBasedPush temporaryAccessPassOneTime temporaryAccessPassMultiUse email x509CertificateSingleFactor "
    "x509CertificateMultiFactor federatedSingleFactor federatedMultiFactor qrCodePin"
)
PLATFORMS = "android iOS windows windowsPhone macOS linux"
MODE = "include exclude"


def _below(prefix: str, members: dict[str, str]) -> dict[str, str]:
    return {f"{prefix}.{name}": words for name, words in members.items()}


def _guests(types: str) -> dict[str, str]:
    return {
        "guestOrExternalUserTypes": types,
        "externalTenants.@odata.type": "",
        "externalTenants.membershipKind": "all enumerated",
        "externalTenants.members": "",
    }


LIMITS = {
    **_below(FIDO2_LIMIT, {"@odata.type": "", "allowedAAGUIDs": "", "appliesToCombinations": "fido2"}),
    **_below(
        X509_LIMIT,
        {
            "@odata.type": "",
            "allowedIssuerSkis": "",
            "allowedPolicyOIDs": "",
            "appliesToCombinations": "x509CertificateSingleFactor x509CertificateMultiFactor",
        },
    ),
}
USERS = {
    **{f"{side}{kind}": "" for side in ("include", "exclude") for kind in ("Users", "Groups", "Roles")},
    **_below("includeGuestsOrExternalUsers", _guests(GUESTS)),
    **_below("excludeGuestsOrExternalUsers", _guests(GUESTS)),
}
APPLICATIONS = {
    "includeApplications": "All None Office365 MicrosoftAdminPortals",
    "excludeApplications": "",
    "includeUserActions": "urn:user:registersecurityinfo urn:user:registerdevice",
    "includeAuthenticationContextClassReferences": "",
    **_below("applicationFilter", {"mode": MODE, "rule": ""}),
}
CONDITIONS = {
    **_below("users", USERS),
    **_below("applications", APPLICATIONS),
    "clientApplications.includeServicePrincipals": "ServicePrincipalsInMyTenant",
    "clientApplications.excludeServicePrincipals": "",
    **_below("clientApplications.servicePrincipalFilter", {"mode": MODE, "rule": ""}),
    "clientAppTypes": "all browser mobileAppsAndDesktopClients exchangeActiveSync easSupported other",
    "signInRiskLevels": RISKS,
    "userRiskLevels": RISKS,
    "servicePrincipalRiskLevels": RISKS,
    "insiderRiskLevels": "minor moderate elevated",
    "authenticationFlows.transferMethods": "deviceCodeFlow authenticationTransfer",
    **_below("devices.deviceFilter", {"mode": MODE, "rule": ""}),
    "locations.includeLocations": "All AllTrusted",
    "locations.excludeLocations": "AllTrusted 00000000-0000-0000-0000-000000000000",
    "platforms.includePlatforms": f"all {PLATFORMS}",
    "platforms.excludePlatforms": PLATFORMS,
}
GRANT = {
    "operator": "AND OR",
    "builtInControls": (
        "block mfa compliantDevice domainJoinedDevice compliantApplication passwordChange riskRemediation"
    ),
    "customAuthenticationFactors": "",
    "termsOfUse": "",
    "authenticationStrength.id": "",
}
SESSION = {
    "applicationEnforcedRestrictions.isEnabled": "true",
    "cloudAppSecurity.isEnabled": "true",
    "cloudAppSecurity.cloudAppSecurityType": "mcasConfigured monitorOnly blockDownloads",
    "disableResilienceDefaults": "true",
    "persistentBrowser.isEnabled": "true",
    "persistentBrowser.mode": "always never",
    "secureSignInSession.isEnabled": "true",
    "signInFrequency.isEnabled": "true",
    "signInFrequency.value": "",
    "signInFrequency.type": "days hours",
    "signInFrequency.authenticationType": "primaryAndSecondaryAuthentication secondaryAuthentication",
    "signInFrequency.frequencyInterval": "timeBased everyTime",
}
PROFILE = {
    "id": "",
    "name": "",
    "passkeyTypes": "deviceBound synced",
    "attestationEnforcement": "disabled registrationOnly",
    "keyRestrictions.aaGuids": "",
    "keyRestrictions.enforcementType": "allow block",
    "keyRestrictions.isEnforced": "true false",
}
TARGETS = {"id": "", "targetType": "group user"}
CAMPAIGN = f"{METHODS}.registrationEnforcement.authenticationMethodsRegistrationCampaign"
OTHERS = {
    **_below(
        PASS,
        {
            "@odata.type": "",
            "state": "enabled disabled",
            "defaultLength": "",
            "defaultLifetimeInMinutes": "",
            "minimumLifetimeInMinutes": "",
            "maximumLifetimeInMinutes": "",
            "isUsableOnce": "true false",
            **_below("includeTargets", {**TARGETS, "isRegistrationRequired": "false"}),
            **_below("excludeTargets", TARGETS),
        },
    ),
    **_below(
        CAMPAIGN,
        {
            "state": "default enabled disabled",
            "snoozeDurationInDays": "",
            **_below("includeTargets", {**TARGETS, "targetedAuthenticationMethod": "fido2 microsoftAuthenticator"}),
            **_below("excludeTargets", TARGETS),
        },
    ),
    **_below(
        IP_LOCATION,
        {
            "@odata.type": "",
            "displayName": "",
            "isTrusted": "true false",
            "ipRanges.@odata.type": "",
            "ipRanges.cidrAddress": "",
        },
    ),
    **_below(
        COUNTRY_LOCATION,
        {
            "@odata.type": "",
            "displayName": "",
            "countriesAndRegions": "",
            "includeUnknownCountriesAndRegions": "true false",
            "countryLookupMethod": "clientIpAddress authenticatorAppGps",
        },
    ),
    **_below(CONTEXT, {"displayName": "", "description": "", "isAvailable": "true false"}),
}
WRITABLE: Mapping[str, str] = {
    **OTHERS,
    **_below(
        POLICY,
        {
            "displayName": "",
            "state": "enabled disabled enabledForReportingButNotEnforced",
            **_below("conditions", CONDITIONS),
            **_below("grantControls", GRANT),
            **_below("sessionControls", SESSION),
        },
    ),
    **_below(
        PASSKEYS,
        {
            "@odata.type": "",
            "state": "enabled disabled",
            "isSelfServiceRegistrationAllowed": "true false",
            **_below("passkeyProfiles", PROFILE),
            "includeTargets.id": "all_users",
            "includeTargets.targetType": "group",
            "includeTargets.isRegistrationRequired": "false",
            "includeTargets.allowedPasskeyProfiles": "",
            "excludeTargets.id": "",
            "excludeTargets.targetType": "group",
        },
    ),
    **_below(STRENGTH, {"displayName": "", "description": "", "allowedCombinations": MODES}),
    **LIMITS,
}
"""Each property that a client may write, and the words that it may hold (none: ids, names and other free text)."""

CLEARABLE = tuple(
    f"{POLICY}.{each}"
    for each in (
        *(f"conditions.users.{name.split('.')[0]}" for name in USERS if name != "includeUsers"),
        *(f"conditions.applications.{name.split('.')[0]}" for name in APPLICATIONS if name != "includeApplications"),
        *("conditions.clientApplications", "conditions.clientApplications.servicePrincipalFilter"),
        *("conditions.platforms", "conditions.locations", "conditions.devices", "conditions.authenticationFlows"),
        *("conditions.signInRiskLevels", "conditions.userRiskLevels", "conditions.servicePrincipalRiskLevels"),
        *("conditions.insiderRiskLevels", "grantControls", "sessionControls"),
        *(f"grantControls.{name.split('.')[0]}" for name in GRANT if name != "operator"),
        *(f"sessionControls.{name.split('.')[0]}" for name in SESSION if not name.startswith("secure")),
    )
)
"""Properties that a scenario sends as null or as an empty list."""

READ_ONLY = ("id", "createdDateTime", "modifiedDateTime", "deletedDateTime")
NEVER_SENT: Mapping[str, str] = {
    **{f"{name}.{each}": "read-only" for name in (IP_LOCATION, COUNTRY_LOCATION) for each in READ_ONLY},
    f"{PASS}.id": "part of the address",
    f"{CONTEXT}.id": "part of the address",
    f"{METHODS}.id": "part of the address",
    f"{METHODS}.displayName": "read-only",
    f"{METHODS}.description": "read-only",
    f"{METHODS}.lastModifiedDateTime": "read-only",
    f"{METHODS}.policyVersion": "read-only",
    f"{METHODS}.policyMigrationState": "not managed: an end of its own, and no way back",
    f"{METHODS}.reconfirmationInDays": "not managed",
    f"{METHODS}.authenticationMethodConfigurations": "each has an address of its own",
    f"{POLICY}.id": "read-only",
    f"{POLICY}.createdDateTime": "read-only",
    f"{POLICY}.modifiedDateTime": "read-only",
    f"{POLICY}.deletedDateTime": "read-only",
    f"{POLICY}.templateId": "read-only",
    f"{POLICY}.description": "Graph never returns it, so what was sent could not be compared",
    f"{POLICY}.grantControls.authenticationStrength": "only its id is sent: the expanded strength is refused",
    f"{PASSKEYS}.id": "part of the address",
    f"{PASSKEYS}.isAttestationEnforced": "deprecated: mirrors the default profile",
    f"{PASSKEYS}.keyRestrictions": "deprecated: mirrors the default profile",
    f"{PASSKEYS}.defaultPasskeyProfile": "set by opting in",
    f"{STRENGTH}.id": "read-only",
    f"{STRENGTH}.policyType": "read-only",
    f"{STRENGTH}.requirementsSatisfied": "computed",
    f"{STRENGTH}.createdDateTime": "read-only",
    f"{STRENGTH}.modifiedDateTime": "read-only",
    f"{FIDO2_LIMIT}.id": "part of the address",
    f"{X509_LIMIT}.id": "part of the address",
}
NEVER_SENT_WORDS: Mapping[str, str] = {
    **{f"{FIDO2_LIMIT}.appliesToCombinations={mode}": "limits keys only" for mode in MODES.split() if mode != "fido2"},
    **{
        f"{X509_LIMIT}.appliesToCombinations={mode}": "limits certificates only"
        for mode in MODES.split()
        if not mode.startswith("x509")
    },
    f"{POLICY}.grantControls.builtInControls=approvedApplication": "can't be created or edited since June 2026",
    f"{POLICY}.conditions.authenticationFlows.transferMethods=none": "no flow at all: null is sent",
    f"{POLICY}.conditions.users.includeGuestsOrExternalUsers.guestOrExternalUserTypes=none": "no guests: null is sent",
    f"{POLICY}.conditions.users.excludeGuestsOrExternalUsers.guestOrExternalUserTypes=none": "no guests: null is sent",
    f"{POLICY}.conditions.platforms.excludePlatforms=all": "a policy that leaves out every platform applies nowhere",
    f"{PASSKEYS}.includeTargets.targetType=user": "not recommended; rows are for groups",
    f"{PASSKEYS}.excludeTargets.targetType=user": "not recommended; rows are for groups",
}
FROM_THE_FUTURE: Mapping[str, str] = {
    # Not invented, but beta's, and only sent to beta.
    f"{CAMPAIGN}.enforceRegistrationAfterAllowedSnoozes": "campaign-limit-snoozes",
    f"{POLICY}.conditions.timeOfDay": "ca-unknown-properties-survive",
    f"{POLICY}.conditions.users.includeDepartments": "ca-unknown-properties-survive",
    f"{POLICY}.grantControls.explanation": "ca-unknown-properties-survive",
    f"{POLICY}.sessionControls.idleTimeout": "ca-unknown-properties-survive",
    f"{PASSKEYS}.passkeyProfiles.backupEligibility": "key-unknown-properties-survive",
    f"{PASSKEYS}.includeTargets.registrationDeadline": "key-unknown-properties-survive",
}
"""Invented properties of a live object, sent back as they were read: no class can have them."""
