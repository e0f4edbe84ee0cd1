"""Writing on top of what was read: only what changes is rendered anew, all else is sent back as Graph gave it.

Whether Graph merges a nested object or replaces it is not documented (docs/graph-facts.md, "Writing policies"). An
object that has every member that must stay, and an explicit `[]` or null for every member that must go, reads back
the same either way; what this version does not know stays as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.fields import Fields
from passkeyctl.wire import canonical as c


@dataclass(frozen=True, slots=True)
class Edit:
    """One write: the fields as they are to be, the fields as read, and what they were read from.

    `prior` is None where something new is made; then `original` is empty.
    """

    planned: Fields
    prior: Fields | None = None

    def touches(self, paths: Iterable[str]) -> bool:
        """Whether a field at or under one of the paths changes."""
        prior = self.prior
        if prior is None:
            return True
        roots = tuple(paths)
        return any(
            self.planned[path] != prior[path]
            for path in self.planned
            if any(path == root or path.startswith(root + ".") for root in roots)
        )


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a Graph object: the fields it is made of, and how; `write` gets the member as it was read."""

    name: str
    paths: tuple[str, ...]
    write: Callable[[Edit, JsonValue], JsonValue]


def overlaid(members: Iterable[Member], edit: Edit, original: JsonObject | None) -> JsonObject:
    """The object to send: `original` with the members that change written anew."""
    sent = c.bare(original)
    for member in members:
        if edit.touches(member.paths):
            sent[member.name] = member.write(edit, sent.get(member.name))
    return sent


def object_or_null(members: Iterable[Member], edit: Edit, original: JsonValue) -> JsonValue:
    """As `overlaid`; null where nothing is left in it."""
    sent = overlaid(members, edit, c.optional_object(original))
    return None if c.is_unset(sent) else sent
