"""Authentication contexts, `c1` to `c99`.

Source: authenticationContextClassReference, v1.0
(https://learn.microsoft.com/graph/api/resources/authenticationcontextclassreference).
"""

from __future__ import annotations

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.address import Kind
from passkeyctl.model.fields import Fields
from passkeyctl.model.state import LiveObject
from passkeyctl.wire import canonical as c

NAMES = {"name": "displayName", "description": "description", "published": "isAvailable"}


def read(context: JsonObject) -> LiveObject:
    id = c.required_text(context, "id", "an authentication context").lower()
    name = c.text(context.get("displayName"))
    fields: Fields = {
        "name": name,
        "description": c.text(context.get("description")),
        "published": c.flag(context.get("isAvailable")),
    }
    return LiveObject(Kind.CONTEXT, id, name or "", fields, context)


def create_json(fields: Fields) -> JsonObject:
    """The body of the PATCH that makes one: its id is chosen by whoever makes it, and stands in the path."""
    return {graph: _scalar(fields[path]) for path, graph in NAMES.items() if fields[path] is not None}


def patch_json(prior: Fields, planned: Fields) -> JsonObject:
    return {graph: _scalar(planned[path]) for path, graph in NAMES.items() if planned[path] != prior[path]}


def _scalar(value: object) -> JsonValue:
    return value if value is None or isinstance(value, bool) else str(value)
