"""Roll-outs while a plan is made: what is read, what a stage means, what a run that is resumed has."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from passkeyctl.apply.executor import Waiting, execute
from passkeyctl.apply.gate_sources import GateSources
from passkeyctl.apply.outcome import Ledger
from passkeyctl.apply.planner import make_plan, read_ladder
from passkeyctl.apply.staging import Staged, chain
from passkeyctl.config.load import load
from passkeyctl.errors import GraphError, SignInError, UserFault
from passkeyctl.graph.client import GraphClient, Settings
from passkeyctl.graph.clouds import SANDBOX
from passkeyctl.graph.pacing import Timing
from passkeyctl.graph.tokens import StaticToken
from passkeyctl.graph.writer import GraphTenant
from passkeyctl.model.address import Address, Kind
from passkeyctl.model.desired import Configuration
from passkeyctl.model.directory import Organization
from passkeyctl.model.people import KnownPeople, PeopleWanted
from passkeyctl.model.roles import GLOBAL_ADMINISTRATOR
from passkeyctl.plan.destination import Destination
from passkeyctl.plan.plan import Plan, PlanOptions
from passkeyctl.rollout.ladder import Answer, Ladder, Standing
from passkeyctl.sandbox.seed import company
from passkeyctl.sandbox.store import Store
from passkeyctl.sandbox.transport import RecordedRequest, sandbox_transport

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TENANT_ID = "5b1f3a60-7f0e-4f7e-9a55-2f6a3b0c1d2e"
HEAD = f"""\
apiVersion: passkeyctl/v1
tenant: {{id: {TENANT_ID}}}
emergencyAccess: {{group: SG-EmergencyAccess}}
authenticationStrengths:
  keys: {{name: Keys only, description: At first, allowedCombinations: [fido2]}}
"""
STAGES = """\
rollout:
  stage: everybody
  stages:
    - name: prepare
    - name: pilot
      sets: {authenticationStrengths.keys.description: For the pilot}
    - name: everybody
      sets: {authenticationStrengths.keys.description: For everybody}
      gate: {approvals: 2}
"""
PEOPLE_GATE = "{registeredPasskey: {group: PK-Pilot-DeviceBound, atLeast: 95%}}"


ALONE = PlanOptions()


@dataclass
class Tenant:
    """A sandbox, and what it was asked."""

    store: Store
    record: list[RecordedRequest]

    def configuration(self, text: str, folder: Path) -> Configuration:
        file = folder / "desired.yaml"
        file.write_text(text, encoding="utf-8")
        loaded = load([], cwd=folder)
        assert loaded.configuration is not None, loaded.diagnostics
        return loaded.configuration

    def plan(self, configuration: Configuration, sources: GateSources | None, options: PlanOptions = ALONE) -> Plan:
        async def made() -> Plan:
            async with self.client() as client:
                return await make_plan(client, configuration, options, this_tenant, as_of=NOON.date(), gates=sources)

        return asyncio.run(made())

    def ladder(self, configuration: Configuration, *, asks_next: bool) -> Staged | None:
        async def read() -> Staged | None:
            async with self.client() as client:
                return await read_ladder(
                    client, configuration, PlanOptions(), this_tenant, SOURCES, asks_next=asks_next
                )

        return asyncio.run(read())

    def carry_out(self, plan: Plan) -> None:
        async def done() -> None:
            seconds = itertools.count(0.0)
            async with self.client(read_only=False) as client:
                ledger = Ledger(plan.operations, lambda _: None)
                await execute(GraphTenant(client), ledger, plan.prior, Waiting(lambda: next(seconds), no_pause))

        asyncio.run(done())

    def client(self, *, read_only: bool = True) -> GraphClient:
        timing = Timing(jitter=lambda: 0.0, monotonic=lambda: 0.0, sleep=no_pause)
        settings = Settings(timing, lambda: "00000000-0000-0000-0000-000000000000", ca_interval=0.0)
        transport = sandbox_transport(self.store, record=self.record)
        return GraphClient.connect(SANDBOX, StaticToken("sandbox"), settings, read_only=read_only, transport=transport)


async def no_pause(seconds: float) -> None:
    assert seconds >= 0


async def this_tenant(organization: Organization | None) -> Destination:
    assert organization is not None
    return Destination("sandbox", organization.id, organization.display_name)


SOURCES = GateSources(clock=lambda: NOON)


@pytest.fixture
def tenant(tmp_path: Path) -> Tenant:
    store = Store.open(tmp_path / "tenant.db", clock=lambda: NOON, new_id=lambda: TENANT_ID)
    store.seed(company(TENANT_ID, "contoso.onmicrosoft.com"))
    return Tenant(store, [])


def standings(ladder: Ladder | None) -> list[Standing]:
    assert ladder is not None
    return [each.standing for each in ladder.rungs]


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


def test_nothing_soaks_that_the_same_plan_changes_below_the_stage(tenant: Tenant, tmp_path: Path) -> None:
    """The policy has stood for months; then the files change who is under it, and want it in force at once."""
    policy = """\
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
      gate: {soak: 1h}
"""
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
  stage: enforce
  stages:
    - name: observe
    - name: enforce
      sets: {conditionalAccess.office.state: enabled}
      gate: {reportOnlyFailures: {policy: office, atMost: 0, over: 2h}}
"""
    )
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
