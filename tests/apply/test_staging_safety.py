"""No stage is entered whose gate should have held it, and none that stands is taken back in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from passkeyctl.errors import UserFault
from passkeyctl.rollout.ladder import Answer, Standing
from tests.apply.staged import (
    HEAD,
    NOON,
    SOURCES,
    STAGES,
    Tenant,
    sandbox_at,
    standings,
)

ENFORCING = """\
conditionalAccess:
  office:
    name: PK900 - Office
    users: {include: {groups: [PK-Pilot-DeviceBound]}, exclude: {groups: [SG-EmergencyAccess]}}
    target: {resources: {include: [Office 365]}}
    grant: {authenticationStrength: keys}
rollout:
  stage: enforce
  stages:
    - name: observe
    - name: enforce
      sets: {conditionalAccess.office.state: enabled}
"""
"""A policy in report-only that a stage puts in force; the gate of that stage is to follow."""


@pytest.fixture
def tenant(tmp_path: Path) -> Tenant:
    return sandbox_at(tmp_path / "tenant.db")


def test_nothing_soaks_that_the_same_plan_changes_below_the_stage(tenant: Tenant, tmp_path: Path) -> None:
    """The policy has stood for months; then the files change who is under it, and want it in force at once."""
    policy = ENFORCING + "      gate: {soak: 1h}\n"
    first = tenant.plan(tenant.configuration(HEAD + policy, tmp_path), SOURCES)
    assert standings(first.ladder)[-1] is Standing.HELD
    tenant.carry_out(first)
    tenant.store.clock = lambda: NOON.replace(hour=20)
    assert standings(tenant.plan(tenant.configuration(HEAD + policy, tmp_path), SOURCES).ladder)[-1] is Standing.ENTERS
    wider = policy.replace("[PK-Pilot-DeviceBound]", "[PK-Pilot-DeviceBound, PK-Pilot-Synced]")
    again = tenant.plan(tenant.configuration(HEAD + wider, tmp_path), SOURCES).ladder
    assert standings(again)[-1] is Standing.HELD
    assert again is not None
    assert again.rungs[-1].gates[0].answer is Answer.CLOSED
    assert "this very plan changes `conditionalAccess.office`" in again.rungs[-1].gates[0].why


def test_a_stage_that_stands_is_not_left_out_in_silence_where_it_needs_one_that_is_held(
    tenant: Tenant, tmp_path: Path
) -> None:
    text = (
        HEAD
        + """\
rollout:
  stage: tune
  stages:
    - name: make
      sets: {authenticationStrengths.more: {name: More, description: A, allowedCombinations: [COMBINATION]}}
    - name: tune
      sets: {authenticationStrengths.more.description: B}
"""
    )
    first = text.replace("COMBINATION", "fido2")
    tenant.carry_out(tenant.plan(tenant.configuration(first, tmp_path), SOURCES))
    held = text.replace("COMBINATION]}}", "windowsHelloForBusiness]}}\n      gate: {approvals: 2}")
    with pytest.raises(UserFault) as caught:
        tenant.plan(tenant.configuration(held, tmp_path), SOURCES)
    assert ["authenticationStrengths" in each.summary for each in caught.value.diagnostics()] == [True]


@pytest.mark.parametrize(
    ("emergency", "why"),
    [
        ("", "the files describe no `emergencyAccess`"),
        ("emergencyAccess: {group: PK-Nobody}", "nobody was found in `emergencyAccess`"),
        ("emergencyAccess: {group: SG-EmergencyAccess}", ""),
    ],
)
def test_who_the_emergency_accounts_are_has_to_be_known(
    tenant: Tenant, tmp_path: Path, emergency: str, why: str
) -> None:
    groups = tenant.store.read_rows("groups")
    empty = {**groups[0], "id": "cccccccc-0000-4000-8000-000000000001", "displayName": "PK-Nobody", "members": []}
    tenant.store.write_rows("groups", [*groups, empty])
    text = HEAD.replace("emergencyAccess: {group: SG-EmergencyAccess}", emergency) + STAGES
    text = text.replace("{approvals: 2}", "{emergencyAccessTested: true}")
    plan = tenant.plan(tenant.configuration(text, tmp_path), SOURCES)
    assert plan.ladder is not None
    measured = plan.ladder.rungs[-1].gates[0]
    assert (measured.answer is Answer.UNKNOWN, measured.why) == (bool(why), why)


def test_a_stage_that_stands_is_not_taken_back_because_a_group_is_called_otherwise(
    tenant: Tenant, tmp_path: Path
) -> None:
    text = (
        HEAD
        + """\
conditionalAccess:
  office:
    name: PK900 - Office
    users: {include: {groups: [PK-Pilot-DeviceBound]}, exclude: {groups: [SG-EmergencyAccess]}}
    target: {resources: {include: [Office 365]}}
    grant: {authenticationStrength: keys}
rollout:
  stage: wider
  stages:
    - name: observe
    - name: wider
      adds: {conditionalAccess.office.users.include.groups: [PK-Pilot-Synced]}
"""
    )
    tenant.carry_out(tenant.plan(tenant.configuration(text, tmp_path), SOURCES))
    groups = tenant.store.read_rows("groups")
    tenant.store.write_rows(
        "groups",
        [{**each, "displayName": "Synced"} if each["displayName"] == "PK-Pilot-Synced" else each for each in groups],
    )
    with pytest.raises(UserFault) as caught:
        tenant.plan(tenant.configuration(text + "      gate: {approvals: 2}\n", tmp_path), SOURCES)
    assert ["PK-Pilot-Synced" in each.summary for each in caught.value.diagnostics()] == [True]


def test_results_in_report_only_are_about_the_strength_that_was_demanded_then(tenant: Tenant, tmp_path: Path) -> None:
    """The policy has not changed for hours; what it demands has."""
    text = HEAD + ENFORCING + "      gate: {reportOnlyFailures: {policy: office, atMost: 0, over: 2h}}\n"
    tenant.carry_out(tenant.plan(tenant.configuration(text, tmp_path), SOURCES))
    tenant.store.clock = lambda: NOON.replace(hour=20)
    other = text.replace("[fido2]", "[fido2, windowsHelloForBusiness]")
    tenant.carry_out(tenant.plan(tenant.configuration(other, tmp_path), SOURCES))
    tenant.store.clock = lambda: NOON.replace(hour=21)
    ladder = tenant.plan(tenant.configuration(other, tmp_path), SOURCES).ladder
    assert ladder is not None
    assert "`authenticationStrengths.keys` has been as it is for 1 hour of 2 hours" in ladder.rungs[-1].gates[0].why


def test_what_happens_to_be_so_already_opens_no_gate_below(tenant: Tenant, tmp_path: Path) -> None:
    """Nobody has begun; Temporary Access Pass is off in a new tenant, as it is to be in the end."""
    text = (
        HEAD
        + """\
temporaryAccessPass: {state: enabled}
rollout:
  stage: pilot
  stages:
    - name: prepare
      gate: {approvals: 1}
    - name: pilot
      sets: {authenticationStrengths.keys.description: For the pilot}
    - name: end
      sets: {temporaryAccessPass.state: disabled}
"""
    )
    plan = tenant.plan(tenant.configuration(text, tmp_path), SOURCES)
    assert standings(plan.ladder)[:2] == [Standing.HELD, Standing.WAITING]


def test_an_emergency_account_that_is_disabled_is_none_that_was_tested(tenant: Tenant, tmp_path: Path) -> None:
    users = tenant.store.read_rows("users")
    tenant.store.write_rows(
        "users",
        [{**each, "accountEnabled": False} if str(each["userPrincipalName"])[:3] == "bg1" else each for each in users],
    )
    text = (HEAD + STAGES).replace("{approvals: 2}", "{emergencyAccessTested: true}")
    ladder = tenant.plan(tenant.configuration(text, tmp_path), SOURCES).ladder
    assert ladder is not None
    measured = ladder.rungs[-1].gates[0]
    assert (measured.answer, measured.why) == (Answer.UNKNOWN, "disabled: bg1@contoso.onmicrosoft.com")


PARTLY = """\
rollout:
  stage: pilot
  stages:
    - name: prepare
    - name: pilot
      sets:
        authenticationStrengths.keys.description: For the pilot
"""
MORE = """\
        authenticationStrengths.keys.allowedCombinations: [fido2, windowsHelloForBusiness]
      gate: {approvals: 2}
"""


def test_a_stage_that_stands_in_part_is_not_taken_back_by_a_gate(tenant: Tenant, tmp_path: Path) -> None:
    """It stands; then the files give it one setting more, and a gate that is closed."""
    tenant.carry_out(tenant.plan(tenant.configuration(HEAD + PARTLY, tmp_path), SOURCES))
    with pytest.raises(UserFault) as caught:
        tenant.plan(tenant.configuration(HEAD + PARTLY + MORE, tmp_path), SOURCES)
    (fault,) = caught.value.diagnostics()
    assert (fault.code, fault.address) == ("OPS907", "authenticationStrengths.keys")
    assert "`authenticationStrengths.keys.description` is as the stage `pilot` sets it" in fault.summary


def test_a_lower_stage_takes_back_what_stands_in_part(tenant: Tenant, tmp_path: Path) -> None:
    tenant.carry_out(tenant.plan(tenant.configuration(HEAD + PARTLY, tmp_path), SOURCES))
    lower = (HEAD + PARTLY + MORE).replace("stage: pilot", "stage: prepare")
    plan = tenant.plan(tenant.configuration(lower, tmp_path), SOURCES)
    assert [str(each.address) for each in plan.changes if each.changes] == ["authenticationStrengths.keys"]


def test_what_a_held_stage_sets_by_nobody_is_no_hindrance(tenant: Tenant, tmp_path: Path) -> None:
    """Nothing of it stands: the plan brings the ground and holds the stage."""
    plan = tenant.plan(tenant.configuration(HEAD + PARTLY + MORE, tmp_path), SOURCES)
    assert standings(plan.ladder)[-1] is Standing.HELD
    assert plan.has_changes
