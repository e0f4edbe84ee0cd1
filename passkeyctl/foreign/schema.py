"""Members of Graph's objects that other tools spell, unroll or flatten: which shape each has, and what it refers to.

Source: conditionalAccessPolicy, namedLocation, authenticationStrengthPolicy and authenticationMethodsPolicy, v1.0 and
beta (https://learn.microsoft.com/graph/api/resources/conditionalaccesspolicy).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TypeAlias

from passkeyctl.model import conditional_access


class Shape(Enum):
    TEXT = auto()
    WORD = auto()
    WORDS = auto()
    FLAGS = auto()
    FLAG = auto()
    NUMBER = auto()


class Refers(Enum):
    """What a list of ids stands for; the value is the word for people."""

    GROUP = "group"
    USER = "user"
    PERSON = "group or user"
    ROLE = "role"
    APPLICATION = "application"
    SERVICE_PRINCIPAL = "service principal"
    LOCATION = "named location"
    CONTEXT = "authentication context"
    STRENGTH = "authentication strength"
    TERMS = "terms of use"
    TENANT = "tenant"


@dataclass(frozen=True, slots=True)
class Leaf:
    """`words` are Graph's spellings, found again in any capitals; `refers` is set where the rest are ids."""

    shape: Shape
    words: tuple[str, ...] = ()
    refers: Refers | None = None


@dataclass(frozen=True, slots=True)
class Branch:
    """An object. With `folds` one of nothing but nulls is null, as it would otherwise say something."""

    members: Mapping[str, Member] = field(default_factory=dict)
    folds: bool = False


@dataclass(frozen=True, slots=True)
class Rows:
    """A list of objects; a row that is a bare text stands for its member `key`."""

    members: Mapping[str, Member]
    key: str = ""


Member: TypeAlias = "Leaf | Branch | Rows"

TEXT, FLAG, NUMBER = Leaf(Shape.TEXT), Leaf(Shape.FLAG), Leaf(Shape.NUMBER)


def _word(*words: str) -> Leaf:
    return Leaf(Shape.WORD, words)


def _words(*words: str) -> Leaf:
    return Leaf(Shape.WORDS, words)


def _flags(*words: str) -> Leaf:
    return Leaf(Shape.FLAGS, words)


def _ids(refers: Refers, *words: str) -> Leaf:
    return Leaf(Shape.WORDS, words, refers)


_RISK = _words(*conditional_access.RISK_LEVELS, "unknownFutureValue")
_FILTER = Branch({"mode": _word("include", "exclude"), "rule": TEXT})
_PLATFORMS = _words(*conditional_access.PLATFORMS, "unknownFutureValue")
_LOCATIONS = _ids(Refers.LOCATION, "All", "AllTrusted")
_PEOPLE = _ids(Refers.USER, "All", "None", "GuestsOrExternalUsers", "AllAgentIdUsers")
_APPLICATIONS = _ids(Refers.APPLICATION, "All", "None", "Office365", "MicrosoftAdminPortals", "AllAgentIdResources")
_PRINCIPALS = _ids(Refers.SERVICE_PRINCIPAL, "ServicePrincipalsInMyTenant", "All", "None")

GUEST_TYPES = ("none", *conditional_access.GUEST_TYPES, "unknownFutureValue")
_GUESTS = Branch(
    {
        "guestOrExternalUserTypes": _flags(*GUEST_TYPES),
        "externalTenants": Branch(
            {"membershipKind": _word("all", "enumerated", "unknownFutureValue"), "members": _ids(Refers.TENANT)},
            folds=True,
        ),
    },
    folds=True,
)
_USERS = Branch(
    {
        "includeUsers": _PEOPLE,
        "excludeUsers": _PEOPLE,
        "includeGroups": _ids(Refers.GROUP),
        "excludeGroups": _ids(Refers.GROUP),
        "includeRoles": _ids(Refers.ROLE),
        "excludeRoles": _ids(Refers.ROLE),
        "includeGuestsOrExternalUsers": _GUESTS,
        "excludeGuestsOrExternalUsers": _GUESTS,
    }
)
_TARGETS = Branch(
    {
        "includeApplications": _APPLICATIONS,
        "excludeApplications": _APPLICATIONS,
        "includeUserActions": _words("urn:user:registersecurityinfo", "urn:user:registerdevice"),
        "includeAuthenticationContextClassReferences": _ids(Refers.CONTEXT),
        "applicationFilter": _FILTER,
    }
)
_CONDITIONS = Branch(
    {
        "users": _USERS,
        "applications": _TARGETS,
        "clientApplications": Branch(
            {
                "includeServicePrincipals": _PRINCIPALS,
                "excludeServicePrincipals": _PRINCIPALS,
                "servicePrincipalFilter": _FILTER,
            }
        ),
        "clientAppTypes": _words(*conditional_access.CLIENT_APPS),
        "platforms": Branch({"includePlatforms": _PLATFORMS, "excludePlatforms": _PLATFORMS}),
        "locations": Branch({"includeLocations": _LOCATIONS, "excludeLocations": _LOCATIONS}),
        "devices": Branch({"deviceFilter": _FILTER, "includeDevices": _words(), "excludeDevices": _words()}),
        "signInRiskLevels": _RISK,
        "userRiskLevels": _RISK,
        "servicePrincipalRiskLevels": _RISK,
        "insiderRiskLevels": _flags(*conditional_access.INSIDER_RISK_LEVELS),
        "agentIdRiskLevels": _flags("low", "medium", "high"),
        "authenticationFlows": Branch({"transferMethods": _flags(*conditional_access.AUTHENTICATION_FLOWS)}),
    }
)
_GRANT = Branch(
    {
        "operator": _word("AND", "OR"),
        "builtInControls": _words(*conditional_access.GRANT_CONTROLS),
        "customAuthenticationFactors": _words(),
        "termsOfUse": _ids(Refers.TERMS),
        "authenticationStrength": Branch({"id": TEXT, "displayName": TEXT}, folds=True),
    }
)
_SESSION = Branch(
    {
        "applicationEnforcedRestrictions": Branch({"isEnabled": FLAG}),
        "cloudAppSecurity": Branch(
            {"isEnabled": FLAG, "cloudAppSecurityType": _word(*conditional_access.CLOUD_APP_SECURITY)}
        ),
        "persistentBrowser": Branch({"isEnabled": FLAG, "mode": _word("always", "never")}),
        "signInFrequency": Branch(
            {
                "isEnabled": FLAG,
                "value": NUMBER,
                "type": _word("days", "hours"),
                "authenticationType": _word("primaryAndSecondaryAuthentication", "secondaryAuthentication"),
                "frequencyInterval": _word("timeBased", "everyTime"),
            }
        ),
        "secureSignInSession": Branch({"isEnabled": FLAG}),
        "disableResilienceDefaults": FLAG,
        "continuousAccessEvaluation": Branch({"mode": _word("strictEnforcement", "disabled", "strictLocation")}),
    }
)
STATES = ("enabled", "disabled", "enabledForReportingButNotEnforced")
POLICY = Branch(
    {
        "id": TEXT,
        "displayName": TEXT,
        "description": TEXT,
        "state": _word(*STATES),
        "conditions": _CONDITIONS,
        "grantControls": _GRANT,
        "sessionControls": _SESSION,
    }
)
_LIMITS = Rows(
    {
        "id": TEXT,
        "appliesToCombinations": _words(),
        "allowedAAGUIDs": _words(),
        "allowedIssuerSkis": _words(),
        "allowedPolicyOIDs": _words(),
    }
)
STRENGTH = Branch(
    {
        "id": TEXT,
        "displayName": TEXT,
        "description": TEXT,
        "policyType": _word("builtIn", "custom"),
        "allowedCombinations": _words(),
        "combinationConfigurations": _LIMITS,
    }
)
LOCATION = Branch(
    {
        "id": TEXT,
        "displayName": TEXT,
        "ipRanges": Rows({"cidrAddress": TEXT}, "cidrAddress"),
        "isTrusted": FLAG,
        "countriesAndRegions": _words(),
        "includeUnknownCountriesAndRegions": FLAG,
        "countryLookupMethod": _word("clientIpAddress", "authenticatorAppGps"),
    }
)
CONTEXT = Branch({"id": TEXT, "displayName": TEXT, "description": TEXT, "isAvailable": FLAG})

_PERSON = Leaf(Shape.TEXT, ("all_users",), Refers.PERSON)
_RESTRICTIONS = Branch(
    {"isEnforced": FLAG, "enforcementType": _word("allow", "block"), "aaGuids": _words()},
    folds=True,
)
_METHOD_TARGETS = Rows(
    {
        "id": _PERSON,
        "targetType": _word("group", "user"),
        "isRegistrationRequired": FLAG,
        "allowedPasskeyProfiles": _words(),
    }
)
_METHOD_EXCLUDES = Rows({"id": _PERSON, "targetType": _word("group", "user")})
METHOD = Branch(
    {
        "id": TEXT,
        "state": _word("enabled", "disabled"),
        "includeTargets": _METHOD_TARGETS,
        "excludeTargets": _METHOD_EXCLUDES,
        "isAttestationEnforced": FLAG,
        "isSelfServiceRegistrationAllowed": FLAG,
        "keyRestrictions": _RESTRICTIONS,
        "defaultPasskeyProfile": TEXT,
        "passkeyProfiles": Rows(
            {
                "id": TEXT,
                "name": TEXT,
                "passkeyTypes": _flags("deviceBound", "synced"),
                "attestationEnforcement": _word("disabled", "registrationOnly"),
                "keyRestrictions": _RESTRICTIONS,
            }
        ),
        "isUsableOnce": FLAG,
        "defaultLength": NUMBER,
        "defaultLifetimeInMinutes": NUMBER,
        "minimumLifetimeInMinutes": NUMBER,
        "maximumLifetimeInMinutes": NUMBER,
    }
)
_CAMPAIGN = Branch(
    {
        "state": _word("default", "enabled", "disabled"),
        "snoozeDurationInDays": NUMBER,
        "enforceRegistrationAfterAllowedSnoozes": FLAG,
        "includeTargets": Rows(
            {"id": _PERSON, "targetType": _word("group", "user"), "targetedAuthenticationMethod": TEXT}
        ),
        "excludeTargets": _METHOD_EXCLUDES,
    }
)
METHODS_POLICY = Branch(
    {
        "id": TEXT,
        "displayName": TEXT,
        "description": TEXT,
        "registrationEnforcement": Branch({"authenticationMethodsRegistrationCampaign": _CAMPAIGN}),
        "authenticationMethodConfigurations": Rows(METHOD.members),
    }
)
EVERY = (POLICY, STRENGTH, LOCATION, CONTEXT, METHODS_POLICY)
