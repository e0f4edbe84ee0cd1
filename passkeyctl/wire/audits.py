"""Records of the audit log that are about what this tool looks after (docs/graph-facts.md, "Logs")."""

from __future__ import annotations

from datetime import UTC, datetime

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.observed import Change, Changed
from passkeyctl.wire.audit_values import read_properties

CONDITIONAL_ACCESS = "Conditional Access"
"""The service whose records are asked for whatever they are called: what restoring a policy is called nobody says."""

ACTIVITIES: tuple[str, ...] = (
    "Add conditional access policy",
    "Update conditional access policy",
    "Delete conditional access policy",
    "Add named location",
    "Update named location",
    "Delete named location",
    "Authentication Methods Policy Update",
    "Authentication Methods Policy Reset",
    "Authentication Strength Policy Create",
    "Authentication Strength Policy Update",
    "Authentication Strength Policy Delete",
    "Authentication Strength Combination Configuration Create",
    "Authentication Strength Combination Configuration Update",
    "Authentication Strength Combination Configuration Delete",
)

LIMITS_OF_STRENGTHS = "combination configuration"

_SORTS = {
    "conditional access policy": Changed.POLICIES,
    "named location": Changed.LOCATIONS,
    "authentication methods policy": Changed.METHODS,
    "authentication strength": Changed.STRENGTHS,
}


class UnclearRecord(ValueError):
    """A record about something of ours that doesn't say when."""


def read_change(record: JsonObject, *, with_properties: bool = False) -> Change | None:
    """None for what is not about ours, or didn't happen; raises UnclearRecord."""
    activity = _text(record.get("activityDisplayName"))
    sort = sort_of(activity)
    if sort is None or _text(record.get("result")).lower() == "failure":
        return None
    at = moment_of(record.get("activityDateTime"))
    if at is None:
        raise UnclearRecord(activity)
    targets = record.get("targetResources")
    return Change(
        sort,
        at,
        _ids(targets),
        activity,
        _who(record.get("initiatedBy")),
        _address(record.get("initiatedBy")),
        read_properties(targets) if with_properties else (),
        _names(targets) if with_properties else (),
    )


def sort_of(activity: str) -> Changed | None:
    """By what the words name, so that a verb nobody has documented counts as well."""
    said = activity.casefold()
    return next((sort for words, sort in _SORTS.items() if words in said), None)


def is_deletion(activity: str) -> bool:
    return "delete" in activity.casefold()


def moment_of(value: JsonValue) -> datetime | None:
    """A date as Graph writes it, with up to seven digits after the seconds."""
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def _ids(resources: JsonValue) -> frozenset[str]:
    listed = resources if isinstance(resources, list) else []
    found = (_text(each.get("id")).lower() for each in listed if isinstance(each, dict))
    return frozenset(filter(None, found))


def _names(resources: JsonValue) -> tuple[str, ...]:
    listed = resources if isinstance(resources, list) else []
    return tuple(_text(each.get("displayName")) for each in listed if isinstance(each, dict))


def _who(initiator: JsonValue) -> str:
    """A person's sign-in name, else an application's name; its `appId` may be null."""
    by = initiator if isinstance(initiator, dict) else {}
    person = _first(by.get("user"), "userPrincipalName", "id")
    return person or _first(by.get("app"), "displayName", "servicePrincipalId", "appId")


def _address(initiator: JsonValue) -> str:
    """Graph names the IP address of people only."""
    by = initiator if isinstance(initiator, dict) else {}
    return _first(by.get("user"), "ipAddress")


def _first(holder: JsonValue, *keys: str) -> str:
    found = (_text(holder.get(each)) for each in keys) if isinstance(holder, dict) else ()
    return next(filter(None, found), "")


def _text(value: JsonValue) -> str:
    return value if isinstance(value, str) else ""
