"""What is known about the ids of another tool's export."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from passkeyctl.export.options import ExportNames
from passkeyctl.foreign.directory import folded
from passkeyctl.model.address import Kind
from passkeyctl.model.directory import Directory
from passkeyctl.model.reference import RefKind
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.snapshot.document import Part, Snapshot
from passkeyctl.snapshot.made_ids import made_id

IMPORT = "import"
_PARTS = {
    RefKind.GROUP: Part.GROUPS,
    RefKind.USER: Part.USERS,
    RefKind.SERVICE_PRINCIPAL: Part.SERVICE_PRINCIPALS,
    RefKind.ROLE: Part.ROLE_DEFINITIONS,
}


def names_of_import(directory: Directory, unread: frozenset[RefKind], snapshot: Snapshot) -> ExportNames:
    """For a snapshot of ours nothing is made and nothing is a placeholder."""
    made = frozenset(_made(directory)) if snapshot.endpoint == IMPORT else frozenset[tuple[RefKind, str]]()
    return ExportNames(directory, unread, snapshot.names, made, snapshot.placeholders)


def own_objects(state: PriorState, snapshot: Snapshot, *, has_passkeys: bool) -> PriorState:
    """Without what was made up so that references of an import lead somewhere: that is nobody's configuration."""
    held = {kind: {str(each.get("id")).lower() for each in snapshot.read(part)} for kind, part in _OWN.items()}
    held |= {} if has_passkeys else {kind: set() for kind in PASSKEYS}
    kept = (each for each in state.objects if each.kind not in held or _is_kept(each, held[each.kind]))
    return replace(state, objects=tuple(kept))


PASSKEYS = (Kind.PASSKEYS, Kind.PROFILE, Kind.TARGET, Kind.EXCLUDE)


def _is_kept(live: LiveObject, held: set[str]) -> bool:
    return live.id in held or (live.is_built_in and live.kind is Kind.STRENGTH)


_OWN = {Kind.STRENGTH: Part.STRENGTHS, Kind.LOCATION: Part.LOCATIONS, Kind.CONTEXT: Part.CONTEXTS}


def _made(directory: Directory) -> Iterator[tuple[RefKind, str]]:
    for (kind, id), name in directory.names.items():
        if kind is RefKind.APPLICATION:
            made = made_id("application", made_id(Part.SERVICE_PRINCIPALS.value, folded(name)))
        elif kind in _PARTS:
            made = made_id(_PARTS[kind].value, folded(name))
        else:
            continue
        if made == id:
            yield kind, id
