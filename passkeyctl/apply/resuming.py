"""Finding out what became of a run that was cut off: reading until what it sent shows, or time is up. Sends nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from passkeyctl.apply.executor import Waiting
from passkeyctl.errors import PasskeyctlError, PermissionMissing, SignInError
from passkeyctl.model.address import Address
from passkeyctl.model.state import PriorState
from passkeyctl.plan.operation import Family
from passkeyctl.plan.record.resumption import (
    Left,
    Object,
    Standing,
    Trail,
    Undertaken,
    ids_of,
    not_shown,
    strangers,
    twins,
)


class Reader(Protocol):
    async def read(self, families: frozenset[Family], base: PriorState) -> PriorState: ...


@dataclass(frozen=True, slots=True)
class Settled:
    """What the tenant showed last, and what that tells: `strange` was changed by somebody else, `missing` may have been
    sent and does not show, `twins` share the name of something that may be ours.
    """

    state: PriorState
    ids: Mapping[Address, str]
    missing: tuple[Undertaken, ...]
    strange: Mapping[Object, Trail]
    twins: tuple[tuple[Address, tuple[str, ...]], ...]

    @property
    def is_clear(self) -> bool:
        """Nobody waits for what had hardly left."""
        awaited = any(each.standing is Standing.IN_DOUBT for each in self.missing)
        return not (awaited or self.strange or self.twins)

    @property
    def doubtful(self) -> tuple[Undertaken, ...]:
        """What would be made a second time if it were sent again and turned up later. A torn line is no such thing:
        its request was still to leave. Whatever else does not show comes out the same however often it is sent.
        """
        return tuple(each for each in self.missing if each.makes_something and each.standing is Standing.IN_DOUBT)


def settled(left: Left, state: PriorState) -> Settled:
    ids = ids_of(left, state)
    return Settled(state, ids, not_shown(left, state, ids), strangers(left, state, ids), twins(left, state, ids))


async def settle(tenant: Reader, left: Left, start: PriorState, waiting: Waiting) -> Settled:
    """Read until everything that may have been written shows often enough, or time is up.

    One reading that differs proves nothing: a replica may lag. A reading that fails is tried again, and raises what it
    failed of when time is up; a refused token or a missing permission does so at once.
    """
    found = settled(left, start)
    times = waiting.consecutive if left.open else 1
    in_a_row, pause = (1 if found.is_clear else 0), 0.5
    began, patience = waiting.monotonic(), _patience(left, waiting)
    while in_a_row < times:
        wait = waiting.between if in_a_row else pause
        if not in_a_row and waiting.monotonic() - began + wait > patience:
            break
        await waiting.sleep(wait)
        pause = min(pause * 2, waiting.longest_pause)
        try:
            found = settled(left, await tenant.read(left.families, found.state))
        except (SignInError, PermissionMissing):
            raise
        except PasskeyctlError:
            if waiting.monotonic() - began + pause > patience:
                raise
            in_a_row = 0
            continue
        in_a_row = in_a_row + 1 if found.is_clear else 0
    return found


def _patience(left: Left, waiting: Waiting) -> float:
    """What Graph said yes to shows sooner or later; what nobody answered may never have arrived."""
    return waiting.seconds if any(each.is_answered for each in left.open) else waiting.lost
