"""What was changed, by whom, as `auditLogs/directoryAudits` tells it. docs/graph-facts.md

https://learn.microsoft.com/graph/api/resources/directoryaudit
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.sandbox.defaults import (
    CONTEXTS,
    LOCATIONS,
    METHODS,
    METHODS_POLICY,
    ORGANIZATION,
    POLICIES,
    SECURITY_DEFAULTS,
    STRENGTHS,
    USERS,
)
from passkeyctl.sandbox.jsonread import as_object, as_text, objects
from passkeyctl.sandbox.log import AUDITS, Record, moment
from passkeyctl.sandbox.tenant import Tenant

_CA = ("Conditional Access", "Policy")
# The pages say ApplicationManagement, what tenants show says PolicyManagement: nobody should read it.
_METHODS = ("Authentication Methods", "ApplicationManagement")
_METHODS_UPDATE = "Authentication Methods Policy Update"
_CONFIGURATIONS = "combinationConfigurations"
# Since spring 2026 records about methods write these enumerations as numbers.
_NUMBERS: Mapping[str, Mapping[str, int]] = MappingProxyType(
    {
        "passkeyTypes": {"deviceBound": 1, "synced": 2, "deviceBound,synced": 3},
        "attestationEnforcement": {"disabled": 0, "registrationOnly": 1},
        "enforcementType": {"allow": 0, "block": 1},
    }
)


@dataclass(frozen=True, slots=True)
class Operator:
    """Who is signed in to the tenant, by the part of the name before the `@`."""

    account: str
    address: str

    def initiated_by(self, tenant: Tenant) -> JsonObject:
        named = f"{self.account}@{_domain(tenant)}"
        user: JsonObject = {
            "id": str(uuid.uuid5(uuid.NAMESPACE_OID, f"sandbox operator {named}")),
            "displayName": None,
            "userPrincipalName": named,
            "ipAddress": self.address,
            "userType": None,
            "homeTenantId": None,
            "homeTenantName": None,
        }
        return {"user": user, "app": None}


OPERATOR = Operator("operator", "192.0.2.10")
ANOTHER = Operator("somebody.else", "192.0.2.77")


@dataclass(frozen=True, slots=True)
class _Subject:
    """How records speak of one collection; without `add`, everything that happens in it is an update."""

    origin: tuple[str, str]
    property_name: str
    update: str
    add: str = ""
    delete: str = ""


_SUBJECTS: Mapping[str, _Subject] = MappingProxyType(
    {
        POLICIES: _Subject(
            _CA,
            "ConditionalAccessPolicy",
            "Update conditional access policy",
            "Add conditional access policy",
            "Delete conditional access policy",
        ),
        LOCATIONS: _Subject(
            _CA, "NamedLocation", "Update named location", "Add named location", "Delete named location"
        ),
        CONTEXTS: _Subject(
            _CA,
            "AuthenticationContext",
            "Update AuthenticationContext",
            "Add AuthenticationContext",
            "Delete AuthenticationContext",
        ),
        SECURITY_DEFAULTS: _Subject(_CA, "SecurityDefaults", "Update security defaults"),
        METHODS: _Subject(_METHODS, "AuthenticationMethodsPolicy", _METHODS_UPDATE),
        METHODS_POLICY: _Subject(_METHODS, "AuthenticationMethodsPolicy", _METHODS_UPDATE),
        STRENGTHS: _Subject(
            _METHODS,
            "AuthenticationStrengthPolicy",
            "Authentication Strength Policy Update",
            "Authentication Strength Policy Create",
            "Authentication Strength Policy Delete",
        ),
    }
)


def record_changes(tenant: Tenant, operator: Operator | None = None) -> None:
    """One record for each object that this request is about to change; the setting `operator` says who does it."""
    told = [each for collection in tenant.changed for each in _told(tenant, collection)]
    if told:
        named = tenant.setting("operator") if operator is None else None
        initiated = (operator or OPERATOR).initiated_by(tenant) if named is None else as_object(named)
        write_records(tenant, told, initiated, tenant.clock())


def write_records(tenant: Tenant, told: Sequence[Change], initiated: JsonObject, when: datetime) -> None:
    first = tenant.log.next_number()
    records = [_record(each, initiated, moment(when), first + place) for place, each in enumerate(told)]
    tenant.log.append(AUDITS, records)


@dataclass(frozen=True, slots=True)
class Change:
    """What a record tells: the names as in the log, the values before and after where they are told."""

    origin: tuple[str, str]
    activity: str
    target: JsonObject
    property_name: str = ""
    before: JsonValue = None
    after: JsonValue = None

    @property
    def operation(self) -> str:
        if "Delete" in self.activity:
            return "Delete"
        return "Add" if "Add" in self.activity or "Create" in self.activity else "Update"


def _told(tenant: Tenant, collection: str) -> Iterator[Change]:
    before = {as_text(each["id"]).lower(): each for each in tenant.saved(collection)}
    after = {as_text(each["id"]).lower(): each for each in tenant.rows(collection)}
    for key in dict.fromkeys((*before, *after)):
        old, new = before.get(key), after.get(key)
        if old is new or old == new:
            continue
        if collection == USERS:
            yield from _passes(old or {}, new or {})
        elif collection in _SUBJECTS:
            yield from _of_object(collection, old, new)


def _of_object(collection: str, old: JsonObject | None, new: JsonObject | None) -> Iterator[Change]:
    if collection == STRENGTHS and old is not None and new is not None:
        if old.get(_CONFIGURATIONS) != new.get(_CONFIGURATIONS):
            yield _of_configurations(old, new, _target(new))
        if all(old.get(each) == new.get(each) for each in ("allowedCombinations", "displayName", "description")):
            return
    change = change_of(collection, old, new)
    if change.before != change.after:
        yield change


def change_of(collection: str, old: JsonObject | None, new: JsonObject | None) -> Change:
    """What the log says of an object of this collection that was `old` and is `new`."""
    subject = _SUBJECTS[collection]
    target = _target(new or old or {})
    if collection in (METHODS, METHODS_POLICY):
        target = {**target, "id": METHODS_POLICY, "displayName": "Authentication Methods Policy"}
        old, new = _only_changed(old or {}, new or {})
    activity = subject.add if old is None else subject.delete if new is None else subject.update
    return Change(subject.origin, activity or subject.update, target, subject.property_name, old, new)


def _of_configurations(old: JsonObject, new: JsonObject, target: JsonObject) -> Change:
    counts = (len(objects(old.get(_CONFIGURATIONS))), len(objects(new.get(_CONFIGURATIONS))))
    word = "Create" if counts[1] > counts[0] else "Delete" if counts[1] < counts[0] else "Update"
    return Change(
        _METHODS,
        f"Authentication Strength Combination Configuration {word}",
        target,
        "CombinationConfigurations",
        old.get(_CONFIGURATIONS),
        new.get(_CONFIGURATIONS),
    )


def _passes(old: JsonObject, new: JsonObject) -> Iterator[Change]:
    """That somebody was given a pass, and never the pass."""
    known = {each["id"] for each in objects(old.get("passes"))}
    target: JsonObject = {**_target(new), "type": "User", "userPrincipalName": new.get("userPrincipalName")}
    for each in objects(new.get("passes")):
        if each["id"] not in known:
            yield Change(("Authentication Methods", "UserManagement"), "Admin registered security info", target)


def _target(row: JsonObject) -> JsonObject:
    name = row.get("displayName")
    return {
        "id": row.get("id"),
        "displayName": name,
        "type": "Policy",
        "userPrincipalName": None,
        "groupType": None,
    }


def _only_changed(old: JsonObject, new: JsonObject) -> tuple[JsonObject, JsonObject]:
    names = [each for each in dict.fromkeys((*old, *new)) if old.get(each) != new.get(each) and "Modified" not in each]
    kept = ["id", *names] if "@odata.type" in new else names
    return _numbered_row(old, kept), _numbered_row(new, kept)


def _numbered_row(row: JsonObject, names: Iterable[str]) -> JsonObject:
    return {name: _numbered(name, row.get(name)) for name in names}


def _numbered(name: str, value: JsonValue) -> JsonValue:
    if isinstance(value, dict):
        return _numbered_row(value, value)
    if isinstance(value, list):
        return [_numbered(name, each) for each in value]
    known = _NUMBERS.get(name, {})
    return known[value] if isinstance(value, str) and value in known else value


def _record(change: Change, initiated: JsonObject, at: str, number: int) -> Record:
    service, category = change.origin
    named = uuid.uuid5(uuid.NAMESPACE_OID, f"sandbox audit {number} {at}")
    content: JsonObject = {
        "id": f"{service.split()[0]}_{named}",
        "category": category,
        "correlationId": str(uuid.uuid5(named, "correlation")),
        "result": "success",
        "resultReason": "",
        "activityDisplayName": change.activity,
        "activityDateTime": at,
        "loggedByService": service,
        "operationType": change.operation,
        "userAgent": None,
        "initiatedBy": initiated,
        "targetResources": [{**change.target, "modifiedProperties": [*_properties(change)]}],
        "additionalDetails": [],
    }
    return Record(at, as_text(content["id"]), content)


def _properties(change: Change) -> Iterator[JsonValue]:
    """Old and new are JSON once more, inside of texts."""
    if change.property_name:
        yield {
            "displayName": change.property_name,
            "oldValue": None if change.before is None else json.dumps(change.before, separators=(",", ":")),
            "newValue": None if change.after is None else json.dumps(change.after, separators=(",", ":")),
        }


def _domain(tenant: Tenant) -> str:
    found = tenant.rows(ORGANIZATION)
    domains = objects(found[0].get("verifiedDomains")) if found else []
    return next((as_text(each["name"]) for each in domains if each.get("isDefault")), "sandbox.example")
