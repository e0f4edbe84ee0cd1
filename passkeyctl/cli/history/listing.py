"""Everything that this machine knows of a tenant's runs: what was kept as they ended, and receipts beside it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from passkeyctl.cli.atomic import replace_file
from passkeyctl.cli.console import say
from passkeyctl.cli.history.receipts import applies_of
from passkeyctl.cli.history.subject import Subject
from passkeyctl.cli.reports.targets import CONFIGURATION
from passkeyctl.errors import PasskeyctlError, UsageError
from passkeyctl.model.recorded import Recorded
from passkeyctl.render.records.history_lines import History


def history_of(subject: Subject, since: datetime | None, words: str) -> History:
    """`notices` say what could not be read: then there may be more than is told."""
    notices: list[str] = []
    kept: tuple[Recorded, ...] = ()
    try:
        kept = subject.book.runs()
    except PasskeyctlError as fault:
        notices.append(f"{fault.summary}; {fault.hint}")
    where = subject.destination
    applies = applies_of(where, (each.key for each in kept), since)
    within = (each for each in kept if since is None or each.at >= since)
    runs = sorted((*within, *applies.recorded), key=lambda each: (each.at, each.key))
    notices += applies.notices
    return History(_name(subject), where.tenant_id, where.endpoint, tuple(runs), words, tuple(notices))


def _name(subject: Subject) -> str:
    try:
        about = subject.book.about()
    except PasskeyctlError:
        about = {}
    return about.get("tenant_name") or about.get("domain") or subject.name


def check_page(file: str) -> None:
    """Before anything is read."""
    path = Path(file)
    if path.is_dir():
        raise UsageError(f"`--html {file}` names a folder", hint="name a file in it")
    if not path.parent.is_dir():
        raise UsageError(f"there is no folder `{path.parent}`", hint="make it, or choose another place for --html")
    if path.suffix.lower() in CONFIGURATION:
        raise UsageError(f"`--html {file}` would write over YAML", hint="choose another name")


def write_page(history: History, file: str) -> None:
    from passkeyctl.render.page.pages import page_of_history

    replace_file(Path(file), page_of_history(history.runs, history.tenant, notices=history.notices))
    say(f"wrote {file}")
