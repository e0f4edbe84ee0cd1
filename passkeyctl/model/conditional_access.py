"""A Conditional Access policy: the whole v1.0 tree in the words of the language."""

from __future__ import annotations

from passkeyctl.model.fields import NOBODY, Field, Fields, Shape
from passkeyctl.model.reference import RefKind
from passkeyctl.model.values import Value

GUEST_TYPES = (
    "internalGuest",
    "b2bCollaborationGuest",
    "b2bCollaborationMember",
    "b2bDirectConnectUser",
    "otherExternalUser",
    "serviceProvider",
)
RESOURCE_WORDS = ("All resources", "Office 365", "Microsoft Admin Portals", "None")
USER_ACTIONS = ("Register security information", "Register or join devices")
LOCATION_WORDS = ("all", "allTrusted", "MFA trusted IPs")
PLATFORMS = ("all", "android", "iOS", "windows", "windowsPhone", "macOS", "linux")
CLIENT_APPS = ("all", "browser", "mobileAppsAndDesktopClients", "exchangeActiveSync", "easSupported", "other")
RISK_LEVELS = ("low", "medium", "high", "hidden", "none")
INSIDER_RISK_LEVELS = ("minor", "moderate", "elevated")
AUTHENTICATION_FLOWS = ("none", "deviceCodeFlow", "authenticationTransfer")
GRANT_CONTROLS = (
    "block",
    "mfa",
    "compliantDevice",
    "domainJoinedDevice",
    "approvedApplication",
    "compliantApplication",
    "passwordChange",
    "riskRemediation",
)
CLOUD_APP_SECURITY = ("mcasConfigured", "monitorOnly", "blockDownloads")
STATES = ("reportOnly", "enabled", "disabled")

POLICY_FIELDS: tuple[Field, ...] = (
    Field("name", Shape.TEXT),
    Field("state", Shape.CHOICE, "reportOnly", STATES),
    Field("users.include", Shape.CHOICE, "selected", ("selected", "all", "none")),
    Field("users.include.users", Shape.REFERENCES, NOBODY, refers_to=RefKind.USER),
    Field("users.include.groups", Shape.REFERENCES, NOBODY, refers_to=RefKind.GROUP),
    Field("users.include.roles", Shape.REFERENCES, NOBODY, refers_to=RefKind.ROLE),
    Field("users.include.guests", Shape.GUESTS),
    Field("users.exclude.users", Shape.REFERENCES, NOBODY, refers_to=RefKind.USER, is_exclusion=True),
    Field("users.exclude.groups", Shape.REFERENCES, NOBODY, refers_to=RefKind.GROUP, is_exclusion=True),
    Field("users.exclude.roles", Shape.REFERENCES, NOBODY, refers_to=RefKind.ROLE, is_exclusion=True),
    Field("users.exclude.guests", Shape.GUESTS, is_exclusion=True),
    Field("workloadIdentities.include", Shape.REFERENCES, NOBODY, ("all",), RefKind.SERVICE_PRINCIPAL),
    Field("workloadIdentities.exclude", Shape.REFERENCES, NOBODY, (), RefKind.SERVICE_PRINCIPAL, True),
    Field("workloadIdentities.filter", Shape.FILTER),
    Field("target.resources.include", Shape.REFERENCES, NOBODY, RESOURCE_WORDS, RefKind.APPLICATION),
    Field("target.resources.exclude", Shape.REFERENCES, NOBODY, RESOURCE_WORDS, RefKind.APPLICATION, True),
    Field("target.resources.filter", Shape.FILTER),
    Field("target.userActions", Shape.WORDS, NOBODY, USER_ACTIONS),
    Field("target.authenticationContexts", Shape.REFERENCES, NOBODY, refers_to=RefKind.CONTEXT),
    Field("conditions.platforms.include", Shape.WORDS, NOBODY, PLATFORMS),
    Field("conditions.platforms.exclude", Shape.WORDS, NOBODY, PLATFORMS, is_exclusion=True),
    Field("conditions.locations.include", Shape.REFERENCES, NOBODY, LOCATION_WORDS, RefKind.LOCATION),
    Field("conditions.locations.exclude", Shape.REFERENCES, NOBODY, LOCATION_WORDS, RefKind.LOCATION, True),
    Field("conditions.clientApps", Shape.WORDS, frozenset({"all"}), CLIENT_APPS),
    Field("conditions.deviceFilter", Shape.FILTER),
    Field("conditions.signInRisk", Shape.WORDS, NOBODY, RISK_LEVELS),
    Field("conditions.userRisk", Shape.WORDS, NOBODY, RISK_LEVELS),
    Field("conditions.servicePrincipalRisk", Shape.WORDS, NOBODY, RISK_LEVELS),
    Field("conditions.insiderRisk", Shape.WORDS, NOBODY, INSIDER_RISK_LEVELS),
    Field("conditions.authenticationFlows", Shape.WORDS, NOBODY, AUTHENTICATION_FLOWS),
    Field("grant.require", Shape.CHOICE, "one", ("all", "one")),
    Field("grant.controls", Shape.WORDS, NOBODY, GRANT_CONTROLS),
    Field("grant.authenticationStrength", Shape.REFERENCE, refers_to=RefKind.STRENGTH),
    Field("grant.termsOfUse", Shape.IDS, NOBODY),
    Field("grant.customControls", Shape.IDS, NOBODY),
    Field("session.signInFrequency", Shape.FREQUENCY),
    Field("session.persistentBrowser", Shape.CHOICE, None, ("always", "never")),
    Field("session.cloudAppSecurity", Shape.CHOICE, None, CLOUD_APP_SECURITY),
    Field("session.appEnforcedRestrictions", Shape.FLAG, False),
    Field("session.tokenProtection", Shape.FLAG, False),
    Field("session.disableResilienceDefaults", Shape.FLAG, False),
)

TARGET_KINDS = ("target.resources", "target.userActions", "target.authenticationContexts")
"""A policy has one kind of target: writing one clears the others."""


def grant_requirements(fields: Fields) -> int:
    """How many requirements a grant has; an operator between fewer than two means nothing."""
    lists: list[Value] = [fields[f"grant.{key}"] for key in ("controls", "termsOfUse", "customControls")]
    count = sum(len(each) for each in lists if isinstance(each, frozenset))
    return count + (fields["grant.authenticationStrength"] is not None)


def normalised(fields: Fields) -> Fields:
    """The operator of a grant with fewer than two requirements is not compared (docs/graph-facts.md, "Operator").

    Nor is `None` among the users of a policy for workload identities: Graph wants it there.
    """
    if grant_requirements(fields) < 2 and fields["grant.require"] != "one":
        fields = {**fields, "grant.require": "one"}
    if fields["users.include"] == "none" and is_for_workloads(fields):
        fields = {**fields, "users.include": "selected"}
    return fields


def is_for_workloads(fields: Fields) -> bool:
    return any(fields[f"workloadIdentities.{key}"] for key in ("include", "exclude", "filter"))
