"""A snapshot answers as the tenant did; what it does not hold is refused and never empty."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar

import pytest

from passkeyctl.cli.snapshot.against import replaying
from passkeyctl.errors import IncompleteRead, WriteRefused
from passkeyctl.graph.batch import BatchRequest
from passkeyctl.graph.client import GraphClient
from passkeyctl.graph.emergency import follow_up
from passkeyctl.graph.held_state import state_of
from passkeyctl.graph.paths import EndpointName
from passkeyctl.graph.reader import EVERY_FAMILY, read_tenant
from passkeyctl.graph.stubs import made_up, with_everything
from passkeyctl.json_types import JsonObject
from passkeyctl.sandbox.seed_snapshot import copy_of
from passkeyctl.snapshot.document import MENTIONED, Part, Snapshot, Unread
from passkeyctl.wire import locations
from tests.graph.connections import run
from tests.sandbox.tenants import ADA, BEN, GROUP, OTHER_GROUP, PLACE, STRENGTH, policy
from tests.snapshot.shapes import TAKEN, reloaded
from tests.snapshot.taking import taken

T = TypeVar("T")
UNKNOWN_ID = "10000000-0000-4000-8000-00000000dead"


def reading(snapshot: Snapshot, use: Callable[[GraphClient], Awaitable[T]]) -> T:
    async def within() -> T:
        async with replaying(snapshot) as client:
            return await use(client)

    return run(within())


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return reloaded(taken(tmp_path_factory.mktemp("company")))


LISTS = {
    Part.POLICIES: EndpointName.POLICIES,
    Part.STRENGTHS: EndpointName.STRENGTHS,
    Part.LOCATIONS: EndpointName.LOCATIONS,
    Part.CONTEXTS: EndpointName.CONTEXTS,
    Part.POLICY_IDS_BETA: EndpointName.POLICY_IDS_BETA,
}


@pytest.mark.parametrize("part", LISTS)
def test_lists_are_given_as_they_were(company: Snapshot, part: Part) -> None:
    held = locations.parse(json.dumps(company.read(part)).encode())  # of a range just the address is given
    assert reading(company, lambda client: client.read_all(LISTS[part])) == held
    in_memory = replace(company, parts=dict(company.parts))
    assert reading(in_memory, lambda client: client.read_all(LISTS[part])) == held


def test_what_nobody_knows_of_a_policy_is_given_too(company: Snapshot) -> None:
    """The sandbox behind it would leave such a policy out: it thinks that v1.0 hides it."""
    strange: JsonObject = {"id": GROUP, "conditions": {"times": {"all": True}}, "weather": ["fine", None]}
    snapshot = replace(company, parts={**company.parts, Part.POLICIES: (strange,)})
    assert reading(snapshot, lambda client: client.read_all(EndpointName.POLICIES)) == [strange]


def test_the_state_is_the_same_by_either_way(company: Snapshot) -> None:
    found = reading(
        company, lambda client: read_tenant(client, compare_beta=True, families=EVERY_FAMILY, campaign_beta=True)
    )
    assert found.saw_beta
    assert {(each.kind, each.id): each.fields for each in found.state.objects} == {
        (each.kind, each.id): each.fields for each in state_of(company).objects
    }
    assert found.state.unread_kinds == state_of(company).unread_kinds == frozenset()


ENDPOINTS = [*LISTS.values(), EndpointName.METHODS_POLICY, EndpointName.FIDO2, EndpointName.TEMPORARY_ACCESS_PASS]


@pytest.mark.parametrize("endpoint", [each for each in ENDPOINTS if each is not EndpointName.POLICY_IDS_BETA])
@pytest.mark.parametrize("parts", [{}, {each: Unread(403, "no") for each in Part}])
def test_what_is_not_held_is_refused(endpoint: EndpointName, parts: dict[Part, Unread]) -> None:
    with pytest.raises(IncompleteRead, match="the snapshot does not hold it"):
        reading(Snapshot(TAKEN, "global", parts), lambda client: client.read(endpoint))


@pytest.mark.parametrize(
    "endpoint", [EndpointName.SECURITY_DEFAULTS, EndpointName.DELETED_POLICIES, EndpointName.REGISTRATION_DETAILS]
)
def test_what_no_snapshot_holds_is_refused(company: Snapshot, endpoint: EndpointName) -> None:
    with pytest.raises(IncompleteRead, match=r"nobody asked for it|never asked for"):
        reading(company, lambda client: client.read(endpoint))


def test_nothing_can_be_written(company: Snapshot) -> None:
    with pytest.raises(WriteRefused):
        reading(company, lambda client: client.send("DELETE", f"/identity/conditionalAccess/policies/{GROUP}"))


def people(**more: dict[str, tuple[str, ...]]) -> Snapshot:
    rows: tuple[JsonObject, ...] = ({"id": GROUP, "displayName": "Pilot"}, {"id": OTHER_GROUP, "displayName": "Rest"})
    users: tuple[JsonObject, ...] = ({"id": ADA, "userPrincipalName": "ada@contoso.example", "accountEnabled": True},)
    return Snapshot(TAKEN, "global", {Part.GROUPS: rows, Part.USERS: users, Part.SERVICE_PRINCIPALS: ()}, **more)  # type: ignore[arg-type]


def test_emergency_accounts_are_found_through_members() -> None:
    snapshot = people(members={GROUP: (ADA, BEN)}, memberships={ADA: (GROUP, OTHER_GROUP)})
    emergency, _ = reading(snapshot, lambda client: follow_up(client, GROUP, (), ()))
    assert [(each.id, each.is_enabled) for each in emergency.accounts] == [(BEN, None), (ADA, True)]


def test_members_that_nobody_asked_for_are_unread() -> None:
    request = BatchRequest(EndpointName.GROUP_USERS, {"id": OTHER_GROUP}, {"$select": ["id"]})
    with pytest.raises(IncompleteRead, match="nobody asked for the members"):
        reading(people(members={GROUP: (ADA,)}), lambda client: client.batch([request]))


def test_groups_of_a_person_that_nobody_asked_for_are_unread() -> None:
    request = BatchRequest(EndpointName.USER_GROUPS, {"id": ADA}, {"$select": ["id"]})
    with pytest.raises(IncompleteRead, match="nobody asked for the members"):
        reading(people(members={GROUP: (ADA,)}), lambda client: client.batch([request]))


def imported(**changes: object) -> Snapshot:
    conditions: JsonObject = {
        "users": {"includeUsers": ["All", ADA], "excludeGroups": [GROUP, UNKNOWN_ID]},
        "applications": {"includeApplications": ["All"], "includeAuthenticationContextClassReferences": ["c7"]},
        "locations": {"includeLocations": ["All"], "excludeLocations": [PLACE, "AllTrusted"]},
    }
    document = policy(
        id=STRENGTH, conditions=conditions, grantControls={"operator": "OR", "authenticationStrength": {"id": STRENGTH}}
    )
    return Snapshot("", "import", {Part.POLICIES: (document,)}, names={GROUP: "Pilot"}, **changes)  # type: ignore[arg-type]


def test_what_an_import_mentions_is_made_up() -> None:
    whole = with_everything(imported())
    assert made_up(imported(), whole) == {
        Part.GROUPS: 2,
        Part.USERS: 1,
        Part.LOCATIONS: 1,
        Part.CONTEXTS: 1,
        Part.STRENGTHS: 1,
    }
    assert {each["id"]: each["displayName"] for each in whole.read(Part.GROUPS)} == {GROUP: "Pilot", UNKNOWN_ID: None}


def test_what_a_snapshot_of_ours_mentions_and_lacks_is_gone() -> None:
    native = replace(imported(), endpoint="global")
    assert with_everything(native) == native


def test_a_part_that_files_describe_is_not_made_up() -> None:
    whole = with_everything(imported(), frozenset({Part.LOCATIONS}))
    assert not whole.is_read(Part.LOCATIONS)
    assert whole.is_read(Part.STRENGTHS)


def test_a_copy_holds_what_was_given(company: Snapshot) -> None:
    rows = {str(part): company.read(part) for part in Part}
    collections = copy_of(rows, company.members, company.memberships, tenant_id="t", domain="d")
    assert collections["namedLocations"] == list(company.read(Part.LOCATIONS))
    assert "@odata.context" not in json.dumps(collections)
    assert {part for part in MENTIONED if not collections[part]} <= {Part.SERVICE_PRINCIPALS}
