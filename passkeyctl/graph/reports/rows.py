"""From Graph's rows about people to records; a row that can't be understood is None, never a guess."""

from __future__ import annotations

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.people import KeyModel, PersonRecord, Registration

MEMBER_PROPERTIES = ["id", "displayName", "userPrincipalName", "userType", "accountEnabled"]
_PASSKEY_TYPES = frozenset({"deviceBound", "synced"})
_ATTESTATION = {"attested": True, "notAttested": False}


def person_of(row: JsonObject) -> PersonRecord | None:
    """A user of a list. Without the permission for it Graph leaves `accountEnabled` out: then nobody knows."""
    id = id_of(row)
    if not id:
        return None
    enabled = row.get("accountEnabled")
    return PersonRecord(
        id,
        _text(row.get("userPrincipalName")),
        _text(row.get("displayName")),
        enabled if isinstance(enabled, bool) else None,
        _is_guest(row.get("userType")),
    )


def registration_of(row: JsonObject) -> Registration | None:
    """A row of the report. Without a list of methods it says nothing: an empty list would say that there are none."""
    id, methods = id_of(row), row.get("methodsRegistered")
    if not id or not isinstance(methods, list) or not all(isinstance(each, str) for each in methods):
        return None
    name, shown = _text(row.get("userPrincipalName")), _text(row.get("userDisplayName"))
    person = PersonRecord(id, name, shown, is_guest=_is_guest(row.get("userType")))
    return Registration(person, frozenset(map(str, methods)), row.get("isAdmin") is True)


def key_of(row: JsonObject) -> KeyModel:
    """What decides about a registered passkey; words that are not known here are unknown, not refused."""
    aaguid, kind = _text(row.get("aaGuid")).lower(), _text(row.get("passkeyType"))
    return KeyModel(
        aaguid or None,
        kind if kind in _PASSKEY_TYPES else None,
        _ATTESTATION.get(_text(row.get("attestationLevel"))),
    )


def id_of(row: JsonObject) -> str:
    """Lower case; empty where there is none."""
    return _text(row.get("id")).lower()


def rows_of(body: JsonValue) -> list[JsonObject]:
    value = body.get("value") if isinstance(body, dict) else None
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _is_guest(written: JsonValue) -> bool | None:
    return {"guest": True, "member": False}.get(_text(written).lower())


def _text(value: JsonValue) -> str:
    return value if isinstance(value, str) else ""
