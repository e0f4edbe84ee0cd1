"""A plan, its requests, its outcome and every fault as lines of text."""

from __future__ import annotations

from passkeyctl.model.address import KIND_ORDER, Kind
from passkeyctl.model.change import Action
from passkeyctl.plan.plan import Plan
from passkeyctl.render.authenticators.catalogue_lines import catalogue_lines
from passkeyctl.render.change_lines import change_lines, heading, not_in_file_lines
from passkeyctl.render.diagnostic_lines import diagnostics_lines
from passkeyctl.render.findings.finding_lines import finding_lines, opt_in_lines
from passkeyctl.render.lines import EMPTY, Line, Role, Span, line
from passkeyctl.render.naming import names_of
from passkeyctl.render.people.impact_lines import impact_lines
from passkeyctl.render.proof_lines import proof_lines
from passkeyctl.render.records.outcome_lines import event_lines, outcome_lines
from passkeyctl.render.request_lines import requests_lines
from passkeyctl.render.rollout.ladder_lines import ladder_lines
from passkeyctl.render.summary_lines import banner_lines, summary_lines, unlisted_lines
from passkeyctl.render.unmanaged_lines import unmanaged_lines
from passkeyctl.render.value_text import PlanView, Words

__all__ = [
    "Line",
    "PlanView",
    "Role",
    "Span",
    "diagnostics_lines",
    "event_lines",
    "outcome_lines",
    "plan_lines",
    "requests_lines",
]

TITLES = {
    Kind.PASSKEYS: "Passkeys",
    Kind.PROFILE: "Passkeys",
    Kind.TARGET: "Passkeys",
    Kind.EXCLUDE: "Passkeys",
    Kind.TEMPORARY_ACCESS_PASS: "Temporary Access Pass",
    Kind.CAMPAIGN: "Registration campaign",
    Kind.STRENGTH: "Authentication strengths",
    Kind.LOCATION: "Named locations",
    Kind.CONTEXT: "Authentication contexts",
    Kind.POLICY: "Conditional Access",
}


def plan_lines(plan: Plan, view: PlanView) -> tuple[Line, ...]:
    """The whole plan on lines of at most 80 columns: where, what changes, what was found, what it comes to."""
    words = Words(view, names_of(plan))
    return (
        *_apart(banner_lines(plan), opt_in_lines(plan)),
        *(_after_empty(ladder_lines(plan.ladder)) if plan.ladder is not None else ()),
        *changes_lines(plan, words),
        *_after_empty(unlisted_lines(plan, words.names)),
        *_after_empty(unmanaged_lines(plan)),
        *_after_empty(catalogue_lines(plan)),
        *_after_empty(proof_lines(plan, words)),
        *_after_empty(impact_lines(plan, view)),
        *_after_empty(finding_lines(plan, view.overrides)),
        *summary_lines(plan, view.overrides),
    )


def changes_lines(plan: Plan, words: Words) -> tuple[Line, ...]:
    """What becomes of what the files name, and nothing besides."""
    return _apart(*_sections(plan, words), _left_out(plan, words))


def _apart(*blocks: tuple[Line, ...]) -> tuple[Line, ...]:
    return tuple(each for block in blocks if block for each in (*block, EMPTY))


def _after_empty(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Blocks that begin with an empty line, for a place where one stands already."""
    return (*lines[1:], EMPTY) if lines else ()


def _sections(plan: Plan, words: Words) -> tuple[tuple[Line, ...], ...]:
    titles = dict.fromkeys(TITLES[kind] for kind in KIND_ORDER)
    return tuple(_section(title, plan, words) for title in titles)


def _section(title: str, plan: Plan, words: Words) -> tuple[Line, ...]:
    changes = [each for each in plan.changes if TITLES[each.address.kind] == title and each.action is not Action.NO_OP]
    if not changes:
        return ()
    return (*line(title, Role.HEADING), *(shown for each in changes for shown in change_lines(each, words)))


def _left_out(plan: Plan, words: Words) -> tuple[Line, ...]:
    """Unchanged resources with live values that their entries leave out."""
    found = [each for each in plan.changes if each.action is Action.NO_OP and each.not_in_file]
    shown = tuple(
        shown for each in found for shown in (*heading(each, words), *not_in_file_lines(each, words, indent=6))
    )
    return (*line("Unchanged", Role.MUTED), *shown) if shown else ()
