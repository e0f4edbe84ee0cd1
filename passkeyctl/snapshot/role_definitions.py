"""Entra's built-in roles as Graph lists them: exports that write a role's name mean these."""

from __future__ import annotations

from passkeyctl.json_types import JsonObject
from passkeyctl.model.roles import BUILT_IN_ROLES


def role_definitions() -> tuple[JsonObject, ...]:
    return tuple(role_definition(name, id, is_built_in=True) for name, id in BUILT_IN_ROLES.items())


def role_definition(name: str, id: str, *, is_built_in: bool) -> JsonObject:
    return {"id": id, "displayName": name, "templateId": id, "isBuiltIn": is_built_in}
