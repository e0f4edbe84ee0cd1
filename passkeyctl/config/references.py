"""Text -> Reference: an alias, a name or a GUID; what is nearly a GUID is a fault, never a name."""

from __future__ import annotations

import re
from collections.abc import Mapping

from passkeyctl.config.faults import fault
from passkeyctl.config.shape import GUID
from passkeyctl.config.spots import Spot
from passkeyctl.diagnostics import Diagnostic
from passkeyctl.model.reference import Reference, RefKind

_NEARLY = (
    r"\{?[0-9a-fA-F]{2,}(?:-[0-9a-fA-F]*){4,}\}?|\{?[0-9a-fA-F-]{28,}\}?"
    r"|[0-9A-Za-z]{8}(?:-[0-9A-Za-z]{4}){3}-[0-9A-Za-z]{12}"
)
_CONTEXT_ID = "c[1-9][0-9]?"


def as_guid(text: str) -> str | None:
    """The GUID in lower case, or None for other text."""
    return text.lower() if len(text) == 36 and re.fullmatch(GUID, text) else None


def is_nearly_guid(text: str) -> bool:
    # The first two tests are cheap and turn nearly every name away, before a pattern is even compiled.
    if len(text) <= 20 or not text.strip("{}").replace("-", "").isalnum():
        return False
    return re.fullmatch(_NEARLY, text) is not None and as_guid(text) is None


def nearly_guid(spot: Spot) -> Diagnostic:
    hint = "a GUID has 8-4-4-4-12 hexadecimal digits, without braces"
    return fault(f"`{spot.text}` is not quite a GUID", spot.place, hint)


def reference(kind: RefKind, spot: Spot, found: list[Diagnostic], groups: Mapping[str, Reference]) -> Reference:
    """What the text refers to; `groups` are the aliases of the files."""
    text = spot.text
    alias = groups.get(text) if kind is RefKind.GROUP else None
    if alias is not None:
        return Reference(kind, text, alias.name, alias.id, spot.place)
    guid = as_guid(text)
    if guid is not None:
        return Reference(kind, text, id=guid, source=spot.place)
    if kind is RefKind.CONTEXT and re.fullmatch(_CONTEXT_ID, text):
        return Reference(kind, text, id=text, source=spot.place)
    if is_nearly_guid(text):
        found.append(nearly_guid(spot))
    return Reference(kind, text, text, None, spot.place)
