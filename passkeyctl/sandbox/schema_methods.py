"""Types of the authentication methods policy, in the notation of `schema`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_TARGET = {
    "id": "String!*",
    "isRegistrationRequired": "Boolean!",
    "targetType": "authenticationMethodTargetType!",
}
_METHOD = {"id": "String!", "state": "authenticationMethodState", "excludeTargets": "[excludeTarget]"}
_PLAIN_METHOD = {**_METHOD, "includeTargets": "[authenticationMethodTarget]!"}

METHOD_TYPES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
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
)
