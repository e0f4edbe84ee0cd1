"""Before a policy is rewritten: whether beta shows something in it that v1.0 hides, and that the write might clear."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from passkeyctl.diagnostics import Diagnostic, error
from passkeyctl.json_types import JsonObject
from passkeyctl.model.address import Kind
from passkeyctl.model.change import Action, ResourceChange
from passkeyctl.wire.policies import changed_members
from passkeyctl.wire.unmanaged import hidden_members

NESTED = frozenset({"conditions", "grantControls", "sessionControls"})
"""Members of a policy that hold others: whether a write of one merges or replaces is not documented."""


def beta_only_faults(changes: Iterable[ResourceChange], beta: Mapping[str, JsonObject]) -> tuple[Diagnostic, ...]:
    """`beta` are policies by id as beta shows them."""
    rewritten = [(change, members) for change in changes if (members := _rewritten(change))]
    return tuple(fault for change, members in rewritten for fault in _faults(change, members, beta.get(change.id)))


def _rewritten(change: ResourceChange) -> tuple[str, ...]:
    is_update = change.address.kind is Kind.POLICY and change.action is Action.UPDATE
    if not is_update or change.live is None or change.planned is None:
        return ()
    return tuple(each for each in changed_members(change.live.fields, change.planned) if each in NESTED)


def _faults(change: ResourceChange, members: tuple[str, ...], beta: JsonObject | None) -> Iterator[Diagnostic]:
    if change.live is None or beta is None:
        return
    for path in hidden_members(change.live, beta, members):
        yield error(
            "OPS907",
            f"`{path}` of `{change.name}` is shown by beta only, and the change might clear it",
            address=str(change.address),
            source=change.source,
            hint="make this change in the admin centre; `--no-beta-check` leaves it to Graph whether it is kept",
        )
