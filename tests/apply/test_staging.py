"""Roll-outs while a plan is made: what is read, what a stage means, what a run that is resumed has."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from passkeyctl.apply.gate_sources import GateSources
from passkeyctl.apply.staging import chain
from passkeyctl.errors import GraphError, SignInError, UserFault
from passkeyctl.model.address import Address, Kind
from passkeyctl.model.people import KnownPeople, PeopleWanted
from passkeyctl.model.roles import GLOBAL_ADMINISTRATOR
from passkeyctl.plan.destination import Destination
from passkeyctl.plan.plan import Plan, PlanOptions
from passkeyctl.rollout.ladder import Answer, Standing
from passkeyctl.sandbox.transport import RecordedRequest
from tests.apply.staged import (
    HEAD,
    NOON,
    PEOPLE_GATE,
    SOURCES,
    STAGES,
    Tenant,
    sandbox_at,
    standings,
)


@pytest.fixture
def tenant(tmp_path: Path) -> Tenant:
    return sandbox_at(tmp_path / "tenant.db")


def description(plan: Plan) -> object:
    (change,) = [each for each in plan.changes if each.address == Address(Kind.STRENGTH, "keys")]
    assert change.planned is not None
    return change.planned["description"]


def test_the_plan_has_the_settings_of_the_stages_that_are_open(tenant: Tenant, tmp_path: Path) -> None:
    plan = tenant.plan(tenant.configuration(HEAD + STAGES, tmp_path), SOURCES)
    assert standings(plan.ladder) == [Standing.ENTERS, Standing.ENTERS, Standing.HELD]
    assert description(plan) == "For the pilot"


def test_without_anybody_to_ask_the_files_say_what_the_wanted_stage_says(tenant: Tenant, tmp_path: Path) -> None:
    plan = tenant.plan(tenant.configuration(HEAD + STAGES, tmp_path), None)
    assert plan.ladder is None
    assert description(plan) == "For everybody"


def test_a_run_that_is_resumed_has_the_stages_that_it_began_with(tenant: Tenant, tmp_path: Path) -> None:
    configuration = tenant.configuration(HEAD + STAGES, tmp_path)
    whole = tenant.plan(configuration, SOURCES, PlanOptions(entered=("prepare", "pilot", "everybody")))
    assert description(whole) == "For everybody"
    assert standings(whole.ladder) == [Standing.ENTERS, Standing.ENTERS, Standing.ENTERS]
    assert whole.ladder is not None
    assert not any(each.gates for each in whole.ladder.rungs)
    part = tenant.plan(configuration, SOURCES, PlanOptions(entered=("prepare",)))
    assert description(part) == "At first"
    assert standings(part.ladder) == [Standing.ENTERS, Standing.HELD, Standing.WAITING]


def requests(record: Sequence[RecordedRequest]) -> list[str]:
    return [each.path_with_query for each in record]


def test_a_ladder_costs_no_request_where_its_gates_look_at_files_only(tenant: Tenant, tmp_path: Path) -> None:
    tenant.plan(tenant.configuration(HEAD, tmp_path), SOURCES)
    plain = requests(tenant.record)
    tenant.record.clear()
    tenant.plan(tenant.configuration(HEAD + STAGES, tmp_path), SOURCES)
    assert sorted(requests(tenant.record)) == sorted(plain)


def test_logs_are_read_for_a_gate_that_looks_at_them_and_for_no_stage_that_is_not_wanted(
    tenant: Tenant, tmp_path: Path
) -> None:
    text = HEAD + STAGES.replace("{approvals: 2}", "{soak: 7d}")
    tenant.plan(tenant.configuration(text.replace("stage: everybody", "stage: pilot", 1), tmp_path), SOURCES)
    assert not [each for each in requests(tenant.record) if "auditLogs" in each]
    plan = tenant.plan(tenant.configuration(text, tmp_path), SOURCES)
    assert [each for each in requests(tenant.record) if "auditLogs/directoryAudits" in each]
    assert not [each for each in requests(tenant.record) if "auditLogs/signIns" in each]
    assert standings(plan.ladder)[-1] is Standing.HELD


def test_a_gate_about_people_is_unknown_where_nobody_can_be_read(tenant: Tenant, tmp_path: Path) -> None:
    text = HEAD + STAGES.replace("{approvals: 2}", PEOPLE_GATE)
    plan = tenant.plan(tenant.configuration(text, tmp_path), GateSources(lambda: NOON, no_people="this is offline"))
    assert plan.ladder is not None
    (gate,) = plan.ladder.rungs[-1].gates
    assert gate.answer is Answer.UNKNOWN
    assert "this is offline" in gate.why


def asking(failure: Exception) -> tuple[GateSources, list[PeopleWanted]]:
    asked: list[PeopleWanted] = []

    async def people(wanted: PeopleWanted, _: Destination) -> KnownPeople:
        asked.append(wanted)
        raise failure

    return GateSources(lambda: NOON, people), asked


def test_what_keeps_people_from_being_read_is_said_at_the_gate(tenant: Tenant, tmp_path: Path) -> None:
    sources, asked = asking(GraphError("Graph refuses the report"))
    text = HEAD + STAGES.replace("{approvals: 2}", PEOPLE_GATE)
    plan = tenant.plan(tenant.configuration(text, tmp_path), sources)
    assert plan.ladder is not None
    assert "Graph refuses the report" in plan.ladder.rungs[-1].gates[0].why
    (wanted,) = asked
    assert len(wanted.keys_of) == 1
    assert wanted.keys_of <= wanted.groups
    assert not wanted.roles


def test_who_is_signed_out_is_not_told_that_a_gate_is_closed(tenant: Tenant, tmp_path: Path) -> None:
    sources, _ = asking(SignInError("the token has ended"))
    text = HEAD + STAGES.replace("{approvals: 2}", PEOPLE_GATE)
    with pytest.raises(SignInError, match="the token has ended"):
        tenant.plan(tenant.configuration(text, tmp_path), sources)


def test_the_last_administrators_are_looked_at_with_their_passkeys(tenant: Tenant, tmp_path: Path) -> None:
    sources, asked = asking(GraphError("Graph refuses the report"))
    text = HEAD + STAGES.replace("{approvals: 2}", "{lastAdminGuard: true}")
    tenant.plan(tenant.configuration(text, tmp_path), sources)
    (wanted,) = asked
    assert (wanted.roles, wanted.keys_of_roles) == (True, frozenset({GLOBAL_ADMINISTRATOR}))


def test_a_name_that_means_nothing_is_no_fault_of_a_stage_that_is_not_entered(tenant: Tenant, tmp_path: Path) -> None:
    text = HEAD + STAGES.replace(
        "      gate: {approvals: 2}",
        "      adds: {passkeys.exclude: [PK-Nowhere]}\n      gate: {approvals: 2}",
    ).replace("sets: {authenticationStrengths.keys.description: For everybody}", "note: later")
    text = text.replace("rollout:\n", "passkeys: {exclude: []}\nrollout:\n")
    plan = tenant.plan(tenant.configuration(text, tmp_path), SOURCES)
    assert standings(plan.ladder) == [Standing.ENTERS, Standing.ENTERS, Standing.HELD]
    with pytest.raises(UserFault) as caught:
        tenant.plan(tenant.configuration(text, tmp_path), SOURCES, PlanOptions(gate_overrides={"ROL107": "in a hurry"}))
    assert ["PK-Nowhere" in each.summary for each in caught.value.diagnostics()] == [True]


def test_how_a_roll_out_stands_is_told_with_the_gates_of_what_comes_next(tenant: Tenant, tmp_path: Path) -> None:
    text = (HEAD + STAGES).replace("stage: everybody", "stage: pilot", 1)
    found = tenant.ladder(tenant.configuration(text, tmp_path), asks_next=True)
    assert found is not None
    assert standings(found.ladder) == [Standing.ENTERS, Standing.ENTERS, Standing.ABOVE]
    assert [each.code for each in found.ladder.rungs[-1].gates] == ["ROL107"]
    assert not found.ladder.is_held
    alone = tenant.ladder(tenant.configuration(text, tmp_path), asks_next=False)
    assert alone is not None
    assert alone.ladder.rungs[-1].gates == ()
    assert tenant.ladder(tenant.configuration(HEAD, tmp_path), asks_next=True) is None


def test_a_stage_stands_on_those_that_it_comes_after(tenant: Tenant, tmp_path: Path) -> None:
    text = HEAD + STAGES.replace("- name: everybody", "- name: everybody\n      after: prepare")
    rollout = tenant.configuration(text, tmp_path).rollout
    assert rollout is not None
    assert [each.name for each in chain(rollout, rollout.stage("everybody"))] == ["prepare", "everybody"]
    assert [each.name for each in chain(rollout, rollout.stage("pilot"))] == ["prepare", "pilot"]
