"""Named locations and authentication contexts there and back."""

from __future__ import annotations

import json
import time

import pytest

from passkeyctl.errors import IncompleteRead
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.address import Address, Kind
from passkeyctl.model.change import Action, ResourceChange
from passkeyctl.model.fields import Fields
from passkeyctl.model.state import PriorState
from passkeyctl.wire import contexts
from passkeyctl.wire import locations as wire
from passkeyctl.wire.unsafe import unsafe_members

ID = "30000000-0000-4000-8000-00000000000A"


def v4(address: str, **more: JsonValue) -> JsonObject:
    return {"@odata.type": wire.IPV4_RANGE, "cidrAddress": address, **more}


def v6(address: str, **more: JsonValue) -> JsonObject:
    return {"@odata.type": wire.IPV6_RANGE, "cidrAddress": address, **more}


def place(*ranges: JsonObject, **members: JsonValue) -> JsonObject:
    stamps: JsonObject = {"createdDateTime": "2026-01-05T07:00:00Z", "modifiedDateTime": "2026-01-05T07:00:00Z"}
    named: JsonObject = {"@odata.type": wire.TYPES["ip"], "id": ID, "displayName": "Head office", **stamps}
    return {**named, "isTrusted": True, "ipRanges": [*ranges], **members}


def country(*codes: str, **members: JsonValue) -> JsonObject:
    named: JsonObject = {"@odata.type": wire.TYPES["country"], "id": ID, "displayName": "North"}
    whole: JsonObject = {"includeUnknownCountriesAndRegions": True, "countryLookupMethod": "authenticatorAppGps"}
    return {**named, "countriesAndRegions": [*codes], **whole, **members}


def patch(before: JsonObject, **planned: object) -> JsonObject:
    prior = wire.read(before).fields
    fields: Fields = {**prior, **planned}  # type: ignore[dict-item]
    return wire.patch_json(prior, fields, before)


def test_ranges_are_read_in_one_spelling_with_their_host_bits() -> None:
    live = wire.read(
        place(v4("198.51.100.7/24"), v6("2001:DB8:0:0::1/48"), v6("2001:db8::1/48"), v4("198.51.100.7/24"))
    )
    assert (live.kind, live.id, live.name) == (Kind.LOCATION, ID.lower(), "Head office")
    assert live.fields == {
        "name": "Head office",
        "type": "ip",
        "ipRanges": {"198.51.100.7/24", "2001:db8::1/48"},
        "trusted": True,
        "countries": frozenset(),
        "unknownCountries": False,
        "lookup": "clientIpAddress",
    }


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2001:db8:6::/48", "2001:db8:6::/48"),
        ("2001:0DB8:0006::/48", "2001:db8:6::/48"),
        ("2001:db8:0:0:1::/80", "2001:db8:0:0:1::/80"),
        ("2001:db8:0:0:1:0:0:0/80", "2001:db8:0:0:1::/80"),
        ("1:2:3:4:5:6:7::/112", "1:2:3:4:5:6:7:0/112"),
        ("::/0", "::/0"),
        ("::ffff:192.0.2.1/128", "::ffff:c000:201/128"),
        ("2001:db8::", "2001:db8::"),
        ("no:range/at all", "no:range/at all"),
        ("198.51.100.0", "198.51.100.0"),
    ],
)
def test_one_spelling_of_a_range(written: str, read: str) -> None:
    assert wire.read(place(v6(written))).fields["ipRanges"] == frozenset({read})
    assert wire.read(place(v6(read))).fields["ipRanges"] == frozenset({read})


def test_a_country_location_has_no_trust() -> None:
    live = wire.read(country("NO", "SE"))
    assert live.fields == {
        "name": "North",
        "type": "country",
        "ipRanges": frozenset(),
        "trusted": False,
        "countries": {"NO", "SE"},
        "unknownCountries": True,
        "lookup": "authenticatorAppGps",
    }
    body = wire.create_json(live.fields)
    assert body == {
        "@odata.type": "#microsoft.graph.countryNamedLocation",
        "displayName": "North",
        "countriesAndRegions": ["NO", "SE"],
        "includeUnknownCountriesAndRegions": True,
        "countryLookupMethod": "authenticatorAppGps",
    }


def test_a_word_that_graph_has_added_is_kept() -> None:
    live = wire.read(country("NO", countryLookupMethod="satellite"))
    assert live.fields["lookup"] == "satellite"
    assert wire.read(country("NO", countryLookupMethod=None)).fields["lookup"] == "clientIpAddress"


def test_an_ip_location_is_created_with_the_type_of_each_range() -> None:
    fields = wire.read(place(v4("198.51.100.0/24"), v6("2001:db8:6::/48"), isTrusted=False)).fields
    assert wire.create_json(fields) == {
        "@odata.type": "#microsoft.graph.ipNamedLocation",
        "displayName": "Head office",
        "isTrusted": False,
        "ipRanges": [
            {"@odata.type": "#microsoft.graph.iPv4CidrRange", "cidrAddress": "198.51.100.0/24"},
            {"@odata.type": "#microsoft.graph.iPv6CidrRange", "cidrAddress": "2001:db8:6::/48"},
        ],
    }


def test_ranges_that_stay_are_sent_as_they_were() -> None:
    old: JsonObject = {"@odata.type": "#microsoft.graph.iPv4Range", "lowerAddress": "192.0.2.1"}
    kept = v6("2001:DB8:6::/48", label="Head office")
    before = place(v4("203.0.113.0/24"), kept, old, kept)
    body = patch(before, ipRanges=frozenset({"2001:db8:6::/48", "198.51.100.0/24"}))
    assert body == {"@odata.type": wire.TYPES["ip"], "ipRanges": [kept, old, v4("198.51.100.0/24")]}


@pytest.mark.parametrize(
    ("range", "kept"),
    [
        (v4("198.51.100.0/24"), "198.51.100.0/24"),
        (v6("2001:DB8::/48"), "2001:DB8::/48"),
        (v4("198.51.100.0/24", label="x"), None),
        (v4("2001:db8::/48"), None),
        ({"cidrAddress": "198.51.100.0/24", "label": "x"}, None),
        ({"@odata.type": wire.IPV4_RANGE, "lowerAddress": "192.0.2.1"}, None),
        ({"displayName": "Head office"}, None),
    ],
)
def test_a_range_is_read_as_its_address_where_that_says_it_all(range: JsonObject, kept: str | None) -> None:
    assert wire.plain_range(range) == (range if kept is None else kept)


@pytest.mark.parametrize("separators", [(",", ":"), (", ", ": ")])
def test_a_location_read_that_way_is_the_same_location(separators: tuple[str, str]) -> None:
    old: JsonObject = {"@odata.type": "#microsoft.graph.iPv4Range", "lowerAddress": "192.0.2.1"}
    rows = [v4("203.0.113.0/24"), v6("2001:DB8:6::/48"), v4("192.0.2.0/24", label="x"), v4("2001:DB8:6::/48"), old]
    whole = place(*rows)
    short = wire.parse(json.dumps(whole, separators=separators).encode())
    assert isinstance(short, dict)
    assert short["ipRanges"] == ["203.0.113.0/24", "2001:DB8:6::/48", *rows[2:]]
    assert wire.read(short).fields == wire.read(whole).fields
    wanted = frozenset({"2001:db8:6::/48", "198.51.100.0/24"})
    assert patch(short, ipRanges=wanted) == patch(whole, ipRanges=wanted)


def test_only_what_changes_is_sent() -> None:
    assert patch(place(v4("203.0.113.0/24")), trusted=False, name="Office") == {
        "@odata.type": wire.TYPES["ip"],
        "displayName": "Office",
        "isTrusted": False,
    }
    assert patch(country("SE", "NO"), countries=frozenset({"NO", "SE", "DK"})) == {
        "@odata.type": wire.TYPES["country"],
        "countriesAndRegions": ["SE", "NO", "DK"],
    }


def test_a_kind_of_location_that_graph_adds_is_shown_and_never_written() -> None:
    network: JsonObject = {
        "@odata.type": "#microsoft.graph.compliantNetworkNamedLocation",
        "id": ID,
        "displayName": "All compliant networks",
        "compliantNetworkType": "allTenantCompliantNetworks",
    }
    live = wire.read(network)
    assert (live.fields["type"], live.original) == ("compliantNetworkNamedLocation", network)
    assert not wire.is_known(live.fields)
    planned: Fields = {**live.fields, "name": "Networks"}
    change = ResourceChange(Address(Kind.LOCATION, "net"), Action.UPDATE, live.id, live.name, live, planned)
    assert unsafe_members(change, PriorState((live,), True, {})) == ("@odata.type",)


def test_a_method_of_look_up_that_graph_keeps_to_itself_is_not_sent_back() -> None:
    live = wire.read(country("NO", countryLookupMethod="unknownFutureValue"))
    for planned, unsafe in (({"lookup": "clientIpAddress"}, ("countryLookupMethod",)), ({"name": "South"}, ())):
        fields: Fields = {**live.fields, **planned}
        change = ResourceChange(Address(Kind.LOCATION, "north"), Action.UPDATE, live.id, live.name, live, fields)
        assert unsafe_members(change, PriorState((live,), True, {})) == unsafe


def test_a_location_without_a_type_is_what_its_members_say() -> None:
    untyped = {name: value for name, value in place(v4("203.0.113.0/24")).items() if name != "@odata.type"}
    assert wire.read(untyped).fields["type"] == "ip"
    assert wire.read({"id": ID, "displayName": "North", "countriesAndRegions": ["NO"]}).fields["type"] == "country"
    assert not wire.is_known(wire.read({"id": ID, "displayName": "Somewhere"}).fields)


@pytest.mark.parametrize("broken", [{"displayName": None}, {"ipRanges": "203.0.113.0/24"}, {"ipRanges": [3]}])
def test_what_is_not_whole_is_no_location(broken: JsonObject) -> None:
    with pytest.raises(IncompleteRead):
        wire.read(place(**broken))


def test_the_largest_tenant_is_read_in_a_moment() -> None:
    """195 locations of 2,000 ranges: reading them may not cost a parse for each."""
    rows = [v4(f"10.{high}.{low}.0/24") for high in range(8) for low in range(250)]
    mixed = [v6(f"2001:db8:{number:x}::/48") for number in range(1, 2001)]
    began = time.process_time()
    for number in range(195):
        wire.read(place(*(mixed if number % 10 == 0 else rows)))
    assert time.process_time() - began < 2.0


def test_a_context_there_and_back() -> None:
    stored: JsonObject = {"id": "C1", "displayName": "Role activation", "description": "", "isAvailable": True}
    live = contexts.read(stored)
    assert (live.kind, live.id, live.name) == (Kind.CONTEXT, "c1", "Role activation")
    assert live.fields == {"name": "Role activation", "description": None, "published": True}
    assert contexts.create_json(live.fields) == {"displayName": "Role activation", "isAvailable": True}
    planned: Fields = {**live.fields, "description": "Privileged roles", "published": False}
    assert contexts.patch_json(live.fields, planned) == {"description": "Privileged roles", "isAvailable": False}
    assert contexts.patch_json(planned, live.fields) == {"description": None, "isAvailable": True}


def test_a_context_may_lack_a_name() -> None:
    live = contexts.read({"id": "c7", "displayName": None, "isAvailable": None})
    assert (live.name, live.fields) == ("", {"name": None, "description": None, "published": False})
    with pytest.raises(IncompleteRead):
        contexts.read({"displayName": "No id"})


@pytest.mark.parametrize("name", ['{"@odata.type":"', '"}', json.dumps(v4("203.0.113.0/24"), separators=(",", ":"))])
def test_no_name_is_taken_for_a_range(name: str) -> None:
    whole = {**place(v4("203.0.113.0/24"), v4("198.51.100.0/24")), "displayName": name}
    expected = json.loads(json.dumps(whole), object_hook=wire.plain_range)
    assert wire.parse(json.dumps([whole], separators=(",", ":")).encode()) == [expected]


def test_what_is_no_json_is_not_mended() -> None:
    row = json.dumps(v4("203.0.113.0/24"), separators=(",", ":"))
    for broken in (f"[{row},]", f"[{row}{row}]", f"[{row}", f'["{row}"]'):
        with pytest.raises(ValueError, match="line 1"):
            wire.parse(broken.encode())
