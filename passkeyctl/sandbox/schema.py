"""Graph's types as the sandbox knows them: a table of our own, written from the published v1.0 metadata.

A member is written `Type`, `Type!` (never null), `[Type]` (list) or `[Type]!` (list that is never null). Types in
lower case stand in this table or are enumerations; the others are primitive. A star makes a member required on
creation. See https://learn.microsoft.com/graph/api/resources/conditionalaccesspolicy and its neighbours.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from passkeyctl.sandbox.schema_enums import ENUMS, FLAGS

_TARGET = {
    "id": "String!*",
    "isRegistrationRequired": "Boolean!",
    "targetType": "authenticationMethodTargetType!",
}
_METHOD = {"id": "String!", "state": "authenticationMethodState", "excludeTargets": "[excludeTarget]"}
_PLAIN_METHOD = {**_METHOD, "includeTargets": "[authenticationMethodTarget]!"}

_CONDITIONAL_ACCESS: dict[str, dict[str, str]] = {
    "conditionalAccessPolicy": {
        "conditions": "conditionalAccessConditionSet!*",
        "createdDateTime": "DateTimeOffset",
        "deletedDateTime": "DateTimeOffset",
        "description": "String",
        "displayName": "String!*",
        "grantControls": "conditionalAccessGrantControls",
        "id": "String!",
        "modifiedDateTime": "DateTimeOffset",
        "sessionControls": "conditionalAccessSessionControls",
        "state": "conditionalAccessPolicyState!*",
        "templateId": "String",
    },
    "conditionalAccessConditionSet": {
        "applications": "conditionalAccessApplications",
        "authenticationFlows": "conditionalAccessAuthenticationFlows",
        "clientApplications": "conditionalAccessClientApplications",
        "clientAppTypes": "[conditionalAccessClientApp]!",
        "devices": "conditionalAccessDevices",
        "insiderRiskLevels": "conditionalAccessInsiderRiskLevels",
        "locations": "conditionalAccessLocations",
        "platforms": "conditionalAccessPlatforms",
        "servicePrincipalRiskLevels": "[riskLevel]!",
        "signInRiskLevels": "[riskLevel]!",
        "userRiskLevels": "[riskLevel]!",
        "users": "conditionalAccessUsers",
    },
    "conditionalAccessApplications": {
        "applicationFilter": "conditionalAccessFilter",
        "excludeApplications": "[String]!",
        "includeApplications": "[String]!",
        "includeAuthenticationContextClassReferences": "[String]!",
        "includeUserActions": "[String]!",
    },
    "conditionalAccessUsers": {
        "excludeGroups": "[String]!",
        "excludeGuestsOrExternalUsers": "conditionalAccessGuestsOrExternalUsers",
        "excludeRoles": "[String]!",
        "excludeUsers": "[String]!",
        "includeGroups": "[String]!",
        "includeGuestsOrExternalUsers": "conditionalAccessGuestsOrExternalUsers",
        "includeRoles": "[String]!",
        "includeUsers": "[String]!",
    },
    "conditionalAccessGuestsOrExternalUsers": {
        "externalTenants": "conditionalAccessExternalTenants",
        "guestOrExternalUserTypes": "conditionalAccessGuestOrExternalUserTypes!*",
    },
    "conditionalAccessAllExternalTenants": {"membershipKind": "conditionalAccessExternalTenantsMembershipKind"},
    "conditionalAccessEnumeratedExternalTenants": {
        "membershipKind": "conditionalAccessExternalTenantsMembershipKind",
        "members": "[String]!*",
    },
    "conditionalAccessClientApplications": {
        "excludeServicePrincipals": "[String]!",
        "includeServicePrincipals": "[String]!",
        "servicePrincipalFilter": "conditionalAccessFilter",
    },
    "conditionalAccessFilter": {"mode": "filterMode!*", "rule": "String!*"},
    "conditionalAccessDevices": {"deviceFilter": "conditionalAccessFilter"},
    "conditionalAccessLocations": {"excludeLocations": "[String]!", "includeLocations": "[String]!"},
    "conditionalAccessPlatforms": {
        "excludePlatforms": "[conditionalAccessDevicePlatform]!",
        "includePlatforms": "[conditionalAccessDevicePlatform]!",
    },
    "conditionalAccessAuthenticationFlows": {"transferMethods": "conditionalAccessTransferMethods!*"},
    "conditionalAccessGrantControls": {
        "authenticationStrength": "strengthReference",
        "builtInControls": "[conditionalAccessGrantControl]!",
        "customAuthenticationFactors": "[String]!",
        "operator": "String",
        "termsOfUse": "[String]!",
    },
    # In a policy only the id may be sent: the expanded strength is refused.
    "strengthReference": {"id": "String!*"},
    "conditionalAccessSessionControls": {
        "applicationEnforcedRestrictions": "applicationEnforcedRestrictionsSessionControl",
        "cloudAppSecurity": "cloudAppSecuritySessionControl",
        "disableResilienceDefaults": "Boolean",
        "persistentBrowser": "persistentBrowserSessionControl",
        "secureSignInSession": "secureSignInSessionControl",
        "signInFrequency": "signInFrequencySessionControl",
    },
    "applicationEnforcedRestrictionsSessionControl": {"isEnabled": "Boolean"},
    "cloudAppSecuritySessionControl": {
        "cloudAppSecurityType": "cloudAppSecuritySessionControlType",
        "isEnabled": "Boolean",
    },
    "persistentBrowserSessionControl": {"isEnabled": "Boolean", "mode": "persistentBrowserSessionMode"},
    "secureSignInSessionControl": {"isEnabled": "Boolean"},
    "signInFrequencySessionControl": {
        "authenticationType": "signInFrequencyAuthenticationType",
        "frequencyInterval": "signInFrequencyInterval",
        "isEnabled": "Boolean",
        "type": "signinFrequencyType",
        "value": "Int32",
    },
}

_LOCATION = {
    "id": "String!",
    "displayName": "String!*",
    "createdDateTime": "DateTimeOffset",
    "modifiedDateTime": "DateTimeOffset",
    "deletedDateTime": "DateTimeOffset",
}

_NEIGHBOURS: dict[str, dict[str, str]] = {
    "ipNamedLocation": {**_LOCATION, "ipRanges": "[ipRange]!*", "isTrusted": "Boolean!"},
    "countryNamedLocation": {
        **_LOCATION,
        "countriesAndRegions": "[String]!*",
        "countryLookupMethod": "countryLookupMethodType",
        "includeUnknownCountriesAndRegions": "Boolean!",
    },
    "iPv4CidrRange": {"cidrAddress": "String!*"},
    "iPv6CidrRange": {"cidrAddress": "String!*"},
    "authenticationContextClassReference": {
        "id": "String!",
        "displayName": "String",
        "description": "String",
        "isAvailable": "Boolean",
    },
    "authenticationStrengthPolicy": {
        "id": "String!",
        "allowedCombinations": "[authenticationMethodModes]!*",
        "combinationConfigurations": "[authenticationCombinationConfiguration]!",
        "createdDateTime": "DateTimeOffset!",
        "description": "String",
        "displayName": "String!*",
        "modifiedDateTime": "DateTimeOffset!",
        "policyType": "authenticationStrengthPolicyType!",
        "requirementsSatisfied": "authenticationStrengthRequirements!",
    },
    "fido2CombinationConfiguration": {
        "id": "String!",
        "allowedAAGUIDs": "[String]!*",
        "appliesToCombinations": "[authenticationMethodModes]!*",
    },
    "x509CertificateCombinationConfiguration": {
        "id": "String!",
        "allowedIssuerSkis": "[String]!",
        "allowedPolicyOIDs": "[String]!",
        "appliesToCombinations": "[authenticationMethodModes]!*",
    },
    "updateAllowedCombinations": {"allowedCombinations": "[authenticationMethodModes]!*"},
}

_METHODS: dict[str, dict[str, str]] = {
    "excludeTarget": {"id": "String!*", "targetType": "authenticationMethodTargetType!"},
    "authenticationMethodTarget": _TARGET,
    "passkeyAuthenticationMethodTarget": {**_TARGET, "allowedPasskeyProfiles": "[Guid]"},
    "smsAuthenticationMethodTarget": {**_TARGET, "isUsableForSignIn": "Boolean!"},
    "microsoftAuthenticatorAuthenticationMethodTarget": {
        **_TARGET,
        "authenticationMode": "microsoftAuthenticatorAuthenticationMode!",
    },
    "fido2KeyRestrictions": {
        "aaGuids": "[String]",
        "enforcementType": "fido2RestrictionEnforcementType",
        "isEnforced": "Boolean",
    },
    "passkeyProfile": {
        "id": "String!",
        "attestationEnforcement": "attestationEnforcement!*",
        "keyRestrictions": "fido2KeyRestrictions*",
        "name": "String*",
        "passkeyTypes": "passkeyTypes*",
    },
    "fido2AuthenticationMethodConfiguration": {
        **_METHOD,
        "defaultPasskeyProfile": "String",
        "includeTargets": "[passkeyAuthenticationMethodTarget]!",
        "isAttestationEnforced": "Boolean",
        "isSelfServiceRegistrationAllowed": "Boolean",
        "keyRestrictions": "fido2KeyRestrictions",
        "passkeyProfiles": "[passkeyProfile]!",
    },
    "temporaryAccessPassAuthenticationMethodConfiguration": {
        **_PLAIN_METHOD,
        "defaultLength": "Int32",
        "defaultLifetimeInMinutes": "Int32",
        "isUsableOnce": "Boolean",
        "maximumLifetimeInMinutes": "Int32",
        "minimumLifetimeInMinutes": "Int32",
    },
    "microsoftAuthenticatorAuthenticationMethodConfiguration": {
        **_METHOD,
        "featureSettings": "microsoftAuthenticatorFeatureSettings",
        "includeTargets": "[microsoftAuthenticatorAuthenticationMethodTarget]!",
        "isSoftwareOathEnabled": "Boolean",
    },
    "microsoftAuthenticatorFeatureSettings": {
        "displayAppInformationRequiredState": "authenticationMethodFeatureConfiguration",
        "displayLocationInformationRequiredState": "authenticationMethodFeatureConfiguration",
    },
    "authenticationMethodFeatureConfiguration": {
        "excludeTarget": "featureTarget",
        "includeTarget": "featureTarget",
        "state": "advancedConfigState",
    },
    "featureTarget": {"id": "String", "targetType": "featureTargetType"},
    "smsAuthenticationMethodConfiguration": {**_METHOD, "includeTargets": "[smsAuthenticationMethodTarget]!"},
    "softwareOathAuthenticationMethodConfiguration": _PLAIN_METHOD,
    "voiceAuthenticationMethodConfiguration": {**_PLAIN_METHOD, "isOfficePhoneAllowed": "Boolean"},
    "authenticationMethodsPolicy": {
        "id": "String!",
        "description": "String",
        "displayName": "String",
        "lastModifiedDateTime": "DateTimeOffset",
        "policyMigrationState": "authenticationMethodsPolicyMigrationState",
        "policyVersion": "String",
        "reconfirmationInDays": "Int32",
        "registrationEnforcement": "registrationEnforcement",
    },
    "registrationEnforcement": {
        "authenticationMethodsRegistrationCampaign": "authenticationMethodsRegistrationCampaign"
    },
    "authenticationMethodsRegistrationCampaign": {
        "excludeTargets": "[excludeTarget]!*",
        "includeTargets": "[authenticationMethodsRegistrationCampaignIncludeTarget]!*",
        "snoozeDurationInDays": "Int32!*",
        "state": "advancedConfigState!*",
    },
    "authenticationMethodsRegistrationCampaignIncludeTarget": {
        "id": "String!*",
        "targetedAuthenticationMethod": "String*",
        "targetType": "authenticationMethodTargetType!",
    },
}

TYPES: Mapping[str, Mapping[str, str]] = MappingProxyType({**_CONDITIONAL_ACCESS, **_NEIGHBOURS, **_METHODS})

# What beta has besides; its published schema is larger, only what the tool may meet is here.
BETA_TYPES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "authenticationMethodsPolicy": {
            **_METHODS["authenticationMethodsPolicy"],
            "systemCredentialPreferences": "systemCredentialPreferences",
            "optOutSettings": "optOutSettings",
        },
        "authenticationMethodsRegistrationCampaign": {
            **_METHODS["authenticationMethodsRegistrationCampaign"],
            "enforceRegistrationAfterAllowedSnoozes": "Boolean!",
        },
        "systemCredentialPreferences": {
            "state": "advancedConfigState!*",
            "includeTargets": "[excludeTarget]!",
            "excludeTargets": "[excludeTarget]!",
        },
        "optOutSettings": {"passkeyDynamicMigration": "Boolean"},
    }
)

# Abstract types: the body has to name one of these with `@odata.type`.
DERIVED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "conditionalAccessExternalTenants": (
            "conditionalAccessAllExternalTenants",
            "conditionalAccessEnumeratedExternalTenants",
        ),
        "ipRange": ("iPv4CidrRange", "iPv6CidrRange"),
        "namedLocation": ("ipNamedLocation", "countryNamedLocation"),
        "authenticationCombinationConfiguration": (
            "fido2CombinationConfiguration",
            "x509CertificateCombinationConfiguration",
        ),
    }
)

# Members of Conditional Access policies that only beta has: v1.0 answers 1038.
PREVIEW_MEMBERS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "conditionalAccessPolicy": frozenset({"partialEnablementStrategy"}),
        "conditionalAccessConditionSet": frozenset(
            {
                "agentContext",
                "agentIdRiskLevels",
                "agents",
                "clients",
                "deviceStates",
                "signInRiskDetections",
                "times",
            }
        ),
        "conditionalAccessApplications": frozenset({"globalSecureAccess", "networkAccess"}),
        "conditionalAccessClientApplications": frozenset(
            {
                "agentIdServicePrincipalFilter",
                "excludeAgentIdServicePrincipals",
                "includeAgentIdServicePrincipals",
            }
        ),
        "conditionalAccessSessionControls": frozenset(
            {"continuousAccessEvaluation", "globalSecureAccessFilteringProfile", "networkAccessSecurity"}
        ),
    }
)

__all__ = ["BETA_TYPES", "DERIVED", "ENUMS", "FLAGS", "PREVIEW_MEMBERS", "TYPES"]
