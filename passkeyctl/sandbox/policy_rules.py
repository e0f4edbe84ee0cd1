"""What makes Graph refuse a Conditional Access policy, with the numbers it uses where they are known."""

from __future__ import annotations

from passkeyctl.json_types import JsonObject
from passkeyctl.sandbox.calls import MALFORMED, Refusal, bad_request, numbered
from passkeyctl.sandbox.jsonread import as_text, part, texts
from passkeyctl.sandbox.policy_shape import requirements
from passkeyctl.sandbox.session_rules import check_session

REGISTER_DEVICE = "urn:user:registerdevice"
USER_ACTIONS = ("urn:user:registersecurityinfo", REGISTER_DEVICE)
_REPORT_ONLY = "enabledForReportingButNotEnforced"
_ALONE = ("All", "None")


def check_policy(policy: JsonObject, body: JsonObject, *, security_defaults: bool) -> None:
    """Refuse what Graph refuses. `policy` is the complete result, `body` what was sent."""
    if not as_text(policy["displayName"]).strip():
        raise bad_request("1007: displayName may not be empty.")
    if security_defaults and policy["state"] == "enabled":
        raise unnumbered("Security defaults are enabled: policies cannot be enabled.")
    conditions = part(policy, "conditions")
    grant = part(policy, "grantControls")
    _check_targets(policy, conditions)
    _check_users(conditions)
    _check_condition_values(conditions)
    _check_grant(policy, conditions, grant, body)
    check_session(policy, body)
    if not requirements(grant) and policy["sessionControls"] is None:
        raise unnumbered("A policy needs at least one grant or session control.")


def unnumbered(text: str) -> Refusal:
    """A refusal whose number no source records."""
    return Refusal(400, "BadRequest", MALFORMED, inner=text)


def _check_targets(policy: JsonObject, conditions: JsonObject) -> None:
    applications = part(conditions, "applications")
    kinds = [
        name
        for name in (
            "includeApplications",
            "includeUserActions",
            "includeAuthenticationContextClassReferences",
        )
        if texts(applications.get(name))
    ]
    if not kinds:
        raise numbered(1011, "ConditionalActionPolicy validation failed due to an empty application selection.")
    if len(kinds) > 1:
        raise unnumbered("A policy can target applications, user actions or authentication contexts, only one kind.")
    _check_alone(applications, "includeApplications")
    actions = texts(applications.get("includeUserActions"))
    if actions:
        _check_user_actions(policy, conditions, actions)


def _check_user_actions(policy: JsonObject, conditions: JsonObject, actions: list[str]) -> None:
    for each in actions:
        if each not in USER_ACTIONS:
            raise unnumbered(f"'{each}' is not a valid user action.")
    if policy["state"] == _REPORT_ONLY:
        raise unnumbered("Report-only mode is not supported for policies with user actions.")
    if REGISTER_DEVICE in actions:
        controls = set(texts(part(policy, "grantControls").get("builtInControls")))
        if not controls <= {"mfa"} or texts(conditions["clientAppTypes"]) != ["all"]:
            raise unnumbered("The user action to register devices allows only multifactor authentication.")


def _check_users(conditions: JsonObject) -> None:
    users = part(conditions, "users")
    included = [each for name in ("includeUsers", "includeGroups", "includeRoles") for each in texts(users.get(name))]
    workloads = texts(part(conditions, "clientApplications").get("includeServicePrincipals"))
    if not included and users.get("includeGuestsOrExternalUsers") is None and not workloads:
        raise unnumbered("A policy needs at least one user, group, role or service principal.")
    _check_alone(users, "includeUsers")
    for name in ("includeGuestsOrExternalUsers", "excludeGuestsOrExternalUsers"):
        tenants = part(users, name).get("externalTenants")
        if tenants is not None:
            _check_tenants(part(users, name, "externalTenants"))


def _check_tenants(tenants: JsonObject) -> None:
    enumerated = as_text(tenants["@odata.type"]).endswith("EnumeratedExternalTenants")
    if tenants.get("membershipKind") != ("enumerated" if enumerated else "all"):
        raise unnumbered("membershipKind does not fit the type of externalTenants.")
    if enumerated and not texts(tenants["members"]):
        raise unnumbered("members of externalTenants may not be empty.")


def _check_alone(place: JsonObject, name: str) -> None:
    values = texts(place.get(name))
    for word in _ALONE:
        if word in values and len(values) > 1:
            raise unnumbered(f"'{word}' in {name} cannot stand beside other values.")


def _check_condition_values(conditions: JsonObject) -> None:
    kinds = texts(conditions["clientAppTypes"])
    if not kinds:
        raise numbered(
            1064,
            "'clientAppTypes' condition does not support []. If you want to target all client apps, use ['All'].",
        )
    if "all" in kinds and len(kinds) > 1:
        raise unnumbered("'all' in clientAppTypes cannot stand beside other values.")
    for name, include in (("platforms", "includePlatforms"), ("locations", "includeLocations")):
        if conditions[name] is not None and not texts(part(conditions, name).get(include)):
            raise unnumbered(f"{include} may not be empty where {name} is given.")


def _check_grant(policy: JsonObject, conditions: JsonObject, grant: JsonObject, body: JsonObject) -> None:
    asked = requirements(grant)
    controls = texts(grant.get("builtInControls"))
    strength = grant.get("authenticationStrength")
    if len(asked) > 1 and grant["operator"] not in ("AND", "OR"):
        raise bad_request("1007: operator has to be AND or OR.")
    if "block" in controls and (len(asked) > 1 or policy["sessionControls"] is not None):
        raise numbered(1032, "ConditionalActionPolicy validation failed due to InvalidControls.")
    if strength is not None and "mfa" in controls:
        raise numbered(1108, "Authentication strengths cannot be used alongside the MFA built-in control.")
    sent = texts(part(body, "grantControls").get("builtInControls"))
    if "approvedApplication" in sent:
        raise unnumbered("The control approvedApplication is retired and cannot be set any more.")
    if "passwordChange" in controls:
        _check_password_change(conditions, grant)
    if "riskRemediation" in controls and (strength is None or grant["operator"] != "AND"):
        raise numbered(1032, "ConditionalActionPolicy validation failed due to InvalidControls.")
    if part(conditions, "authenticationFlows").get("transferMethods") not in (None, "none"):
        _check_flows(policy, asked)


def _check_flows(policy: JsonObject, asked: list[str]) -> None:
    if asked != ["block"] or policy["sessionControls"] is not None:
        raise numbered(
            1235,
            "Configured controls are unsupported for policies containing the protocol flows condition. "
            "Only the Block grant control is allowed. No session or external controls are allowed.",
        )


def _check_password_change(conditions: JsonObject, grant: JsonObject) -> None:
    """Asking for a new password: all applications, a user risk, MFA besides, and nothing else."""
    applications = part(conditions, "applications")
    others = {
        name
        for name, value in conditions.items()
        if value and name not in ("applications", "users", "userRiskLevels", "clientAppTypes")
    }
    fits = (
        grant["operator"] == "AND"
        and set(texts(grant["builtInControls"])) == {"mfa", "passwordChange"}
        and texts(conditions["userRiskLevels"])
        and texts(applications["includeApplications"]) == ["All"]
        and not texts(applications["excludeApplications"])
        and texts(conditions["clientAppTypes"]) == ["all"]
        and not others
    )
    if not fits:
        raise numbered(1032, "ConditionalActionPolicy validation failed due to InvalidPasswordResetControl.")
