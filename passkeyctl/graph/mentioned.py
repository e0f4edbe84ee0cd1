"""Which people, groups and applications the tenant's own configuration speaks of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from passkeyctl.graph.directory_objects import GROUP_PROPERTIES, PRINCIPAL_PROPERTIES, USER_PROPERTIES
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.reference import Reference, RefKind
from passkeyctl.snapshot.document import Content, Part
from passkeyctl.wire.canonical import is_guid

KEPT: Mapping[Part, Sequence[str]] = {
    Part.ORGANIZATION: ("id", "displayName", "tenantType", "verifiedDomains"),
    Part.GROUPS: GROUP_PROPERTIES,
    Part.USERS: (*USER_PROPERTIES, "userType"),
    Part.SERVICE_PRINCIPALS: PRINCIPAL_PROPERTIES,
}
"""Graph gives telephone numbers and addresses beside what the tool asks for: they are not kept."""

_METHODS = "authenticationMethodConfigurations"


def trimmed(part: Part, document: JsonObject) -> JsonObject:
    """Without what the tool never reads, where that is about people; everything else as Graph gave it."""
    kept = KEPT.get(part)
    if kept is None:
        return document
    return {key: value for key, value in document.items() if key in kept or key == "@odata.type"}


def methods_of(root: JsonObject, own: Iterable[JsonObject]) -> JsonObject:
    """The root policy with these methods in place of its own rendering of them."""
    listed = root.get(_METHODS)
    rows = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    fresh = {_id(each): each for each in own}
    known = {_id(each) for each in rows}
    whole: list[JsonValue] = [fresh.get(_id(each), each) for each in rows]
    whole += [each for id, each in fresh.items() if id not in known]
    return {**root, _METHODS: whole}


def mentioned(parts: Mapping[Part, Content]) -> frozenset[Reference]:
    """Every group, person and application that policies and methods name by id."""
    found: set[tuple[RefKind, str]] = set()
    for policy in _read(parts, Part.POLICIES):
        found.update(_of_policy(policy))
    for part in (Part.METHODS_POLICY, Part.METHODS_POLICY_BETA):
        for root in _read(parts, part):
            found.update(_of_targets(root))
    return frozenset(Reference(kind, id, id=id) for kind, id in found if is_guid(id))


def excluded_groups(parts: Mapping[Part, Content]) -> frozenset[str]:
    """Their members are who a policy does not reach."""
    policies = _read(parts, Part.POLICIES)
    ids = {id for each in policies for id in texts(at(each, "conditions", "users", "excludeGroups"))}
    return frozenset(each for each in ids if is_guid(each))


def _read(parts: Mapping[Part, Content], part: Part) -> tuple[JsonObject, ...]:
    content = parts.get(part, ())
    return content if isinstance(content, tuple) else ()


_OF_USERS = {
    "includeUsers": RefKind.USER,
    "excludeUsers": RefKind.USER,
    "includeGroups": RefKind.GROUP,
    "excludeGroups": RefKind.GROUP,
}


def _of_policy(policy: JsonObject) -> Iterator[tuple[RefKind, str]]:
    for key, kind in _OF_USERS.items():
        yield from ((kind, id) for id in texts(at(policy, "conditions", "users", key)))
    for key in ("includeApplications", "excludeApplications"):
        yield from ((RefKind.APPLICATION, id) for id in texts(at(policy, "conditions", "applications", key)))
    for key in ("includeServicePrincipals", "excludeServicePrincipals"):
        listed = texts(at(policy, "conditions", "clientApplications", key))
        yield from ((RefKind.SERVICE_PRINCIPAL, id) for id in listed)


def _of_targets(value: JsonValue) -> Iterator[tuple[RefKind, str]]:
    """Rows of a method: `targetType` says what the id is; a campaign excludes people one by one."""
    if isinstance(value, list):
        for each in value:
            yield from _of_targets(each)
    elif isinstance(value, dict):
        if "targetType" in value:
            kind = RefKind.USER if value["targetType"] == "user" else RefKind.GROUP
            yield kind, _id(value)
        for each in value.values():
            yield from _of_targets(each)


def at(value: JsonValue, *path: str) -> JsonValue:
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def texts(value: JsonValue) -> list[str]:
    return [each.lower() for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _id(document: JsonObject) -> str:
    return str(document.get("id")).lower()
