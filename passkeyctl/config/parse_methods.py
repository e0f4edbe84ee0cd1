"""`temporaryAccessPass` and `registrationCampaign` -> one entry each."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from passkeyctl.config.context import Context
from passkeyctl.config.durations import SHORTEST_AND_LONGEST, minutes
from passkeyctl.config.faults import fault
from passkeyctl.config.parse_entries import entry
from passkeyctl.config.references import reference
from passkeyctl.config.spots import Keys, Spot
from passkeyctl.config.writing import Writing
from passkeyctl.diagnostics import error, warning
from passkeyctl.model.address import Address, Kind
from passkeyctl.model.desired import Entry
from passkeyctl.model.fields import NOBODY
from passkeyctl.model.methods import EVERYONE_WORD, MANAGED_BY_MICROSOFT
from passkeyctl.model.reference import Reference, RefKind

EVERYONE_SPELLINGS = (EVERYONE_WORD, "all_users")
_LIFETIMES = ("minimumLifetime", "defaultLifetime", "maximumLifetime")


def temporary_access_pass(spot: Spot, context: Context) -> Entry:
    """The Temporary Access Pass policy, with the keys that the file writes."""
    writing = Writing(Kind.TEMPORARY_ACCESS_PASS, context)
    _write(("state", "oneTimeUse", "length"), spot.keys, writing)
    _write_lifetimes(spot.keys, writing, context)
    _write_members("targets", "exclude", spot.keys, writing, context)
    return entry(Address(Kind.TEMPORARY_ACCESS_PASS), spot, writing)


def campaign(spot: Spot, context: Context) -> Entry:
    """The registration campaign, with the keys that the file writes."""
    writing = Writing(Kind.CAMPAIGN, context)
    _write(("state", "method", "snoozeDays", "limitSnoozes"), spot.keys, writing)
    _write_members("include", "exclude", spot.keys, writing, context)
    _check_managed(spot.keys, context)
    return entry(Address(Kind.CAMPAIGN), spot, writing)


def _write(names: Iterable[str], keys: Keys, writing: Writing) -> None:
    for name in names:
        below = keys.get(name)
        if below is not None:
            writing.write(name, below)


def _write_lifetimes(keys: Keys, writing: Writing, context: Context) -> None:
    shortest, longest = SHORTEST_AND_LONGEST
    known: list[tuple[str, int]] = []
    for name in _LIFETIMES:
        spot = keys.get(name)
        if spot is None:
            continue
        length = minutes(spot.text)
        writing.put(name, length, spot.source)
        known.append((name, length))
        if not shortest <= length <= longest:
            summary = f"`{spot.text}` is no lifetime of a Temporary Access Pass"
            hint = "write a time from `10m` to `30d`"
            context.found.append(error("REG603", summary, source=spot.place, hint=hint))
    for (lower, least), (upper, most) in pairwise(known):
        if least > most:
            source = keys.spots[lower].source
            hint = "minimum, default and maximum lifetime rise in this order"
            context.found.append(error("REG603", f"`{lower}` is longer than `{upper}`", source=source, hint=hint))


def _write_members(chosen: str, left_out: str, keys: Keys, writing: Writing, context: Context) -> None:
    """A list holds groups and users, which are two fields; a group or user in both lists is told."""
    both = {name: _members(keys.get(name), context) for name in (chosen, left_out)}
    for name, members in both.items():
        spot = keys.get(name)
        if spot is None:
            continue
        users = frozenset(each for each in members if isinstance(each, Reference) and each.kind is RefKind.USER)
        writing.put(name, frozenset(members) - users or NOBODY, spot.source)
        writing.put(f"{name}.users", users or NOBODY, spot.source)
    included = {_identity(each) for each in both[chosen]}
    for each in both[left_out]:
        if isinstance(each, Reference) and _identity(each) in included:
            summary = f"`{each.written}` stands in `{chosen}` and in `{left_out}`: leaving out wins"
            context.found.append(warning("OPS901", summary, source=each.source, hint="keep one of them"))


def _members(spot: Spot | None, context: Context) -> list[str | Reference]:
    if spot is None:
        return []
    if isinstance(spot.value, str):
        return [EVERYONE_WORD]
    seen: dict[tuple[str, str], Spot] = {}
    members: list[str | Reference] = []
    for each in spot.members:
        member = _member(each, context)
        if member is None:
            continue
        first = seen.setdefault(_identity(member), each)
        if first is each:
            members.append(member)
        else:
            shown = member if isinstance(member, str) else member.written
            summary = f"`{shown}` stands twice in this list, first at {first.place}"
            context.found.append(fault(summary, each.place, "keep one of them"))
    return members


def _member(spot: Spot, context: Context) -> str | Reference | None:
    """None for a map without its key, which has been told."""
    if isinstance(spot.value, Keys):
        user = spot.value.get("user")
        return None if user is None else reference(RefKind.USER, user, context.found, {})
    if spot.text in EVERYONE_SPELLINGS:
        return EVERYONE_WORD
    return reference(RefKind.GROUP, spot, context.found, context.groups)


def _identity(member: str | Reference) -> tuple[str, str]:
    """What makes two statements the same one, as far as a file tells."""
    return ("", member) if isinstance(member, str) else (member.kind, member.id or member.name or "")


def _check_managed(keys: Keys, context: Context) -> None:
    state = keys.get("state")
    if state is None or state.text != "microsoftManaged":
        return
    for name in MANAGED_BY_MICROSOFT:
        spot = keys.get(name)
        if spot is not None:
            summary = f"`{name}` has no effect while the campaign's state is `microsoftManaged`"
            hint = f"take `{name}` out, or write `state: enabled`"
            address = str(Address(Kind.CAMPAIGN))
            context.found.append(warning("OPS901", summary, source=spot.source, address=address, hint=hint))
