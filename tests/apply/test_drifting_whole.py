"""What isn't read whole, or isn't there to be compared, is never taken for a tenant without drift."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from passkeyctl.drift.deviation import Sort
from passkeyctl.errors import IncompleteRead, PasskeyctlError, UserFault
from passkeyctl.json_types import JsonObject
from passkeyctl.plan.plan import PlanOptions
from passkeyctl.rollout.ladder import Standing
from passkeyctl.sandbox.behaviour import Behaviour
from passkeyctl.sandbox.faults import Drop, Fault, fails
from passkeyctl.wire import endpoints
from tests.apply.drifts import Drifting, only

CA002 = "c4d4ccce-be19-53b0-9698-6fa0567f966c"
POLICY = """\
conditionalAccess:
  admins:
    name: CA002 - Administrators - Require multifactor authentication
    state: enabled
    unmanaged: [users, target, grant, conditions, session]
"""
AGENTS: JsonObject = {"includeAgents": ["All"]}
BOUNDARY = 'manage: {conditionalAccess: {prefix: "CA00"}}\n'


@pytest.fixture
def tenant(tmp_path: Path) -> Drifting:
    return Drifting(tmp_path)


def seen_by_beta_only(tenant: Drifting, name: str) -> str:
    """A policy that uses something of beta's."""
    tenant.store.behaviour = replace(Behaviour(), preview_policies="hidden")
    policy = {**tenant.policy(CA002), "id": "e0000000-0000-4000-8000-000000000001", "displayName": name}
    policy["conditions"] = {**policy["conditions"], "agentIdRiskLevels": "high"}
    with tenant.store.transaction() as sandbox:
        sandbox.put("conditionalAccessPolicies", policy)
        sandbox.save()
    return str(policy["id"])


@pytest.mark.parametrize(
    "path",
    [
        "conditionalAccess/policies",
        "policies/authenticationStrengthPolicies",
        "authenticationMethodConfigurations/fido2",
    ],
)
@pytest.mark.parametrize("fault", [fails(403), fails(500), Drop.BEFORE])
def test_a_list_that_can_not_be_read_is_an_error(tenant: Drifting, path: str, fault: object) -> None:
    faults = [Fault("GET", path, number, fault) for number in range(1, 12)]  # type: ignore[arg-type]
    with pytest.raises(PasskeyctlError):
        tenant.drift(POLICY, faults=faults)


def test_an_unread_policy_inside_the_boundary_counts(tenant: Drifting) -> None:
    id = seen_by_beta_only(tenant, "CA009 - Agents")
    drift = tenant.drift('manage: {conditionalAccess: {prefix: "CA00"}}\n' + POLICY)
    hidden = [each for each in drift.deviations if each.id == id]
    assert [(each.sort, each.place, each.code) for each in hidden] == [
        (Sort.UNLISTED, 'conditionalAccess["CA009 - Agents"]', "DRF105")
    ]


def test_an_unread_policy_without_a_name_may_be_inside(tenant: Drifting) -> None:
    seen_by_beta_only(tenant, "")
    with pytest.raises(IncompleteRead, match="in the beta list only, and without a name"):
        tenant.drift(BOUNDARY + POLICY)
    assert not tenant.drift(POLICY).has_drift


def test_an_unread_policy_outside_the_boundary_is_said(tenant: Drifting) -> None:
    seen_by_beta_only(tenant, "Agents")
    drift = tenant.drift(POLICY)
    assert not drift.has_drift
    assert "the policy `Agents` uses preview features and can't be read through v1.0: it was not compared" in {
        each.summary for each in drift.diagnostics
    }


def test_an_unread_policy_of_the_files_is_an_error(tenant: Drifting) -> None:
    seen_by_beta_only(tenant, "Agents")
    with pytest.raises(UserFault) as caught:
        tenant.drift(POLICY.replace("CA002 - Administrators - Require multifactor authentication", "Agents"))
    assert [each.code for each in caught.value.diagnostics()] == ["CAP401"]


def test_without_the_beta_list_it_is_said_that_it_was_not_compared(tenant: Drifting) -> None:
    seen_by_beta_only(tenant, "CA009 - Agents")
    assert not tenant.drift(POLICY, options=PlanOptions(compare_beta=False)).reads_beta
    assert tenant.drift(POLICY).reads_beta


def test_a_part_that_only_beta_shows_is_said(tenant: Drifting) -> None:
    tenant.store.behaviour = replace(Behaviour(), preview_policies="cut")
    conditions: JsonObject = {**tenant.policy(CA002)["conditions"], "agents": AGENTS}
    tenant.unlogged(CA002, conditions=conditions)
    said = {each.summary for each in tenant.drift(POLICY).diagnostics}
    assert any(
        "`conditions.agents" in each and each.endswith("shown by beta only: it was not compared") for each in said
    )


KEYS = """\
authenticationStrengths:
  keys: {name: Keys only, description: At first, allowedCombinations: [fido2]}
rollout:
  stage: everybody
  stages:
    - name: prepare
    - name: pilot
      sets: {authenticationStrengths.keys.description: For the pilot}
    - name: everybody
      sets:
        authenticationStrengths.keys.description: For everybody
        authenticationStrengths.keys.allowedCombinations: [fido2, windowsHelloForBusiness]
      gate: {approvals: 2}
"""
STRENGTH: JsonObject = {"displayName": "Keys only", "description": "For the pilot", "allowedCombinations": ["fido2"]}


def test_stages_that_are_held_are_not_compared(tenant: Drifting) -> None:
    made = tenant.write("POST", endpoints.STRENGTHS, STRENGTH)
    drift = tenant.drift(KEYS)
    assert drift.ladder is not None
    assert [each.standing for each in drift.ladder.rungs][-1] is Standing.HELD
    assert drift.deviations == ()
    tenant.by_somebody("PATCH", endpoints.strength(str(made["id"])), {"description": "Mine"})
    found = only(tenant.drift(KEYS))
    assert (found.place, found.wanted, found.live) == (
        "authenticationStrengths.keys.description",
        "For the pilot",
        "Mine",
    )


def test_what_a_held_stage_sets_differs_where_it_stands_in_part(tenant: Drifting) -> None:
    tenant.write("POST", endpoints.STRENGTHS, {**STRENGTH, "description": "For everybody"})
    drift = tenant.drift(KEYS)
    assert [(each.place, each.wanted) for each in drift.deviations] == [
        ("authenticationStrengths.keys.description", "For the pilot")
    ]
    assert any("as the stage `everybody` sets it" in each.summary for each in drift.diagnostics)


def test_a_ladder_that_lets_nothing_in_is_nothing_compared(tenant: Drifting) -> None:
    text = """\
rollout:
  stage: first
  stages:
    - name: first
      sets: {authenticationStrengths.keys: {name: Keys only, allowedCombinations: [fido2]}}
      gate: {approvals: 2}
"""
    with pytest.raises(UserFault) as caught:
        tenant.drift(text)
    assert [each.summary for each in caught.value.diagnostics()] == [
        "with no stage let in, these files describe nothing that a tenant could differ from"
    ]


def test_a_section_that_the_tenant_does_not_show_is_not_compared(tenant: Drifting) -> None:
    with tenant.store.transaction() as sandbox:
        sandbox.remove("authenticationMethodConfigurations", "TemporaryAccessPass")
        sandbox.save()
    with pytest.raises(IncompleteRead, match="the tenant doesn't show `temporaryAccessPass`"):
        tenant.drift("manage: {conditionalAccess: listed, temporaryAccessPass: true}\n" + POLICY)
