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
from passkeyctl.wire import condition_members, conditions, controls
from passkeyctl.wire.overlay import Edit

STATES = {"enabledForReportingButNotEnforced": "reportOnly"}
MEMBERS = {
    "displayName": ("name",),
    "state": ("state",),
    "conditions": ("users", "workloadIdentities", "target", "conditions"),
    "grantControls": ("grant",),
    "sessionControls": ("session",),
}


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
    edit = Edit(fields)
    body: JsonObject = {
        "displayName": str(fields["name"]),
        "state": _state(fields),
        "conditions": _without_unset(condition_members.write(edit, {})),
    }
    for key, value in (
        ("grantControls", controls.write_grant(edit, None)),
        ("sessionControls", controls.write_session(edit, None)),
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


def changed_members(prior: Fields, planned: Fields) -> tuple[str, ...]:
    """The top-level members that a change rewrites."""
    edit = Edit(planned, prior)
    return tuple(name for name, paths in MEMBERS.items() if edit.touches(paths))


def patch_json(prior: Fields, planned: Fields, original: JsonObject) -> JsonObject:
    """The top-level members that change, each whole, so that a merging and a replacing server come to the same."""
    edit = Edit(planned, prior)
    return {name: _member(name, edit, original) for name in changed_members(prior, planned)}


def _member(name: str, edit: Edit, original: JsonObject) -> JsonValue:
    match name:
        case "displayName":
            return str(edit.planned["name"])
        case "state":
            return _state(edit.planned)
        case "conditions":
            return condition_members.write(edit, c.an_object(original.get(name), name))
        case "grantControls":
            return controls.write_grant(edit, c.optional_object(original.get(name)))
        case _:
            return controls.write_session(edit, c.optional_object(original.get(name)))


def _state(fields: Fields) -> JsonValue:
    graph = {ours: theirs for theirs, ours in STATES.items()}
    state = str(fields["state"])
    return graph.get(state, state)
