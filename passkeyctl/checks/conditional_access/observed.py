"""CAP408, the warning: a policy comes into force that nobody watched in report-only for long enough."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from passkeyctl.checks.review import Review
from passkeyctl.checks.verdict import verdict
from passkeyctl.diagnostics import Severity
from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.model.address import Kind
from passkeyctl.model.change import Action, ResourceChange
from passkeyctl.model.finding import Finding
from passkeyctl.model.state import LiveObject

CODE = "CAP408"
SOAK_DAYS = 7
"""Sign-ins of a whole week: what only runs on one day of it is seen as well."""


def enforced_unwatched(review: Review) -> Iterator[Finding]:
    """CAP408: it was off until now, or was changed a few days ago, so report-only shows little.

    What a gate of a roll-out has watched, for as long as the files demand, is not asked about again.
    """
    for change in review.active_of(Kind.POLICY):
        live, planned = change.live, change.planned
        if change.action is not Action.UPDATE or live is None or planned is None:
            continue
        if change.address in review.entered_by_gate:
            continue
        if planned["state"] != "enabled" or members(planned, "target.userActions"):
            continue
        why = _unwatched(review, live)
        if why:
            yield _finding(review, change, why)


def _unwatched(review: Review, live: LiveObject) -> str:
    match live.fields["state"]:
        case "disabled":
            return "was switched off until now, so that nobody saw what it would do"
        case "reportOnly":
            days = _days_as_it_is(live, review.as_of)
            return "" if days is None or days >= SOAK_DAYS else f"was last changed {_ago(days)}"
        case _:
            return ""


def _days_as_it_is(live: LiveObject, as_of: date) -> int | None:
    """A policy that was never changed shows when it was made; None where Graph says neither."""
    stamp = live.original.get("modifiedDateTime") or live.original.get("createdDateTime")
    if not isinstance(stamp, str):
        return None
    try:
        found = (as_of - datetime.fromisoformat(stamp[:10]).date()).days
    except ValueError:
        return None
    return found if found >= 0 else None


def _ago(days: int) -> str:
    return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")


def _finding(review: Review, change: ResourceChange, why: str) -> Finding:
    return verdict(
        review,
        CODE,
        Severity.WARNING,
        f"`{change.name}` comes into force and {why}",
        about=change,
        path="state",
        hint=f"leave it in report-only for {SOAK_DAYS} days and look at its results in the sign-in log first",
        value=change.name,
        affected="everybody it is for",
    )
