"""Graph's enumerations as the sandbox knows them, in the order of the published v1.0 metadata."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

UNKNOWN = "unknownFutureValue"

# One word out of these.
ENUMS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "advancedConfigState": ("default", "enabled", "disabled", UNKNOWN),
        "attestationEnforcement": ("disabled", "registrationOnly", UNKNOWN),
        "authenticationMethodState": ("enabled", "disabled"),
        "authenticationMethodTargetType": ("user", "group", UNKNOWN),
        "authenticationMethodsPolicyMigrationState": (
            "preMigration",
            "migrationInProgress",
            "migrationComplete",
            UNKNOWN,
        ),
        "authenticationStrengthPolicyType": ("builtIn", "custom", UNKNOWN),
        "cloudAppSecuritySessionControlType": ("mcasConfigured", "monitorOnly", "blockDownloads", UNKNOWN),
        "conditionalAccessClientApp": (
            "all",
            "browser",
            "mobileAppsAndDesktopClients",
            "exchangeActiveSync",
            "easSupported",
            "other",
            UNKNOWN,
        ),
        "conditionalAccessDevicePlatform": (
            "android",
            "iOS",
            "windows",
            "windowsPhone",
            "macOS",
            "all",
            UNKNOWN,
            "linux",
        ),
        "conditionalAccessExternalTenantsMembershipKind": ("all", "enumerated", UNKNOWN),
        "conditionalAccessGrantControl": (
            "block",
            "mfa",
            "compliantDevice",
            "domainJoinedDevice",
            "approvedApplication",
            "compliantApplication",
            "passwordChange",
            UNKNOWN,
            "riskRemediation",
        ),
        "conditionalAccessPolicyState": ("enabled", "disabled", "enabledForReportingButNotEnforced"),
        "countryLookupMethodType": ("clientIpAddress", "authenticatorAppGps", UNKNOWN),
        "featureTargetType": ("group", "administrativeUnit", "role", UNKNOWN),
        "fido2RestrictionEnforcementType": ("allow", "block", UNKNOWN),
        "filterMode": ("include", "exclude"),
        "microsoftAuthenticatorAuthenticationMode": ("deviceBasedPush", "push", "any"),
        "persistentBrowserSessionMode": ("always", "never"),
        "riskLevel": ("low", "medium", "high", "hidden", "none", UNKNOWN),
        "signInFrequencyAuthenticationType": (
            "primaryAndSecondaryAuthentication",
            "secondaryAuthentication",
            UNKNOWN,
        ),
        "signInFrequencyInterval": ("timeBased", "everyTime", UNKNOWN),
        "signinFrequencyType": ("days", "hours"),
    }
)

# Any of these, on the wire one string with commas, in this order.
FLAGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "authenticationMethodModes": (
            "password",
            "voice",
            "hardwareOath",
            "softwareOath",
            "sms",
            "fido2",
            "windowsHelloForBusiness",
            "microsoftAuthenticatorPush",
            "deviceBasedPush",
            "temporaryAccessPassOneTime",
            "temporaryAccessPassMultiUse",
            "email",
            "x509CertificateSingleFactor",
            "x509CertificateMultiFactor",
            "federatedSingleFactor",
            "federatedMultiFactor",
            UNKNOWN,
            "qrCodePin",
        ),
        "authenticationStrengthRequirements": ("none", "mfa", UNKNOWN),
        "conditionalAccessGuestOrExternalUserTypes": (
            "none",
            "internalGuest",
            "b2bCollaborationGuest",
            "b2bCollaborationMember",
            "b2bDirectConnectUser",
            "otherExternalUser",
            "serviceProvider",
            UNKNOWN,
        ),
        "conditionalAccessInsiderRiskLevels": ("minor", "moderate", "elevated", UNKNOWN),
        "conditionalAccessTransferMethods": ("none", "deviceCodeFlow", "authenticationTransfer", UNKNOWN),
        "passkeyTypes": ("deviceBound", "synced", UNKNOWN),
    }
)
