"""Authentication strengths: what they would let through, and what would dangle (OPS907)."""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.checks.review import Review
from passkeyctl.diagnostics import error
from passkeyctl.model.address import Kind
from passkeyctl.model.change import Action
from passkeyctl.model.fields import Fields
from passkeyctl.model.finding import Finding, Weight
from passkeyctl.plan.steps.strength_course import is_open_in_between


def opened_for_a_moment(review: Review) -> Iterator[Finding]:
    """OPS907: Graph takes a combination and its limit one after the other, and a policy in force looks at both."""
    for change in review.active_of(Kind.STRENGTH):
        if change.live is None or change.planned is None or not is_open_in_between(change.live, change.planned):
            continue
        holders = [each.name for each in review.prior.of(Kind.POLICY) if _demands(each.fields, change.id)]
        if holders:
            diagnostic = error(
                "OPS907",
                f"for a moment `{change.name}` would count any key or certificate of a combination that it limits",
                address=str(change.address),
                source=change.source,
                detail=[f"`{each}` is in force and demands it" for each in sorted(holders)],
                hint='make a new strength and let the policies change over, or `--override OPS907="reason"`',
            )
            yield Finding(diagnostic, Weight.BLOCKS, can_override=True)


def deleted_while_demanded(review: Review) -> Iterator[Finding]:
    """OPS907: a strength that a policy still demands can't be deleted."""
    for change in review.active_of(Kind.STRENGTH):
        if change.action is not Action.DELETE:
            continue
        holders = [name for name, fields in review.policies_after() if _names(fields, change.id)]
        if holders:
            diagnostic = error(
                "OPS907",
                f"the strength `{change.name}` is still demanded",
                address=str(change.address),
                source=change.source,
                detail=[f"by `{each}`" for each in sorted(holders)],
                hint="let these policies demand something else in the same files",
            )
            yield Finding(diagnostic, Weight.BLOCKS)


def _names(fields: Fields, strength: str) -> bool:
    return fields["grant.authenticationStrength"] == strength


def _demands(fields: Fields, strength: str) -> bool:
    return fields["state"] == "enabled" and _names(fields, strength)
