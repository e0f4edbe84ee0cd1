"""Types of Conditional Access policies, in the notation of `schema`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

POLICY_TYPES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
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
