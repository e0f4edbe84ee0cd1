"""The client against the sandbox: paging, batches, throttling and faults as one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import TypeVar

import pytest

from passkeyctl.errors import GraphError, Unreachable
from passkeyctl.graph.batch import BatchRequest
from passkeyctl.graph.client import GraphClient, Settings
from passkeyctl.graph.clouds import SANDBOX
from passkeyctl.graph.paths import SPECS, EndpointName, EndpointSpec
from passkeyctl.graph.tokens import StaticToken
from passkeyctl.json_types import JsonObject
from passkeyctl.sandbox.behaviour import Behaviour
from passkeyctl.sandbox.faults import Drop, Fault, fails
from passkeyctl.sandbox.store import Store
from passkeyctl.sandbox.transport import RecordedRequest, sandbox_transport
from tests.graph.connections import Clock, run
from tests.sandbox.tenants import ADA, GROUP, STRENGTH, small_tenant

T = TypeVar("T")
NAMED_KEYS = {
    EndpointName.STRENGTH: {"id": STRENGTH},
    EndpointName.STRENGTH_USAGE: {"id": STRENGTH},
    EndpointName.STRENGTH_LIMITS: {"id": STRENGTH},
    EndpointName.LOCATION: {"id": "30000000-0000-4000-8000-000000000001"},
    EndpointName.CONTEXT: {"id": "c1"},
    EndpointName.GROUP: {"id": GROUP},
    EndpointName.GROUP_USERS: {"id": GROUP},
    EndpointName.USER: {"id": "gil_partner.example#EXT#@contoso.example"},
    EndpointName.USER_GROUPS: {"id": ADA},
    EndpointName.USER_DIRECT_GROUPS: {"id": ADA},
    EndpointName.GROUP_DIRECT_USERS: {"id": GROUP},
    EndpointName.GROUP_GROUPS: {"id": GROUP},
    EndpointName.USER_PASSKEYS: {"id": ADA},
    EndpointName.USER_PASSES: {"id": ADA},
    EndpointName.FEDERATION: {"id": "contoso.onmicrosoft.com"},
}
# Four of them have to be made first.
READABLE = [
    spec
    for spec in SPECS
    if "GET" in spec.methods
    and spec.name
    not in {
        EndpointName.POLICY,
        EndpointName.DELETED_POLICY,
        EndpointName.STRENGTH_LIMIT,
        EndpointName.REGISTRATION_DETAIL,
    }
]
POLICY: JsonObject = {
    "displayName": "Report only",
    "state": "enabledForReportingButNotEnforced",
    "conditions": {
        "clientAppTypes": ["all"],
        "users": {"includeUsers": ["All"]},
        "applications": {"includeApplications": ["All"]},
    },
    "grantControls": {"operator": "OR", "builtInControls": ["mfa"]},
}
POLICIES = "/identity/conditionalAccess/policies"


class Tenant:
    """A sandbox and a client that share one clock."""

    def __init__(self, path: Path) -> None:
        self.clock = Clock()
        self.requests: list[RecordedRequest] = []
        start, numbers = datetime(2026, 11, 23, 8, tzinfo=UTC), count(1)
        self.store = Store.open(
            path,
            clock=lambda: start + timedelta(seconds=self.clock.now),
            new_id=lambda: f"90000000-0000-4000-8000-{next(numbers):012d}",
        )
        self.store.load(small_tenant())

    def run(
        self, use: Callable[[GraphClient], Awaitable[T]], *, faults: Sequence[Fault] = (), ca_interval: float = 0.0
    ) -> T:
        async def within() -> T:
            transport = sandbox_transport(self.store, faults=faults, record=self.requests)
            settings = Settings(self.clock.timing, lambda: "call", ca_interval=ca_interval)
            async with GraphClient.connect(
                SANDBOX, StaticToken("sandbox"), settings, read_only=False, transport=transport
            ) as client:
                return await use(client)

        return run(within())


@pytest.fixture
def tenant(tmp_path: Path) -> Iterator[Tenant]:
    made = Tenant(tmp_path / "tenant.sqlite")
    yield made
    made.store.close()


@pytest.mark.parametrize("spec", READABLE, ids=lambda spec: spec.name)
def test_everything_can_be_read(tenant: Tenant, spec: EndpointSpec) -> None:
    assert tenant.run(lambda client: client.read(spec.name, NAMED_KEYS.get(spec.name)))
    assert len(tenant.requests) == 1


def test_small_pages_give_the_same_list(tenant: Tenant) -> None:
    async def use(client: GraphClient) -> list[JsonObject]:
        return await client.read_all(EndpointName.STRENGTHS, query={"$select": ("id", "displayName")})

    whole = tenant.run(use)
    assert len(tenant.requests) == 1
    tenant.store.behaviour = Behaviour(page_size=1)
    assert tenant.run(use) == whole
    assert len(tenant.requests) == 1 + len(whole) > 4


def test_a_policy_is_made_changed_and_restored(tenant: Tenant) -> None:
    async def use(client: GraphClient) -> list[object]:
        created = (await client.send("POST", POLICIES, POLICY)).body
        assert isinstance(created, dict)
        path = f"{POLICIES}/{created['id']}"
        id = {"id": str(created["id"])}
        await client.send("PATCH", path, {"state": "disabled"})
        changed = await client.read(EndpointName.POLICY, id)
        await client.send("DELETE", path)
        deleted = await client.read_all(EndpointName.DELETED_POLICIES)
        restored = await client.send("POST", f"/identity/conditionalAccess/deletedItems/policies/{id['id']}/restore")
        return [changed["state"], [each["id"] for each in deleted], restored.status]

    assert tenant.run(use) == ["disabled", ["90000000-0000-4000-8000-000000000001"], 200]


def test_a_batch_reads_groups_users_and_memberships(tenant: Tenant) -> None:
    requests = [
        BatchRequest(EndpointName.GROUPS, query={"$filter": "displayName eq 'It''s closed'"}),
        BatchRequest(EndpointName.USER, {"id": "ada@contoso.example"}),
        BatchRequest(EndpointName.USER, {"id": "nobody@contoso.example"}),
        BatchRequest(EndpointName.CHECK_MEMBER_GROUPS, {"id": ADA}, body={"groupIds": [GROUP]}),
    ]

    async def use(client: GraphClient) -> list[object]:
        found = await client.batch(requests)
        return [each.body if each.status == 200 else each.status for each in found]

    groups, user, nobody, member = tenant.run(use)
    assert isinstance(groups, dict)
    assert isinstance(user, dict)
    assert isinstance(member, dict)
    assert [each["displayName"] for each in groups["value"]] == ["It's closed"]
    assert (user["id"], nobody, member["value"]) == (ADA, 404, [GROUP])
    assert len(tenant.requests) == 1


def test_the_pace_of_conditional_access_is_never_refused(tenant: Tenant) -> None:
    tenant.store.behaviour = Behaviour(throttle=True)

    async def use(client: GraphClient) -> None:
        for _ in range(4):
            await client.read_all(EndpointName.LOCATIONS)

    tenant.run(use, ca_interval=1.0)
    assert len(tenant.requests) == 4
    assert tenant.clock.slept == [1.0, 1.0, 1.0]


def test_without_a_pace_the_refusals_are_waited_out(tenant: Tenant) -> None:
    tenant.store.behaviour = Behaviour(throttle=True)

    async def use(client: GraphClient) -> None:
        await client.read_all(EndpointName.LOCATIONS)
        await client.read_all(EndpointName.POLICIES)

    tenant.run(use)
    assert len(tenant.requests) == 3
    assert tenant.clock.slept == [1.5]


def test_a_create_whose_answer_is_lost_is_found_by_reading(tenant: Tenant) -> None:
    async def use(client: GraphClient) -> list[object]:
        with pytest.raises(Unreachable) as caught:
            await client.send("POST", POLICIES, POLICY)
        assert caught.value.maybe_received
        return [each["displayName"] for each in await client.read_all(EndpointName.POLICIES)]

    assert tenant.run(use, faults=[Fault("POST", POLICIES, 1, Drop.AFTER)]) == ["Report only"]


def test_a_wrong_body_comes_back_with_graphs_words(tenant: Tenant) -> None:
    async def use(client: GraphClient) -> None:
        await client.send("POST", POLICIES, {"displayName": "no conditions", "state": "enabled"})

    with pytest.raises(GraphError) as caught:
        tenant.run(use)
    assert caught.value.status == 400
    assert caught.value.detail[0].startswith("Graph says: ")


def test_a_failure_of_graph_is_read_again(tenant: Tenant) -> None:
    found = tenant.run(
        lambda client: client.read_all(EndpointName.CONTEXTS),
        faults=[Fault("GET", "authenticationContextClassReferences", 1, fails(503))],
    )
    assert [each["id"] for each in found] == ["c1", "c2"]
    assert tenant.clock.slept == [1.5]
