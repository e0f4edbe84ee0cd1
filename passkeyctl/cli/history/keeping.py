"""Keeping what a run came to; whatever goes wrong with that is said and hides nothing of the run."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from passkeyctl.cli.console import say
from passkeyctl.cli.places import HISTORY, state_folder
from passkeyctl.diagnostics import Severity
from passkeyctl.errors import PasskeyctlError
from passkeyctl.model.finding import Finding
from passkeyctl.model.recorded import Occasion, Recorded
from passkeyctl.plan.destination import Destination

UNKNOWN = "unknown"
_ID = re.compile(r"[0-9a-f-]{36}")


def history_file(destination: Destination) -> Path:
    """One file for each tenant; a rehearsal's runs are kept apart."""
    from passkeyctl.cli.people.reading_people import mark_of

    id = destination.tenant_id.lower()
    return state_folder() / HISTORY / f"{mark_of(destination.endpoint)}{id if _ID.fullmatch(id) else UNKNOWN}.db"


def remember_run(recorded: Recorded, destination: Destination, domain: str | None = None) -> None:
    """After a run has ended, whatever it came to. Never fails: what stands in the way is a notice.

    `domain` is what the files call the tenant, by which `history` finds it as well.
    """
    from passkeyctl.history import Book

    try:
        Book(history_file(destination)).add((recorded,), _about(destination, domain))
    except PasskeyctlError as fault:
        say(f"notice: the history doesn't have this run: {fault.summary}")
        if fault.hint:
            say(f"  hint: {fault.hint}")


def _about(destination: Destination, domain: str | None) -> dict[str, str]:
    told = {"tenant_id": destination.tenant_id, "endpoint": destination.endpoint}
    named = {"tenant_name": destination.tenant_name, "domain": (domain or "").lower()}
    return told | {name: value for name, value in named.items() if value}


def key_of(occasion: Occasion, at: datetime, *found: object) -> str:
    """Tells runs apart that have no receipt: what was found, and when."""
    spelled = "\n".join((occasion.value, at.isoformat(), *map(str, found)))
    return hashlib.sha256(spelled.encode(errors="surrogatepass")).hexdigest()[:32]


def counted(findings: Iterable[Finding]) -> tuple[int, int]:
    """How many errors and warnings."""
    severities = [each.diagnostic.severity for each in findings]
    return severities.count(Severity.ERROR), severities.count(Severity.WARNING)
