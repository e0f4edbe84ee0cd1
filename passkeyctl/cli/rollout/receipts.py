"""When runs of this machine wrote to which objects: what soaking is measured by beside the tenant's own logs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from passkeyctl.apply.events import Status
from passkeyctl.cli.apply.runs import RunFolder, runs
from passkeyctl.errors import PasskeyctlError
from passkeyctl.json_types import JsonValue
from passkeyctl.plan.record.journal import Actor
from passkeyctl.plan.record.receipt import Receipt, Step
from passkeyctl.rollout.standing import Touch

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_NOTHING_SENT = frozenset({Status.PENDING, Status.SKIPPED, Status.FAILED})
"""Everything else may have had its effect, known or not."""


@dataclass(frozen=True, slots=True)
class PastRuns:
    """`touched` is by address, as text, and by id in lower case. `notices` say which runs could not be read."""

    touched: Mapping[str, Touch] = field(default_factory=dict)
    notices: tuple[str, ...] = ()


def touched_since(tenant_id: str, *, endpoint: str = "", since: datetime | None = None) -> PastRuns:
    """The newest write of each object that this machine knows of; with `since`, older files are not opened.

    `endpoint` is the tenant's, so that a rehearsal in a sandbox says nothing about the tenant itself.
    """
    touched: dict[str, Touch] = {}
    notices = []
    for run in runs(tenant_id):
        if since is not None and _last_written(run) < since:
            continue
        try:
            receipt = run.told_by_either()
        except (PasskeyctlError, OSError, ValueError) as error:
            why = error.summary if isinstance(error, PasskeyctlError) else str(error)
            notices.append(f"what the run `{run.run}` changed is not known here: {why}")
            continue
        if endpoint in ("", receipt.destination.endpoint):
            for key, touch in _touches(receipt):
                if key not in touched or touched[key].at < touch.at:
                    touched[key] = touch
    return PastRuns(touched, tuple(notices))


def _last_written(run: RunFolder) -> datetime:
    """A file that can't be looked at is opened, to say why."""
    try:
        return datetime.fromtimestamp(run.journal.stat().st_mtime, UTC)
    except OSError:
        return datetime.max.replace(tzinfo=UTC)


def _touches(receipt: Receipt) -> Iterator[tuple[str, Touch]]:
    for segment in receipt.segments:
        for step in segment.steps:
            at = _moment(step.at)
            if at is not None and step.status not in _NOTHING_SENT:
                yield from ((key, Touch(at, _who(segment.actor))) for key in _keys(step))


def _keys(step: Step) -> frozenset[str]:
    path = step.operation.get("path")
    ids = _ID.findall(path) if isinstance(path, str) else []
    addresses = [*_texts(step.operation.get("addresses")), *_texts(step.operation.get("creates"))]
    return frozenset({*addresses, *(each.lower() for each in (*ids, *step.created.values()))})


def _texts(value: JsonValue) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _who(actor: Actor) -> str:
    return actor.account or f"{actor.user}@{actor.host}".strip("@")


def _moment(written: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)
