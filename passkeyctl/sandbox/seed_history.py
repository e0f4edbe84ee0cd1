"""What the audit log of a company tells from before the first day: a month of quiet upkeep."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from passkeyctl.json_types import JsonObject
from passkeyctl.sandbox.audit_log import ANOTHER, Change, change_of, write_records
from passkeyctl.sandbox.defaults import GROUPS, LOCATIONS, METHODS, POLICIES, STRENGTHS
from passkeyctl.sandbox.tenant import Tenant

_OLDEST = 29  # days: the log keeps thirty


def write_history(tenant: Tenant) -> None:
    """A few records of the days 29 to 25 before now, so that the log has an oldest one."""
    for place, change in enumerate(_upkeep(tenant)):
        when = tenant.clock() - timedelta(days=_OLDEST - place)
        write_records(tenant, [change], ANOTHER.initiated_by(tenant), when)


def _upkeep(tenant: Tenant) -> Iterator[Change]:
    for group in tenant.rows(GROUPS)[:1]:
        target: JsonObject = {"id": group["id"], "displayName": group.get("displayName"), "type": "Group"}
        yield Change(("Core Directory", "GroupManagement"), "Add member to group", target)
    for each in tenant.rows(LOCATIONS)[:1]:
        yield change_of(LOCATIONS, each, each)
    for each in tenant.rows(METHODS):
        if each["id"] == "Voice":
            yield change_of(METHODS, {**each, "state": "enabled"}, {**each, "state": "disabled"})
    for each in [each for each in tenant.rows(STRENGTHS) if each.get("policyType") == "custom"][:1]:
        yield replace(change_of(STRENGTHS, each, each), property_name="")
    for each in [each for each in tenant.rows(POLICIES) if each["state"] == "disabled"][:1]:
        yield change_of(POLICIES, {**each, "state": "enabled"}, each)
