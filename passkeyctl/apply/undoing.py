"""A plan that takes an apply back, through the same reading and the same checks as any other plan."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from passkeyctl.apply.comparing import Proposal, Proposing
from passkeyctl.checks.operation.undone import left_as_it_is
from passkeyctl.diff import ALWAYS_THERE, Difference
from passkeyctl.graph.reader import KINDS
from passkeyctl.model.address import Kind
from passkeyctl.model.desired import Configuration
from passkeyctl.model.methods import BETA_ONLY
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.objections import unsafe
from passkeyctl.plan.operation import Family
from passkeyctl.plan.saved.three_way import Key
from passkeyctl.plan.undo.coming_back import RECYCLED, Bin
from passkeyctl.plan.undo.traces import Applied
from passkeyctl.plan.undo.undoing import undo

NAMED_BY_POLICIES = frozenset({Family.LOCATIONS, Family.CONTEXTS, Family.STRENGTHS})


def rules_of(configuration: Configuration) -> Configuration:
    """What the files say about how a plan is judged: emergency accounts, waivers, limits, what they expect and assert.

    What they want of the tenant counts no more.
    """
    return replace(configuration, entries=(), manage={}, named_models=())


def left_out(applied: Applied, addresses: Collection[str]) -> Applied:
    """Without the objects of these addresses: they stay as they are."""
    traces = tuple(each for each in applied.traces if str(each.address) not in addresses)
    lost = tuple(each for each in applied.lost if str(each.address) not in addresses)
    return replace(applied, traces=traces, lost=lost)


def families_of(applied: Applied) -> frozenset[Family]:
    """What has to be read: what the apply wrote, and what it may name."""
    kinds = {each.kind for each in applied.traces}
    found = {family for family, listed in KINDS.items() if kinds.intersection(listed)}
    return frozenset(found | NAMED_BY_POLICIES) if Kind.POLICY in kinds else frozenset(found)


def needs_beta(applied: Applied) -> bool:
    """Whether the apply wrote the member of the registration campaign that only Graph's beta has."""
    return any(
        fields is not None and fields[path] is not None
        for each in applied.traces
        if each.kind is Kind.CAMPAIGN
        for fields in (each.before, *each.left)
        for path in BETA_ONLY
    )


def recycled(applied: Applied) -> frozenset[Key]:
    """What may lie in the recycle bin."""
    return frozenset((each.kind, each.id) for each in applied.traces if each.kind in RECYCLED and each.may_be_deleted)


def taking_back(applied: Applied, bin: Bin) -> Proposing:
    def proposing(now: PriorState) -> Proposal:
        undoing = undo(applied, now, bin)
        difference = Difference(
            undoing.changes,
            _untouched(now, ((each.address.kind, each.id) for each in undoing.changes)),
            (),
            tuple(fault for each in undoing.changes for fault in unsafe(each, now)),
        )
        return Proposal(difference, lambda review: left_as_it_is(review, undoing.kept))

    return proposing


def _untouched(now: PriorState, touched: Iterable[Key]) -> tuple[LiveObject, ...]:
    changed = frozenset(touched)
    return tuple(each for each in now.objects if each.kind not in ALWAYS_THERE and (each.kind, each.id) not in changed)
