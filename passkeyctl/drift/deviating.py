"""From what a plan would change to what a tenant has become: each field, row and object on its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial

from passkeyctl.diagnostics import Diagnostic, Severity
from passkeyctl.diff import Difference, unlisted_address
from passkeyctl.drift.deviation import Deviation, Sort
from passkeyctl.identity import exact
from passkeyctl.model.address import Address, Kind, PendingId
from passkeyctl.model.change import Action, ResourceChange
from passkeyctl.model.desired import Managed, Ownership
from passkeyctl.model.kinds import field_of
from passkeyctl.model.state import PriorState
from passkeyctl.plan.saved.catalogue_pin import CatalogueDifference


def deviations_of(difference: Difference, prior: PriorState, manage: Mapping[str, Managed]) -> tuple[Deviation, ...]:
    """In the order in which a plan shows them; nobody is named yet, and no waiver looked at."""
    listed = [each for change in difference.changes for each in _of_change(change)]
    unlisted = (
        Deviation(Sort.UNLISTED, unlisted_address(each, prior), each.name, id=each.id) for each in difference.drifted
    )
    found = [*listed, *unlisted, *_hidden(prior, manage)]
    return tuple(sorted(found, key=lambda each: each.address.sort_key))


def marked(deviations: Iterable[Deviation], of_catalogue: Iterable[CatalogueDifference]) -> tuple[Deviation, ...]:
    """With those told that the files would not show by an older list of authenticators."""
    found = {(each.address, each.path) for each in of_catalogue}
    return tuple(
        replace(each, is_of_catalogue=True) if (each.address, each.path) in found else each for each in deviations
    )


def not_compared(prior: PriorState, manage: Mapping[str, Managed]) -> Iterator[Diagnostic]:
    """Policies outside the boundary that were not read: nobody looks after them here, and what they ask is unknown."""
    for id, name in prior.unread_policies:
        if not _is_inside(name, manage):
            summary = f"the policy `{name}` uses preview features and can't be read through v1.0: it was not compared"
            yield Diagnostic(
                Severity.NOTICE, "OPS907", summary, hint=f"look at it in the admin centre: its id is `{id}`"
            )


def unnamed_inside(prior: PriorState, manage: Mapping[str, Managed]) -> tuple[str, ...]:
    """Unread policies whose names nobody gives, where a name would say whether they are inside the boundary."""
    has_boundary = _prefix(manage) is not None
    return tuple(id for id, name in prior.unread_policies if has_boundary and name == id)


def _hidden(prior: PriorState, manage: Mapping[str, Managed]) -> Iterator[Deviation]:
    """Policies inside the boundary that only Graph's beta shows: there, unread, and in no file."""
    for id, name in prior.unread_policies:
        if name != id and _is_inside(name, manage):
            yield Deviation(Sort.UNLISTED, Address(Kind.POLICY, name, is_unlisted=True), name, id=id)


def _prefix(manage: Mapping[str, Managed]) -> str | None:
    section = manage.get(Kind.POLICY.value)
    return section.prefix if section is not None and section.ownership is Ownership.PREFIX else None


def _is_inside(name: str, manage: Mapping[str, Managed]) -> bool:
    prefix = _prefix(manage)
    return prefix is not None and exact(name).startswith(exact(prefix))


def _of_change(change: ResourceChange) -> Iterator[Deviation]:
    match change.action:
        case Action.CREATE:
            id = "" if isinstance(change.id, PendingId) else change.id
            yield Deviation(Sort.MISSING, change.address, change.name, id=id, source=change.source)
        case Action.DELETE:
            yield Deviation(Sort.UNWANTED, change.address, change.name, id=change.id, source=change.source)
        case _:
            yield from _of_fields(change)


def _of_fields(change: ResourceChange) -> Iterator[Deviation]:
    """Fields that only begin to be compared, with the values that they have anyway, are no difference."""
    told = partial(Deviation, address=change.address, name=change.name, id=change.id)
    for each in change.changes:
        if each.prior != each.planned:
            source = each.source or change.source
            yield told(Sort.CHANGED, path=each.path, wanted=each.planned, live=each.prior, source=source)
    for path, live in change.not_in_file:
        default = field_of(change.address.kind, path).default
        yield told(Sort.NOT_IN_FILE, path=path, wanted=default, live=live, source=change.source)
