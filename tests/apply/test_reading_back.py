"""What an apply waits for, to the second, and what it says where it does not go on."""

from __future__ import annotations

import asyncio
import copy
from dataclasses import dataclass, field

import pytest

from passkeyctl.apply.events import Status
from passkeyctl.apply.executor import Waiting, execute
from passkeyctl.apply.outcome import Ledger
from passkeyctl.errors import GraphError, PasskeyctlError, PermissionMissing, SignInError, Unreachable
from passkeyctl.model.address import Kind
from passkeyctl.model.state import PriorState
from passkeyctl.plan.operation import Family, Operation
from passkeyctl.plan.steps import policy_steps
from tests.apply.plans import CHANGED_POLICY, FOREIGN_POLICY, OLD_POLICY, content, everything, found, updated
from tests.apply.tenants import Before, Clock, MemoryTenant, lost, lost_after

VERIFIED, NOT_VERIFIED, FAILED, SKIPPED = Status.VERIFIED, Status.NOT_VERIFIED, Status.FAILED, Status.SKIPPED
BEGAN = 1000.0


@dataclass
class Readings(MemoryTenant):
    """Readings of these numbers, from 1, fail so, or show what stood at the beginning."""

    failures: dict[int, PasskeyctlError] = field(default_factory=dict)
    behind_at: tuple[int, ...] = ()

    async def read(self, families: frozenset[Family], base: PriorState) -> PriorState:
        fault = self.failures.get(len(self.reads) + 1)
        if fault is not None:
            self.reads.append(families)
            raise fault
        self.behind = 1 if len(self.reads) + 1 in self.behind_at else 0
        return await super().read(families, base)


def wide(*names: str) -> tuple[Operation, ...]:
    """One PATCH each for policies that go out of force: they stand in one wave."""
    state = content().state()
    policies = {"old": OLD_POLICY, "changed": CHANGED_POLICY, "foreign": FOREIGN_POLICY}
    changes = [updated(each, found(state, Kind.POLICY, policies[each]), state="reportOnly") for each in names]
    return policy_steps.operations(changes)


def carried_out(tenant: MemoryTenant, operations: tuple[Operation, ...], **waits: float) -> tuple[Ledger, Clock]:
    clock, ledger = Clock(BEGAN), Ledger(operations, lambda _event: None)
    waiting = Waiting(lambda: clock.now, clock.sleep, **waits)  # type: ignore[arg-type]
    asyncio.run(execute(tenant, ledger, tenant.now.state(), waiting))
    return ledger, clock


@pytest.mark.parametrize(
    ("behind_at", "seconds"),
    [
        ((), 0.25),
        ((1,), 0.5 + 0.25),
        ((2,), 0.25 + 0.5 + 0.25),
        ((1, 2, 3), 0.5 + 1 + 2 + 0.25),
        ((1, 2, 3, 4, 5, 6), 0.5 + 1 + 2 + 4 + 8 + 8 + 0.25),
        ((1, 3), 0.5 + 0.25 + 1 + 0.25),
    ],
)
def test_pauses_grow_while_nothing_shows(behind_at: tuple[int, ...], seconds: float) -> None:
    ledger, clock = carried_out(Readings(content(), behind_at=behind_at), wide("changed"), between=0.25)
    assert (ledger.statuses, clock.now - BEGAN) == ([VERIFIED], seconds)


@pytest.mark.parametrize(("seconds", "waited"), [(23.4, 15.5), (23.5, 23.5), (31.4, 23.5)])
def test_what_was_answered_and_does_not_show_is_waited_for_so_long_and_no_longer(seconds: float, waited: float) -> None:
    tenant = MemoryTenant(content(), ignores_writes=True)
    ledger, clock = carried_out(tenant, wide("changed"), seconds=seconds, lost=1.0)
    assert (ledger.statuses, clock.now - BEGAN) == ([NOT_VERIFIED], waited)
    assert ledger.details == [("`Changed`: `state`",)]


def test_what_nobody_answered_is_waited_for_less_long() -> None:
    tenant = MemoryTenant(content(), faults={1: lost})
    ledger, clock = carried_out(tenant, wide("changed"), seconds=1000.0, lost=7.5)
    assert (ledger.statuses, clock.now - BEGAN) == ([NOT_VERIFIED], 7.5)


def test_of_what_was_sent_together_each_is_told_apart() -> None:
    tenant = MemoryTenant(content(), faults={2: lost})
    ledger, _ = carried_out(tenant, wide("changed", "foreign", "old"))
    assert ledger.statuses == [VERIFIED, NOT_VERIFIED, SKIPPED]
    assert ledger.details[1:] == [
        ("`Foreign`: `state`",),
        ("not sent, because an earlier request did not succeed",),
    ]


def test_a_refusal_in_the_middle_lets_what_was_sent_before_be_read_back() -> None:
    def refused(_tenant: MemoryTenant, _operation: Operation) -> None:
        fault = GraphError("Graph refused it", status=400, hint="ask for less", detail=("too much",))
        fault.requests = ("r-8", "r-9")
        raise fault

    tenant = MemoryTenant(content(), faults={2: refused})
    ledger, _ = carried_out(tenant, wide("changed", "foreign", "old"))
    assert ledger.statuses == [VERIFIED, FAILED, SKIPPED]
    assert ledger.details[1] == ("Graph refused it", "too much", "ask for less")
    assert ledger.requests == [("request-1",), ("r-8", "r-9"), ()]


@pytest.mark.parametrize(
    ("status", "reached"), [(200, NOT_VERIFIED), (300, FAILED), (400, FAILED), (499, FAILED), (500, NOT_VERIFIED)]
)
def test_only_a_refusal_is_certain(status: int, reached: Status) -> None:
    def answered(_tenant: MemoryTenant, _operation: Operation) -> None:
        raise GraphError("not as it should be", status=status)

    ledger, _ = carried_out(MemoryTenant(content(), faults={1: answered}), wide("changed"))
    assert ledger.statuses == [reached]
    assert ledger.has_written == (reached is NOT_VERIFIED)


def twice(first: str, second: str) -> tuple[Operation, ...]:
    """Two writes of one policy, of which the second makes nothing of what the first did."""
    live = found(content().state(), Kind.POLICY, CHANGED_POLICY)
    changes = [updated("changed", live, state=each) for each in (first, second)]
    return tuple(each for change in changes for each in policy_steps.operations([change]))


def test_what_a_later_write_of_the_same_object_took_back_need_not_show() -> None:
    ledger, _ = carried_out(MemoryTenant(content()), twice("reportOnly", "disabled"))
    assert ledger.statuses == [VERIFIED, VERIFIED]


def test_what_an_earlier_write_of_the_same_object_did_is_not_enough() -> None:
    ledger, _ = carried_out(MemoryTenant(content(), faults={2: lost}), twice("reportOnly", "disabled"))
    assert ledger.statuses == [VERIFIED, NOT_VERIFIED]
    assert ledger.details[1] == ("`Changed`: `state`",)


def renamed(tenant: MemoryTenant, _operation: Operation) -> None:
    tenant.now.policies[OLD_POLICY] = {**tenant.now.policies[OLD_POLICY], "displayName": "Old, but needed"}


def test_all_that_somebody_else_has_changed_is_named() -> None:
    def both(tenant: MemoryTenant, operation: Operation) -> None:
        renamed(tenant, operation)
        del tenant.now.policies[CHANGED_POLICY]

    ledger, _ = carried_out(MemoryTenant(content(), faults={1: both}), everything(content().state()))
    words = "not sent, because somebody else has changed `Old, but needed`, `Changed` in the meantime"
    assert ledger.details[3] == (words,)


@pytest.mark.parametrize(("number", "sent"), [(1, 3), (3, 3), (4, 4)])
def test_nothing_is_sent_where_somebody_else_has_changed_what_comes_next(number: int, sent: int) -> None:
    """Policies are read before the first of them is written, and after each wave of them."""
    ledger, _ = carried_out(tenant := MemoryTenant(content(), faults={number: renamed}), everything(content().state()))
    assert len(tenant.sent) == sent
    words = {each[0] for each, status in zip(ledger.details, ledger.statuses, strict=True) if status is SKIPPED}
    assert words == {"not sent, because somebody else has changed `Old, but needed` in the meantime"}
    assert ledger.statuses[-1] is SKIPPED


def test_a_reading_that_differs_proves_nothing() -> None:
    """Just before the first policy is written: one reading shows it otherwise, one fails, one shows it as planned."""
    tenant = Readings(content(), failures={9: PasskeyctlError("busy")}, behind_at=(8,))

    def seen_otherwise(each: MemoryTenant, operation: Operation) -> None:
        each.carry_out(operation, each.sent[-1][1])
        renamed(each, operation)
        each.shown, each.now.policies[OLD_POLICY] = copy.deepcopy(each.now), content().policies[OLD_POLICY]
        raise Unreachable("no answer", maybe_received=True)

    tenant.faults = {3: seen_otherwise}
    ledger, clock = carried_out(tenant, everything(content().state()), between=0.25)
    assert ledger.statuses == [VERIFIED] * 8
    assert clock.now - BEGAN == 7 * 0.25 + 0.5 + 1


@pytest.mark.parametrize(
    ("fault", "waits"),
    [(SignInError("expired"), False), (PermissionMissing("refused"), False), (PasskeyctlError("busy"), True)],
    ids=lambda each: type(each).__name__,
)
@pytest.mark.parametrize("is_sent", [True, False])
def test_a_tenant_that_can_not_be_read_is_told_as_such(fault: PasskeyctlError, waits: bool, is_sent: bool) -> None:
    """After a request, and before the next family: nobody else is blamed for it."""
    tenant = Readings(content(), failures=dict.fromkeys(range(1 if is_sent else 8, 100), fault))
    ledger, clock = carried_out(tenant, everything(content().state()), between=0.25)
    words = f"the tenant can't be read ({fault.summary})"
    if is_sent:
        assert ledger.statuses == [NOT_VERIFIED, *[SKIPPED] * 7]
        assert ledger.details[:2] == [(words,), ("not sent, because an earlier request did not succeed",)]
    else:
        assert ledger.statuses == [VERIFIED, VERIFIED, VERIFIED, *[SKIPPED] * 5]
        assert ledger.details[3:] == [(f"not sent, because {words}",)] * 5
    assert (clock.now - BEGAN > 20) == waits


def test_what_showed_once_and_could_not_be_read_again_is_not_verified() -> None:
    tenant = Readings(content(), failures={2: SignInError("expired")})
    ledger, _ = carried_out(tenant, wide("changed"))
    assert (ledger.statuses, ledger.details) == ([NOT_VERIFIED], [("the tenant can't be read (expired)",)])


@pytest.mark.parametrize(("fault", "sent"), [(lost, 1), (lost_after, 3)])
def test_nothing_leaves_before_a_lost_answer_is_settled(fault: Before, sent: int) -> None:
    tenant = MemoryTenant(content(), faults={1: fault})
    carried_out(tenant, wide("changed", "foreign", "old"))
    assert len(tenant.sent) == sent


def test_a_family_that_was_just_read_back_is_not_read_again() -> None:
    tenant = MemoryTenant(content())
    carried_out(tenant, everything(content().state()))
    assert [sorted(each.value for each in families) for families in tenant.reads] == [
        *[["strengths"]] * 2,
        *[["fido2"]] * 5,
        *[["policies"]] * 7,
        *[["strengths"]] * 3,
    ]
