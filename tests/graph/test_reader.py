"""The tenant, read whole or not at all."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from passkeyctl.errors import GraphError, IncompleteRead
from passkeyctl.graph.client import GraphClient
from passkeyctl.graph.reader import ALL_FAMILIES, Reading, read_again, read_tenant
from passkeyctl.json_types import JsonObject
from passkeyctl.model.address import Kind
from passkeyctl.model.state import PriorState
from passkeyctl.plan.operation import Family
from passkeyctl.sandbox.behaviour import Behaviour
from tests.graph.connections import Answer, answered, page, refused
from tests.graph.rehearsal import Rehearsal
from tests.sandbox.tenants import STRENGTH, policy, small_tenant

ID, OTHER = "70000000-0000-4000-8000-00000000000a", "70000000-0000-4000-8000-00000000000b"
POLICIES = "/identity/conditionalAccess/policies"


def tenant(*policies: JsonObject) -> JsonObject:
    return {**small_tenant(), "conditionalAccessPolicies": [*policies]}


PLAIN = {**policy(), "id": ID}
conditions = policy()["conditions"]
assert isinstance(conditions, dict)
PREVIEW = {**policy(displayName="Preview"), "id": OTHER, "conditions": {**conditions, "agentIdRiskLevels": "high"}}


def test_everything_is_read_with_ids_of_its_own(tmp_path: Path) -> None:
    rehearsal = Rehearsal(tmp_path, tenant(PLAIN))
    reading = rehearsal.run(lambda client: read_tenant(client, compare_beta=True))
    state = reading.state
    assert reading.saw_beta
    assert [each.name for each in state.of(Kind.POLICY)] == ["Ask the pilot for two factors"]
    assert state.by_id(Kind.STRENGTH, STRENGTH) is not None
    assert state.by_id(Kind.STRENGTH, ID) is None
    assert len(state.of(Kind.PASSKEYS)) == 1
    assert state.unread_policies == ()
    assert len(rehearsal.requests) == 4


def test_small_pages_give_the_same_tenant(tmp_path: Path) -> None:
    policies = [{**PLAIN, "id": f"{ID[:-1]}{digit}", "displayName": f"PK{digit}"} for digit in range(7)]
    rehearsal = Rehearsal(tmp_path, tenant(*policies), Behaviour(page_size=2))
    state = rehearsal.run(lambda client: read_tenant(client, compare_beta=True)).state
    assert [each.name for each in state.of(Kind.POLICY)] == [f"PK{digit}" for digit in range(7)]
    assert state.unread_policies == ()


def test_a_policy_that_only_beta_shows_is_unread(tmp_path: Path) -> None:
    rehearsal = Rehearsal(tmp_path, tenant(PLAIN, PREVIEW))
    reading = rehearsal.run(lambda client: read_tenant(client, compare_beta=True))
    assert reading.state.unread_policies == ((OTHER, "Preview"),)
    assert [each.id for each in reading.state.of(Kind.POLICY)] == [ID]


def test_without_the_comparison_beta_is_not_asked(tmp_path: Path) -> None:
    rehearsal = Rehearsal(tmp_path, tenant(PLAIN, PREVIEW))
    reading = rehearsal.run(lambda client: read_tenant(client, compare_beta=False))
    assert (reading.saw_beta, reading.state.unread_policies) == (False, ())
    assert all("/beta/" not in each.path_with_query for each in rehearsal.requests)


def test_a_list_that_v1_refuses_is_an_error(tmp_path: Path) -> None:
    rehearsal = Rehearsal(tmp_path, tenant(PREVIEW), Behaviour(preview_policies="refused"))
    with pytest.raises(GraphError):
        rehearsal.run(lambda client: read_tenant(client, compare_beta=True))


def test_some_families_are_read_afresh_and_the_others_stay(tmp_path: Path) -> None:
    async def use(client: GraphClient) -> tuple[PriorState, PriorState, PriorState]:
        base = (await read_tenant(client, compare_beta=True)).state
        await client.send("PATCH", f"{POLICIES}/{ID}", {"state": "disabled"})
        strengths = await read_again(client, frozenset({Family.STRENGTHS}), base)
        everything = await read_again(client, ALL_FAMILIES, base)
        return base, strengths, everything

    base, strengths, everything = Rehearsal(tmp_path, tenant(PLAIN, PREVIEW)).run(use)
    assert len(strengths.objects) == len(base.objects)
    states = [each.of(Kind.POLICY)[0].fields["state"] for each in (base, strengths, everything)]
    assert states == ["enabled", "enabled", "disabled"]
    assert everything.unread_policies == base.unread_policies == ((OTHER, "Preview"),)
    assert everything.fido2 == base.fido2


FIDO2: JsonObject = {"state": "disabled", "includeTargets": [], "excludeTargets": [], "passkeyProfiles": []}
DEFAULT_ID = "00000000-0000-0000-0000-000000000001"


def test_a_fresh_read_sees_that_the_tenant_has_opted_in() -> None:
    profile: JsonObject = {"id": DEFAULT_ID, "name": "Default passkey profile", "passkeyTypes": "synced"}
    opted_in: JsonObject = {**FIDO2, "defaultPasskeyProfile": DEFAULT_ID, "passkeyProfiles": [profile]}
    wire = answered(_json(opted_in))
    base = PriorState((), False, dict(FIDO2))
    state = wire.run(lambda client: read_again(client, frozenset({Family.FIDO2}), base))
    assert (state.has_profiles, state.fido2) == (True, opted_in)
    assert [each.kind for each in state.objects] == [Kind.PASSKEYS, Kind.PROFILE]


def _json(body: JsonObject) -> Answer:
    return httpx.Response(200, json=body)


def read(beta: Answer, *, fido2: JsonObject = FIDO2) -> Reading:
    """The four requests go out in this order."""
    wire = answered(beta, _json(fido2), page(), page())
    return wire.run(lambda client: read_tenant(client, compare_beta=True))


def test_an_endpoint_without_beta_is_not_compared() -> None:
    assert not read(refused(404)).saw_beta


def test_any_other_failure_of_beta_is_an_error() -> None:
    with pytest.raises(GraphError):
        read(refused(403, "AccessDenied"))


def test_an_unread_policy_without_a_name_is_called_by_its_id() -> None:
    assert read(page({"id": OTHER.upper(), "displayName": None})).state.unread_policies == ((OTHER, OTHER),)


def test_a_configuration_without_its_targets_is_not_a_base() -> None:
    with pytest.raises(IncompleteRead):
        read(page(), fido2={"state": "enabled"})
