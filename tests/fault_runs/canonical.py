"""A tenant's settings in one spelling, ids aside, so that two ways to the same state can be compared."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.sandbox.defaults import CONTEXTS, LOCATIONS, METHODS, METHODS_POLICY, POLICIES, STRENGTHS
from passkeyctl.sandbox.jsonread import as_text, objects

SETTINGS = (METHODS_POLICY, METHODS, STRENGTHS, LOCATIONS, CONTEXTS, POLICIES)
_STAMPS = frozenset({"createdDateTime", "modifiedDateTime", "lastModifiedDateTime"})

Snapshot: TypeAlias = Mapping[str, tuple[JsonObject, ...]]
"""The rows of each collection of settings, as the sandbox stores them."""


def canonical(snapshot: Snapshot) -> str:
    """Ids are replaced by names; two objects of one name stay apart, so that a double shows."""
    names = _names(snapshot)
    return json.dumps({each: _plain([*snapshot[each]], names) for each in SETTINGS}, sort_keys=True)


def doubled(snapshot: Snapshot) -> list[str]:
    """Names that two objects of one kind have."""
    return sorted(name for name, count in Counter(name for _, name in _named(snapshot)).items() if count > 1)


def _names(snapshot: Snapshot) -> dict[str, str]:
    taken: Counter[str] = Counter()
    found = {}
    for id, name in _named(snapshot):
        taken[name] += 1
        found[id] = f"<{name}>" if taken[name] == 1 else f"<{name}, number {taken[name]}>"
    return found


def _named(snapshot: Snapshot) -> Iterable[tuple[str, str]]:
    for collection in (STRENGTHS, LOCATIONS, POLICIES):
        for each in snapshot[collection]:
            yield as_text(each["id"]), f"{collection}: {each['displayName']}"
            for number, limit in enumerate(objects(each.get("combinationConfigurations"))):
                yield as_text(limit["id"]), f"{collection}: {each['displayName']}: limit {number}"
    for method in snapshot[METHODS]:
        for profile in objects(method.get("passkeyProfiles")):
            yield as_text(profile["id"]), f"profile: {profile['name']}"


def _plain(value: JsonValue, names: Mapping[str, str]) -> JsonValue:
    if isinstance(value, dict):
        return {key: _plain(each, names) for key, each in value.items() if key not in _STAMPS}
    if isinstance(value, list):
        return sorted((_plain(each, names) for each in value), key=lambda each: json.dumps(each, sort_keys=True))
    return names.get(value, value) if isinstance(value, str) else value
