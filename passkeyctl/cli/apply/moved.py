"""Refusing to write where somebody has moved what a plan was made from, and saying what."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager

from passkeyctl.cli.apply.shown_before import check_shown
from passkeyctl.cli.plan.planning import view_of
from passkeyctl.cli.redacting import redacted_fault
from passkeyctl.errors import PasskeyctlError, PlanFileRejected, UserFault
from passkeyctl.graph.client import GraphClient
from passkeyctl.graph.reader import KINDS, read_tenant
from passkeyctl.model.address import Kind
from passkeyctl.model.desired import Configuration
from passkeyctl.model.state import PriorState
from passkeyctl.plan.operation import Family
from passkeyctl.plan.plan import Plan
from passkeyctl.plan.saved.plan_document import SavedPlan
from passkeyctl.plan.saved.stale import Staleness, check_destination, staleness, wishes_of
from passkeyctl.plan.saved.three_way import three_way, wishes
from passkeyctl.render.naming import kept_names, names_of
from passkeyctl.render.records.three_way_lines import three_way_detail
from passkeyctl.render.redaction import Redaction
from passkeyctl.render.rollout.ladder_redaction import redacted_ladder
from passkeyctl.render.rollout.ladder_words import closed, gate_words
from passkeyctl.render.value_text import Words
from passkeyctl.rollout.ladder import Ladder
from passkeyctl.wire.moment import moment_state

AGAIN = "make a new plan and look at it"


def check_saved(saved: SavedPlan, plan: Plan, configuration: Configuration, *, redact: bool = False) -> None:
    """The plan that was reviewed is the plan that is applied, or nothing is; `plan` is what its files give now."""
    check_destination(saved, plan.destination, redact=redact)
    _check_stages(saved, plan, redact=redact)
    found = staleness(saved, plan)
    words = words_of(plan, configuration)
    if found.is_stale:
        detail = _for_print(plan, _detail(found, words), redact=redact)
        raise PlanFileRejected(_summary(found), detail=detail, hint=AGAIN)
    check_shown(saved, plan, words)


def _check_stages(saved: SavedPlan, plan: Plan, *, redact: bool) -> None:
    """Gates are asked again: what one of them says now may be another plan than the one that was approved."""
    now = plan.ladder.included if plan.ladder is not None else None
    if now == saved.stages:
        return
    before, after = saved.stages or (), now or ()
    fewer, more = (
        ", ".join(f"`{each}`" for each in these if each not in those)
        for these, those in ((before, after), (after, before))
    )
    told = (f"the plan had {fewer}" if fewer else "", f"now there would be {more} as well" if more else "")
    raise PlanFileRejected(
        "the stages of the roll-out stand otherwise than when the plan was made; nothing was written",
        detail=_for_print(plan, [*filter(None, told), *_closed_words(plan.ladder, redact=redact)], redact=redact),
        hint=AGAIN,
    )


def _closed_words(ladder: Ladder | None, *, redact: bool) -> Iterator[str]:
    shown = redacted_ladder(ladder) if redact and ladder is not None else ladder
    for rung in shown.rungs if shown is not None else ():
        for gate in closed(rung):
            measured = f": {gate.value}, demanded {gate.threshold}" if gate.value else ""
            yield f"{gate.code} {gate_words(gate.gate)} of `{rung.stage.name}` is {gate.answer.value}{measured}"


def check_unchanged(plan: Plan, now: PriorState, configuration: Configuration, *, redact: bool = False) -> None:
    """What was read for the plan is what is there now; else somebody wrote in between and nothing is sent."""
    moved = three_way(plan.prior, wishes(plan.changes), now, whole=_kinds(plan.prior))
    if moved:
        raise PlanFileRejected(
            "the tenant has changed since the plan was made; nothing was written",
            detail=_for_print(plan, three_way_detail(moved, words_of(plan, configuration)), redact=redact),
            hint="run again and look at the new plan",
        )


@asynccontextmanager
async def replanning(
    saved: SavedPlan | None, configuration: Configuration, client: GraphClient, *, redact: bool = False
) -> AsyncIterator[None]:
    """Once these files gave a plan: what stands in their way now has come from the tenant since."""
    try:
        yield
    except UserFault as fault:
        if saved is None:
            raise
        told = redacted_fault(fault, configuration) if redact else fault
        assert isinstance(told, UserFault)
        reasons = [" ".join(filter(None, (each.code, each.summary))) for each in told.diagnostics()]
        raise PlanFileRejected(
            "the tenant has changed since the plan was made: no plan comes of its files now; nothing was written",
            detail=[*await _moved_now(saved, client, redact=redact), *reasons],
            hint=AGAIN,
        ) from fault


async def _moved_now(saved: SavedPlan, client: GraphClient, *, redact: bool) -> tuple[str, ...]:
    """By a read of its own, since the plan came to nothing."""
    kinds = {each.kind for each in saved.objects}
    families = frozenset(family for family in Family if kinds.intersection(KINDS[family]))
    try:
        now = (await read_tenant(client, compare_beta=False, families=families)).state
    except PasskeyctlError:
        return ()  # why there is no plan is known without it
    names = kept_names(saved, now)
    moved = three_way(moment_state(saved.before), wishes_of(saved), now)
    detail = three_way_detail(moved, Words(view_of(saved.configuration, {}), names))
    redaction = Redaction.of_names(names.by_id, saved.destination.tenant_name)
    return tuple(map(redaction.text, detail)) if redact else detail


def _for_print(plan: Plan, detail: Iterable[str], *, redact: bool) -> tuple[str, ...]:
    return tuple(map(Redaction.of_plan(plan).text, detail) if redact else detail)


def words_of(plan: Plan, configuration: Configuration) -> Words:
    return Words(view_of(configuration, {}), names_of(plan))


def _kinds(state: PriorState) -> frozenset[Kind]:
    return frozenset(Kind) - state.unread_kinds


def _summary(found: Staleness) -> str:
    if found.touched:
        return "what the plan writes has changed since it was made; nothing was written"
    what = "the tenant has changed" if found.elsewhere else "something has changed"
    if found.catalogue:
        what = f"the catalogue of authenticators has changed ({found.catalogue})"
    return f"{what} since the plan was made: it would send other requests now; nothing was written"


def _detail(found: Staleness, words: Words) -> Iterator[str]:
    yield from three_way_detail(found.touched, words)
    if found.touched and found.has_other_requests and found.catalogue:
        yield f"the catalogue of authenticators has changed too ({found.catalogue})"
    if found.elsewhere and (found.has_other_requests or found.touched):
        yield "moved as well, and not written by the plan:" if found.touched else "moved, and not written by the plan:"
        yield from (f"  {each}" for each in three_way_detail(found.elsewhere, words))
