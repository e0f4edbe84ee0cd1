"""What an answer holds beyond the fields of this version: kept as it is, never compared, and said.

Two sorts: members that no field stands for (`unknown_members`, in Graph's names), and words that Graph has added to
an enumeration since (`unknown_words`, by field). Unset ones say nothing: Graph gives every object its newest members.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.address import Kind
from passkeyctl.model.conditional_access import GUEST_TYPES
from passkeyctl.model.fields import Field, Shape
from passkeyctl.model.kinds import FIELDS
from passkeyctl.model.reference import RefKind
from passkeyctl.model.state import LiveObject
from passkeyctl.model.strengths import MODES
from passkeyctl.model.values import Guests, SignInFrequency, Value
from passkeyctl.wire.canonical import is_guid, is_unset, objects
from passkeyctl.wire.known_members import KNOWN, LIMITS, Known, Members
from passkeyctl.wire.methods import campaign_part


def not_managed(live: LiveObject) -> tuple[str, ...]:
    """Everything of an object that this version leaves alone, in words for people."""
    return (*unknown_members(live), *(f"{path}: {word}" for path, word in unknown_words(live)))


def unknown_members(live: LiveObject) -> tuple[str, ...]:
    """Dotted paths, in Graph's names, of the members with a value that no field stands for."""
    return tuple(sorted(set(_unknown(live.original, KNOWN[live.kind], ""))))


def hidden_members(live: LiveObject, beta: JsonObject, rewritten: Iterable[str]) -> tuple[str, ...]:
    """What beta shows below the rewritten members of a policy and v1.0 keeps to itself.

    A write of such a member may clear it: whether Graph merges or replaces is not documented.
    """
    roots = tuple(rewritten)
    beyond = set(_unknown(beta, KNOWN[Kind.POLICY], "")) - set(unknown_members(live))
    return tuple(sorted(each for each in beyond if each.split(".")[0] in roots and "." in each))


def _unknown(value: JsonValue, known: Known, path: str) -> Iterator[str]:
    """A list counts as one place: which of its rows has the member is in the answer itself."""
    if known is Members.LIMIT:
        yield from _of_limit(value, path)
    elif isinstance(known, Members):
        return
    elif isinstance(value, list):
        for each in value if dict in set(map(type, value)) else ():  # not a step for each of 390,000 ranges
            if isinstance(each, dict):
                yield from _unknown(each, known, path)
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _of_member(name, inner, known, path)


def _of_member(name: str, value: JsonValue, known: Mapping[str, Known], path: str) -> Iterator[str]:
    place = f"{path}.{name}" if path else name
    if name in known:
        yield from _unknown(value, known[name], place)
    elif "@" not in name and not is_unset(value):
        yield place


def _of_limit(value: JsonValue, path: str) -> Iterator[str]:
    """Limits of a strength differ by type; one of a new type is unknown as a whole."""
    for each in value if isinstance(value, list) else ():
        kind = str(each.get("@odata.type")) if isinstance(each, dict) else ""
        if kind in LIMITS:
            yield from _unknown(each, LIMITS[kind], path)
        else:
            yield f"{path} ({kind.removeprefix('#microsoft.graph.')})"


def unknown_words(live: LiveObject) -> tuple[tuple[str, str], ...]:
    """Field path and word, for words of an enumeration that this version does not know."""
    found = {(field.path, word) for field in FIELDS[live.kind] for word in _words(field, live.fields[field.path])}
    return tuple(sorted({*found, *_target_types(live)}))


def _words(field: Field, value: Value) -> Iterator[str]:
    match value:
        case Guests():
            tenants = [value.tenants] if isinstance(value.tenants, str) and value.tenants != "all" else []
            yield from (*sorted(value.types - set(GUEST_TYPES)), *tenants)
        case SignInFrequency():
            yield from _of_frequency(value)
        case str() if field.shape in (Shape.CHOICE, Shape.FLAG) and value and value not in field.words:
            yield value
        case frozenset():
            yield from _of_set(field, (each for each in value if isinstance(each, str)))


def _of_frequency(frequency: SignInFrequency) -> Iterator[str]:
    if frequency.unit not in (None, "hours", "days"):
        yield str(frequency.unit)
    if frequency.scope not in ("primaryAndSecondaryAuthentication", "secondaryAuthentication"):
        yield frequency.scope


NAMELESS = (RefKind.CONTEXT, RefKind.PROFILE)
"""Objects whose ids need not be GUIDs."""


def _of_set(field: Field, members: Iterable[str]) -> Iterator[str]:
    match field.shape:
        case Shape.WORDS:
            yield from (each for each in members if each not in field.words)
        case Shape.COMBINATIONS:
            yield from (each for each in members if not set(each.split(",")) <= set(MODES))
        case Shape.REFERENCES if field.refers_to not in NAMELESS:
            yield from (each for each in members if each not in field.words and not is_guid(each))


ROWS = (Kind.TARGET, Kind.EXCLUDE)
LISTS = ("includeTargets", "excludeTargets")


def _target_types(live: LiveObject) -> Iterator[tuple[str, str]]:
    """Rows of the passkey policy are for groups, others for groups and people; another word is kept and said."""
    if live.kind in ROWS:
        yield from _other_types([live.original], ("group",))
    elif live.kind is Kind.TEMPORARY_ACCESS_PASS:
        yield from _other_types((row for name in LISTS for row in objects(live.original.get(name))), PEOPLE)
    elif live.kind is Kind.CAMPAIGN:
        holder = campaign_part(live.original)
        yield from _other_types((row for name in LISTS for row in objects(holder.get(name))), PEOPLE)


PEOPLE = ("group", "user")


def _other_types(rows: Iterable[JsonObject], known: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for row in rows:
        word = row.get("targetType")
        if isinstance(word, str) and word not in known:
            yield "targetType", word
