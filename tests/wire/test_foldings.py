"""Every spelling of Graph that means the same reads the same (docs/graph-facts.md, "Canonical form")."""

from __future__ import annotations

from copy import deepcopy

import pytest

from passkeyctl.errors import IncompleteRead
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.fields import Fields
from passkeyctl.model.values import FilterRule, Guests, SignInFrequency
from passkeyctl.wire import policies
from tests.wire.service import filled

GROUP = "abcdef12-aaaa-4bbb-8ccc-abcdef123456"
ABSENT = "<absent>"


def policy(path: str, value: JsonValue) -> JsonObject:
    """A filled policy with one member set, by its dotted path; `ABSENT` takes it out."""
    whole = filled(
        {
            "displayName": "PK1",
            "state": "enabled",
            "conditions": {
                "users": {"includeUsers": ["All"], "excludeGroups": [GROUP]},
                "applications": {"includeApplications": ["All"]},
            },
            "grantControls": {"operator": "OR", "builtInControls": ["mfa"]},
        }
    )
    holder, names = whole, path.split(".")
    for name in names[:-1]:
        inner = holder[name]
        assert isinstance(inner, dict)
        holder = inner
    if value == ABSENT:
        holder.pop(names[-1], None)
    else:
        holder[names[-1]] = deepcopy(value)
    return whole


def fields(path: str, value: JsonValue) -> Fields:
    return policies.read(policy(path, value)).fields


EVERY_TIME: JsonObject = {"isEnabled": True, "frequencyInterval": "everyTime"}
OFF: JsonObject = {"isEnabled": False}
ALL_TENANTS: JsonObject = {
    "@odata.type": "#microsoft.graph.conditionalAccessAllExternalTenants",
    "membershipKind": "all",
}
NULL_SESSION: JsonObject = dict.fromkeys(
    ["applicationEnforcedRestrictions", "cloudAppSecurity", "persistentBrowser", "signInFrequency"]
)

SAME = [
    ("conditions.users.excludeRoles", [ABSENT, None, []]),
    ("conditions.signInRiskLevels", [ABSENT, None, []]),
    ("conditions.users.excludeGroups", [[GROUP], [GROUP.upper()], [GROUP, GROUP.upper()]]),
    ("conditions.users.includeUsers", [["All", GROUP], [GROUP.upper(), "All"]]),
    ("conditions.clientAppTypes", [ABSENT, None, [], ["all"]]),
    ("conditions.clientAppTypes", [["browser", "other"], ["other", "browser", "other"]]),
    ("conditions.locations", [ABSENT, None, {}, {"includeLocations": [], "excludeLocations": []}]),
    ("conditions.locations", [{"includeLocations": ["All"]}, {"includeLocations": ["All"], "excludeLocations": []}]),
    (
        "conditions.locations",
        [{"includeLocations": [GROUP]}, {"includeLocations": [GROUP.upper()], "excludeLocations": None}],
    ),
    ("conditions.platforms", [ABSENT, None, {"includePlatforms": None}]),
    ("conditions.devices", [ABSENT, None, {}, {"deviceFilter": None}, {"deviceFilter": {"mode": None, "rule": None}}]),
    (
        "conditions.clientApplications",
        [ABSENT, None, {}, {"includeServicePrincipals": [], "servicePrincipalFilter": None}],
    ),
    ("conditions.insiderRiskLevels", [ABSENT, None, ""]),
    ("conditions.insiderRiskLevels", ["minor,elevated", "elevated, minor", " elevated ,minor,"]),
    ("conditions.authenticationFlows", [ABSENT, None, {}, {"transferMethods": None}]),
    (
        "conditions.authenticationFlows",
        [
            {"transferMethods": "deviceCodeFlow,authenticationTransfer"},
            {"transferMethods": "authenticationTransfer, deviceCodeFlow"},
        ],
    ),
    (
        "conditions.users.excludeGuestsOrExternalUsers",
        [
            {"guestOrExternalUserTypes": "internalGuest,serviceProvider", "externalTenants": ALL_TENANTS},
            {
                "guestOrExternalUserTypes": "ServiceProvider, InternalGuest",
                "externalTenants": {"membershipKind": "all"},
            },
        ],
    ),
    (
        "conditions.users.excludeGuestsOrExternalUsers",
        [ABSENT, None, {}, {"guestOrExternalUserTypes": "none"}, {"guestOrExternalUserTypes": None}],
    ),
    (
        "grantControls",
        [
            {"operator": "AND", "builtInControls": ["mfa"]},
            {"operator": "OR", "builtInControls": ["mfa"], "termsOfUse": None},
            {"builtInControls": ["mfa", "mfa"]},
        ],
    ),
    (
        "grantControls",
        [{"operator": "AND", "builtInControls": ["block"]}, {"operator": "OR", "builtInControls": ["block"]}],
    ),
    ("grantControls", [ABSENT, None, {"operator": "AND"}, {"operator": "OR", "builtInControls": []}]),
    (
        "grantControls",
        [
            {"operator": "AND", "builtInControls": ["mfa", "block"]},
            {"operator": "and", "builtInControls": ["block", "mfa"]},
        ],
    ),
    (
        "grantControls.authenticationStrength",
        [
            {"id": GROUP},
            {"id": GROUP.upper(), "allowedCombinations": ["fido2"], "createdDateTime": "2021-12-01T08:00:00Z"},
        ],
    ),
    ("grantControls.authenticationStrength", [ABSENT, None]),
    ("sessionControls", [ABSENT, None, {}, NULL_SESSION, {"disableResilienceDefaults": False}]),
    ("sessionControls", [None, {"signInFrequency": OFF}, {"persistentBrowser": {"isEnabled": None, "mode": "always"}}]),
    ("sessionControls", [None, {"signInFrequency": {"isEnabled": True, "type": None, "value": None}}]),
    (
        "sessionControls.signInFrequency",
        [
            EVERY_TIME,
            {**EVERY_TIME, "type": None, "value": None},
            {**EVERY_TIME, "authenticationType": "primaryAndSecondaryAuthentication"},
        ],
    ),
    (
        "sessionControls.signInFrequency",
        [
            {"isEnabled": True, "type": "days", "value": 4},
            {
                "isEnabled": True,
                "type": "days",
                "value": 4,
                "frequencyInterval": "timeBased",
                "authenticationType": None,
            },
        ],
    ),
    ("sessionControls.disableResilienceDefaults", [ABSENT, None, False]),
    ("templateId", [None, GROUP]),
    ("modifiedDateTime", [ABSENT, "2026-06-15T16:20:33.7922016Z"]),
    ("addedByGraphLater", [ABSENT, None, {"x": 1}]),
]


@pytest.mark.parametrize(("path", "spellings"), SAME, ids=lambda each: each if isinstance(each, str) else "")
def test_spellings_of_one_meaning(path: str, spellings: list[JsonValue]) -> None:
    within = "sessionControls" if path.startswith("sessionControls.") else ""
    read = [
        policies.read(policy("sessionControls", {path.split(".")[1]: each} if each != ABSENT else {})).fields
        if within
        else fields(path, each)
        for each in spellings
    ]
    assert all(each == read[0] for each in read[1:])


DIFFERENT = [
    ("conditions.users.excludeUsers", [], ["GuestsOrExternalUsers"]),
    ("conditions.users.includeUsers", ["All"], ["None"]),
    ("conditions.platforms", {"includePlatforms": ["iOS"]}, {"includePlatforms": ["macOS"]}),
    ("conditions.clientAppTypes", ["all"], ["other"]),
    ("grantControls.operator", "OR", "AND"),
    ("state", "enabled", "enabledForReportingButNotEnforced"),
]


@pytest.mark.parametrize(("path", "one", "other"), DIFFERENT, ids=lambda each: each if isinstance(each, str) else "")
def test_what_differs_is_not_folded(path: str, one: JsonValue, other: JsonValue) -> None:
    if path == "grantControls.operator":
        two: JsonObject = {"builtInControls": ["mfa", "compliantDevice"]}
        assert fields("grantControls", {**two, "operator": one}) != fields("grantControls", {**two, "operator": other})
    else:
        assert fields(path, one) != fields(path, other)


def test_values_are_in_the_words_of_the_language() -> None:
    assert fields("conditions.applications.includeApplications", ["Office365", GROUP.upper()])[
        "target.resources.include"
    ] == frozenset({"Office 365", GROUP})
    assert fields("conditions.applications.includeUserActions", ["urn:user:registerdevice", "urn:user:new"])[
        "target.userActions"
    ] == frozenset({"Register or join devices", "urn:user:new"})
    zero = "00000000-0000-0000-0000-000000000000"
    assert fields("conditions.locations", {"includeLocations": [zero, "AllTrusted"]})[
        "conditions.locations.include"
    ] == frozenset({"MFA trusted IPs", "allTrusted"})
    assert fields("conditions.users.includeUsers", ["GuestsOrExternalUsers"])["users.include.guests"] == Guests(
        legacy=True
    )
    rule: JsonObject = {"mode": "exclude", "rule": 'device.x -eq "y"'}
    assert fields("conditions.devices", {"deviceFilter": rule})["conditions.deviceFilter"] == FilterRule(
        "exclude", 'device.x -eq "y"'
    )


def test_nobody_among_the_users_of_workload_identities_says_nothing() -> None:
    workloads = policy("conditions.clientApplications", {"includeServicePrincipals": ["ServicePrincipalsInMyTenant"]})
    conditions = workloads["conditions"]
    assert isinstance(conditions, dict)
    conditions["users"] = {"includeUsers": ["None"]}
    read = policies.read(workloads).fields
    assert (read["users.include"], read["workloadIdentities.include"]) == ("selected", frozenset({"all"}))
    conditions["clientApplications"] = {"includeServicePrincipals": []}
    assert policies.read(workloads).fields["users.include"] == "none"


@pytest.mark.parametrize(
    ("tenants", "scope"),
    [
        (None, "all"),
        (ALL_TENANTS, "all"),
        ({}, "all"),
        ({"membershipKind": "enumerated", "members": [GROUP.upper()]}, frozenset({GROUP})),
        ({"@odata.type": "#microsoft.graph.conditionalAccessEnumeratedExternalTenants"}, frozenset()),
        ({"membershipKind": "someNewKind"}, "someNewKind"),
    ],
)
def test_tenants_of_guests(tenants: JsonValue, scope: object) -> None:
    guests: JsonObject = {"guestOrExternalUserTypes": "internalGuest", "externalTenants": tenants}
    read = fields("conditions.users.includeGuestsOrExternalUsers", guests)["users.include.guests"]
    assert isinstance(read, Guests)
    assert read.tenants == scope


def test_an_interval_that_is_new_is_not_every_time() -> None:
    new: JsonObject = {"signInFrequency": {"isEnabled": True, "frequencyInterval": "weekdays"}}
    read = fields("sessionControls", new)["session.signInFrequency"]
    assert read == SignInFrequency(unit="weekdays")
    assert [
        str(each) for each in (read, SignInFrequency(), SignInFrequency(4, "hours"), SignInFrequency(3, "days"))
    ] == [
        "weekdays",
        "everyTime",
        "4h",
        "3d",
    ]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("conditions.users.excludeGroups", GROUP),
        ("conditions.users.excludeGroups", [GROUP, None]),
        ("conditions.users.excludeGroups", [{"id": GROUP}]),
        ("conditions.users.excludeGuestsOrExternalUsers", ["internalGuest"]),
        ("conditions.users.excludeGuestsOrExternalUsers", {"guestOrExternalUserTypes": ["internalGuest"]}),
        ("conditions.locations", []),
        ("conditions", []),
        ("grantControls", "mfa"),
        ("sessionControls.disableResilienceDefaults", "true"),
    ],
)
def test_another_shape_is_an_error_and_never_nothing(path: str, value: JsonValue) -> None:
    shape = (
        policy("sessionControls", {path.split(".")[1]: value}) if path.startswith("session") else policy(path, value)
    )
    with pytest.raises(IncompleteRead):
        policies.read(shape)
