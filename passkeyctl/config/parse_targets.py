"""`passkeys.targets` and `passkeys.exclude` -> entries, and what only the whole list can get wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from passkeyctl.config.context import Context
from passkeyctl.config.faults import CODE, fault, nearest
from passkeyctl.config.parse_entries import check_absent_alone, is_absent
from passkeyctl.config.references import as_guid, reference
from passkeyctl.config.spots import Keys, Spot
from passkeyctl.diagnostics import error, warning
from passkeyctl.model.address import Address, Kind
from passkeyctl.model.desired import Entry, Written
from passkeyctl.model.passkeys import DEFAULT_PROFILE_ID
from passkeyctl.model.reference import Reference, RefKind

EVERYONE = "everyone"
DEFAULT = "default"


def targets(rows: Iterable[Spot], profiles: Mapping[str, bool], context: Context) -> list[Entry]:
    """The rows; `profiles` maps each local id of the files to whether the file removes it."""
    entries = [entry for row in rows if (entry := _target(row, profiles, context)) is not None]
    everyone = next((each for each in entries if each.group is None and not each.is_absent), None)
    if everyone is not None and any(each.group is not None and not each.is_absent for each in entries):
        summary = "a row for everyone stands beside rows for groups: members of a group get the profiles of both"
        hint = "take `everyone` out if only the groups are meant"
        context.found.append(
            warning("OPS901", summary, source=everyone.source, address=str(everyone.address), hint=hint)
        )
    return entries


def excludes(members: Iterable[Spot], context: Context) -> list[Entry]:
    """The excluded groups."""
    return [entry for spot in members if (entry := _exclude(spot, context)) is not None]


def check_doubles(rows: Iterable[Entry], excluded: Iterable[Entry], context: Context) -> None:
    """A group stands once in the targets and excludes together."""
    seen: dict[str, Entry] = {}
    for each in (*rows, *excluded):
        names = _names(each)
        first = next((seen[name] for name in names if name in seen), each)
        seen.update(dict.fromkeys(names, first))
        if first is not each and not (first.is_absent or each.is_absent):
            summary = f"`{each.address.local}` stands in `{first.address.kind}` already, at {first.source}"
            code = CODE if first.address.kind is each.address.kind else "PRF106"
            context.found.append(error(code, summary, source=each.source, hint=_double_hint(first, each)))


def _names(entry: Entry) -> tuple[str, ...]:
    """What the group is known by: an alias may say both its id and its name."""
    group = entry.group
    if group is None:
        return (EVERYONE,)
    return (*([f"id {group.id}"] if group.id else []), *([f"name {group.name}"] if group.name else []))


def _double_hint(first: Entry, second: Entry) -> str:
    if first.address.kind is second.address.kind:
        return "write one row with all of its profiles" if first.address.kind is Kind.TARGET else "keep one of them"
    return "a group is either targeted or excluded: keep one of them"


def _target(row: Spot, profiles: Mapping[str, bool], context: Context) -> Entry | None:
    keys = row.keys
    group, everyone = keys.get("group"), keys.get("everyone")
    if _is_unclear(row, context):
        return None
    local = group.text if group is not None else EVERYONE
    address = Address(Kind.TARGET, local)
    who = reference(RefKind.GROUP, group, context.found, context.groups) if group is not None else None
    place = (group or everyone or row).place
    note = keys.text("note") or ""
    if is_absent(keys):
        check_absent_alone(address, keys, context, frozenset({"group", "everyone", "ensure", "note"}))
        return Entry(address, place, is_absent=True, note=note, group=who)
    written = _profiles(address, row, profiles, context)
    return Entry(address, place, written=written, note=note, group=who)


def _is_unclear(row: Spot, context: Context) -> bool:
    """Whether the row names neither or both of a group and everyone."""
    keys = row.keys
    everyone = keys.get("everyone")
    if everyone is not None and not everyone.flag:
        hint = "take the row out, or write `ensure: absent` beside `everyone: true`"
        context.found.append(fault("`everyone: false` says nothing", everyone.source, hint))
        return True
    if keys.has("group") == keys.has("everyone"):
        count = "both `group` and `everyone`" if keys.has("group") else "neither `group` nor `everyone`"
        context.found.append(fault(f"this row of `passkeys.targets` has {count}", row.place, "write one of them"))
        return True
    return bool(keys.broken & {"group", "everyone"})


def _profiles(address: Address, row: Spot, profiles: Mapping[str, bool], context: Context) -> dict[str, Written]:
    spot = row.keys.get("profiles")
    if spot is None or spot.value == []:
        if spot is not None or not row.keys.has("profiles"):
            summary, hint = f"`{address.local}` gets no passkey profile", "add `profiles: [default]`"
            place = (spot or row).place
            context.found.append(error("PRF102", summary, source=place, address=str(address), hint=hint))
        return {}
    members = frozenset(_profile(address, each, profiles, context) for each in spot.members)
    return {"profiles": Written(members, spot.source)}


def _profile(address: Address, spot: Spot, profiles: Mapping[str, bool], context: Context) -> Reference:
    """A local id, `default`, an id, or the name of a profile in the tenant: the last is looked up for a plan."""
    text = spot.text
    guid = as_guid(text)
    if text == DEFAULT and text not in profiles:
        guid = DEFAULT_PROFILE_ID
    close = nearest(text, (local for local, is_gone in profiles.items() if not is_gone)) if guid is None else None
    if guid is None and profiles.get(text, close is not None):
        code, summary = "PRF102", f"there is no passkey profile `{text}` in the files"
        hint = f"did you mean `{close}`?" if close else ""
        if text in profiles:
            code, summary = "PRF103", f"the passkey profile `{text}` is `ensure: absent`, and this row targets it"
            hint = "take it out of this row, or keep it"
        context.found.append(error(code, summary, source=spot.place, address=str(address), hint=hint))
    return Reference(RefKind.PROFILE, text, name=None if guid else text, id=guid, source=spot.place)


def _exclude(spot: Spot, context: Context) -> Entry | None:
    group: Spot | None = spot
    is_gone, note = False, ""
    if isinstance(spot.value, Keys):
        group = spot.value.get("group")
        is_gone, note = is_absent(spot.value), spot.value.text("note") or ""
    if group is None:
        return None
    who = reference(RefKind.GROUP, group, context.found, context.groups)
    return Entry(Address(Kind.EXCLUDE, group.text), group.place, is_absent=is_gone, note=note, group=who)
