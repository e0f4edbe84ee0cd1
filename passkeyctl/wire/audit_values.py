"""What records of the audit log tell of values: JSON inside of texts, numbers for words, parts of objects.

https://learn.microsoft.com/graph/api/resources/modifiedproperty, docs/graph-facts.md ("Logs")
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from passkeyctl.json_types import JsonValue
from passkeyctl.model.observed import Property


def read_properties(targets: JsonValue) -> tuple[Property, ...]:
    """Of all that a record names, in its order; a text that is no JSON stays the text it is."""
    return tuple(_properties(targets))


def _properties(targets: JsonValue) -> Iterator[Property]:
    for target in targets if isinstance(targets, list) else ():
        told = target.get("modifiedProperties") if isinstance(target, dict) else None
        for each in told if isinstance(told, list) else ():
            if isinstance(each, dict):
                name = each.get("displayName")
                yield Property(
                    name if isinstance(name, str) else "", _out_of(each.get("oldValue")), _out_of(each.get("newValue"))
                )


def _out_of(value: JsonValue) -> JsonValue:
    if not isinstance(value, str):
        return value
    try:
        found: JsonValue = json.loads(value)
    except (ValueError, RecursionError):  # so deep that nobody has written it
        return value
    return found
