"""Resources that change, field by field."""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.diagnostics import SourceRange
from passkeyctl.model.address import Kind
from passkeyctl.model.change import Action, FieldChange, ResourceChange
from passkeyctl.model.conditional_access import grant_requirements
from passkeyctl.model.fields import Field, Shape
from passkeyctl.model.kinds import field_of
from passkeyctl.model.methods import BETA_ONLY, MANAGED_BY_MICROSOFT
from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.model.values import Value
from passkeyctl.render.lines import Line, Role, Span, hung, line
from passkeyctl.render.naming import known, quoted
from passkeyctl.render.shown_changes import shown_changes
from passkeyctl.render.value_text import Words, reads_inline

SIGNS = {Action.CREATE: "+", Action.UPDATE: "~", Action.DELETE: "-", Action.NO_OP: " "}
ROLES = {
    Action.CREATE: Role.CREATE,
    Action.UPDATE: Role.UPDATE,
    Action.DELETE: Role.DELETE,
    Action.NO_OP: Role.MUTED,
}
RESOURCE, FIELD, MEMBER = 2, 6, 8
NOT_SHOWN = ("name", "type")
"""Of what is new or goes: the heading has its name, and `ipRanges` or `countries` tells the type of a location."""

UNITS = {Shape.AAGUIDS: "AAGUID", Shape.RANGES: "range"}


def change_lines(change: ResourceChange, words: Words) -> tuple[Line, ...]:
    """`+ passkeys.profiles.synced  "Synced passkeys"`, then what is written in it."""
    fields = (shown for each in shown_changes(change) for shown in _with_source(change, each, words))
    note = line(f"note: {change.note}", Role.MUTED, indent=FIELD) if change.note else ()
    came = _source_lines(change.source, words) if _says_itself(change) else ()
    beside = (*_operator_lines(change), *not_in_file_lines(change, words, indent=FIELD))
    return (*heading(change, words), *came, *note, *fields, *beside)


def _operator_lines(change: ResourceChange) -> tuple[Line, ...]:
    """What joins the requirements, where there is something to join from now on."""
    before, after = change.prior_fields, change.planned
    if change.address.kind is not Kind.POLICY or change.action is not Action.UPDATE or after is None:
        return ()
    if grant_requirements(before) >= 2 or grant_requirements(after) < 2:
        return ()
    return line(f"grant.require: {after['grant.require']}", indent=FIELD)


def _with_source(change: ResourceChange, each: FieldChange, words: Words) -> tuple[Line, ...]:
    lines = tuple(_field_lines(change, each, words))
    return (*lines, *_source_lines(each.source, words)) if lines else ()


def _says_itself(change: ResourceChange) -> bool:
    """A row of a list is named by what stands in it, and what goes has no fields in the file."""
    return change.source is not None and (not change.changes or bool(change.source.via))


def _source_lines(source: SourceRange | None, words: Words) -> tuple[Line, ...]:
    if source is None or not words.view.with_sources:
        return ()
    came = (f"{origin.name} at {origin.place}" for origin in source.via)
    return hung([Span(", ".join((f"from {source}", *came)), Role.MUTED)], first=MEMBER, rest=MEMBER + 4)


def heading(change: ResourceChange, words: Words) -> tuple[Line, ...]:
    address, name, local = str(change.address), words.names.of_change(change), change.address.local
    spans = [Span(f"{SIGNS[change.action]} {address}", ROLES[change.action])]
    if local and name not in (local, change.id):
        spans.append(Span(f"  {name if change.id == EVERYONE else quoted(name)}"))
    if local and change.id != local and known(change.id) == change.id:
        spans.append(Span(f" ({change.id})" if len(spans) > 1 else f"  ({change.id})", Role.MUTED))
    return hung(spans, first=RESOURCE, rest=FIELD)


def not_in_file_lines(change: ResourceChange, words: Words, *, indent: int) -> tuple[Line, ...]:
    """Live values that the entry leaves out and that are not Graph's default: they stay."""
    if not change.not_in_file:
        return ()
    found = list(line("not in the file, stays as it is:", Role.MUTED, indent=indent))
    for path, value in change.not_in_file:
        field = field_of(change.address.kind, path)
        found.extend(_value_lines(field, value, words, sign="", indent=indent + 2, role=Role.MUTED))
    return tuple(found)


def _field_lines(change: ResourceChange, each: FieldChange, words: Words) -> Iterator[Line]:
    field = field_of(change.address.kind, each.path)
    match change.action:
        case Action.UPDATE:
            yield from _managed_lines(change, field, each, words) or _update_lines(field, each, words)
            yield from _beta_lines(change, field)
        case Action.CREATE if field.path not in NOT_SHOWN:
            yield from _value_lines(field, each.planned, words, sign="+", indent=FIELD, role=Role.CREATE)
        case Action.DELETE if field.path not in NOT_SHOWN:
            yield from _value_lines(field, each.prior, words, sign="-", indent=FIELD, role=Role.DELETE)


def _value_lines(field: Field, value: Value, words: Words, *, sign: str, indent: int, role: Role) -> tuple[Line, ...]:
    """One value as it is: of a new resource, of one that goes, or of one that stays."""
    muted = role if role is Role.MUTED else Role.PLAIN
    label = Span(f"{field.path}:", muted)
    if not isinstance(value, frozenset) or reads_inline(field, value):
        shown = (
            Span(span.text, Role.MUTED if muted is Role.MUTED else span.role) for span in words.scalar(field, value)
        )
        return hung([label, Span(" "), *shown], first=indent, rest=indent + 4)
    members = [_signed(sign, member, role) for member in words.members(field, value)]
    beside = hung([label, Span(" "), *members[0]], first=indent, rest=indent + 2)
    if len(members) == len(beside) == 1:
        return beside
    below = (each for member in members for each in hung(member, first=indent + 2, rest=indent + 6))
    return (*hung([label], first=indent, rest=indent + 4), *below)


def _update_lines(field: Field, each: FieldChange, words: Words) -> Iterator[Line]:
    prior, planned = each.prior, each.planned
    if not isinstance(prior, frozenset) or not isinstance(planned, frozenset):
        spans = (*words.scalar(field, prior), Span(" -> ", Role.UPDATE), *words.scalar(field, planned))
        yield from hung([Span(f"{field.path}: "), *spans], first=FIELD, rest=FIELD + 4)
        return
    yield from line(f"{field.path}:", indent=FIELD)
    for member in words.members(field, planned - prior):
        yield from _member_lines("+", member, Role.CREATE)
    for member in words.members(field, prior - planned):
        yield from _member_lines("-", member, Role.DELETE)
    stay = len(prior & planned)
    if stay:
        unit = _unit(field, stay)
        yield from line(f"({stay} {unit} unchanged)" if unit else f"({stay} unchanged)", Role.MUTED, indent=MEMBER)


def _managed_lines(change: ResourceChange, field: Field, each: FieldChange, words: Words) -> tuple[Line, ...]:
    """Until now Microsoft has moved this: what the tenant shows of it was nobody's choice."""
    is_managed = change.address.kind is Kind.CAMPAIGN and change.prior_fields["state"] == "microsoftManaged"
    if not is_managed or field.path not in MANAGED_BY_MICROSOFT:
        return ()
    spans = (Span("(Microsoft's choice)", Role.MUTED), Span(" -> ", Role.UPDATE), *words.scalar(field, each.planned))
    return hung([Span(f"{field.path}: "), *spans], first=FIELD, rest=FIELD + 4)


def _beta_lines(change: ResourceChange, field: Field) -> tuple[Line, ...]:
    if change.address.kind is not Kind.CAMPAIGN or field.path not in BETA_ONLY:
        return ()
    return line("only Graph's beta has this: it is read and written through beta", Role.NOTICE, indent=MEMBER)


def _unit(field: Field, count: int) -> str:
    unit = UNITS.get(field.shape, "")
    return f"{unit}s" if unit and count != 1 else unit


def _member_lines(sign: str, member: tuple[Span, ...], role: Role) -> tuple[Line, ...]:
    return hung(_signed(sign, member, role), first=MEMBER, rest=MEMBER + 4)


def _signed(sign: str, member: tuple[Span, ...], role: Role) -> list[Span]:
    """Names take the colour of what happens to them; ids beside them stay muted."""
    shown = [Span(span.text, role if span.role is Role.PLAIN else span.role) for span in member]
    return [*([Span(f"{sign} ", role)] if sign else []), *shown]
