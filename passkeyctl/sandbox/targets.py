"""Include and exclude rows of an authentication method: who a method is for."""

from __future__ import annotations

from passkeyctl.json_types import JsonObject
from passkeyctl.sandbox.calls import Refusal
from passkeyctl.sandbox.defaults import ALL_USERS, GROUPS, USERS
from passkeyctl.sandbox.jsonread import as_text
from passkeyctl.sandbox.tenant import Tenant


def refuse(message: str) -> Refusal:
    """A refusal in the manner of the method policies: lower-case code, the message said twice."""
    return Refusal(400, "badRequest", message, inner=message)


def whole_targets(tenant: Tenant, rows: list[JsonObject], more: JsonObject) -> list[JsonObject]:
    """The rows with what the service fills in; each must name somebody, and nobody twice."""
    _check_rows(tenant, rows)
    return [
        {"targetType": "group", "isRegistrationRequired": False, **more, **_plain(row), "id": _id(row)} for row in rows
    ]


def whole_excludes(tenant: Tenant, rows: list[JsonObject]) -> list[JsonObject]:
    _check_rows(tenant, rows)
    return [{"targetType": "group", **_plain(row), "id": _id(row)} for row in rows]


def _id(row: JsonObject) -> str:
    return as_text(row["id"]).lower()


def _plain(row: JsonObject) -> JsonObject:
    return {name: value for name, value in row.items() if value is not None and not name.startswith("@")}


def _check_rows(tenant: Tenant, rows: list[JsonObject]) -> None:
    seen: set[str] = set()
    for row in rows:
        key = _id(row)
        if key in seen:
            raise refuse(f"Target '{key}' is given more than once.")
        seen.add(key)
        collection = USERS if row.get("targetType") == "user" else GROUPS
        if key != ALL_USERS and tenant.see(collection, key) is None:
            raise refuse(f"Target '{key}' does not exist in the directory.")
