"""What entries of all kinds have in common: identity, `ensure: absent`, the prefix of their section."""

from __future__ import annotations

from passkeyctl.config.context import Context
from passkeyctl.config.faults import fault
from passkeyctl.config.spots import Keys, Spot
from passkeyctl.config.writing import Writing
from passkeyctl.model.address import Address, Kind
from passkeyctl.model.desired import Entry, Ownership

_BESIDE_ABSENT = frozenset({"name", "id", "ensure", "note"})


def is_absent(keys: Keys) -> bool:
    return keys.has("ensure")


def check_absent_alone(address: Address, keys: Keys, context: Context, beside: frozenset[str]) -> None:
    for name, other in keys.items():
        if name not in beside:
            summary = f"`{address}` is `ensure: absent` and yet has `{name}`"
            context.found.append(fault(summary, other.source, f"take `{name}` out, or `ensure`"))


def check_prefix(address: Address, spot: Spot, context: Context) -> None:
    """Under `manage: {prefix: ...}` every listed name starts with the prefix."""
    managed = context.manage.get(address.kind.value)
    name = spot.keys.get("name")
    if managed is None or managed.ownership is not Ownership.PREFIX or name is None:
        return
    if not name.text.startswith(managed.prefix):
        summary = f"`{name.text}` doesn't start with `{managed.prefix}`, the prefix under `manage.{address.kind}`"
        context.found.append(fault(summary, name.place, "rename it, or manage this section as `listed`"))


def entry(address: Address, spot: Spot, writing: Writing) -> Entry:
    """The finished entry; what is unmanaged is taken out of what is written."""
    keys = spot.keys
    id = keys.text("id")
    unmanaged = writing.without(keys.members("unmanaged"))
    return Entry(
        address,
        spot.source,
        name=keys.text("name"),
        written=writing.written,
        id=id.lower() if id else None,
        formerly=tuple(each.text for each in keys.members("formerly")),
        is_absent=is_absent(keys),
        unmanaged=unmanaged,
        note=keys.text("note") or "",
    )


def new(kind: Kind, local: str, spot: Spot, context: Context) -> tuple[Address, Writing]:
    """The start of an entry that has a name of its own in the tenant."""
    address = Address(kind, local)
    if is_absent(spot.keys):
        check_absent_alone(address, spot.keys, context, _BESIDE_ABSENT)
    check_prefix(address, spot, context)
    writing = Writing(kind, context)
    name = spot.keys.get("name")
    if name is not None and not is_absent(spot.keys):
        writing.write("name", name)
    return address, writing
