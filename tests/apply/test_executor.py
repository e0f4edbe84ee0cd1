"""Carrying out a plan: in waves, each read back, and a truthful word about every request, whatever goes wrong."""

from __future__ import annotations

import asyncio

import pytest

from passkeyctl.apply.events import Status
from passkeyctl.apply.executor import Waiting, execute
from passkeyctl.apply.outcome import Ledger
from passkeyctl.apply.requests import UnknownId, request_body
from passkeyctl.errors import SignInError
from passkeyctl.model.address import Kind
from passkeyctl.plan.operation import Family, Operation
from passkeyctl.plan.ordering import waves
from passkeyctl.plan.record.answer import Answer
from tests.apply.plans import CHANGED_POLICY, FOREIGN_POLICY, NEW_STRENGTH, OLD_POLICY, content, everything
from tests.apply.tenants import (
    Applied,
    Before,
    Clock,
    MemoryTenant,
    applied,
    failed,
    lost,
    lost_after,
    never_left,
    refused,
)
from tests.plan.passkey_reference import GROUPS, rows

VERIFIED, SKIPPED, FAILED = Status.VERIFIED, Status.SKIPPED, Status.FAILED
COUNT = 9


def run(**options: object) -> Applied:
    tenant = MemoryTenant(content(), **options)  # type: ignore[arg-type]
    return applied(tenant, everything(tenant.now.state()))


def test_everything_goes_out_in_order_and_reads_back() -> None:
    done = run()
    assert [each.summary for each in done.ledger.operations] == [
        "create authentication strength `Keys`",
        "add and loosen passkey profiles",
        "target passkey profiles",
        "create Conditional Access policy `Require keys`",
        "update Conditional Access policy `Changed`",
        "take out of force Conditional Access policy `Old`",
        "delete Conditional Access policy `Old`",
        "delete authentication strength `Old keys`",
    ]
    assert done.statuses == [VERIFIED] * 8
    assert done.ledger.is_complete
    assert done.ledger.has_written
    assert OLD_POLICY not in done.tenant.now.policies
    assert [each["displayName"] for each in done.tenant.now.strengths.values()] == ["Keys"]


def test_ids_that_are_known_only_then_are_put_in() -> None:
    done = run()
    (strength,) = done.tenant.now.strengths
    made = [each for each in done.tenant.now.policies.values() if each["displayName"] == "Require keys"]
    assert made[0]["grantControls"] == {
        "operator": "OR",
        "builtInControls": [],
        "customAuthenticationFactors": [],
        "termsOfUse": [],
        "authenticationStrength": {"id": strength},
    }
    profiles = {str(each["name"]): each["id"] for each in rows(done.tenant.now.fido2["passkeyProfiles"])}
    assert [each["allowedPasskeyProfiles"] for each in rows(done.tenant.now.fido2["includeTargets"])][1] == [
        profiles["Pilot"]
    ]


def test_waves_are_stages_and_each_passkey_request_is_its_own() -> None:
    operations = everything(content().state())
    assert [[each.stage.name for each in wave] for wave in waves(operations)] == [
        ["STRENGTHS"],
        ["PASSKEY_PROFILES"],
        ["PASSKEY_TARGETS"],
        ["POLICIES"],
        ["LOOSER_POLICIES", "LOOSER_POLICIES"],
        ["DELETED_POLICIES"],
        ["DELETED_STRENGTHS"],
    ]


@pytest.mark.parametrize("number", range(1, 9))
@pytest.mark.parametrize("fault", [refused, never_left])
def test_nothing_leaves_after_a_refusal(fault: Before, number: int) -> None:
    done = run(faults={number: fault})
    assert len(done.tenant.sent) == number
    assert done.statuses == [*[VERIFIED] * (number - 1), FAILED, *[SKIPPED] * (8 - number)]
    assert done.ledger.has_written == (number > 1)
    assert not done.ledger.is_complete


@pytest.mark.parametrize("number", range(1, 9))
def test_a_lost_answer_is_settled_by_reading(number: int) -> None:
    """It took effect: the tenant shows it, and the rest goes on. Nothing is made twice."""
    done = run(faults={number: lost_after})
    assert done.statuses == [VERIFIED] * 8
    assert len(done.tenant.sent) == 8
    assert len(done.creates) == len(set(done.creates)) == 3
    assert Status.UNKNOWN in [each.status for each in done.events]


@pytest.mark.parametrize("number", range(1, 9))
@pytest.mark.parametrize("fault", [lost, failed])
def test_a_request_that_may_have_arrived_stays_open(fault: Before, number: int) -> None:
    """It had no effect, which nobody can know: it is not sent again, and nothing else is sent."""
    done = run(faults={number: fault})
    assert len(done.tenant.sent) == number
    assert done.statuses == [*[VERIFIED] * (number - 1), Status.NOT_VERIFIED, *[SKIPPED] * (8 - number)]
    assert done.ledger.has_written
    assert 20 <= done.clock.now <= 40


@pytest.mark.parametrize("lag", [1, 3, 6])
def test_replicas_that_lag_are_waited_for(lag: int) -> None:
    done = run(lag=lag)
    assert done.statuses == [VERIFIED] * 8
    assert len(done.tenant.sent) == 8


def test_a_lost_create_that_shows_late_is_found_by_its_name() -> None:
    done = run(faults={1: lost_after, 2: lost_after}, lag=4)
    assert done.statuses == [VERIFIED] * 8
    assert done.creates == sorted(set(done.creates), key=done.creates.index)


def test_a_write_that_never_shows_is_open_when_time_is_up() -> None:
    done = run(ignores_writes=True)
    assert done.statuses == [Status.NOT_VERIFIED, *[SKIPPED] * 7]
    assert 110 <= done.clock.now <= 121
    assert (
        done.ledger.details[0] == ("`d0000000-0000-4000-8000-000000000001` does not show yet",)
        or "does not show" in (done.ledger.details[0][0])
    )
    assert done.ledger.details[1] == ("not sent, because an earlier request did not succeed",)


def test_reading_that_fails_for_a_while_is_tried_again() -> None:
    assert run(unreadable=3).statuses == [VERIFIED] * 8


def test_reading_that_fails_leaves_what_was_sent_open() -> None:
    done = run(unreadable=1000)
    assert done.statuses == [Status.NOT_VERIFIED, *[SKIPPED] * 7]
    assert "the list could not be read" in done.ledger.details[0][0]


def test_two_candidates_for_a_lost_create_are_not_decided_between() -> None:
    def somebody_else_made_one(tenant: MemoryTenant, operation: Operation) -> None:
        tenant.carry_out(operation, tenant.sent[-1][1])
        lost_after(tenant, operation)

    done = run(faults={1: somebody_else_made_one})
    assert done.statuses == [Status.NOT_VERIFIED, *[SKIPPED] * 7]
    assert len(done.tenant.sent) == 1


def test_an_equal_name_that_was_there_before_is_not_taken_for_ours() -> None:
    tenant = MemoryTenant(content(), faults={1: lost})
    tenant.now.strengths["f0000000-0000-4000-8000-000000000001"] = {
        "id": "f0000000-0000-4000-8000-000000000001",
        "displayName": "Keys",
        "allowedCombinations": ["fido2"],
    }
    done = applied(tenant, everything(tenant.now.state()))
    assert done.statuses[0] is Status.NOT_VERIFIED


def test_a_row_that_somebody_else_adds_meanwhile_is_not_overwritten() -> None:
    """The rows are sent whole: one made after the plan would be gone."""

    def row_added(tenant: MemoryTenant, _operation: Operation) -> None:
        row = {**rows(tenant.now.fido2["includeTargets"])[0], "id": GROUPS[2]}
        tenant.now.fido2 = {**tenant.now.fido2, "includeTargets": [*rows(tenant.now.fido2["includeTargets"]), row]}

    done = run(faults={1: row_added})
    assert done.statuses == [VERIFIED, *[SKIPPED] * 7]
    assert GROUPS[2] in [each["id"] for each in rows(done.tenant.now.fido2["includeTargets"])]
    assert "somebody else has changed" in done.ledger.details[1][0]
    assert GROUPS[2] in done.ledger.details[1][0]


def test_a_row_that_somebody_else_adds_between_our_steps_stops_the_next() -> None:
    def row_added(tenant: MemoryTenant, operation: Operation) -> None:
        tenant.carry_out(operation, tenant.sent[-1][1])
        row = {**rows(tenant.now.fido2["includeTargets"])[0], "id": GROUPS[2]}
        tenant.now.fido2 = {**tenant.now.fido2, "includeTargets": [*rows(tenant.now.fido2["includeTargets"]), row]}
        lost(tenant, operation)

    done = run(faults={2: row_added})
    assert done.statuses == [VERIFIED, Status.NOT_VERIFIED, *[SKIPPED] * 6]
    assert done.ledger.details[1] == (f"target `{GROUPS[2]}`",)


@pytest.mark.parametrize("number", [1, 3, 5])
def test_a_policy_that_somebody_else_changes_before_its_turn_is_left_alone(number: int) -> None:
    """Before its own family is read, and while another policy of the family is being written."""

    def excluded(tenant: MemoryTenant, _operation: Operation) -> None:
        mine = tenant.now.policies[OLD_POLICY]
        tenant.now.policies[OLD_POLICY] = {**mine, "displayName": "Old, but needed"}

    done = run(faults={number: excluded})
    assert OLD_POLICY in done.tenant.now.policies
    assert Status.SKIPPED in done.statuses
    assert "Old, but needed" in str(done.tenant.now.policies[OLD_POLICY]["displayName"])


@pytest.mark.parametrize("number", [1, 3])
def test_what_this_version_has_no_field_for_counts_as_changed_too(number: int) -> None:
    """The request carries whole members as they stood when the plan was made."""

    def preview_used(tenant: MemoryTenant, _operation: Operation) -> None:
        mine = tenant.now.policies[CHANGED_POLICY]
        assert isinstance(mine["conditions"], dict)
        tenant.now.policies[CHANGED_POLICY] = {**mine, "conditions": {**mine["conditions"], "moonPhase": "full"}}

    done = run(faults={number: preview_used})
    conditions = done.tenant.now.policies[CHANGED_POLICY]["conditions"]
    assert isinstance(conditions, dict)
    assert conditions["moonPhase"] == "full"
    assert Status.SKIPPED in done.statuses
    assert "somebody else has changed `Changed` in the meantime" in done.ledger.why


def test_policies_that_are_not_ours_may_change_meanwhile() -> None:
    def foreign(tenant: MemoryTenant, _operation: Operation) -> None:
        tenant.now.policies[FOREIGN_POLICY] = {**tenant.now.policies[FOREIGN_POLICY], "state": "disabled"}

    assert run(faults={1: foreign, 6: foreign}).statuses == [VERIFIED] * 8


def test_a_sign_in_that_ends_sends_nothing() -> None:
    def signed_out(_tenant: MemoryTenant, _operation: Operation) -> None:
        raise SignInError("the sign-in has ended")

    done = run(faults={1: signed_out})
    assert done.statuses == [FAILED, *[SKIPPED] * 7]
    assert not done.ledger.has_written


def test_an_answer_to_a_patch_names_no_new_object() -> None:
    """Should Graph answer the PATCH of a singleton with the singleton, its id is not that of a profile."""

    class Talkative(MemoryTenant):
        async def send(self, operation: Operation, body: object) -> Answer:
            answered = await super().send(operation, body)  # type: ignore[arg-type]
            return Answer("Fido2") if operation.family is Family.FIDO2 else answered

    tenant = Talkative(content())
    done = applied(tenant, everything(tenant.now.state()))
    assert done.statuses == [VERIFIED] * 8


@pytest.mark.parametrize("after", range(1, 40))
def test_an_interruption_leaves_truthful_statuses(after: int) -> None:
    """Whenever it comes: what left is never called pending, what did not is, and nothing is called verified unseen."""
    tenant = MemoryTenant(content())
    clock = Clock()
    ledger = Ledger(everything(tenant.now.state()), lambda _event: None)

    async def interrupted() -> None:
        task = asyncio.ensure_future(
            execute(tenant, ledger, tenant.now.state(), Waiting(lambda: clock.now, clock.sleep))
        )
        for _ in range(after):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(interrupted())
    left = len(tenant.sent)
    known = (Status.SENDING, Status.SENT, VERIFIED)
    assert all(each in known for each in ledger.statuses[:left])
    assert all(each in (Status.PENDING, Status.SENDING) for each in ledger.statuses[left:])
    assert ledger.statuses.count(Status.SENDING) <= 1
    assert ledger.has_written == any(each is not Status.PENDING for each in ledger.statuses)
    assert ledger.has_written or not left


def test_a_status_is_told_before_the_request_leaves() -> None:
    seen: list[list[Status]] = []

    def look(_tenant: MemoryTenant, _operation: Operation) -> None:
        seen.append(list(ledger.statuses))

    tenant = MemoryTenant(content(), faults={1: look})
    clock = Clock()
    ledger = Ledger(everything(tenant.now.state()), lambda _event: None)
    asyncio.run(execute(tenant, ledger, tenant.now.state(), Waiting(lambda: clock.now, clock.sleep)))
    assert seen[0][:2] == [Status.SENDING, Status.PENDING]


def test_an_id_that_is_not_known_is_never_sent() -> None:
    operations = everything(content().state())
    needs = next(each for each in operations if "Require keys" in each.summary)
    with pytest.raises(UnknownId) as missing:
        request_body(needs, {})
    assert "authenticationStrengths.keys" in missing.value.summary
    body = request_body(needs, {NEW_STRENGTH: "id"})
    assert body is not None
    assert "<id of" not in str(body)


def test_a_single_request_of_an_unknown_id_fails_before_it_leaves() -> None:
    tenant = MemoryTenant(content())
    needs = tuple(each for each in everything(tenant.now.state()) if "Require keys" in each.summary)
    done = applied(tenant, needs)
    assert done.statuses == [FAILED]
    assert tenant.sent == []
    assert not done.ledger.has_written


def test_the_ledger_counts() -> None:
    done = run(faults={3: refused})
    assert done.ledger.count(VERIFIED) == 2
    assert done.ledger.count(SKIPPED) == 5
    assert done.ledger.details[2] == ("Graph refused it",)
    assert CHANGED_POLICY in {each.id for each in done.tenant.now.state().of(Kind.POLICY)}
