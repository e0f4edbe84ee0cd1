"""CAP412: session controls that Graph refuses together, as another client found (docs/graph-facts.md, C-42)."""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.checks.review import Review
from passkeyctl.checks.verdict import verdict
from passkeyctl.diagnostics import Severity
from passkeyctl.model.address import Kind
from passkeyctl.model.finding import Finding
from passkeyctl.model.values import SignInFrequency

NOT_BESIDE_EVERY_TIME = ("session.appEnforcedRestrictions", "session.disableResilienceDefaults")


def beside_every_time(review: Review) -> Iterator[Finding]:
    """Neither of these keys goes beside `everyTime`, not even to clear it."""
    for change in review.active_of(Kind.POLICY):
        planned = change.planned
        if planned is None or not any(each.path.startswith("session.") for each in change.changes):
            continue
        frequency = planned["session.signInFrequency"]
        if not isinstance(frequency, SignInFrequency) or frequency.value is not None:
            continue
        prior = change.prior_fields
        beside = [path for path in NOT_BESIDE_EVERY_TIME if planned[path] or prior.get(path)]
        if beside:
            yield verdict(
                review,
                "CAP412",
                Severity.ERROR,
                f"{' and '.join(f'`{path}`' for path in beside)} can't stand beside `everyTime`, nor go with it",
                about=change,
                source=change.source,
                hint="switch it off in an apply of its own, then set `signInFrequency: everyTime`",
            )
