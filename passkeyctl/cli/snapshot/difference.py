"""Two moments of a tenant side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from passkeyctl.authenticators.catalogue import Catalogue, load
from passkeyctl.cli.console import show, write_out
from passkeyctl.cli.snapshot.against import opened_whole
from passkeyctl.errors import ExitCode
from passkeyctl.graph.directory_objects import organization_of
from passkeyctl.graph.held_state import names_in, state_of
from passkeyctl.json_types import JsonObject
from passkeyctl.model.address import Kind
from passkeyctl.model.change import Action, ResourceChange
from passkeyctl.model.reference import RefKind
from passkeyctl.model.state import PriorState
from passkeyctl.model.strengths import BUILT_IN_STRENGTHS
from passkeyctl.plan.moments import changes_between
from passkeyctl.render.change_lines import change_lines
from passkeyctl.render.json_text import json_text
from passkeyctl.render.lines import EMPTY, Line, Role, line
from passkeyctl.render.naming import OWN_KINDS, Names
from passkeyctl.render.value_json import value_json
from passkeyctl.render.value_text import PlanView, Words
from passkeyctl.snapshot.document import Part, Snapshot, Unread

FORMAT = "1.0"
KIND = "passkeyctl snapshot diff"
BETA_ONLY = "policies that only beta shows"


@dataclass(frozen=True, slots=True)
class Comparison:
    before: Snapshot
    after: Snapshot
    old: PriorState
    new: PriorState
    changes: tuple[ResourceChange, ...]

    @property
    def unread(self) -> tuple[tuple[str, str], ...]:
        """Which kinds can't be compared, and which of the two lacks them."""
        kinds = tuple((kind.value, _lacking(kind, self.old, self.new)) for kind in Kind if self._lacks(kind))
        return (*kinds, *_without_beta(self.before, self.after))

    @property
    def doubts(self) -> tuple[str, ...]:
        """Why the two may not be two moments of one thing."""
        tenants = [organization_of(each.read(Part.ORGANIZATION)) for each in (self.before, self.after)]
        ids = {each.id for each in tenants if each is not None}
        one_is_replaced = self.before.is_sanitised is not self.after.is_sanitised
        return (
            *(("these are two tenants, not two moments of one",) if len(ids) > 1 and not one_is_replaced else ()),
            *(("one of them is sanitised: its names and ids are others",) if one_is_replaced else ()),
        )

    def _lacks(self, kind: Kind) -> bool:
        return kind in self.old.unread_kinds or kind in self.new.unread_kinds


def compare(before: str, after: str, *, as_json: bool, wants_changes: bool) -> ExitCode:
    first, second = opened_whole(before), opened_whole(after)
    old, new = state_of(first), state_of(second)
    found = Comparison(first, second, old, new, changes_between(old, new))
    code = ExitCode.CHANGES if wants_changes and found.changes else ExitCode.DONE
    if as_json:
        write_out(json_text(_document(found, code)))
    else:
        show(_lines(found))
    return code


def _lacking(kind: Kind, old: PriorState, new: PriorState) -> str:
    both = kind in old.unread_kinds and kind in new.unread_kinds
    return "both" if both else "the first" if kind in old.unread_kinds else "the second"


def _without_beta(before: Snapshot, after: Snapshot) -> list[tuple[str, str]]:
    """A policy that only beta shows may have come or gone where its list was refused."""
    refused = [_is_refused(each) for each in (before, after)]
    which = "both" if all(refused) else "the first" if refused[0] else "the second"
    return [(BETA_ONLY, which)] if any(refused) else []


def _is_refused(snapshot: Snapshot) -> bool:
    """An endpoint without beta answers 404: there is nothing to read."""
    content = snapshot.parts.get(Part.POLICY_IDS_BETA)
    return isinstance(content, Unread) and content.status != 404


def _lines(found: Comparison) -> Iterator[Line]:
    catalogue = load(None)
    assert isinstance(catalogue, Catalogue)
    words = Words(PlanView({}, catalogue, {}), _names(found))
    yield from line(f"from      {_moment(found.before)}", Role.MUTED)
    yield from line(f"to        {_moment(found.after)}", Role.MUTED)
    for doubt in found.doubts:
        yield from line(f"warning   {doubt}", Role.WARNING)
    for change in found.changes:
        yield EMPTY
        yield from change_lines(change, words)
    yield EMPTY
    for kind, which in found.unread:
        yield from line(f"not compared: {kind}: unread in {which}", Role.WARNING)
    for id, name in _unread_policies(found):
        yield from line(f"not compared: `{name}` ({id}): in the beta list only", Role.WARNING)
    yield from line("not compared: who is a member of which group", Role.MUTED)
    yield from line(_summary(found), Role.HEADING)


def _moment(snapshot: Snapshot) -> str:
    moment = snapshot.taken_at or "an unknown time"
    return f"{moment}  ({snapshot.endpoint}{', sanitised' if snapshot.is_sanitised else ''})"


def _summary(found: Comparison) -> str:
    if not found.changes:
        is_whole = not found.unread and not _unread_policies(found)
        return "Nothing changed." if is_whole else "Nothing changed in what can be compared."
    counts = {each: sum(change.action is each for change in found.changes) for each in Action}
    return f"{counts[Action.CREATE]} added, {counts[Action.UPDATE]} changed, {counts[Action.DELETE]} removed."


def _unread_policies(found: Comparison) -> list[tuple[str, str]]:
    return sorted({*found.old.unread_policies, *found.new.unread_policies})


def _names(found: Comparison) -> Names:
    names: dict[tuple[RefKind, str], str] = {(RefKind.STRENGTH, id): name for id, name in BUILT_IN_STRENGTHS.items()}
    for snapshot, state in ((found.before, found.old), (found.after, found.new)):
        names.update(names_in(snapshot))
        for kind, reference in OWN_KINDS:
            names.update({(reference, each.id): each.name for each in state.of(kind)})
    return Names(names)


def _document(found: Comparison, code: ExitCode) -> JsonObject:
    from passkeyctl import __version__

    return {
        "kind": KIND,
        "format_version": FORMAT,
        "tool_version": __version__,
        "exit_code": int(code),
        "before": {"taken_at": found.before.taken_at, "endpoint": found.before.endpoint},
        "after": {"taken_at": found.after.taken_at, "endpoint": found.after.endpoint},
        "doubts": [*found.doubts],
        "not_compared": [{"kind": kind, "unread_in": which} for kind, which in found.unread],
        "unread_policies": [{"id": id, "name": name} for id, name in _unread_policies(found)],
        "changes": [_change(each) for each in found.changes],
    }


ACTIONS = {Action.CREATE: "added", Action.UPDATE: "changed", Action.DELETE: "removed"}


def _change(change: ResourceChange) -> JsonObject:
    return {
        "kind": change.address.kind.value,
        "id": change.id,
        "name": change.name,
        "action": ACTIONS[change.action],
        "fields": [
            {"path": each.path, "before": value_json(each.prior), "after": value_json(each.planned)}
            for each in change.changes
        ],
    }
