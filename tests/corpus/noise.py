"""What the service does to its answers without anybody having changed anything."""

from __future__ import annotations

import re
from random import Random

from passkeyctl.json_types import JsonObject, JsonValue
from tests.corpus.shapes import STAMPS

TIMES = ("modifiedDateTime", "lastModifiedDateTime")
FLAGS = ("insiderRiskLevels", "transferMethods", "guestOrExternalUserTypes", "passkeyTypes")
COMBINATIONS = ("allowedCombinations", "appliesToCombinations")
GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
ALWAYS_THERE = frozenset({"conditions", "users", "applications", "ipRanges", "countriesAndRegions", "includeTargets"})
"""Members that an answer always has: without them it is not whole."""


def noisy(value: JsonObject, random: Random) -> JsonObject:
    """The same object as another replica, or the same one a month later, gives it."""
    found = {name: _member(name, inner, random) for name, inner in value.items()}
    found = {name: inner for name, inner in found.items() if not _may_go(name, inner) or random.random() < 0.7}
    names = list(found)
    random.shuffle(names)
    return {name: found[name] for name in names}


def _may_go(name: str, value: JsonValue) -> bool:
    return value is None and name not in ALWAYS_THERE


def _member(name: str, value: JsonValue, random: Random) -> JsonValue:
    if name in TIMES:
        return random.choice(STAMPS)
    if name in FLAGS and isinstance(value, str):
        return _shuffled_words(value, random)
    if isinstance(value, dict):
        return noisy(value, random)
    if isinstance(value, list):
        return _list(name, value, random)
    return value


def _list(name: str, value: list[JsonValue], random: Random) -> JsonValue:
    if not value:
        return random.choice([None, []]) if name not in ALWAYS_THERE and name != "passkeyProfiles" else []
    found = [_one(name, each, random) for each in value]
    random.shuffle(found)
    return found


def _one(name: str, value: JsonValue, random: Random) -> JsonValue:
    if isinstance(value, dict):
        return noisy(value, random)
    if not isinstance(value, str):
        return value
    if name in COMBINATIONS:
        return _shuffled_words(value, random)
    return random.choice([value.upper(), value.lower()]) if GUID.fullmatch(value) else value


def _shuffled_words(value: str, random: Random) -> str:
    words = [each.strip() for each in value.split(",")]
    random.shuffle(words)
    return random.choice([",", ", "]).join(words)
