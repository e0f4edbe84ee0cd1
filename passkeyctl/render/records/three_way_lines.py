"""What somebody has moved, object by object and field by field: when planned, now, and what would be written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from passkeyctl.json_types import JsonValue
from passkeyctl.model.fields import Field
from passkeyctl.model.kinds import field_of
from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.model.values import Value
from passkeyctl.plan.saved.three_way import How, Moved, MovedField
from passkeyctl.render.lines import Line, Role, Span, hung, line
from passkeyctl.render.naming import ROWS, quoted
from passkeyctl.render.value_text import Words
from passkeyctl.wire.originals import OriginalDifference

OBJECT, FIELD, SIDE = 2, 4, 6
MOST = 20
"""So many objects are shown; of more, how many there are."""
LONGEST = 200
"""So much of a value that this version does not know."""

HOWS = {How.CHANGED: "was changed", How.DELETED: "was deleted", How.MADE: "was made"}
ROLES = {How.CHANGED: Role.UPDATE, How.DELETED: Role.DELETE, How.MADE: Role.CREATE}


@dataclass(frozen=True, slots=True)
class Titles:
    """What the three sides are called, and what an object that nobody would write is said to be."""

    before: str = "when planned"
    now: str = "now"
    wanted: str = "the plan writes"

    @property
    def width(self) -> int:
        return max(map(len, (self.before, self.now, self.wanted))) + 2


def three_way_lines(
    moved: Iterable[Moved], words: Words, titles: Titles = Titles(), *, indent: int = 0
) -> tuple[Line, ...]:
    listed = tuple(moved)
    found = [each for one in listed[:MOST] for each in _object(one, words, titles, indent)]
    if len(listed) > MOST:
        found += line(f"and {len(listed) - MOST} more", Role.MUTED, indent=indent + OBJECT)
    return tuple(found)


def three_way_detail(moved: Iterable[Moved], words: Words, titles: Titles = Titles()) -> tuple[str, ...]:
    """For a diagnostic, which stands two columns further in."""
    shown = three_way_lines(moved, words, titles)
    return tuple("".join(span.text for span in each)[OBJECT:] for each in shown)


def _object(moved: Moved, words: Words, titles: Titles, indent: int) -> Iterator[Line]:
    heading = [Span(str(moved.address), ROLES[moved.how]), *_name(moved, words), Span(f" {HOWS[moved.how]}")]
    yield from hung([*heading, *_aim(moved)], first=indent + OBJECT, rest=indent + FIELD + 2)
    for each in moved.fields:
        yield from line(each.path, indent=indent + FIELD)
        yield from _sides(moved, each, words, titles, indent + SIDE)
    for difference in moved.untold:
        yield from line(f"{difference.path}, which this version of passkeyctl has no word for", indent=indent + FIELD)
        yield from _untold(difference, titles, indent + SIDE)


def _name(moved: Moved, words: Words) -> Iterator[Span]:
    name = (words.names.of_row(moved.id) or "") if moved.kind in ROWS else moved.name
    if moved.id == EVERYONE:
        yield Span(" everyone")
    elif name and name != moved.address.local and moved.address.local:
        yield Span(f" {quoted(name)}")


def _aim(moved: Moved) -> Iterator[Span]:
    """What becomes of it, where no field below says so."""
    if moved.wish is None or any(each.is_wanted for each in moved.fields):
        return
    if moved.wish.fields is None:
        yield Span("; the plan deletes it", Role.MUTED)
    elif moved.how is How.DELETED:
        yield Span("; the plan would change it", Role.MUTED)


def _sides(moved: Moved, each: MovedField, words: Words, titles: Titles, indent: int) -> Iterator[Line]:
    field = field_of(moved.kind, each.path)
    is_told_by_members = isinstance(each.before, frozenset) and isinstance(each.now, frozenset)

    def shown(value: Value) -> list[tuple[Span, ...]]:
        return _members(field, each.before, value, words) if is_told_by_members else [words.scalar(field, value)]

    if not is_told_by_members and moved.how is not How.MADE:
        yield from _side(titles.before, shown(each.before), titles, indent)
    yield from _side(titles.now, shown(each.now), titles, indent)
    if each.is_wanted:
        yield from _side(titles.wanted, shown(each.wanted), titles, indent)


def _members(field: Field, before: Value, after: Value, words: Words) -> list[tuple[Span, ...]]:
    """What joined and what left since it was read; both sides of a list are told against the same."""
    was, is_now = (each if isinstance(each, frozenset) else frozenset[str]() for each in (before, after))
    joined = [(Span("+ ", Role.CREATE), *each) for each in words.members(field, is_now - was)]
    left = [(Span("- ", Role.DELETE), *each) for each in words.members(field, was - is_now)]
    return [*joined, *left] or [(Span("as it was", Role.MUTED),)]


def _side(title: str, values: list[tuple[Span, ...]], titles: Titles, indent: int) -> Iterator[Line]:
    for number, value in enumerate(values):
        label = Span((title if number == 0 else "").ljust(titles.width), Role.MUTED)
        yield from hung([label, *value], first=indent, rest=indent + titles.width)


def _untold(difference: OriginalDifference, titles: Titles, indent: int) -> Iterator[Line]:
    yield from _side(titles.before, [(Span(_shortly(difference.before)),)], titles, indent)
    yield from _side(titles.now, [(Span(_shortly(difference.now)),)], titles, indent)


def _shortly(value: JsonValue) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}..."
