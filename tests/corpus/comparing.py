"""One object as a file has it against one as the tenant has it, through the real comparison."""

from __future__ import annotations

from passkeyctl.diff import ROWS, diff
from passkeyctl.identity import Identities
from passkeyctl.model.address import Address, Kind
from passkeyctl.model.change import ResourceChange
from passkeyctl.model.desired import Entry
from passkeyctl.model.kinds import FIELDS
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.render.shown_changes import shown_changes
from passkeyctl.resolve import ResolvedEntry
from tests.states import DEFAULT, HERE, SETTINGS

SINGLE = (Kind.PASSKEYS, Kind.TEMPORARY_ACCESS_PASS, Kind.CAMPAIGN)


def as_file(live: LiveObject) -> ResolvedEntry:
    """What an export writes of it: every value that is not Graph's default."""
    address = Address(live.kind, "" if live.kind in SINGLE else "pilot")
    values = {each.path: live.fields[each.path] for each in FIELDS[live.kind] if live.fields[each.path] != each.default}
    if values.get("users.include"):
        # `include: all` is a word where lists might stand, so it says that there are none.
        values = {**{path: live.fields[path] for path in live.fields if path.startswith("users.include.")}, **values}
    if "name" in live.fields:
        values = {**values, "name": live.name}
    entry = Entry(address, HERE, live.name or None, id=live.id)
    return ResolvedEntry(entry, values, {}, live.id if live.kind in ROWS else None)


def compared(file: ResolvedEntry, live: LiveObject) -> ResourceChange:
    address = file.address
    others = tuple(each for each in (SETTINGS, DEFAULT) if each.kind is not live.kind)
    (change,) = diff([file], Identities({address: live}, ()), PriorState((*others, live), True, {}), {}).changes
    return change


def shown(change: ResourceChange) -> tuple[str, ...]:
    """Fields that differ: those of the file, and those that the file leaves out."""
    return tuple(sorted({*(each.path for each in shown_changes(change)), *(path for path, _ in change.not_in_file)}))
