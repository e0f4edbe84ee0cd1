"""Which ids a plan shows that nothing has named yet."""

from __future__ import annotations

from collections.abc import Iterable

from passkeyctl.checks.review import written_lists
from passkeyctl.diff import ROWS, Difference
from passkeyctl.model.address import Kind, PendingId
from passkeyctl.model.change import Action, ResourceChange
from passkeyctl.model.directory import Directory
from passkeyctl.model.kinds import field_of, ids_of
from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.model.reference import RefKind
from passkeyctl.model.roles import BUILT_IN_ROLES
from passkeyctl.unresolved import OWN_KINDS

Ids = frozenset[tuple[RefKind, str]]


def ids_to_look_up(difference: Difference, directory: Directory) -> tuple[Ids, Ids]:
    """Those that the plan shows, and those that may just be of something deleted."""
    shown = unnamed(difference, directory)
    return shown, standing_ids(difference, directory) - shown


def unnamed(difference: Difference, directory: Directory) -> Ids:
    """Ids that the plan shows and that nothing has named yet."""
    shown = {each for change in difference.changes for each in (*_shown_ids(change), *_left_out_ids(change))}
    rows = (live for live in difference.unlisted if live.kind in ROWS and live.id != EVERYONE)
    shown |= {(RefKind.GROUP, live.id) for live in rows}
    return frozenset((kind, id) for kind, id in shown if directory.name_of(kind, id) is None)


LOOKED_UP = (RefKind.GROUP, RefKind.USER, RefKind.ROLE, RefKind.APPLICATION, RefKind.SERVICE_PRINCIPAL)
_BUILT_IN = frozenset((RefKind.ROLE, each) for each in BUILT_IN_ROLES.values())


def standing_ids(difference: Difference, directory: Directory) -> Ids:
    """Ids in policies that this plan leaves alone, which may be of something deleted."""
    unlisted = (each.fields for each in difference.unlisted if each.kind is Kind.POLICY)
    kept = (each.prior_fields for each in difference.changes if each.address.kind is Kind.POLICY)
    named = {each for fields in (*unlisted, *kept) for each in ids_of(Kind.POLICY, fields) if each[0] in LOOKED_UP}
    return frozenset(each for each in named - _BUILT_IN if directory.name_of(*each) is None)


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
