"""`authenticationStrengths` -> entries."""

from __future__ import annotations

from passkeyctl.config.context import Context
from passkeyctl.config.faults import fault
from passkeyctl.config.parse_entries import entry, is_absent, new
from passkeyctl.config.spots import Spot
from passkeyctl.diagnostics import error
from passkeyctl.model.address import Kind
from passkeyctl.model.desired import Entry
from passkeyctl.model.strengths import BUILT_IN_STRENGTHS


def strength(local: str, spot: Spot, context: Context) -> Entry:
    """One strength with the keys that the file writes."""
    address, writing = new(Kind.STRENGTH, local, spot, context)
    keys = spot.keys
    if is_absent(keys):
        id = keys.get("id")
        if id is not None and id.text in BUILT_IN_STRENGTHS:
            summary = f"`{BUILT_IN_STRENGTHS[id.text]}` is built in and can't be removed"
            context.found.append(fault(summary, id.place, "take the entry out"))
        return entry(address, spot, writing)
    for name in ("description", "allowedCombinations", "fido2", "x509"):
        below = keys.get(name)
        if below is not None:
            writing.tree(name, below)
    _check_fido2(spot, str(address), context)
    return entry(address, spot, writing)


def _check_fido2(spot: Spot, address: str, context: Context) -> None:
    fido2 = spot.keys.get("fido2")
    allowed = fido2.keys.get("allowedAAGUIDs") if fido2 is not None and fido2.value is not None else None
    if allowed is not None and allowed.value == []:
        context.found.append(
            error(
                "AAG202",
                "an empty allow list admits nobody",
                source=allowed.place,
                address=address,
                hint="list the models that count, or write `allowedAAGUIDs: null` to lift the limit",
            )
        )
