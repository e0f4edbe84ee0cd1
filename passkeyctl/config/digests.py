"""The digest of what a stage sets and of its gates: comments, quotes and the order of keys don't count."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

from yaml import Node

from passkeyctl.config.composing import compose
from passkeyctl.config.one_line import meant
from passkeyctl.config.spots import Content, Keys, Spot
from passkeyctl.json_types import JsonValue

DIGITS = 12


def digest(stage: Keys) -> str:
    """The first hexadecimal digits of the SHA-256 of a canonical form."""
    gate = stage.get("gate")
    form: JsonValue = {
        "sets": dict(_settings(stage.get("sets"))),
        "adds": dict(_settings(stage.get("adds"))),
        "gate": _content(gate.value) if gate is not None else None,
    }
    text = json.dumps(form, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def _settings(spot: Spot | None) -> Iterator[tuple[str, JsonValue]]:
    for path, each in spot.keys.items() if spot is not None else ():
        yield path, None if each.value is None else _meant(each.text)


def _meant(line: str) -> JsonValue:
    """A value by its one line, which has its quotes where they mean something."""
    nodes = [each for each in compose(line, "") if isinstance(each, Node)]
    return meant(nodes[0]) if nodes else line


def _content(value: Content) -> JsonValue:
    if isinstance(value, Keys):
        return {name: _content(spot.value) for name, spot in value.items()}
    return [_content(each.value) for each in value] if isinstance(value, list) else value
