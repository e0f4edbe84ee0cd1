"""What a Conditional Access policy demands: grant controls and session controls.

Sources: conditionalAccessGrantControls and conditionalAccessSessionControls, v1.0
(https://learn.microsoft.com/graph/api/resources/conditionalaccessgrantcontrols).
"""

from __future__ import annotations

from functools import partial

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.conditional_access import grant_requirements
from passkeyctl.model.fields import Fields
from passkeyctl.model.values import SignInFrequency, Value
from passkeyctl.wire import canonical as c
from passkeyctl.wire.condition_members import list_member
from passkeyctl.wire.overlay import Edit, Member, overlaid

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
        "grant.require": _operator_word(controls),
        **{path: c.identifiers(controls.get(graph)) for path, graph in LISTS.items()},
        # The embedded strength is a different rendering of the strength: only its id is compared.
        "grant.authenticationStrength": (
            c.identifier(c.required_text(strength, "id", "an authentication strength")) if strength else None
        ),
    }


def _operator_word(controls: JsonObject) -> str:
    return "all" if (c.text(controls.get("operator")) or "").upper() == "AND" else "one"


def write_grant(edit: Edit, original: JsonObject | None) -> JsonValue:
    """Null where nothing is required: a policy with session controls only has no grant controls."""
    sent = overlaid(GRANT, edit, original)
    if sent.get("authenticationStrength") is None and (original or {}).get("authenticationStrength") is None:
        # Not sent where there was none: whether Graph takes null for it is not documented.
        sent.pop("authenticationStrength", None)
    unknown = {key: value for key, value in sent.items() if key not in GRANT_NAMES}
    return sent if grant_requirements(edit.planned) or not c.is_unset(unknown) else None


def _operator(edit: Edit, _: JsonValue) -> JsonValue:
    return "AND" if edit.planned["grant.require"] == "all" else "OR"


def _strength(edit: Edit, _: JsonValue) -> JsonValue:
    """Only its id: Graph refuses the object as it reads."""
    id = edit.planned["grant.authenticationStrength"]
    return {"id": str(id)} if id is not None else None


GRANT = (
    Member("operator", ("grant",), _operator),
    *(list_member(graph, path) for path, graph in LISTS.items()),
    Member("authenticationStrength", ("grant",), _strength),
)
GRANT_NAMES = frozenset(member.name for member in GRANT)


def read_session(session: JsonObject | None) -> Fields:
    controls = session or {}
    return {
        "session.signInFrequency": _read_frequency(_enabled(controls.get("signInFrequency"))),
        "session.persistentBrowser": c.text(_enabled(controls.get("persistentBrowser")).get("mode")),
        "session.cloudAppSecurity": c.text(_enabled(controls.get("cloudAppSecurity")).get("cloudAppSecurityType")),
        "session.appEnforcedRestrictions": bool(_enabled(controls.get("applicationEnforcedRestrictions"))),
        "session.tokenProtection": bool(_enabled(controls.get("secureSignInSession"))),
        "session.disableResilienceDefaults": c.flag(controls.get("disableResilienceDefaults")),
    }


def _enabled(value: JsonValue) -> JsonObject:
    """A control that is there but not enabled means the same as none."""
    control = c.optional_object(value) or {}
    return control if c.flag(control.get("isEnabled")) else {}


def _read_frequency(control: JsonObject) -> SignInFrequency | None:
    """An interval that Graph has added since is kept as the word it is: it must not read as `everyTime`."""
    scope = c.text(control.get("authenticationType")) or EVERY_TIME.scope
    interval = c.text(control.get("frequencyInterval")) or "timeBased"
    if interval == "everyTime":
        return SignInFrequency(scope=scope)
    value = control.get("value")
    if interval == "timeBased":
        return SignInFrequency(value, c.text(control.get("type")), scope) if isinstance(value, int) else None
    return SignInFrequency(unit=interval, scope=scope)


def write_session(edit: Edit, original: JsonObject | None) -> JsonValue:
    """Null where nothing is in effect: Graph refuses an object of nulls (docs/graph-facts.md, "Session controls")."""
    live = c.bare(original)
    effective: JsonObject = {key: value for key, value in live.items() if not _is_idle(key, value)}
    sent = overlaid(SESSION_MEMBERS, edit, effective)
    kept: JsonObject = {
        key: value for key, value in sent.items() if value is not None or not _is_idle(key, live.get(key))
    }
    return kept if not c.is_unset(kept) else None


def _is_idle(name: str, value: JsonValue) -> bool:
    """Null, or a control of ours that is not enabled: some of these are refused when they are sent back."""
    if name == "disableResilienceDefaults" or name not in SESSION.values():
        return c.is_unset(value)
    return not _enabled(value)


def _control(path: str, edit: Edit, live: JsonValue) -> JsonValue:
    value = edit.planned[path]
    if value is None or value is False:
        return None
    if path == "session.disableResilienceDefaults":
        return True
    return {**(c.optional_object(live) or {}), "isEnabled": True, **_settings(path, value)}


def _settings(path: str, value: Value) -> JsonObject:
    if isinstance(value, SignInFrequency):
        return _frequency(value)
    names = {"session.persistentBrowser": "mode", "session.cloudAppSecurity": "cloudAppSecurityType"}
    return {names[path]: str(value)} if path in names else {}


def _frequency(frequency: SignInFrequency) -> JsonObject:
    """Without a value: `everyTime`, or the word for an interval that is not ours."""
    timed = frequency.value is not None
    return {
        "authenticationType": frequency.scope,
        "frequencyInterval": "timeBased" if timed else frequency.unit or "everyTime",
        "type": frequency.unit if timed else None,
        "value": frequency.value,
    }


SESSION_MEMBERS = tuple(Member(graph, (path,), partial(_control, path)) for path, graph in SESSION.items())
