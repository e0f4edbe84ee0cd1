"""Since when objects are as they are: by their own dates, by the audit log, by what this machine wrote itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from passkeyctl.model.address import Address, Kind
from passkeyctl.model.observed import Change, Changed, Changes, Standing
from passkeyctl.model.state import LiveObject
from passkeyctl.wire.audits import LIMITS_OF_STRENGTHS, moment_of

OWN_DATE, AUDIT_LOG, RECEIPT = "its own date", "the audit log", "a receipt on this machine"

SORTS: Mapping[Kind, Changed] = {
    Kind.PASSKEYS: Changed.METHODS,
    Kind.PROFILE: Changed.METHODS,
    Kind.TARGET: Changed.METHODS,
    Kind.EXCLUDE: Changed.METHODS,
    Kind.TEMPORARY_ACCESS_PASS: Changed.METHODS,
    Kind.CAMPAIGN: Changed.METHODS,
    Kind.STRENGTH: Changed.STRENGTHS,
    Kind.LOCATION: Changed.LOCATIONS,
    Kind.POLICY: Changed.POLICIES,
}
_DATED = frozenset({Kind.POLICY, Kind.LOCATION})
"""Their own date moves with every change; that of a strength may stay where only its lists of models change."""

_SAME_CHANGE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Touch:
    """A run of this machine wrote to something then; `by` is whoever ran it."""

    at: datetime
    by: str = ""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What everybody says who may know when something changed. `touched` is by address, as text, or by id."""

    changes: Changes | None = None
    why_no_changes: str = ""
    touched: Mapping[str, Touch] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Moment:
    at: datetime
    by: str
    told_by: str


def standing_of(objects: Mapping[Address, LiveObject], spoken: Spoken) -> Mapping[Address, Standing]:
    """The newest of all that speak counts: nobody's silence makes an object stand longer than another one says.

    What nothing but a receipt speaks of may have been changed by others since; `why` then says so.
    """
    strengths = frozenset(each.id for each in objects.values() if each.kind is Kind.STRENGTH)
    return {address: _standing(address, live, spoken, strengths) for address, live in objects.items()}


def _standing(address: Address, live: LiveObject, spoken: Spoken, strengths: frozenset[str]) -> Standing:
    own = _own(live)
    moments = [*own, *_logged(live, spoken.changes, strengths), *_written(address, live, spoken.touched)]
    is_covered = (own and live.kind in _DATED) or (spoken.changes is not None and _is_whole(spoken.changes, live.kind))
    doubt = "" if is_covered else _doubt(live.kind, spoken)
    if moments:
        newest = max(moments, key=lambda each: each.at)
        if not doubt or newest.told_by != OWN_DATE:
            return Standing(newest.at, is_exact=True, by=_who(newest, moments), told_by=newest.told_by, why=doubt)
        return Standing(None, why=f"{doubt}, and its own date doesn't tell every change")
    if doubt or spoken.changes is None:
        return Standing(None, why=doubt)
    oldest = spoken.changes.oldest
    if oldest is None:
        return Standing(None, why=f"{AUDIT_LOG} is empty")
    return Standing(max(oldest, spoken.changes.since), told_by=AUDIT_LOG)


def _who(newest: _Moment, moments: Sequence[_Moment]) -> str:
    """An object's own date names nobody; whoever is said to have changed it at that time did it."""
    near = (each for each in moments if newest.at - each.at <= _SAME_CHANGE and each.by)
    return newest.by or next((each.by for each in near), "")


def _is_whole(changes: Changes, kind: Kind) -> bool:
    return not changes.truncated and kind in SORTS


def _doubt(kind: Kind, spoken: Spoken) -> str:
    if kind not in SORTS:
        return f"{AUDIT_LOG} isn't known to tell of it"
    told = spoken.changes.truncated if spoken.changes is not None else spoken.why_no_changes
    return told or f"{AUDIT_LOG} was not read"


def _own(live: LiveObject) -> list[_Moment]:
    """A change's date, else that of its making: Graph leaves the first empty until something is changed."""
    if live.kind not in _DATED | {Kind.STRENGTH}:
        return []
    found = (moment_of(live.original.get(each)) for each in ("modifiedDateTime", "createdDateTime"))
    at = max((each for each in found if each is not None), default=None)
    return [] if at is None else [_Moment(at, "", OWN_DATE)]


def _logged(live: LiveObject, changes: Changes | None, strengths: frozenset[str]) -> Iterator[_Moment]:
    for each in changes.changes if changes is not None else ():
        if SORTS.get(live.kind) is each.sort and _is_about(each, live.id, strengths):
            yield _Moment(each.at, each.by, AUDIT_LOG)


def _is_about(change: Change, id: str, strengths: frozenset[str]) -> bool:
    """Records about methods are about all of them, and one that names nothing known of its strength may be any's."""
    if change.sort is Changed.METHODS or not change.ids or id in change.ids:
        return True
    is_limit = LIMITS_OF_STRENGTHS in change.activity.casefold()
    return change.sort is Changed.STRENGTHS and is_limit and not change.ids & strengths


def _written(address: Address, live: LiveObject, touched: Mapping[str, Touch]) -> Iterator[_Moment]:
    for key in (str(address), live.id):
        if found := touched.get(key):
            yield _Moment(found.at, found.by, RECEIPT)
