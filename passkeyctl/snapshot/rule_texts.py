"""Filters of devices and applications: the structure stays, what they compare with is replaced."""

from __future__ import annotations

import re
from collections.abc import Callable

from passkeyctl.snapshot.replacing import GUID, Replacements

_TOKEN = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<text>"(?:[^"\\]|\\.|"")*"|'(?:[^'\\]|\\.|'')*')
  | (?P<attribute>CustomSecurityAttribute\.\w+)
  | (?P<known>device\.(?:deviceId|displayName|deviceOwnership|isCompliant|manufacturer|mdmAppId|model|operatingSystem
        |operatingSystemVersion|physicalIds|profileType|systemLabels|trustType
        |extensionAttribute(?:1[0-5]|[1-9]))\b
      |-(?:eq|ne|startsWith|notStartsWith|endsWith|notEndsWith|contains|notContains|in|notIn|and|or|not)\b
      |(?:and|or|not|true|false|null)\b
      |[()\[\],])
    """,
    re.IGNORECASE | re.VERBOSE,
)
_BOOLEANS = frozenset({"true", "false"})


def sanitised_rule(rule: str, found: Replacements, id: Callable[[str], str]) -> str:
    """A rule in which anything stands that is not known becomes one that says nothing."""
    parts: list[str] = []
    place = 0
    while place < len(rule):
        token = _TOKEN.match(rule, place)
        if token is None:
            return f'device.displayName -eq "{found.named("Text", rule)}"'
        parts.append(_replaced(token, found, id))
        place = token.end()
    return "".join(parts)


def _replaced(token: re.Match[str], found: Replacements, id: Callable[[str], str]) -> str:
    text = token[0]
    match token.lastgroup:
        case "space":
            return " "
        case "known":
            return text
        case "attribute":
            return "CustomSecurityAttribute." + found.named("Attribute", text.casefold(), glue="")
        case _:
            literal = text[1:-1]
            if not literal or literal.casefold() in _BOOLEANS:
                return text
            shown = id(literal) if GUID.fullmatch(literal) else found.named("Text", literal)
            return f'"{shown}"'
