"""What the files say and what the tenant has, in names: an id stands only where no name tells two things apart."""

from __future__ import annotations

import re
from collections.abc import Iterator

from passkeyctl.drift.accepted import Known, plain_text
from passkeyctl.drift.deviation import Deviation, Sort
from passkeyctl.model.fields import Field, Shape
from passkeyctl.model.kinds import field_of
from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.model.values import Value, X509Limit
from passkeyctl.render.lines import Role, Span
from passkeyctl.render.naming import ROWS, quoted
from passkeyctl.render.value_text import Words

MOST_MEMBERS = 4
"""Sets that both sides can be shown whole of; of longer ones the difference says more."""
_ID_BESIDE = re.compile(r" \([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\)")
_UNITS = {Shape.AAGUIDS: "authenticator", Shape.RANGES: "range"}

Said = tuple[str, tuple[Span, ...]]


def both_sides(deviation: Deviation, words: Words) -> tuple[Said, ...]:
    """Labels and what stands beside them: `file says`, `tenant has`, and for sets what that makes."""
    return tuple(_both_sides(deviation, words))


def name_of(deviation: Deviation, words: Words) -> str:
    """What people call the object; rows of a list are named by their group."""
    if deviation.address.kind in ROWS:
        return words.names.of_row(deviation.id) or deviation.name
    return deviation.name


def value_words(deviation: Deviation, value: Value, words: Words) -> str:
    """A value of this deviation's field in one line of plain text."""
    if not deviation.path:
        return ""
    shown = _value(field_of(deviation.address.kind, deviation.path), value, words)
    return "".join(each.text for each in shown)


def accepted_text(deviation: Deviation, words: Words) -> str:
    """The tenant's value as a waiver's `accepts` names it; nothing where the whole object is meant."""
    if not deviation.path:
        return ""
    house = {alias: tuple(each for each in named if isinstance(each, str)) for alias, named in words.view.house.items()}
    known = Known(words.names.by_id, house)
    return plain_text(field_of(deviation.address.kind, deviation.path), deviation.live, known)


def sentence(deviation: Deviation, words: Words) -> str:
    """One line for lists of findings: the place, and what both sides say."""
    place = f"`{deviation.place}`"
    match deviation.sort:
        case Sort.MISSING:
            return f"{place} stands in the files, and the tenant doesn't have it"
        case Sort.UNWANTED:
            return f"{place} is not to be there, and the tenant has it"
        case Sort.UNLISTED:
            return f"{place} lies inside what the files manage, and stands in no file"
        case Sort.NOT_IN_FILE:
            return (
                f"{place} is left out of the file, and the tenant has `{value_words(deviation, deviation.live, words)}`"
            )
        case _:
            return f"{place} differs: {_difference(deviation, words)}"


def _difference(deviation: Deviation, words: Words) -> str:
    wanted, live = deviation.wanted, deviation.live
    if isinstance(wanted, frozenset) and isinstance(live, frozenset):
        field = field_of(deviation.address.kind, deviation.path)
        sides = (("lacks", wanted - live), ("adds", live - wanted))
        return "the tenant " + " and ".join(
            f"{verb} `{_text(_members(field, members, words))}`" for verb, members in sides if members
        )
    shown = (value_words(deviation, each, words) for each in (wanted, live))
    file, tenant = shown
    return f"the file says `{file}`, the tenant has `{tenant}`"


def _both_sides(deviation: Deviation, words: Words) -> Iterator[Said]:
    match deviation.sort:
        case Sort.MISSING:
            yield "file says", (Span("there is one"), *_place(deviation))
            yield "tenant has", (Span("none", Role.WARNING),)
        case Sort.UNWANTED:
            why = "its list is whole and doesn't name it" if deviation.address.is_unlisted else "`ensure: absent`"
            yield "file says", (Span(f"there is none: {why}"), *_place(deviation))
            yield "tenant has", (Span("one", Role.WARNING),)
        case Sort.UNLISTED:
            yield (
                "file says",
                (Span("nothing: no file lists it, and it is inside what they manage"), *_place(deviation)),
            )
            yield "tenant has", (Span("one", Role.WARNING),)
        case Sort.NOT_IN_FILE:
            field = field_of(deviation.address.kind, deviation.path)
            default = (Span("; Graph's default is "), *_value(field, field.default, words))
            yield "file says", (Span("nothing: the key is left out"), *_place(deviation), *default)
            yield "tenant has", _in_role(_value(field, deviation.live, words), Role.WARNING)
        case _:
            yield from _changed(deviation, words)


def _changed(deviation: Deviation, words: Words) -> Iterator[Said]:
    field, wanted, live = field_of(deviation.address.kind, deviation.path), deviation.wanted, deviation.live
    if isinstance(wanted, frozenset) and isinstance(live, frozenset):
        yield "file says", (*_whole(field, wanted, words), *_place(deviation))
        yield "tenant has", _whole(field, live, words)
        if lacks := wanted - live:
            yield "so it lacks", _in_role(_members(field, lacks, words), Role.DELETE)
        if adds := live - wanted:
            yield "so it adds", _in_role(_members(field, adds, words), Role.CREATE)
        return
    file, tenant = _value(field, wanted, words), _value(field, live, words)
    if _text(file) == _text(tenant):  # two things of one name
        file, tenant = words.scalar(field, wanted), words.scalar(field, live)
    yield "file says", (*file, *_place(deviation))
    yield "tenant has", _in_role(tenant, Role.WARNING)


def _place(deviation: Deviation) -> tuple[Span, ...]:
    return (Span(f"  ({deviation.source})", Role.MUTED),) if deviation.source is not None else ()


def _value(field: Field, value: Value, words: Words) -> tuple[Span, ...]:
    if isinstance(value, frozenset) and value:
        return _members(field, value, words)
    return _without_ids(words.scalar(field, value))


def _whole(field: Field, members: frozenset[str] | frozenset[X509Limit], words: Words) -> tuple[Span, ...]:
    if not members:
        return (Span("none"),)
    if len(members) > MOST_MEMBERS:
        return (Span(f"{len(members)} {_UNITS.get(field.shape, 'member')}s"),)
    return _members(field, members, words)


def _members(field: Field, members: frozenset[str] | frozenset[X509Limit], words: Words) -> tuple[Span, ...]:
    """Side by side, ids only where two have one name."""
    shown = words.members(field, members)
    bare = [_without_ids(each) for each in shown]
    texts = [_text(each) for each in bare]
    parts = [plain if texts.count(text) == 1 else whole for plain, text, whole in zip(bare, texts, shown, strict=True)]
    found: list[Span] = []
    for each in parts:
        found.extend([Span(", ")] if found else [])
        found.extend(each)
    return tuple(found)


def _without_ids(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    return tuple(each for each in spans if not _ID_BESIDE.fullmatch(each.text))


def _in_role(spans: tuple[Span, ...], role: Role) -> tuple[Span, ...]:
    return tuple(Span(each.text, role if each.role is Role.PLAIN else each.role) for each in spans)


def _text(spans: tuple[Span, ...]) -> str:
    return "".join(each.text for each in spans)


def titled(deviation: Deviation, words: Words) -> str:
    """The name in quotation marks, or nothing where the address says it already."""
    name = name_of(deviation, words)
    if not deviation.address.local or name in ("", deviation.address.local):
        return ""
    return name if deviation.id == EVERYONE else quoted(name)
