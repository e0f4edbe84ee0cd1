"""What becomes of each resource: one fold each, a row for each field, and the line of the file that says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from passkeyctl.model.address import KIND_ORDER, Address, Kind
from passkeyctl.model.change import Action, FieldChange, ResourceChange
from passkeyctl.model.fields import Field, Shape
from passkeyctl.model.kinds import field_of
from passkeyctl.model.methods import MANAGED_BY_MICROSOFT
from passkeyctl.model.values import Value, X509Limit
from passkeyctl.plan.plan import Plan
from passkeyctl.render.change_lines import NOT_SHOWN, SIGNS
from passkeyctl.render.lines import Span
from passkeyctl.render.naming import known
from passkeyctl.render.page.filters import Choice, filters, tallied
from passkeyctl.render.page.frame import Part
from passkeyctl.render.page.markup import badge, code, counted, facts, place, row, spans, table, text
from passkeyctl.render.shown_changes import shown_changes
from passkeyctl.render.value_text import Words

LIST = "changes-list"
FEW = 8
"""So many changes are unfolded from the start."""
ACTIONS = {Action.CREATE.value: "created", Action.UPDATE.value: "updated", Action.DELETE.value: "deleted"}
TONES = {Action.CREATE: "good", Action.UPDATE: "warn", Action.DELETE: "bad", Action.NO_OP: "soft"}
Members: TypeAlias = "frozenset[str] | frozenset[X509Limit]"
UNITS = {Shape.AAGUIDS: "authenticator", Shape.RANGES: "range"}


def changes_part(plan: Plan, words: Words) -> Part:
    moving = [each for each in plan.changes if each.action is not Action.NO_OP]
    standing = [each for each in plan.changes if each.action is Action.NO_OP and each.not_in_file]
    if not moving and not standing:
        return Part("changes", "Changes", "")
    choices = (
        Choice("action", "What happens", tallied((each.action.value for each in moving), ACTIONS)),
        Choice("kind", "Kind", tallied((each.address.kind.value for each in moving), _kinds())),
    )
    form = filters(LIST, "changes", len(moving), choices, can_open=True) if len(moving) > 1 else ""
    reach = _reach(plan)
    groups = "".join(
        _group(kind, [each for each in moving if each.address.kind is kind], words, reach, is_open=len(moving) <= FEW)
        for kind in KIND_ORDER
    )
    left = "".join(_change(each, words, reach, is_open=False, is_row=False) for each in standing)
    unchanged = f"<h3>Unchanged, with values that stand in no file</h3>{left}" if left else ""
    return Part("changes", "Changes", f'{form}<div id="{LIST}">{groups}</div>{unchanged}', len(moving))


def _kinds() -> Mapping[str, str]:
    return {each.value: each.value for each in KIND_ORDER}


def _reach(plan: Plan) -> Mapping[Address, str]:
    """How many people each change affects, where that was worked out."""
    if plan.impact is None:
        return {}
    return {address: f"affects {_people(len(each.anybody))}" for address, each in plan.impact.by_change}


def _people(number: int) -> str:
    return counted(number, "person", "people")


def _group(
    kind: Kind, changes: list[ResourceChange], words: Words, reach: Mapping[Address, str], *, is_open: bool
) -> str:
    if not changes:
        return ""
    rows = "".join(_change(each, words, reach, is_open=is_open) for each in changes)
    heading = f'<h3>{text(kind.value)} <span class="number">{len(changes):,}</span></h3>'
    return f'<div data-group class="group">{heading}{rows}</div>\n'


def _change(
    change: ResourceChange, words: Words, reach: Mapping[Address, str], *, is_open: bool, is_row: bool = True
) -> str:
    fact = facts(action=change.action.value, kind=change.address.kind.value) if is_row else ""
    name = words.names.of_change(change)
    named = f' <span class="name">{text(name)}</span>' if change.address.local and name != change.address.local else ""
    does = ACTIONS.get(change.action.value, "unchanged")
    sign = SIGNS[change.action].strip() or "="
    affects = f" {badge(reach[change.address])}" if change.address in reach else ""
    return (
        f"<details{fact}{' open' if is_open else ''}><summary>"
        f'<span class="sign {TONES[change.action]}" aria-hidden="true">{sign}</span> '
        f'<span class="mono">{text(str(change.address))}</span>{named} {badge(does, TONES[change.action])}{affects}'
        f"</summary>{_about(change)}{_fields(change, words)}</details>\n"
    )


def _about(change: ResourceChange) -> str:
    is_known = known(change.id) == change.id and change.id != change.address.local
    said = (
        f"id {code(change.id)}" if is_known and change.address.local else "",
        f"from {place(change.source)}" if change.source is not None else "",
        f"note: {text(change.note)}" if change.note else "",
        f"comes back from the recycle bin: {text(change.restores.name)}" if change.restores is not None else "",
    )
    found = " · ".join(filter(None, said))
    return f'<p class="soft">{found}</p>' if found else ""


def _fields(change: ResourceChange, words: Words) -> str:
    rows = [_field(change, each, words) for each in shown_changes(change) if _is_shown(change, each)]
    rows += [_kept(change, path, value, words) for path, value in change.not_in_file]
    if not rows:
        return ""
    heads = {
        Action.CREATE: ("Field", "Will be", "Written in"),
        Action.DELETE: ("Field", "Was", "Written in"),
    }.get(change.action, ("Field", "Change", "Written in"))
    return table(f"Fields of {change.address}", heads, rows, kind="quiet")


def _is_shown(change: ResourceChange, each: FieldChange) -> bool:
    return change.action is Action.UPDATE or each.path not in NOT_SHOWN


def _field(change: ResourceChange, each: FieldChange, words: Words) -> str:
    field = field_of(change.address.kind, each.path)
    came = place(each.source) or '<span class="soft">-</span>'
    match change.action:
        case Action.CREATE:
            shown = value_html(field, each.planned, words)
        case Action.DELETE:
            shown = f"<del>{value_html(field, each.prior, words)}</del>"
        case _:
            shown = _update(change, field, each, words)
    return row(f'<span class="mono">{text(each.path)}</span>', shown, came)


def _kept(change: ResourceChange, path: str, value: Value, words: Words) -> str:
    shown = value_html(field_of(change.address.kind, path), value, words)
    return row(f'<span class="mono">{text(path)}</span>', f"{shown} <em>stays as it is</em>", "in no file")


def _update(change: ResourceChange, field: Field, each: FieldChange, words: Words) -> str:
    prior, planned = each.prior, each.planned
    if isinstance(prior, frozenset) and isinstance(planned, frozenset):
        return _members(field, prior, planned, words)
    is_managed = change.address.kind is Kind.CAMPAIGN and change.prior_fields["state"] == "microsoftManaged"
    was = "Microsoft's choice" if is_managed and field.path in MANAGED_BY_MICROSOFT else value_html(field, prior, words)
    return f'<del>{was}</del> <span aria-hidden="true">→</span> <ins>{value_html(field, planned, words)}</ins>'


def _members(field: Field, prior: Members, planned: Members, words: Words) -> str:
    joins = (f"<li><ins>+ {spans(each)}</ins></li>" for each in words.members(field, planned - prior))
    goes = (f"<li><del>- {spans(each)}</del></li>" for each in words.members(field, prior - planned))
    stay = len(prior & planned)
    unit = UNITS.get(field.shape, "")
    said = f"{counted(stay, unit) if unit else f'{stay:,}'} unchanged"
    kept = f'<li class="soft">{said}</li>' if stay else ""
    return f"<ul>{''.join((*joins, *goes))}{kept}</ul>"


def value_html(field: Field, value: Value, words: Words) -> str:
    """One value as it is; of a list one member a line."""
    if not isinstance(value, frozenset) or not value:
        return spans(words.scalar(field, value))
    members: Iterable[tuple[Span, ...]] = words.members(field, value)
    shown = [spans(each) for each in members]
    return shown[0] if len(shown) == 1 else f"<ul>{''.join(f'<li>{each}</li>' for each in shown)}</ul>"
