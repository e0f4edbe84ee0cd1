"""How an apply went, with the names left out that `--redact` replaces."""

from __future__ import annotations

from passkeyctl.apply.events import Event, Listener
from passkeyctl.apply.outcome import Ledger
from passkeyctl.plan.plan import Plan
from passkeyctl.render.redaction import Redaction


def redacting(plan: Plan, listener: Listener) -> Listener:
    """What happens, told with the redacted operation instead of the one that is sent."""
    redaction = Redaction(plan)

    def listen(event: Event) -> None:
        listener(redaction.of(event))

    return listen


def redacted_ledger(plan: Plan, ledger: Ledger) -> Ledger:
    """A ledger for the eye: the same statuses beside redacted operations."""
    redaction = Redaction(plan)
    shown = Ledger(redaction.of(ledger.operations), lambda _: None)
    shown.statuses = list(ledger.statuses)
    shown.details = redaction.of(ledger.details)
    return shown
