"""What a Conditional Access policy demands: grant controls and session controls.

Sources: conditionalAccessGrantControls and conditionalAccessSessionControls, v1.0
(https://learn.microsoft.com/graph/api/resources/conditionalaccessgrantcontrols).
"""

from __future__ import annotations

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.conditional_access import grant_requirements
from passkeyctl.model.fields import Fields
from passkeyctl.model.values import SignInFrequency, Value
from passkeyctl.wire import canonical as c

LISTS = {
    "grant.controls": "builtInControls",
    "grant.customControls": "customAuthenticationFactors",
    "grant.termsOfUse": "termsOfUse",
}
SESSION = {
    "session.signInFrequency": "signInFrequency",
    "session.persistentBrowser": "persistentBrowser",
    "session.cloudAppSecurity": "cloudAppSecurity",
    "session.appEnforcedRestrictions": "applicationEnforcedRestrictions",
    "session.tokenProtection": "secureSignInSession",
    "session.disableResilienceDefaults": "disableResilienceDefaults",
}
EVERY_TIME = SignInFrequency()


def read_grant(grant: JsonObject | None) -> Fields:
    controls = grant or {}
    strength = c.optional_object(controls.get("authenticationStrength"))
    return {
        "grant.require": "all" if controls.get("operator") == "AND" else "one",
        **{path: c.identifiers(controls.get(graph)) for path, graph in LISTS.items()},
        # The embedded strength is a different rendering of the strength: only its id is compared.
        "grant.authenticationStrength": (
            c.identifier(c.required_text(strength, "id", "an authentication strength")) if strength else None
        ),
    }


def write_grant(fields: Fields, original: JsonObject | None) -> JsonValue:
    """Null where nothing is required: a policy with session controls only has no grant controls."""
    if not grant_requirements(fields):
        return None
    sent = {key: value for key, value in c.bare(original).items() if key != "authenticationStrength"}
    sent["operator"] = "AND" if fields["grant.require"] == "all" else "OR"
    for path, graph in LISTS.items():
        value = fields[path]
        sent[graph] = c.as_list(str(each) for each in value) if isinstance(value, frozenset) else []
    strength = fields["grant.authenticationStrength"]
    if strength is not None:
        sent["authenticationStrength"] = {"id": str(strength)}
    elif original is not None and original.get("authenticationStrength") is not None:
        sent["authenticationStrength"] = None
    return sent


def read_session(session: JsonObject | None) -> Fields:
    controls = session or {}
    return {
        "session.signInFrequency": _read_frequency(_enabled(controls, "signInFrequency")),
        "session.persistentBrowser": c.text(_enabled(controls, "persistentBrowser").get("mode")),
        "session.cloudAppSecurity": c.text(_enabled(controls, "cloudAppSecurity").get("cloudAppSecurityType")),
        "session.appEnforcedRestrictions": bool(_enabled(controls, "applicationEnforcedRestrictions")),
        "session.tokenProtection": bool(_enabled(controls, "secureSignInSession")),
        "session.disableResilienceDefaults": c.flag(controls.get("disableResilienceDefaults")),
    }


def _enabled(controls: JsonObject, key: str) -> JsonObject:
    """A control that is there but not enabled means the same as none."""
    control = c.optional_object(controls.get(key)) or {}
    return control if c.flag(control.get("isEnabled")) else {}


def _read_frequency(control: JsonObject) -> SignInFrequency | None:
    if not control:
        return None
    scope = c.text(control.get("authenticationType")) or EVERY_TIME.scope
    value = control.get("value")
    if control.get("frequencyInterval") == "everyTime" or not isinstance(value, int):
        return SignInFrequency(scope=scope)
    return SignInFrequency(value, c.text(control.get("type")), scope)


def write_session(prior: Fields | None, planned: Fields, original: JsonObject | None) -> JsonValue:
    """Null where nothing is in effect: Graph refuses an object of nulls (docs/graph-facts.md, "Session controls")."""
    kept: JsonObject = {key: value for key, value in c.bare(original).items() if value is not None}
    for path, graph in SESSION.items():
        if prior is not None and planned[path] == prior[path]:
            continue
        written = _control(path, planned[path])
        if written is not None:
            kept[graph] = written
        elif kept.pop(graph, None) is not None:
            kept[graph] = None
    return kept if any(value is not None for value in kept.values()) else None


def _control(path: str, value: Value) -> JsonValue:
    if value is None or value is False:
        return None
    match path:
        case "session.signInFrequency":
            return _frequency(value) if isinstance(value, SignInFrequency) else None
        case "session.persistentBrowser":
            return {"isEnabled": True, "mode": str(value)}
        case "session.cloudAppSecurity":
            return {"isEnabled": True, "cloudAppSecurityType": str(value)}
        case "session.disableResilienceDefaults":
            return True
        case _:
            return {"isEnabled": True}


def _frequency(frequency: SignInFrequency) -> JsonObject:
    sent: JsonObject = {"isEnabled": True, "authenticationType": frequency.scope}
    if frequency.value is None:
        return {**sent, "frequencyInterval": "everyTime", "type": None, "value": None}
    return {**sent, "frequencyInterval": "timeBased", "type": frequency.unit, "value": frequency.value}
