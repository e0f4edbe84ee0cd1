"""Which ids a plan shows that nothing has named yet."""

from __future__ import annotations

from collections.abc import Iterable

from passkeyctl.checks.review import written_lists
from passkeyctl.diff import ROWS, Difference
from passkeyctl.model.address import PendingId
from passkeyctl.model.change import Action, ResourceChange
from passkeyctl.model.directory import Directory
from passkeyctl.model.kinds import field_of
from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.model.reference import RefKind
from passkeyctl.unresolved import OWN_KINDS


def unnamed(difference: Difference, directory: Directory) -> frozenset[tuple[RefKind, str]]:
    """Ids that the plan shows and that nothing has named yet."""
    shown = {each for change in difference.changes for each in (*_shown_ids(change), *_left_out_ids(change))}
    rows = (live for live in difference.unlisted if live.kind in ROWS and live.id != EVERYONE)
    shown |= {(RefKind.GROUP, live.id) for live in rows}
    return frozenset((kind, id) for kind, id in shown if directory.name_of(kind, id) is None)


def _shown_ids(change: ResourceChange) -> Iterable[tuple[RefKind, str]]:
    if change.action is Action.NO_OP:
        return
    if change.address.kind in ROWS and change.id != EVERYONE:
        yield RefKind.GROUP, change.id
    for each in written_lists(change) or change.changes:
        field = field_of(change.address.kind, each.path)
        if field.refers_to is None or field.refers_to in OWN_KINDS:
            continue
        for value in (each.prior, each.planned):
            if isinstance(value, frozenset):
                yield from ((field.refers_to, str(id)) for id in value if id not in field.words and _is_id(id))


def _left_out_ids(change: ResourceChange) -> Iterable[tuple[RefKind, str]]:
    """What stands under "not in the file"; named locations are a list of their own and not worth a request."""
    for path, value in change.not_in_file:
        field = field_of(change.address.kind, path)
        kind = field.refers_to
        if kind is not None and kind not in (RefKind.LOCATION, *OWN_KINDS) and isinstance(value, frozenset):
            yield from ((kind, str(id)) for id in value if id not in field.words)


def _is_id(member: object) -> bool:
    return isinstance(member, str) and not isinstance(member, PendingId)
