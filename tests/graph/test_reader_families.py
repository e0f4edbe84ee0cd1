"""Families that not every run reads: what is asked for, what it costs, what is unread."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from passkeyctl.errors import GraphError, PermissionMissing
from passkeyctl.graph.client import GraphClient
from passkeyctl.graph.directory import answered_by, look_up
from passkeyctl.graph.reader import ALL_FAMILIES, EVERY_FAMILY, KINDS, read_again, read_tenant
from passkeyctl.json_types import JsonObject
from passkeyctl.model.address import Kind
from passkeyctl.model.directory import Directory
from passkeyctl.model.reference import Reference, RefKind
from passkeyctl.model.state import PriorState
from passkeyctl.plan.operation import Family
from passkeyctl.sandbox.behaviour import Behaviour
from passkeyctl.sandbox.defaults import methods_policy, tap_configuration
from tests.graph.connections import Answer, answered, page, refused
from tests.graph.rehearsal import Rehearsal
from tests.sandbox.tenants import PLACE, small_tenant

METHODS = "/policies/authenticationMethodsPolicy"
LOCATIONS = "/identity/conditionalAccess/namedLocations"
CONTEXTS = "/identity/conditionalAccess/authenticationContextClassReferences"


def paths(rehearsal: Rehearsal) -> list[str]:
    return sorted(each.path_with_query for each in rehearsal.requests)


ALWAYS = [
    "/v1.0/identity/conditionalAccess/policies?$top=999",
    f"/v1.0{METHODS}/authenticationMethodConfigurations/fido2",
    "/v1.0/policies/authenticationStrengthPolicies",
]


def test_a_run_reads_no_more_than_it_needs(tmp_path: Path) -> None:
    rehearsal = Rehearsal(tmp_path)
    state = rehearsal.run(lambda client: read_tenant(client, compare_beta=False)).state
    assert paths(rehearsal) == sorted(ALWAYS)
    unread = {Kind.TEMPORARY_ACCESS_PASS, Kind.CAMPAIGN, Kind.LOCATION, Kind.CONTEXT}
    assert state.unread_kinds == unread
    assert not unread & {each.kind for each in state.objects}


def test_everything_costs_one_request_for_each_list(tmp_path: Path) -> None:
    rehearsal = Rehearsal(tmp_path)
    state = rehearsal.run(lambda client: read_tenant(client, compare_beta=False, families=EVERY_FAMILY)).state
    assert paths(rehearsal) == sorted([*ALWAYS, f"/v1.0{METHODS}", f"/v1.0{LOCATIONS}?$top=999", f"/v1.0{CONTEXTS}"])
    assert state.unread_kinds == frozenset()
    (place,) = state.of(Kind.LOCATION)
    assert (place.id, place.fields["ipRanges"]) == (PLACE, frozenset({"198.51.100.0/24"}))
    assert [each.id for each in state.of(Kind.CONTEXT)] == ["c1", "c2"]
    (access_pass,), (campaign,) = state.of(Kind.TEMPORARY_ACCESS_PASS), state.of(Kind.CAMPAIGN)
    assert access_pass.fields["maximumLifetime"] == 480
    assert (campaign.fields["state"], campaign.fields["limitSnoozes"]) == ("microsoftManaged", None)


def test_every_kind_belongs_to_one_family() -> None:
    assert sorted(kind for kinds in KINDS.values() for kind in kinds) == sorted(Kind)
    assert frozenset(KINDS) == EVERY_FAMILY > ALL_FAMILIES


def enabled_campaign() -> JsonObject:
    policy = methods_policy()
    enforcement = policy["registrationEnforcement"]
    assert isinstance(enforcement, dict)
    campaign = enforcement["authenticationMethodsRegistrationCampaign"]
    assert isinstance(campaign, dict)
    campaign["state"] = "enabled"
    return {**small_tenant(), "authenticationMethodsPolicy": [policy]}


def test_the_campaign_is_read_through_beta_where_a_file_asks_for_it(tmp_path: Path) -> None:
    async def use(client: GraphClient) -> tuple[PriorState, PriorState]:
        asked = frozenset({Family.METHODS})
        base = (await read_tenant(client, compare_beta=False, families=asked, campaign_beta=True)).state
        return base, await read_again(client, asked, base)

    rehearsal = Rehearsal(tmp_path, enabled_campaign())
    base, again = rehearsal.run(use)
    for state in (base, again):
        assert state.of(Kind.CAMPAIGN)[0].fields["limitSnoozes"] is True
    assert [each for each in paths(rehearsal) if each.startswith("/beta")] == [f"/beta{METHODS}"] * 2


def test_what_is_read_again_stays_what_was_asked_for(tmp_path: Path) -> None:
    async def use(client: GraphClient) -> tuple[PriorState, PriorState]:
        wanted = frozenset({Family.LOCATIONS, Family.CONTEXTS})
        base = (await read_tenant(client, compare_beta=False, families=wanted)).state
        body: JsonObject = {"@odata.type": "#microsoft.graph.ipNamedLocation", "isTrusted": False}
        await client.send("PATCH", f"{LOCATIONS}/{PLACE}", body)
        await client.send("PATCH", f"{CONTEXTS}/c9", {"displayName": "Payments"}, creates=True)
        await client.send("DELETE", f"{CONTEXTS}/c2")
        return base, await read_again(client, wanted, base)

    base, again = Rehearsal(tmp_path).run(use)
    assert [each.of(Kind.LOCATION)[0].fields["trusted"] for each in (base, again)] == [True, False]
    assert [each.id for each in again.of(Kind.CONTEXT)] == ["c1", "c9"]
    assert again.unread_kinds == base.unread_kinds == {Kind.TEMPORARY_ACCESS_PASS, Kind.CAMPAIGN}


def test_small_pages_of_locations_give_the_same_tenant(tmp_path: Path) -> None:
    range: JsonObject = {"@odata.type": "#microsoft.graph.iPv4CidrRange", "cidrAddress": "198.51.100.0/24"}
    places: list[JsonObject] = [
        {
            "@odata.type": "#microsoft.graph.ipNamedLocation",
            "id": f"{PLACE[:-1]}{digit}",
            "displayName": f"Store {digit}",
            "ipRanges": [range],
        }
        for digit in (1, 2, 3, 4, 5)
    ]
    rehearsal = Rehearsal(tmp_path, {**small_tenant(), "namedLocations": [*places]}, Behaviour(page_size=2))
    wanted = frozenset({Family.LOCATIONS})
    state = rehearsal.run(lambda client: read_tenant(client, compare_beta=False, families=wanted)).state
    assert [each.name for each in state.of(Kind.LOCATION)] == [f"Store {digit}" for digit in (1, 2, 3, 4, 5)]


BASE = PriorState((), True, {})
ROOT: JsonObject = {
    "id": "authenticationMethodsPolicy",
    "registrationEnforcement": methods_policy()["registrationEnforcement"],
    "authenticationMethodConfigurations": [{"id": "Fido2"}],
}


def methods(*answers: Answer) -> PriorState:
    return answered(*answers).run(lambda client: read_again(client, frozenset({Family.METHODS}), BASE))


def test_a_pass_that_is_not_among_the_methods_is_read_at_its_own_address() -> None:
    state = methods(httpx.Response(200, json=ROOT), httpx.Response(200, json=tap_configuration()))
    assert (len(state.of(Kind.TEMPORARY_ACCESS_PASS)), state.unread_kinds) == (1, frozenset())


def test_what_the_tenant_does_not_show_is_unread() -> None:
    state = methods(httpx.Response(200, json={**ROOT, "registrationEnforcement": None}), refused(404))
    assert state.unread_kinds == {Kind.TEMPORARY_ACCESS_PASS, Kind.CAMPAIGN}
    assert state.objects == ()


def test_a_refusal_is_an_error_and_no_unread_kind() -> None:
    for answers in ([refused(403, "AccessDenied")], [httpx.Response(200, json=ROOT), refused(403, "AccessDenied")]):
        with pytest.raises(PermissionMissing):
            methods(*answers)
    with pytest.raises(GraphError):
        methods(refused(404))


def test_an_endpoint_without_beta_shows_the_campaign_of_v1() -> None:
    wire = answered(
        httpx.Response(200, json={"state": "disabled", "includeTargets": [], "passkeyProfiles": []}),
        page(),
        page(),
        httpx.Response(200, json={**ROOT, "authenticationMethodConfigurations": [tap_configuration()]}),
        refused(404),
    )
    state = wire.run(
        lambda client: read_tenant(client, compare_beta=False, families=frozenset({Family.METHODS}), campaign_beta=True)
    ).state
    assert state.of(Kind.CAMPAIGN)[0].fields["state"] == "microsoftManaged"


def test_a_list_that_the_run_reads_anyway_is_not_asked_for_twice(tmp_path: Path) -> None:
    office = Reference(RefKind.LOCATION, "Office", name="Office")
    elevation = Reference(RefKind.CONTEXT, "c1", id="c1")
    group = Reference(RefKind.GROUP, "Pilot", name="Pilot")
    references = [office, elevation, group]

    async def use(client: GraphClient) -> tuple[Directory, Directory]:
        wanted = frozenset({Family.LOCATIONS})
        state = (await read_tenant(client, compare_beta=False, families=wanted)).state
        found, _ = await look_up(client, references, frozenset({Kind.LOCATION}))
        return found, answered_by(state, references)

    rehearsal = Rehearsal(tmp_path)
    found, listed = rehearsal.run(use)
    assert office not in found.found
    assert [each.id for each in listed.found[office]] == [PLACE]
    assert set(listed.found) == {office}
    assert sum("namedLocations" in each for each in paths(rehearsal)) == 1
    assert sum("ClassReferences" in each for each in paths(rehearsal)) == 1
