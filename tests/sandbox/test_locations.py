"""Named locations and authentication contexts."""

from __future__ import annotations

import pytest

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.sandbox.jsonread import as_text
from tests.sandbox.conftest import MakeGraph
from tests.sandbox.graph import CONTEXTS, LOCATIONS, POLICIES, Graph
from tests.sandbox.tenants import PLACE, conditions, policy, small_tenant

DELETED = "/identity/conditionalAccess/deletedItems/namedLocations"
IP = "#microsoft.graph.ipNamedLocation"
COUNTRY = "#microsoft.graph.countryNamedLocation"


def cidr(address: str, family: str = "iPv4") -> JsonObject:
    return {"@odata.type": f"#microsoft.graph.{family}CidrRange", "cidrAddress": address}


def place(**changes: JsonValue) -> JsonObject:
    return {"@odata.type": IP, "displayName": "Store", "ipRanges": [cidr("203.0.113.0/24")], **changes}


def countries(*codes: str) -> JsonObject:
    return {"@odata.type": COUNTRY, "displayName": "North", "countriesAndRegions": [*codes]}


def test_a_location_is_created_changed_and_deleted(graph: Graph) -> None:
    ranges: list[JsonValue] = [cidr("2001:db8:6::1/48", "iPv6")]
    created = graph.create(LOCATIONS, place(ipRanges=ranges))
    path = f"{LOCATIONS}/{as_text(created['id'])}"
    assert (created["isTrusted"], created["ipRanges"], created["deletedDateTime"]) == (False, ranges, None)
    graph.patch(path, {"@odata.type": IP, "isTrusted": True})
    assert graph.get(path)["isTrusted"] is True
    assert graph.refused("DELETE", path).startswith("A trusted named location cannot be deleted")
    graph.patch(path, {"@odata.type": IP, "isTrusted": False})
    graph.delete(path)
    graph.refused("GET", path, status=404)
    bin_path = f"{DELETED}/{as_text(created['id'])}"
    assert graph.get(bin_path)["deletedDateTime"] == "2026-11-23T08:00:00.0000000Z"
    assert graph.create(f"{bin_path}/restore", {}, status=200)["deletedDateTime"] is None
    graph.delete(path)
    assert len(graph.values(DELETED)) == 1
    graph.delete(bin_path)
    for method in ("GET", "DELETE"):
        graph.refused(method, bin_path, status=404)
    graph.refused("POST", f"{bin_path}/restore", {}, status=404)


def test_a_country_location_has_no_trust(graph: Graph) -> None:
    created = graph.create(LOCATIONS, countries("NO", "SE"))
    assert "isTrusted" not in created
    assert (created["countryLookupMethod"], created["includeUnknownCountriesAndRegions"]) == ("clientIpAddress", False)
    kinds = graph.values(f"{LOCATIONS}?$filter=isof('microsoft.graph.countryNamedLocation')&$select=displayName")
    assert kinds == [{"@odata.type": COUNTRY, "displayName": "North"}]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"displayName": "Store"}, "`@odata.type` has to name a kind of namedLocation"),
        (place(ipRanges=[]), "ipRanges must hold between 1 and 2000 ranges."),
        (place(ipRanges=[cidr("203.0.113.0")]), "'203.0.113.0' is not a range of the type it is given as."),
        (place(ipRanges=[cidr("2001:db8::/32")]), "'2001:db8::/32' is not a range of the type it is given as."),
        (place(ipRanges=[cidr("10.0.0.0/8")]), "The prefix of '10.0.0.0/8' has to be longer than /8."),
        (place(ipRanges=[cidr("office/24")]), "'office/24' is not a valid range."),
        (
            place(ipRanges=[{"cidrAddress": "203.0.113.0/24"}]),
            "'ipRanges[0]': `@odata.type` has to name a kind of ipRange",
        ),
        (place(countriesAndRegions=["NO"]), "'countriesAndRegions': type ipNamedLocation has no such property"),
        (place(id=PLACE), "Property 'id' is read-only."),
        (place(displayName=""), "displayName may not be empty."),
        (countries(), "countriesAndRegions may not be empty."),
        (countries("no"), "'no' is not a two-letter country code."),
    ],
)
def test_a_location_that_is_refused(graph: Graph, body: JsonObject, message: str) -> None:
    assert graph.refused("POST", LOCATIONS, body) == message


def test_the_kind_of_a_location_stays(graph: Graph) -> None:
    path = f"{LOCATIONS}/{PLACE}"
    refused = graph.refused("PATCH", path, {"@odata.type": COUNTRY, "displayName": "X"})
    assert refused == "The type of a named location cannot be changed."
    graph.refused("PATCH", path, {"displayName": "X"})
    missing = graph.refused("GET", f"{LOCATIONS}/00000000-0000-0000-0000-000000000000", status=404)
    assert missing == "NamedLocation with id 00000000-0000-0000-0000-000000000000 does not exist in the directory."


def test_a_location_in_use_stays(graph: Graph) -> None:
    path = f"{LOCATIONS}/{PLACE}"
    graph.create(POLICIES, policy(conditions=conditions(locations={"includeLocations": [PLACE]})))
    graph.patch(path, {"@odata.type": IP, "isTrusted": False})
    assert graph.refused("DELETE", path).startswith("The named location is used")


def test_no_more_than_195_ranges_of_addresses(make_graph: MakeGraph) -> None:
    many: list[JsonValue] = [place(id=f"30000000-0000-4000-8000-{each:012d}") for each in range(195)]
    graph = make_graph({"namedLocations": many})
    assert graph.refused("POST", LOCATIONS, place()).endswith("exceeds the limit of 195.")
    graph.create(LOCATIONS, countries("NO"))


def test_a_location_that_is_not_there(graph: Graph) -> None:
    path = f"{LOCATIONS}/00000000-0000-4000-8000-00000000000f"
    graph.refused("PATCH", path, {"@odata.type": IP, "displayName": "X"}, status=404)
    graph.refused("DELETE", path, status=404)
    graph.create(POLICIES, policy(conditions=conditions(locations={"includeLocations": ["All"]})))
    graph.patch(f"{LOCATIONS}/{PLACE}", {"@odata.type": IP, "isTrusted": False})
    graph.delete(f"{LOCATIONS}/{PLACE}")


def test_contexts_are_changed_and_created_by_patch(graph: Graph) -> None:
    graph.patch(f"{CONTEXTS}/c2", {"displayName": "Confidential", "isAvailable": True})
    assert graph.get(f"{CONTEXTS}/c2")["displayName"] == "Confidential"
    graph.patch(f"{CONTEXTS}/c37", {"displayName": "Payments"})
    assert [each["id"] for each in graph.values(CONTEXTS)] == ["c1", "c2", "c37"]
    graph.delete(f"{CONTEXTS}/c37")
    graph.refused("GET", f"{CONTEXTS}/c37", status=404)


def test_contexts_that_are_refused(graph: Graph) -> None:
    assert graph.refused("PATCH", f"{CONTEXTS}/c100", {"displayName": "X"}).startswith("'c100' is not a valid")
    assert graph.refused("PATCH", f"{CONTEXTS}/c3", {}) == "displayName is required."
    assert graph.refused("PATCH", f"{CONTEXTS}/c2", {"id": "c3"}).startswith("The id of an authentication context")
    assert graph.refused("PATCH", f"{CONTEXTS}/c2", {"isAvailable": 1}) == "'isAvailable': expected Boolean, found 1"
    assert graph.refused("DELETE", f"{CONTEXTS}/c1").startswith("A published authentication context")
    graph.refused("DELETE", f"{CONTEXTS}/c9", status=404)
    wanted = conditions(applications={"includeAuthenticationContextClassReferences": ["c2"]})
    graph.create(POLICIES, policy())
    graph.create(POLICIES, policy(conditions=wanted))
    assert graph.refused("DELETE", f"{CONTEXTS}/c2").startswith("The authentication context is used")


def test_what_a_later_graph_adds_is_served_and_taken_back(make_graph: MakeGraph) -> None:
    labelled = {**cidr("198.51.100.0/24"), "label": "Head office"}
    newer = {**place(ipRanges=[labelled]), "id": PLACE, "riskWeight": 3}
    context: JsonObject = {"id": "c1", "displayName": "Elevation", "colour": "red"}
    document: JsonObject = {"namedLocations": [newer], "authenticationContextClassReferences": [context]}
    graph = make_graph({**small_tenant(), **document})
    graph.patch(f"{LOCATIONS}/{PLACE}", {"@odata.type": IP, "ipRanges": [labelled, cidr("203.0.113.0/24")]})
    graph.patch(f"{CONTEXTS}/c1", {"isAvailable": True})
    read = graph.get(f"{LOCATIONS}/{PLACE}")
    assert (read["riskWeight"], read["ipRanges"]) == (3, [labelled, cidr("203.0.113.0/24")])
    assert graph.values(CONTEXTS)[0]["colour"] == "red"
    unheard_of = {**cidr("192.0.2.0/24"), "label": "Store"}
    body: JsonObject = {"@odata.type": IP, "ipRanges": [unheard_of]}
    assert "no such property" in graph.refused("PATCH", f"{LOCATIONS}/{PLACE}", body)


def test_a_kind_of_location_that_graph_adds_is_shown_and_not_changed(make_graph: MakeGraph) -> None:
    newer: JsonObject = {"@odata.type": "#microsoft.graph.compliantNetworkNamedLocation", "id": PLACE}
    graph = make_graph({**small_tenant(), "namedLocations": [{**newer, "displayName": "Network"}]})
    read = graph.values(LOCATIONS)[0]
    assert {name: read[name] for name in newer} == newer
    assert "countryLookupMethod" not in read
    graph.refused("PATCH", f"{LOCATIONS}/{PLACE}", {**newer, "displayName": "Another"})
    graph.delete(f"{LOCATIONS}/{PLACE}")


def test_a_full_tenant_takes_no_more_ip_locations(make_graph: MakeGraph) -> None:
    many: list[JsonValue] = [{**place(), "id": f"30000000-0000-4000-8000-{each:012d}"} for each in range(195)]
    graph = make_graph({**small_tenant(), "namedLocations": many})
    assert graph.refused("POST", LOCATIONS, place()) == "The number of IP named locations exceeds the limit of 195."
    graph.create(LOCATIONS, countries("NO"))
    full: list[JsonValue] = [cidr(f"10.{number // 256}.{number % 256}.0/24") for number in range(2000)]
    path = f"{LOCATIONS}/30000000-0000-4000-8000-000000000000"
    graph.patch(path, {"@odata.type": IP, "ipRanges": full})
    more: JsonObject = {"@odata.type": IP, "ipRanges": [*full, cidr("192.0.2.0/24")]}
    assert graph.refused("PATCH", path, more) == "ipRanges must hold between 1 and 2000 ranges."
