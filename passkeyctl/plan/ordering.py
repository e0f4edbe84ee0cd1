"""The order of an apply: the first course on which a proof finds nobody harmed between two writes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from passkeyctl.insight.between.proof import PathProof, check_path
from passkeyctl.insight.tenant_state import TenantState, before
from passkeyctl.model.change import ResourceChange
from passkeyctl.model.people import People
from passkeyctl.model.state import PriorState
from passkeyctl.plan.course import course
from passkeyctl.plan.courses import Course
from passkeyctl.plan.operation import Family, Operation
from passkeyctl.plan.searching import safe_order
from passkeyctl.plan.steps import (
    context_steps,
    location_steps,
    method_steps,
    passkey_steps,
    policy_steps,
    strength_steps,
)


@dataclass(frozen=True, slots=True)
class Ordered:
    """Everything an apply sends, in the order in which it sends it, and what that order does to people on the way.

    `course` is None where the requests of one stage had to be taken apart.
    """

    operations: tuple[Operation, ...]
    course: Course | None
    proof: PathProof


def operations(changes: Iterable[ResourceChange], prior: PriorState) -> tuple[Operation, ...]:
    return ordered(changes, prior).operations


def ordered(changes: Iterable[ResourceChange], prior: PriorState, people: People | None = None) -> Ordered:
    """The first course that harms nobody; else another order that does; else that with the fewest harms."""
    found, start = _unordered(tuple(changes), prior), before(prior)
    tried: list[Ordered] = []
    for way, in_order in _orders(found):
        if tried and _still_harms(tried[0], start, in_order):
            continue
        tried.append(Ordered(in_order, way, proof_of(start, in_order, people)))
        if not tried[-1].proof.harms:
            return tried[-1]
    searched = safe_order(start, tried[0].operations)
    if searched is not None:
        tried.append(Ordered(searched, None, proof_of(start, searched, people)))
    return min(tried, key=lambda each: _gravity(each.proof))


def _still_harms(first: Ordered, start: TenantState, in_order: tuple[Operation, ...]) -> bool:
    """Whether what did harm in the first order does so in another, which one moment can tell and a proof takes long."""
    harmful = first.operations[first.proof.harms[0].state - 1]
    states = course(start, in_order)
    moment = states[in_order.index(harmful) + 1]
    return bool(check_path((start, moment, states[-1])).harms)


def proof_of(start: TenantState, operations: tuple[Operation, ...], people: People | None) -> PathProof:
    """Nothing stands between the state before the only request and the one after it."""
    if len(operations) < 2:
        return PathProof(len(operations) + 1)
    return check_path(course(start, operations), people)


def _gravity(proof: PathProof) -> tuple[int, int]:
    return sum(each.is_sure for each in proof.harms), len(proof.harms)


def _unordered(changes: tuple[ResourceChange, ...], prior: PriorState) -> tuple[Operation, ...]:
    return (
        *location_steps.operations(changes, prior),
        *context_steps.operations(changes),
        *strength_steps.operations(changes),
        *method_steps.operations(changes),
        *passkey_steps.operations(changes, prior),
        *policy_steps.operations(changes),
    )


def _orders(found: tuple[Operation, ...]) -> Iterator[tuple[Course, tuple[Operation, ...]]]:
    """Each order once: courses differ only where their stages are in use."""
    seen: list[tuple[Operation, ...]] = []
    for way in Course:
        in_order = tuple(sorted(found, key=lambda each: way.place(each.stage)))
        if in_order not in seen:
            seen.append(in_order)
            yield way, in_order


def waves(operations: Iterable[Operation]) -> tuple[tuple[Operation, ...], ...]:
    """A wave is what stands in one stage: sent in order, then read back before the next begins.

    A FIDO2 PATCH is built on the one before, so each is a wave of its own.
    """
    found: list[list[Operation]] = []
    for each in operations:
        follows_passkeys = found and found[-1][-1].family is Family.FIDO2
        if not found or found[-1][-1].stage is not each.stage or follows_passkeys:
            found.append([])
        found[-1].append(each)
    return tuple(tuple(wave) for wave in found)
