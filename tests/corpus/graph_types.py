"""The shapes that Graph v1.0 gives: every property and every word, written down here and nowhere derived.

`[Type]` is a list, `!` is never null. Source: https://learn.microsoft.com/graph/api/overview; where the published
metadata lies beside the project, a test compares the two.
"""

from __future__ import annotations

from collections.abc import Mapping

CONTROL = {"isEnabled": "Boolean"}
TARGET = {"id": "String!", "targetType": "authenticationMethodTargetType!"}
REGISTERED_TARGET = {**TARGET, "isRegistrationRequired": "Boolean!"}

TYPES: Mapping[str, Mapping[str, str]] = {
    "conditionalAccessPolicy": {
        "id": "String!",
        "displayName": "String!",
        "description": "String",
        "state": "conditionalAccessPolicyState!",
        "createdDateTime": "DateTimeOffset",
        "modifiedDateTime": "DateTimeOffset",
        "deletedDateTime": "DateTimeOffset",
        "templateId": "String",
        "conditions": "conditionalAccessConditionSet!",
        "grantControls": "conditionalAccessGrantControls",
        "sessionControls": "conditionalAccessSessionControls",
    },
    "conditionalAccessConditionSet": {
        "applications": "conditionalAccessApplications",
        "users": "conditionalAccessUsers",
        "clientApplications": "conditionalAccessClientApplications",
        "clientAppTypes": "[conditionalAccessClientApp]!",
        "signInRiskLevels": "[riskLevel]!",
        "userRiskLevels": "[riskLevel]!",
        "servicePrincipalRiskLevels": "[riskLevel]!",
        "insiderRiskLevels": "conditionalAccessInsiderRiskLevels",
        "authenticationFlows": "conditionalAccessAuthenticationFlows",
        "devices": "conditionalAccessDevices",
        "locations": "conditionalAccessLocations",
        "platforms": "conditionalAccessPlatforms",
    },
    "conditionalAccessApplications": {
        "includeApplications": "[String]!",
        "excludeApplications": "[String]!",
        "includeUserActions": "[String]!",
        "includeAuthenticationContextClassReferences": "[String]!",
        "applicationFilter": "conditionalAccessFilter",
    },
    "conditionalAccessUsers": {
        "includeUsers": "[String]!",
        "excludeUsers": "[String]!",
        "includeGroups": "[String]!",
        "excludeGroups": "[String]!",
        "includeRoles": "[String]!",
        "excludeRoles": "[String]!",
        "includeGuestsOrExternalUsers": "conditionalAccessGuestsOrExternalUsers",
        "excludeGuestsOrExternalUsers": "conditionalAccessGuestsOrExternalUsers",
    },
    "conditionalAccessGuestsOrExternalUsers": {
        "guestOrExternalUserTypes": "conditionalAccessGuestOrExternalUserTypes!",
        "externalTenants": "conditionalAccessExternalTenants",
    },
    "conditionalAccessAllExternalTenants": {"membershipKind": "conditionalAccessExternalTenantsMembershipKind"},
    "conditionalAccessEnumeratedExternalTenants": {
        "membershipKind": "conditionalAccessExternalTenantsMembershipKind",
        "members": "[String]!",
    },
    "conditionalAccessClientApplications": {
        "includeServicePrincipals": "[String]!",
        "excludeServicePrincipals": "[String]!",
        "servicePrincipalFilter": "conditionalAccessFilter",
    },
    "conditionalAccessFilter": {"mode": "filterMode!", "rule": "String!"},
    "conditionalAccessAuthenticationFlows": {"transferMethods": "conditionalAccessTransferMethods!"},
    "conditionalAccessDevices": {"deviceFilter": "conditionalAccessFilter"},
    "conditionalAccessLocations": {"includeLocations": "[String]!", "excludeLocations": "[String]!"},
    "conditionalAccessPlatforms": {
        "includePlatforms": "[conditionalAccessDevicePlatform]!",
        "excludePlatforms": "[conditionalAccessDevicePlatform]!",
    },
    "conditionalAccessGrantControls": {
        "operator": "String",
        "builtInControls": "[conditionalAccessGrantControl]!",
        "customAuthenticationFactors": "[String]!",
        "termsOfUse": "[String]!",
        "authenticationStrength": "authenticationStrengthPolicy",
    },
    "conditionalAccessSessionControls": {
        "applicationEnforcedRestrictions": "applicationEnforcedRestrictionsSessionControl",
        "cloudAppSecurity": "cloudAppSecuritySessionControl",
        "disableResilienceDefaults": "Boolean",
        "persistentBrowser": "persistentBrowserSessionControl",
        "secureSignInSession": "secureSignInSessionControl",
        "signInFrequency": "signInFrequencySessionControl",
    },
    "applicationEnforcedRestrictionsSessionControl": CONTROL,
    "cloudAppSecuritySessionControl": {**CONTROL, "cloudAppSecurityType": "cloudAppSecuritySessionControlType"},
    "persistentBrowserSessionControl": {**CONTROL, "mode": "persistentBrowserSessionMode"},
    "secureSignInSessionControl": CONTROL,
    "signInFrequencySessionControl": {
        **CONTROL,
        "value": "Int32",
        "type": "signinFrequencyType",
        "authenticationType": "signInFrequencyAuthenticationType",
        "frequencyInterval": "signInFrequencyInterval",
    },
    "authenticationStrengthPolicy": {
        "id": "String!",
        "displayName": "String!",
        "description": "String",
        "policyType": "authenticationStrengthPolicyType!",
        "requirementsSatisfied": "authenticationStrengthRequirements!",
        "allowedCombinations": "[authenticationMethodModes]!",
        "createdDateTime": "DateTimeOffset!",
        "modifiedDateTime": "DateTimeOffset!",
        "combinationConfigurations": "[authenticationCombinationConfiguration]",
    },
    "fido2CombinationConfiguration": {
        "id": "String!",
        "appliesToCombinations": "[authenticationMethodModes]!",
        "allowedAAGUIDs": "[String]!",
    },
    "x509CertificateCombinationConfiguration": {
        "id": "String!",
        "appliesToCombinations": "[authenticationMethodModes]!",
        "allowedIssuerSkis": "[String]!",
        "allowedPolicyOIDs": "[String]!",
    },
    "ipNamedLocation": {
        "id": "String!",
        "displayName": "String!",
        "createdDateTime": "DateTimeOffset",
        "modifiedDateTime": "DateTimeOffset",
        "deletedDateTime": "DateTimeOffset",
        "isTrusted": "Boolean!",
        "ipRanges": "[ipRange]!",
    },
    "countryNamedLocation": {
        "id": "String!",
        "displayName": "String!",
        "createdDateTime": "DateTimeOffset",
        "modifiedDateTime": "DateTimeOffset",
        "deletedDateTime": "DateTimeOffset",
        "countriesAndRegions": "[String]!",
        "includeUnknownCountriesAndRegions": "Boolean!",
        "countryLookupMethod": "countryLookupMethodType",
    },
    "iPv4CidrRange": {"cidrAddress": "String!"},
    "iPv6CidrRange": {"cidrAddress": "String!"},
    "authenticationContextClassReference": {
        "id": "String!",
        "displayName": "String",
        "description": "String",
        "isAvailable": "Boolean",
    },
    "temporaryAccessPassAuthenticationMethodConfiguration": {
        "id": "String!",
        "state": "authenticationMethodState",
        "defaultLength": "Int32",
        "defaultLifetimeInMinutes": "Int32",
        "minimumLifetimeInMinutes": "Int32",
        "maximumLifetimeInMinutes": "Int32",
        "isUsableOnce": "Boolean",
        "includeTargets": "[authenticationMethodTarget]",
        "excludeTargets": "[excludeTarget]",
    },
    "authenticationMethodTarget": REGISTERED_TARGET,
    "excludeTarget": TARGET,
    "authenticationMethodsRegistrationCampaign": {
        "state": "advancedConfigState!",
        "snoozeDurationInDays": "Int32!",
        "includeTargets": "[authenticationMethodsRegistrationCampaignIncludeTarget]!",
        "excludeTargets": "[excludeTarget]!",
    },
    "authenticationMethodsRegistrationCampaignIncludeTarget": {**TARGET, "targetedAuthenticationMethod": "String"},
    "fido2AuthenticationMethodConfiguration": {
        "id": "String!",
        "state": "authenticationMethodState",
        "isSelfServiceRegistrationAllowed": "Boolean",
        "isAttestationEnforced": "Boolean",
        "keyRestrictions": "fido2KeyRestrictions",
        "defaultPasskeyProfile": "String",
        "includeTargets": "[passkeyAuthenticationMethodTarget]",
        "excludeTargets": "[excludeTarget]",
        "passkeyProfiles": "[passkeyProfile]",
    },
    "passkeyAuthenticationMethodTarget": {**REGISTERED_TARGET, "allowedPasskeyProfiles": "[Guid]"},
    "passkeyProfile": {
        "id": "String!",
        "name": "String",
        "passkeyTypes": "passkeyTypes",
        "attestationEnforcement": "attestationEnforcement!",
        "keyRestrictions": "fido2KeyRestrictions",
    },
    "fido2KeyRestrictions": {
        "aaGuids": "[String]",
        "enforcementType": "fido2RestrictionEnforcementType",
        "isEnforced": "Boolean",
    },
}

WORDS: Mapping[str, str] = {
    "conditionalAccessPolicyState": "enabled disabled enabledForReportingButNotEnforced",
    "conditionalAccessClientApp": "all browser mobileAppsAndDesktopClients exchangeActiveSync easSupported other",
    "riskLevel": "low medium high hidden none",
    "conditionalAccessExternalTenantsMembershipKind": "all enumerated",
    "filterMode": "include exclude",
    "conditionalAccessDevicePlatform": "android iOS windows windowsPhone macOS all linux",
    "conditionalAccessGrantControl": (
        "block mfa compliantDevice domainJoinedDevice approvedApplication compliantApplication passwordChange "
        "riskRemediation"
    ),
    "cloudAppSecuritySessionControlType": "mcasConfigured monitorOnly blockDownloads",
    "persistentBrowserSessionMode": "always never",
    "signinFrequencyType": "days hours",
    "signInFrequencyAuthenticationType": "primaryAndSecondaryAuthentication secondaryAuthentication",
    "signInFrequencyInterval": "timeBased everyTime",
    "authenticationStrengthPolicyType": "builtIn custom",
    "authenticationStrengthRequirements": "none mfa",
    "countryLookupMethodType": "clientIpAddress authenticatorAppGps",
    "authenticationMethodState": "enabled disabled",
    "authenticationMethodTargetType": "user group",
    "advancedConfigState": "default enabled disabled",
    "attestationEnforcement": "disabled registrationOnly",
    "fido2RestrictionEnforcementType": "allow block",
}

FLAGS: Mapping[str, str] = {
    "conditionalAccessInsiderRiskLevels": "minor moderate elevated",
    "conditionalAccessTransferMethods": "none deviceCodeFlow authenticationTransfer",
    "conditionalAccessGuestOrExternalUserTypes": (
        "none internalGuest b2bCollaborationGuest b2bCollaborationMember b2bDirectConnectUser otherExternalUser "
        "serviceProvider"
    ),
    "authenticationMethodModes": (
        "password voice hardwareOath softwareOath sms fido2 windowsHelloForBusiness microsoftAuthenticatorPush "
        "deviceBasedPush temporaryAccessPassOneTime temporaryAccessPassMultiUse email x509CertificateSingleFactor "
        "x509CertificateMultiFactor federatedSingleFactor federatedMultiFactor qrCodePin"
    ),
    "passkeyTypes": "deviceBound synced",
}
"""Enumerations whose values are several words in one string."""

KINDS_OF: Mapping[str, tuple[str, ...]] = {
    "conditionalAccessExternalTenants": (
        "conditionalAccessAllExternalTenants",
        "conditionalAccessEnumeratedExternalTenants",
    ),
    "ipRange": ("iPv4CidrRange", "iPv6CidrRange"),
    "authenticationCombinationConfiguration": (
        "fido2CombinationConfiguration",
        "x509CertificateCombinationConfiguration",
    ),
}
"""Types that are only ever one of their kinds, which `@odata.type` names."""
