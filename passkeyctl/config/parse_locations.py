"""`namedLocations` and `authenticationContexts` -> entries."""

from __future__ import annotations

import re

from passkeyctl.config.context import Context
from passkeyctl.config.faults import fault
from passkeyctl.config.parse_entries import check_absent_alone, entry, is_absent, new
from passkeyctl.config.ranges import from_spots, from_text
from passkeyctl.config.source import label_of
from passkeyctl.config.spots import Keys, Spot
from passkeyctl.config.writing import Writing
from passkeyctl.diagnostics import has_errors, warning
from passkeyctl.model.address import Address, Kind
from passkeyctl.model.desired import Entry
from passkeyctl.model.locations import COUNTRY, IP

CONTEXT_ID = "c[1-9][0-9]?"
_OF_RANGES = ("ipRanges", "ipRangesFrom", "trusted")
_OF_COUNTRIES = ("countries", "unknownCountries", "lookup")


def location(local: str, spot: Spot, context: Context) -> Entry:
    """One named location with the keys that the file writes; which kind it is follows from them."""
    address, writing = new(Kind.LOCATION, local, spot, context)
    keys = spot.keys
    if is_absent(keys):
        return entry(address, spot, writing)
    _write_type(address, keys, writing, context)
    _write_ranges(address, keys, writing, context)
    _write_countries(address, keys, writing, context)
    for name in ("trusted", "unknownCountries", "lookup"):
        below = keys.get(name)
        if below is not None:
            writing.write(name, below)
    return entry(address, spot, writing)


def _write_type(address: Address, keys: Keys, writing: Writing, context: Context) -> None:
    ranges = [name for name in _OF_RANGES if keys.has(name)]
    countries = [name for name in _OF_COUNTRIES if keys.has(name)]
    if ranges and countries:
        summary = f"`{address}` has `{ranges[0]}` and `{countries[0]}`: these are two kinds of location"
        source = next(keys.spots[name].source for name in (*countries, *ranges) if name in keys.spots)
        context.found.append(fault(summary, source, "make one location of IP ranges and one of countries"))
    said = next((keys.spots[name] for name in (*ranges, *countries) if name in keys.spots), None)
    if said is not None:
        writing.put("type", IP if ranges else COUNTRY, said.source)


def _write_ranges(address: Address, keys: Keys, writing: Writing, context: Context) -> None:
    listed, file = keys.get("ipRanges"), keys.get("ipRangesFrom")
    if listed is not None and file is not None:
        summary = f"`{address}` has both `ipRanges` and `ipRangesFrom`"
        context.found.append(fault(summary, file.source, "keep one of them"))
    if listed is not None:
        writing.put("ipRanges", from_spots(listed.members, context.found), listed.source)
        if not listed.members:
            _tell_empty(address, "range", listed, context)
    elif file is not None:
        text = context.range_files.get(label_of(file.text, file.at.name))
        if text is not None:
            writing.put("ipRanges", from_text(text.text, text.file, context.found), file.source)
        elif not has_errors(context.found):  # else why it could not be read has been told
            context.found.append(fault(f"`{file.text}` has not been read", file.place, "check its name"))


def _write_countries(address: Address, keys: Keys, writing: Writing, context: Context) -> None:
    spot, unknown = keys.get("countries"), keys.get("unknownCountries")
    if spot is None:
        return
    writing.put("countries", frozenset(each.text.upper() for each in spot.members), spot.source)
    if not spot.members and (unknown is None or not unknown.flag):
        _tell_empty(address, "country", spot, context)
    seen: dict[str, Spot] = {}
    for each in spot.members:
        first = seen.setdefault(each.text.upper(), each)
        if first is not each:
            summary = f"`{each.text}` stands twice, first at {first.place}"
            context.found.append(fault(summary, each.place, "keep one of them"))


def _tell_empty(address: Address, what: str, spot: Spot, context: Context) -> None:
    summary = f"a location without a {what} is nowhere: no sign-in comes from it"
    context.found.append(warning("OPS901", summary, source=spot.source, address=str(address)))


def authentication_context(local: str, spot: Spot, context: Context) -> Entry:
    """One authentication context; its key is Graph's id."""
    address = Address(Kind.CONTEXT, local)
    if re.fullmatch(CONTEXT_ID, local) is None:
        hint = "use `c1` to `c99`: the key is the id that applications ask for"
        context.found.append(fault(f"`{local}` is no id of an authentication context", spot.source, hint))
    writing = Writing(Kind.CONTEXT, context)
    if is_absent(spot.keys):
        check_absent_alone(address, spot.keys, context, frozenset({"name", "ensure", "note"}))
    else:
        for name in ("name", "description", "published"):
            below = spot.keys.get(name)
            if below is not None:
                writing.tree(name, below)
    return entry(address, spot, writing)
