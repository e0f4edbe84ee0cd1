"""Looks for an order in which no moment harms anybody, request by request, where no course of whole stages is one.

Whether a moment harms anybody depends on which requests are done by then and not on their order, so the search goes
from moment to moment, and never a second time through one from which it found no way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from passkeyctl.insight.between.proof import check_path
from passkeyctl.insight.tenant_state import TenantState
from passkeyctl.plan.course import course
from passkeyctl.plan.courses import Course
from passkeyctl.plan.operation import Family, Operation

MOST_MOMENTS, MOST_DEAD_ENDS = 120, 12
"""How many moments are looked at, and how often the search turns back, before it gives up."""


def safe_order(
    start: TenantState, operations: Sequence[Operation], moments: int = MOST_MOMENTS, dead_ends: int = MOST_DEAD_ENDS
) -> tuple[Operation, ...] | None:
    """`operations` in the order that is preferred. None: no order is safe, or none was found in time."""
    movable = [place for place, each in enumerate(operations) if Course.is_movable(each.stage)]
    first, last = (movable[0], movable[-1] + 1) if movable else (0, 0)
    middle = tuple(operations[first:last])
    if len(middle) > moments:
        return None
    begin = course(start, operations[:first])[-1]
    search = _Search(middle, start, course(start, operations)[-1], moments, dead_ends)
    found = search.onwards(begin, 0, 0)
    return (*operations[:first], *found, *operations[last:]) if found is not None else None


@dataclass(slots=True)
class _Search:
    """`hopeless` are moments from which there is no way; which requests are done by then is a bit each."""

    operations: tuple[Operation, ...]
    start: TenantState
    end: TenantState
    moments: int
    dead_ends: int
    hopeless: set[int] = field(default_factory=set)

    def onwards(self, now: TenantState, done: int, put_off: int) -> tuple[Operation, ...] | None:
        """What follows once `done` are carried out; what harmed somebody when it was tried before is put off."""
        if done == (1 << len(self.operations)) - 1:
            return ()
        for number in sorted(self._next(done), key=lambda each: put_off >> each & 1):
            then = done | 1 << number
            _, state = course(now, [self.operations[number]])
            if then in self.hopeless or not self._may_go_on() or self._harms(state):
                self.hopeless.add(then)
                put_off |= 1 << number
                continue
            rest = self.onwards(state, then, put_off)
            if rest is not None:
                return (self.operations[number], *rest)
        self.dead_ends -= 1
        self.hopeless.add(done)
        return None

    def _may_go_on(self) -> bool:
        return self.moments > 0 and self.dead_ends > 0

    def _harms(self, state: TenantState) -> bool:
        self.moments -= 1
        return bool(check_path((self.start, state, self.end)).harms)

    def _next(self, done: int) -> Iterator[int]:
        for number, each in enumerate(self.operations):
            earlier = self.operations[:number]
            if not done >> number & 1 and all(
                done >> place & 1 for place, other in enumerate(earlier) if _builds_on(each, other)
            ):
                yield number


def _builds_on(later: Operation, earlier: Operation) -> bool:
    """The passkey policy is one object, and what changes one object more than once does so in its order."""
    both_passkeys = later.family is Family.FIDO2 and earlier.family is Family.FIDO2
    return both_passkeys or not set(later.addresses).isdisjoint(earlier.addresses)
