"""What a policy is for, when a sign-in is evaluated: resources, a user action, an authentication context."""

from __future__ import annotations

from passkeyctl.json_types import JsonObject
from passkeyctl.sandbox.calls import bad_request
from passkeyctl.sandbox.jsonread import as_text, part, texts

_CONTEXTS = {
    "#microsoft.graph.applicationContext": "application",
    "#microsoft.graph.userActionContext": "userActions",
    "#microsoft.graph.authContext": "authenticationContext",
}
_ACTIONS = {
    "registerSecurityInformation": "urn:user:registersecurityinfo",
    "registerOrJoinDevices": "urn:user:registerdevice",
}
# Some of the applications behind the two words
# (https://learn.microsoft.com/entra/identity/conditional-access/reference-office-365-application-contents).
_SUITES = {
    "Office365": frozenset(
        {
            "00000002-0000-0ff1-ce00-000000000000",
            "00000003-0000-0ff1-ce00-000000000000",
            "00000004-0000-0ff1-ce00-000000000000",
            "00000006-0000-0ff1-ce00-000000000000",
            "4765445b-32c6-49b0-83e6-1d93765276ca",
            "cc15fd57-2c6c-4117-a88c-83b1d56b4bbe",
        }
    ),
    "MicrosoftAdminPortals": frozenset(
        {
            "c44b4083-3bb0-49c1-b47d-974e53cbdf3c",
            "497effe9-df71-4043-a8bb-14cf78c4b63b",
            "618dd325-23f6-4b6f-8380-4df78026e39b",
            "80ccca67-54bd-44ab-8625-4b79c4dc7775",
        }
    ),
}


def target_reason(policy: JsonObject, context: JsonObject) -> str:
    """Empty where the policy is for what the sign-in is for."""
    applications = part(policy, "conditions", "applications")
    kind = as_text(context.get("@odata.type", ""))
    if kind not in _CONTEXTS:
        raise bad_request(f"The sign-in context '{kind}' is not known.")
    match _CONTEXTS[kind]:
        case "application":
            return _application_reason(applications, context)
        case "userActions":
            action = _ACTIONS.get(as_text(context.get("userAction", "")))
            if action is None:
                raise bad_request("The user action is not known.")
            return "" if action in texts(applications.get("includeUserActions")) else "userActions"
        case reason:
            wanted = as_text(context.get("authenticationContextValue", ""))
            listed = texts(applications.get("includeAuthenticationContextClassReferences"))
            return "" if wanted in listed else reason


def _application_reason(applications: JsonObject, context: JsonObject) -> str:
    wanted = {each.lower() for each in texts(context.get("includeApplications"))}
    if not wanted:
        raise bad_request("includeApplications may not be empty.")
    included = texts(applications.get("includeApplications"))
    excluded = texts(applications.get("excludeApplications"))
    if _has_any(excluded, wanted):
        return "application"
    if _has_any(included, wanted):
        return ""
    # What a filter means hangs on attributes that the sandbox's applications don't have.
    return "notEnoughInformation" if applications.get("applicationFilter") else "application"


def _has_any(listed: list[str], wanted: set[str]) -> bool:
    known = {each.lower() for each in listed}
    for word, members in _SUITES.items():
        if word.lower() in known:
            known |= members
    return "all" in known or bool(known & wanted)
