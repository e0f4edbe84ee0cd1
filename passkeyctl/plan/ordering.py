"""Operations in waves: dependencies first, what loosens before what narrows, deletes last."""

from __future__ import annotations

from collections.abc import Iterable

from passkeyctl.model.change import ResourceChange
from passkeyctl.model.state import PriorState
from passkeyctl.plan import (
    context_steps,
    location_steps,
    method_steps,
    passkey_steps,
    policy_steps,
    strength_steps,
)
from passkeyctl.plan.operation import Operation


def operations(changes: Iterable[ResourceChange], prior: PriorState) -> tuple[Operation, ...]:
    """Everything an apply sends, in the order in which it sends it."""
    listed = tuple(changes)
    found = (
        *location_steps.operations(listed, prior),
        *context_steps.operations(listed),
        *strength_steps.operations(listed),
        *method_steps.operations(listed),
        *passkey_steps.operations(listed, prior),
        *policy_steps.operations(listed),
    )
    return tuple(sorted(found, key=lambda each: each.stage.value))


def waves(operations: Iterable[Operation]) -> tuple[tuple[Operation, ...], ...]:
    """A wave is what stands in one stage: sent in order, then read back before the next begins.

    A FIDO2 PATCH is built on the one before, so each is a wave of its own.
    """
    found: list[list[Operation]] = []
    for each in operations:
        follows_passkeys = found and found[-1][-1].family.value == "fido2"
        if not found or found[-1][-1].stage is not each.stage or follows_passkeys:
            found.append([])
        found[-1].append(each)
    return tuple(tuple(wave) for wave in found)
