"""What lies in the recycle bin, and what it means that nobody may look into it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from passkeyctl.errors import GraphError
from passkeyctl.graph.client import GraphClient
from passkeyctl.graph.recycle_bin import read_bin
from passkeyctl.model.address import Kind
from passkeyctl.plan.undo.coming_back import Bin
from passkeyctl.sandbox.faults import FORBIDDEN, Fault, Refuse
from tests.graph.test_with_sandbox import POLICIES, POLICY, Tenant

LOCATIONS = "/identity/conditionalAccess/namedLocations"
OFFICE = {
    "@odata.type": "#microsoft.graph.ipNamedLocation",
    "displayName": "Office",
    "isTrusted": False,
    "ipRanges": [{"@odata.type": "#microsoft.graph.iPv4CidrRange", "cidrAddress": "192.0.2.0/24"}],
}


@pytest.fixture
def tenant(tmp_path: Path) -> Iterator[Tenant]:
    made = Tenant(tmp_path / "tenant.sqlite")
    yield made
    made.store.close()


async def deleted(client: GraphClient, path: str, body: object) -> str:
    made = (await client.send("POST", path, body)).body  # type: ignore[arg-type]
    assert isinstance(made, dict)
    await client.send("DELETE", f"{path}/{made['id']}")
    return str(made["id"])


def test_what_was_deleted_is_found_by_its_id(tenant: Tenant) -> None:
    async def use(client: GraphClient) -> tuple[Bin, str, str]:
        policy, office = await deleted(client, POLICIES, POLICY), await deleted(client, LOCATIONS, OFFICE)
        await deleted(client, POLICIES, {**POLICY, "displayName": "Somebody else's"})
        wanted = {(Kind.POLICY, policy), (Kind.LOCATION, office), (Kind.POLICY, "never-there")}
        return await read_bin(client, wanted), policy, office

    found, policy, office = tenant.run(use)
    assert {key: live.name for key, live in found.held.items()} == {
        (Kind.POLICY, policy): "Report only",
        (Kind.LOCATION, office): "Office",
    }
    assert found.why_not == ""


def test_nothing_is_asked_where_nothing_was_deleted(tenant: Tenant) -> None:
    assert tenant.run(lambda client: read_bin(client, ())) == Bin()
    assert tenant.requests == []


@pytest.mark.parametrize("answer", [FORBIDDEN, Refuse(404, "NotFound", "Resource not found for the segment")], ids=str)
def test_an_endpoint_without_one_says_why(tenant: Tenant, answer: Refuse) -> None:
    faults = [Fault("GET", "deletedItems", 1, answer)]
    found = tenant.run(lambda client: read_bin(client, {(Kind.POLICY, "one")}), faults=faults)
    assert found.held == {}
    assert found.why_not.startswith("the recycle bin can't be read (")


def test_any_other_failure_is_no_answer(tenant: Tenant) -> None:
    """Made anew for want of an answer, a policy would stand there twice once it is restored."""
    faults = [Fault("GET", "deletedItems", 1, Refuse(500, "InternalServerError", "x"), times=100)]
    with pytest.raises(GraphError):
        tenant.run(lambda client: read_bin(client, {(Kind.POLICY, "one")}), faults=faults)
