"""Every address of Graph that the tool may read or write: the closed table, and the way from a path to its row."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, TypeAlias

from passkeyctl.errors import WriteRefused
from passkeyctl.graph import permission_rows as rows
from passkeyctl.graph.permission_rows import Needs

Method: TypeAlias = Literal["GET", "POST", "PATCH", "DELETE"]
Version: TypeAlias = Literal["v1.0", "beta"]


class EndpointName(StrEnum):
    FIDO2 = "fido2"
    TEMPORARY_ACCESS_PASS = "temporaryAccessPass"
    METHODS_POLICY = "methodsPolicy"
    METHODS_POLICY_BETA = "methodsPolicyBeta"
    STRENGTHS = "strengths"
    STRENGTH = "strength"
    STRENGTH_COMBINATIONS = "strengthCombinations"
    STRENGTH_USAGE = "strengthUsage"
    STRENGTH_LIMITS = "strengthLimits"
    STRENGTH_LIMIT = "strengthLimit"
    POLICIES = "policies"
    POLICY = "policy"
    POLICY_IDS_BETA = "policyIdsBeta"
    DELETED_POLICIES = "deletedPolicies"
    DELETED_POLICY = "deletedPolicy"
    RESTORE_POLICY = "restorePolicy"
    LOCATIONS = "locations"
    LOCATION = "location"
    DELETED_LOCATIONS = "deletedLocations"
    RESTORE_LOCATION = "restoreLocation"
    CONTEXTS = "contexts"
    CONTEXT = "context"
    GROUPS = "groups"
    GROUP = "group"
    GROUP_USERS = "groupUsers"
    GROUP_DIRECT_USERS = "groupDirectUsers"
    GROUP_GROUPS = "groupGroups"
    USERS = "users"
    USER = "user"
    USER_GROUPS = "userGroups"
    USER_DIRECT_GROUPS = "userDirectGroups"
    CHECK_MEMBER_GROUPS = "checkMemberGroups"
    USER_PASSKEYS = "userPasskeys"
    USER_PASSES = "userPasses"
    REGISTRATION_DETAILS = "registrationDetails"
    REGISTRATION_DETAIL = "registrationDetail"
    SERVICE_PRINCIPALS = "servicePrincipals"
    ROLE_DEFINITIONS = "roleDefinitions"
    ROLE_ASSIGNMENTS = "roleAssignments"
    ROLE_ELIGIBILITIES = "roleEligibilities"
    GET_BY_IDS = "getByIds"
    ORGANIZATION = "organization"
    SECURITY_DEFAULTS = "securityDefaults"
    WHAT_IF = "whatIf"
    LICENCES = "licences"
    DEVICE_REGISTRATION = "deviceRegistration"
    CROSS_TENANT_DEFAULT = "crossTenantDefault"
    CROSS_TENANT_PARTNERS = "crossTenantPartners"
    FEDERATION = "federation"
    SIGN_INS = "signIns"
    AUDITS = "directoryAudits"


@dataclass(frozen=True, slots=True)
class EndpointSpec:
    """One row of the table. `path` is relative to the version; `{id}` stands for one segment.

    `paced`: counts against Conditional Access's one request per second.
    `advanced`: a directory query that needs `ConsistencyLevel: eventual` and `$count=true`
    (https://learn.microsoft.com/graph/aad-advanced-queries).
    """

    name: EndpointName
    methods: tuple[Method, ...]
    path: str
    reads: Needs = ()
    writes: Needs = ()
    version: Version = "v1.0"
    paced: bool = False
    advanced: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(re.findall(r"\{(\w+)\}", self.path))

    def filled(self, params: Mapping[str, str]) -> str:
        """The path with its keys filled in, for messages."""
        return re.sub(r"\{(\w+)\}", lambda key: params[key[1]], self.path)

    def needs(self, method: str) -> Needs:
        return self.reads if method == "GET" or not self.writes else self.writes


_GET: tuple[Method, ...] = ("GET",)
_POST: tuple[Method, ...] = ("POST",)
_LIST: tuple[Method, ...] = ("GET", "POST")
_EACH: tuple[Method, ...] = ("GET", "PATCH", "DELETE")
_SINGLE: tuple[Method, ...] = ("GET", "PATCH")
_METHODS = "/policies/authenticationMethodsPolicy"
_STRENGTHS = "/policies/authenticationStrengthPolicies"
_ACCESS = "/identity/conditionalAccess"
_ROLES = "/roleManagement/directory"
_CROSS_TENANT = "/policies/crossTenantAccessPolicy"
_REPORT = "/reports/authenticationMethods/userRegistrationDetails"
_N = EndpointName

SPECS: tuple[EndpointSpec, ...] = (
    EndpointSpec(
        _N.FIDO2, _SINGLE, f"{_METHODS}/authenticationMethodConfigurations/fido2", rows.METHODS_READ, rows.METHODS_WRITE
    ),
    EndpointSpec(
        _N.TEMPORARY_ACCESS_PASS,
        _SINGLE,
        f"{_METHODS}/authenticationMethodConfigurations/temporaryAccessPass",
        rows.METHODS_READ,
        rows.METHODS_WRITE,
    ),
    EndpointSpec(_N.METHODS_POLICY, _SINGLE, _METHODS, rows.METHODS_READ, rows.METHODS_WRITE),
    EndpointSpec(_N.METHODS_POLICY_BETA, _SINGLE, _METHODS, rows.METHODS_READ, rows.METHODS_WRITE, version="beta"),
    EndpointSpec(_N.STRENGTHS, _LIST, _STRENGTHS, rows.STRENGTHS_READ, rows.STRENGTHS_WRITE),
    EndpointSpec(_N.STRENGTH, _EACH, f"{_STRENGTHS}/{{id}}", rows.STRENGTHS_READ, rows.STRENGTHS_WRITE),
    EndpointSpec(
        _N.STRENGTH_COMBINATIONS, _POST, f"{_STRENGTHS}/{{id}}/updateAllowedCombinations", (), rows.STRENGTHS_WRITE
    ),
    EndpointSpec(_N.STRENGTH_USAGE, _GET, f"{_STRENGTHS}/{{id}}/usage()", rows.STRENGTHS_READ),
    EndpointSpec(
        _N.STRENGTH_LIMITS,
        _LIST,
        f"{_STRENGTHS}/{{id}}/combinationConfigurations",
        rows.STRENGTHS_READ,
        rows.STRENGTHS_WRITE,
    ),
    EndpointSpec(
        _N.STRENGTH_LIMIT,
        _EACH,
        f"{_STRENGTHS}/{{id}}/combinationConfigurations/{{limit}}",
        rows.STRENGTHS_READ,
        rows.STRENGTHS_WRITE,
    ),
    EndpointSpec(_N.POLICIES, _LIST, f"{_ACCESS}/policies", rows.POLICIES_READ, rows.POLICIES_WRITE, paced=True),
    EndpointSpec(_N.POLICY, _EACH, f"{_ACCESS}/policies/{{id}}", rows.POLICIES_READ, rows.POLICIES_WRITE, paced=True),
    EndpointSpec(_N.POLICY_IDS_BETA, _GET, f"{_ACCESS}/policies", rows.POLICIES_READ, version="beta", paced=True),
    EndpointSpec(_N.DELETED_POLICIES, _GET, f"{_ACCESS}/deletedItems/policies", rows.LOCATIONS_WRITE, paced=True),
    EndpointSpec(_N.DELETED_POLICY, _GET, f"{_ACCESS}/deletedItems/policies/{{id}}", rows.LOCATIONS_WRITE, paced=True),
    EndpointSpec(
        _N.RESTORE_POLICY,
        _POST,
        f"{_ACCESS}/deletedItems/policies/{{id}}/restore",
        (),
        rows.LOCATIONS_WRITE,
        paced=True,
    ),
    EndpointSpec(
        _N.LOCATIONS, _LIST, f"{_ACCESS}/namedLocations", rows.POLICIES_READ, rows.LOCATIONS_WRITE, paced=True
    ),
    EndpointSpec(
        _N.LOCATION, _EACH, f"{_ACCESS}/namedLocations/{{id}}", rows.POLICIES_READ, rows.LOCATIONS_WRITE, paced=True
    ),
    EndpointSpec(
        _N.DELETED_LOCATIONS, _GET, f"{_ACCESS}/deletedItems/namedLocations", rows.LOCATIONS_WRITE, paced=True
    ),
    EndpointSpec(
        _N.RESTORE_LOCATION,
        _POST,
        f"{_ACCESS}/deletedItems/namedLocations/{{id}}/restore",
        (),
        rows.LOCATIONS_WRITE,
        paced=True,
    ),
    EndpointSpec(
        _N.CONTEXTS, _LIST, f"{_ACCESS}/authenticationContextClassReferences", rows.CONTEXTS_READ, rows.CONTEXTS_WRITE
    ),
    EndpointSpec(
        _N.CONTEXT,
        _EACH,
        f"{_ACCESS}/authenticationContextClassReferences/{{id}}",
        rows.CONTEXTS_READ,
        rows.CONTEXTS_WRITE,
    ),
    EndpointSpec(_N.GROUPS, _GET, "/groups", rows.GROUPS_READ),
    EndpointSpec(_N.GROUP, _GET, "/groups/{id}", rows.GROUPS_READ),
    EndpointSpec(_N.GROUP_USERS, _GET, "/groups/{id}/transitiveMembers/graph.user", rows.MEMBERS_READ, advanced=True),
    EndpointSpec(_N.GROUP_DIRECT_USERS, _GET, "/groups/{id}/members/graph.user", rows.MEMBERS_READ, advanced=True),
    EndpointSpec(_N.GROUP_GROUPS, _GET, "/groups/{id}/members/graph.group", rows.MEMBERS_READ, advanced=True),
    EndpointSpec(_N.USERS, _GET, "/users", rows.USERS_READ),
    EndpointSpec(_N.USER, _GET, "/users/{id}", rows.USERS_READ),
    EndpointSpec(_N.USER_GROUPS, _GET, "/users/{id}/transitiveMemberOf/graph.group", rows.MEMBERS_READ, advanced=True),
    EndpointSpec(_N.USER_DIRECT_GROUPS, _GET, "/users/{id}/memberOf/graph.group", rows.MEMBERS_READ, advanced=True),
    EndpointSpec(_N.CHECK_MEMBER_GROUPS, _POST, "/users/{id}/checkMemberGroups", rows.MEMBERS_READ),
    EndpointSpec(
        _N.USER_PASSKEYS,
        _GET,
        "/users/{id}/authentication/fido2Methods",
        rows.PASSKEYS_READ,
    ),
    EndpointSpec(
        _N.USER_PASSES,
        _GET,
        "/users/{id}/authentication/temporaryAccessPassMethods",
        rows.PASSES_READ,
    ),
    EndpointSpec(_N.REGISTRATION_DETAILS, _GET, _REPORT, rows.REPORT_READ),
    EndpointSpec(_N.REGISTRATION_DETAIL, _GET, f"{_REPORT}/{{id}}", rows.REPORT_READ),
    EndpointSpec(_N.SERVICE_PRINCIPALS, _GET, "/servicePrincipals", rows.APPLICATIONS_READ),
    EndpointSpec(_N.ROLE_DEFINITIONS, _GET, f"{_ROLES}/roleDefinitions", rows.ROLES_READ),
    EndpointSpec(
        _N.ROLE_ASSIGNMENTS,
        _GET,
        f"{_ROLES}/roleAssignments",
        rows.ASSIGNMENTS_READ,
    ),
    EndpointSpec(
        _N.ROLE_ELIGIBILITIES,
        _GET,
        f"{_ROLES}/roleEligibilitySchedules",
        rows.ELIGIBILITIES_READ,
    ),
    EndpointSpec(_N.GET_BY_IDS, _POST, "/directoryObjects/getByIds", rows.DIRECTORY_READ),
    EndpointSpec(_N.ORGANIZATION, _GET, "/organization", rows.ORGANIZATION_READ),
    EndpointSpec(_N.WHAT_IF, _POST, f"{_ACCESS}/evaluate", rows.WHAT_IF_READ, paced=True),
    EndpointSpec(_N.SECURITY_DEFAULTS, _GET, "/policies/identitySecurityDefaultsEnforcementPolicy", rows.POLICIES_READ),
    EndpointSpec(
        _N.LICENCES,
        _GET,
        "/subscribedSkus",
        rows.LICENCES_READ,
    ),
    EndpointSpec(_N.DEVICE_REGISTRATION, _GET, "/policies/deviceRegistrationPolicy", rows.DEVICES_READ),
    EndpointSpec(_N.CROSS_TENANT_DEFAULT, _GET, f"{_CROSS_TENANT}/default", rows.POLICIES_READ),
    EndpointSpec(_N.CROSS_TENANT_PARTNERS, _GET, f"{_CROSS_TENANT}/partners", rows.POLICIES_READ),
    EndpointSpec(_N.FEDERATION, _GET, "/domains/{id}/federationConfiguration", rows.FEDERATION_READ),
    EndpointSpec(_N.SIGN_INS, _GET, "/auditLogs/signIns", rows.SIGN_INS_READ),
    EndpointSpec(_N.AUDITS, _GET, "/auditLogs/directoryAudits", rows.AUDITS_READ),
)
_BY_NAME = {spec.name: spec for spec in SPECS}

# POST requests that read: they may pass through a read-only connection and be sent again at will.
READING_POSTS = frozenset({EndpointName.GET_BY_IDS, EndpointName.CHECK_MEMBER_GROUPS, EndpointName.WHAT_IF})
REPEATABLE_POSTS = READING_POSTS | {EndpointName.STRENGTH_COMBINATIONS}

_KEY = re.compile(r"(?!\.+$)[A-Za-z0-9._-]+")


def spec_of(name: EndpointName) -> EndpointSpec:
    return _BY_NAME[name]


def is_repeatable(spec: EndpointSpec, method: str) -> bool:
    """Whether sending it twice does what sending it once does."""
    return method != "POST" or spec.name in REPEATABLE_POSTS


def quoted(text: str) -> str:
    """A text literal for `$filter`."""
    return "'" + text.replace("'", "''") + "'"


def is_reading(spec: EndpointSpec, method: str) -> bool:
    return method == "GET" or spec.name in READING_POSTS


@dataclass(frozen=True, slots=True)
class Route:
    """A concrete path, understood: its row and its keys."""

    spec: EndpointSpec
    params: Mapping[str, str]


def route_for(method: str, path: str) -> Route:
    """The row that a concrete path such as `/identity/conditionalAccess/policies/{id}` belongs to.

    A leading `/beta` picks the beta version. Raises `WriteRefused` for what no row allows: apply can address these
    rows and nothing else.
    """
    version: Version = "beta" if path.startswith("/beta/") else "v1.0"
    wanted = path.removeprefix("/beta") if version == "beta" else path
    for spec in SPECS:
        if spec.version == version and method in spec.methods:
            found = _match(spec, wanted)
            if found is not None:
                return Route(spec, found)
    raise WriteRefused(f"`{method} {path}` is not among the addresses that the tool may use")


def template_for(method: str, path: str) -> EndpointSpec:
    """As `route_for`, the row alone."""
    return route_for(method, path).spec


def _match(spec: EndpointSpec, path: str) -> dict[str, str] | None:
    ours, theirs = spec.path.split("/"), path.split("/")
    if len(ours) != len(theirs):
        return None
    found: dict[str, str] = {}
    for our, their in zip(ours, theirs, strict=True):
        if our.startswith("{"):
            if not _KEY.fullmatch(their):
                return None
            found[our.strip("{}")] = their
        elif our != their:
            return None
    return found
