"""What a newer list of models says that the lists before did not."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from passkeyctl.authenticators.catalogue import Catalogue
from passkeyctl.authenticators.entries import CERTIFIED, LEVELS, MdsStatus
from passkeyctl.authenticators.status import MdsUpdate, Standing, known_status


class Event(StrEnum):
    """What became of a model, the gravest first."""

    WITHDRAWN = "withdrawn"
    TROUBLED = "troubled"
    CERTIFIED = "certified"
    CHANGED = "changed"
    NEW = "new"


class News(NamedTuple):
    """One model; `before` is None where no list had it."""

    event: Event
    before: Standing | None
    now: Standing


def news(
    aaguids: Iterable[str], catalogue: Catalogue, update: MdsUpdate, earlier: MdsUpdate | None = None
) -> tuple[News, ...]:
    """What the update changes for these models, the gravest first; `earlier` is the list that was known before it."""
    found = []
    for aaguid in sorted(set(aaguids)):
        before, now = known_status(aaguid, catalogue, earlier), known_status(aaguid, catalogue, update)
        if now is not None and (event := _event(before, now)) is not None:
            found.append(News(event, before, now))
    return tuple(sorted(found, key=lambda each: ([*Event].index(each.event), each.now.name, each.now.aaguid)))


def _event(before: Standing | None, now: Standing) -> Event | None:
    if before is None:
        return Event.WITHDRAWN if now.status is MdsStatus.REVOKED else Event.NEW
    if now.status is not before.status:
        return _of_status(before.status, now.status)
    return Event.TROUBLED if set(now.troubles) - set(before.troubles) else None


def _of_status(before: MdsStatus, now: MdsStatus) -> Event:
    if now is MdsStatus.REVOKED or (before in CERTIFIED and now not in CERTIFIED):
        return Event.WITHDRAWN
    if now in CERTIFIED and (before not in CERTIFIED or LEVELS.index(now) > LEVELS.index(before)):
        return Event.CERTIFIED
    return Event.CHANGED
