"""Named locations: IP ranges and countries.

Source: namedLocation, v1.0 (https://learn.microsoft.com/graph/api/resources/namedlocation).
"""

from __future__ import annotations

import json
import re
from functools import partial

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.address import Kind
from passkeyctl.model.fields import Fields
from passkeyctl.model.kinds import defaults, field_of
from passkeyctl.model.locations import COUNTRY, IP
from passkeyctl.model.ranges import canonical_range
from passkeyctl.model.state import LiveObject
from passkeyctl.wire import canonical as c
from passkeyctl.wire.overlay import Edit, Member

PREFIX = "#microsoft.graph."
TYPES = {IP: f"{PREFIX}ipNamedLocation", COUNTRY: f"{PREFIX}countryNamedLocation"}
IPV4_RANGE, IPV6_RANGE = f"{PREFIX}iPv4CidrRange", f"{PREFIX}iPv6CidrRange"


def read(location: JsonObject) -> LiveObject:
    """A kind of location that Graph has added since has a type in its own word and nothing else of ours."""
    id = c.identifier(c.required_text(location, "id", "a named location"))
    name = c.required_text(location, "displayName", f"the named location {id}")
    type = type_of(location)
    fields: Fields = {**defaults(Kind.LOCATION), "name": name, "type": type, **_read_members(type, name, location)}
    return LiveObject(Kind.LOCATION, id, name, fields, location)


def parse(content: bytes) -> JsonValue:
    """An answer as JSON, with just the address in place of each range that holds no more than its address and type.

    A tenant may have 390,000 ranges, and half a kilobyte for each would be more than all the rest of it.
    """
    parsed: JsonValue = json.loads(in_short(content), object_hook=plain_range)
    return parsed


def in_short(content: bytes) -> bytes:
    """The same JSON with addresses for ranges, where they are spelled as Graph spells them.

    Done before it is parsed, since an object and a call for each range took half of a plan's time.
    """
    (first, ipv4), (second, ipv6) = _ROWS
    return ipv6.sub(partial(_addresses, second), ipv4.sub(partial(_addresses, first), content))


def _addresses(opening: bytes, rows: re.Match[bytes]) -> bytes:
    return rows[0].replace(opening, b"").replace(b'"}', b'"')


def plain_range(document: JsonObject) -> JsonValue:
    """Just the address, where an object is a range that holds no more."""
    address = document.get("cidrAddress")
    if isinstance(address, str) and len(document) == 2:
        kind = IPV6_RANGE if ":" in address else IPV4_RANGE
        if document.get("@odata.type") == kind:
            return address
    return document


def _rows(type: str, address: bytes) -> tuple[bytes, re.Pattern[bytes]]:
    """How such a row begins before its address, and the pattern of many; in JSON no text can look like one."""
    opening = f'{{"@odata.type":"{type}","cidrAddress":'.encode()
    row = rb'%s"%s"\}' % (re.escape(opening), address)
    return opening, re.compile(rb"%s(?:,%s)*" % (row, row))


_ROWS = (_rows(IPV4_RANGE, rb"[0-9./]+"), _rows(IPV6_RANGE, rb"[0-9A-Fa-f./]*:[0-9A-Fa-f./:]*"))


def type_of(location: JsonObject) -> str:
    named = c.text(location.get("@odata.type"))
    if named is None:
        return IP if "ipRanges" in location else COUNTRY if "countriesAndRegions" in location else ""
    return next((ours for ours, theirs in TYPES.items() if theirs == named), named.removeprefix(PREFIX))


def is_known(fields: Fields) -> bool:
    """Whether this version can say what the location holds; what it can't is left as it is."""
    return fields["type"] in TYPES


def _read_members(type: str, name: str, location: JsonObject) -> Fields:
    if type == IP:
        c.required(location, "ipRanges", f"`{name}`")
        return {"ipRanges": _read_ranges(location["ipRanges"]), "trusted": c.flag(location.get("isTrusted"))}
    if type == COUNTRY:
        c.required(location, "countriesAndRegions", f"`{name}`")
        return {
            "countries": frozenset(each.upper() for each in c.strings(location["countriesAndRegions"])),
            "unknownCountries": c.flag(location.get("includeUnknownCountriesAndRegions")),
            "lookup": c.text(location.get("countryLookupMethod")) or field_of(Kind.LOCATION, "lookup").default,
        }
    return {}


def _read_ranges(value: JsonValue) -> frozenset[str]:
    """Rows in another notation than CIDR are left where they are."""
    rows = c.members(value)
    plain = [each for each in rows if isinstance(each, str)]
    if len(plain) < len(rows):
        found = [each.get("cidrAddress") for each in c.objects([each for each in rows if not isinstance(each, str)])]
        plain += [each for each in found if isinstance(each, str)]
    texts = frozenset(set(plain))  # a copy of a set has half the empty places of one that has grown
    # A tenant may have 390,000 ranges: only IPv6 is spelled in more than one way, so only that costs a step for each.
    return frozenset(map(_one_spelling, texts)) if ":" in "".join(texts) else texts


# Groups that are not zero before a `::` for at least two that are: no other spelling of it is shorter.
_IN_ITS_SPELLING = re.compile(r"(?:[1-9a-f][0-9a-f]{0,3}:){1,6}:/[0-9]+").fullmatch


def _one_spelling(range: str) -> str:
    """What is no range that we know stays the text it is."""
    if ":" not in range or _IN_ITS_SPELLING(range):
        return range
    return canonical_range(range) or range


def create_json(fields: Fields) -> JsonObject:
    type = str(fields["type"])
    edit = Edit(fields)
    return {"@odata.type": TYPES[type], **{each.name: each.write(edit, None) for each in MEMBERS[type]}}


def patch_json(prior: Fields, planned: Fields, original: JsonObject) -> JsonObject:
    """The members that change, lists whole; Graph wants the type beside them."""
    type = str(planned["type"])
    edit = Edit(planned, prior)
    changed = [each for each in MEMBERS[type] if edit.touches(each.paths)]
    return {"@odata.type": TYPES[type], **{each.name: each.write(edit, original.get(each.name)) for each in changed}}


def changed_members(prior: Fields, planned: Fields) -> tuple[str, ...]:
    edit = Edit(planned, prior)
    return tuple(each.name for each in MEMBERS.get(str(planned["type"]), ()) if edit.touches(each.paths))


def _write_ranges(edit: Edit, live: JsonValue) -> JsonValue:
    """Rows that stay as they were read, once each, then the new ones in order."""
    wanted = _words(edit.planned["ipRanges"])
    kept: dict[str, JsonObject] = {}
    foreign: list[JsonObject] = []
    for row in c.objects([_range_json(each) if isinstance(each, str) else each for each in c.members(live)]):
        address = row.get("cidrAddress")
        if not isinstance(address, str):
            foreign.append(c.bare(row))
        elif (key := _one_spelling(address)) in wanted:
            kept.setdefault(key, c.bare(row))
    return [*kept.values(), *foreign, *(_range_json(each) for each in sorted(wanted - kept.keys()))]


def _range_json(range: str) -> JsonObject:
    return {"@odata.type": IPV6_RANGE if ":" in range else IPV4_RANGE, "cidrAddress": range}


def _scalar(path: str, edit: Edit, _: JsonValue) -> JsonValue:
    value = edit.planned[path]
    return value if isinstance(value, bool) else str(value)


def _countries(edit: Edit, live: JsonValue) -> JsonValue:
    """Those that stay keep their place, so that a reviewer sees only what changes in a request."""
    wanted = _words(edit.planned["countries"])
    kept = {each.upper(): each for each in c.strings(live) if each.upper() in wanted}
    return [*kept.values(), *sorted(wanted - set(kept))]


def _words(value: object) -> frozenset[str]:
    return frozenset(str(each) for each in value) if isinstance(value, frozenset) else frozenset()


def _scalar_member(name: str, path: str) -> Member:
    return Member(name, (path,), partial(_scalar, path))


MEMBERS = {
    IP: (
        _scalar_member("displayName", "name"),
        _scalar_member("isTrusted", "trusted"),
        Member("ipRanges", ("ipRanges",), _write_ranges),
    ),
    COUNTRY: (
        _scalar_member("displayName", "name"),
        Member("countriesAndRegions", ("countries",), _countries),
        _scalar_member("includeUnknownCountriesAndRegions", "unknownCountries"),
        _scalar_member("countryLookupMethod", "lookup"),
    ),
}
