"""Earlier runs of the tenant that a report is about, for its page."""

from __future__ import annotations

from dataclasses import replace

from passkeyctl.cli.history.keeping import history_file
from passkeyctl.errors import PasskeyctlError
from passkeyctl.model.recorded import Recorded
from passkeyctl.plan.destination import Destination

MOST = 100


def earlier_runs(destination: Destination) -> tuple[Recorded, ...]:
    """The newest, the oldest of them first; nobody's name where the destination is shown without that of the tenant.

    None where they can't be read: that is said when this run is kept.
    """
    from passkeyctl.history import Book

    try:
        runs = Book(history_file(destination)).runs()[-MOST:]
    except PasskeyctlError:
        return ()
    is_redacted = destination == destination.shown(redact=True)
    return tuple(replace(each, by="", receipt="") for each in runs) if is_redacted else runs
