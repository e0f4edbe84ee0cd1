"""Graph's types as the sandbox knows them: a table of our own, written from the published v1.0 metadata.

A member is written `Type`, `Type!` (never null), `[Type]` (list) or `[Type]!` (list that is never null). Types in
lower case stand in this table or are enumerations; the others are primitive. A star makes a member required on
creation. See https://learn.microsoft.com/graph/api/resources/conditionalaccesspolicy and its neighbours.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from passkeyctl.sandbox.schema_enums import ENUMS, FLAGS
from passkeyctl.sandbox.schema_methods import METHOD_TYPES
from passkeyctl.sandbox.schema_policies import POLICY_TYPES, PREVIEW_MEMBERS

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

TYPES: Mapping[str, Mapping[str, str]] = MappingProxyType({**POLICY_TYPES, **_NEIGHBOURS, **METHOD_TYPES})

# What beta has besides; its published schema is larger, only what the tool may meet is here.
BETA_TYPES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "authenticationMethodsPolicy": {
            **METHOD_TYPES["authenticationMethodsPolicy"],
            "systemCredentialPreferences": "systemCredentialPreferences",
            "optOutSettings": "optOutSettings",
        },
        "authenticationMethodsRegistrationCampaign": {
            **METHOD_TYPES["authenticationMethodsRegistrationCampaign"],
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

__all__ = ["BETA_TYPES", "DERIVED", "ENUMS", "FLAGS", "PREVIEW_MEMBERS", "TYPES"]
