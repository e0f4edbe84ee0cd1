"""Conditional Access policies: read whole, created whole, patched by top-level member.

Source: conditionalAccessPolicy, v1.0 (https://learn.microsoft.com/graph/api/resources/conditionalaccesspolicy).
"""

from __future__ import annotations

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.address import Kind
from passkeyctl.model.fields import Fields
from passkeyctl.model.kinds import canonical
from passkeyctl.model.state import LiveObject
from passkeyctl.wire import canonical as c
from passkeyctl.wire import conditions, controls

STATES = {"enabledForReportingButNotEnforced": "reportOnly"}
CONDITIONS = ("users", "workloadIdentities", "target", "conditions")


def read(policy: JsonObject) -> LiveObject:
    id = c.identifier(c.required_text(policy, "id", "a Conditional Access policy"))
    name = c.required_text(policy, "displayName", f"the Conditional Access policy {id}")
    state = c.required_text(policy, "state", f"`{name}`")
    fields: Fields = {
        "name": name,
        "state": STATES.get(state, state),
        **conditions.read(c.an_object(policy.get("conditions"), f"conditions of `{name}`")),
        **controls.read_grant(c.optional_object(policy.get("grantControls"))),
        **controls.read_session(c.optional_object(policy.get("sessionControls"))),
    }
    return LiveObject(Kind.POLICY, id, name, canonical(Kind.POLICY, fields), policy)


def create_json(fields: Fields) -> JsonObject:
    """A new policy; members that are unset are left out, as Graph's own examples do."""
    body: JsonObject = {
        "displayName": str(fields["name"]),
        "state": _state(fields),
        "conditions": _without_unset(conditions.write(fields, {})),
    }
    for key, value in (
        ("grantControls", controls.write_grant(fields, None)),
        ("sessionControls", controls.write_session(None, fields, None)),
    ):
        if value is not None:
            body[key] = value
    return body


def _without_unset(written: JsonObject) -> JsonObject:
    return {
        key: _without_unset(value) if isinstance(value, dict) else value
        for key, value in written.items()
        if value is not None and value != []
    }


def patch_json(prior: Fields, planned: Fields, original: JsonObject) -> JsonObject:
    """The top-level members that change, each whole.

    Whether Graph merges a nested object or replaces it is not documented: with every member that must stay sent as
    it was read, and every member that must go sent as `[]` or null, both come to the same.
    """
    body: JsonObject = {}
    if planned["name"] != prior["name"]:
        body["displayName"] = str(planned["name"])
    if planned["state"] != prior["state"]:
        body["state"] = _state(planned)
    if _differ(prior, planned, CONDITIONS):
        body["conditions"] = conditions.write(planned, c.an_object(original.get("conditions"), "conditions"))
    if _differ(prior, planned, ("grant",)):
        body["grantControls"] = controls.write_grant(planned, c.optional_object(original.get("grantControls")))
    if _differ(prior, planned, ("session",)):
        session = c.optional_object(original.get("sessionControls"))
        body["sessionControls"] = controls.write_session(prior, planned, session)
    return body


def _differ(prior: Fields, planned: Fields, roots: tuple[str, ...]) -> bool:
    return any(planned[path] != prior[path] for path in planned if path.split(".")[0] in roots)


def _state(fields: Fields) -> JsonValue:
    graph = {ours: theirs for theirs, ours in STATES.items()}
    state = str(fields["state"])
    return graph.get(state, state)
