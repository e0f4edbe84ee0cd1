"""What is known about the ids of another tool's export."""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.export.options import ExportNames
from passkeyctl.model.directory import Directory
from passkeyctl.model.reference import RefKind
from passkeyctl.snapshot.document import Part, Snapshot
from passkeyctl.snapshot.foreign_directory import folded
from passkeyctl.snapshot.foreign_ids import made_id

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
