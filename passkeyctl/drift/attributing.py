"""Who made a tenant what it is: each deviation joined to whoever speaks of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from itertools import groupby

from passkeyctl.drift.deviation import Attribution, Certainty, Deviation, Sort
from passkeyctl.identity import exact
from passkeyctl.model.address import Kind
from passkeyctl.model.observed import Change, Changed, Changes
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.model.values import Value
from passkeyctl.rollout.standing import AUDIT_LOG, OWN_DATE, RECEIPT, SORTS, Spoken
from passkeyctl.wire.audit_objects import Shown, Told, told_by
from passkeyctl.wire.audits import LIMITS_OF_STRENGTHS, is_deletion, moment_of

NAMED = frozenset({Changed.POLICIES, Changed.LOCATIONS})
"""Their records name what they are about by its id; those about methods and strengths needn't."""
SAME_CHANGE = timedelta(minutes=1)
OTHER_FIELDS = "the newest record of it shows other fields than this one"
LEFT_IT = "the newest record of this field leads to another value"
NOT_TOLD = f"{AUDIT_LOG} doesn't tell of its going"


def attributed(deviations: Iterable[Deviation], prior: PriorState, spoken: Spoken) -> tuple[Deviation, ...]:
    """With the newest record that shows the value being written, else with whatever names the object."""
    found = tuple(deviations)
    log = _Log(prior, spoken, found)
    return tuple(replace(each, attribution=log.of(each)) for each in found)


class Record:
    """One change; what it shows is read when it is looked at, as most are older than what is looked for."""

    def __init__(self, change: Change, prior: PriorState) -> None:
        self.change = change
        self._prior = prior

    @cached_property
    def told(self) -> Told:
        return told_by(self.change, self._prior)


@dataclass(frozen=True, slots=True)
class _Subject:
    """What a deviation is about; `live` is None where the tenant has no such object."""

    deviation: Deviation
    live: LiveObject | None

    @property
    def kind(self) -> Kind:
        return self.deviation.address.kind


class _Log:
    """The records of a log, newest first, with what they show of the kinds that are asked about."""

    def __init__(self, prior: PriorState, spoken: Spoken, asked: Sequence[Deviation]) -> None:
        self._prior = prior
        self._spoken = spoken
        self._strengths = frozenset(each.id for each in prior.of(Kind.STRENGTH))
        changes = spoken.changes.changes if spoken.changes is not None else ()
        newest_first = sorted(changes, key=lambda each: each.at, reverse=True)
        concerned = _concerned(asked)
        self._records = tuple(Record(each, prior) for each in newest_first if concerned(each))
        self._by_id: dict[str, list[int]] = {}
        for place, record in enumerate(self._records):
            for id in record.change.ids if record.change.sort in NAMED else ():
                self._by_id.setdefault(id, []).append(place)
        self._open = [
            place for place, each in enumerate(self._records) if each.change.sort not in NAMED or not each.change.ids
        ]

    def of(self, deviation: Deviation) -> Attribution:
        subject = _Subject(deviation, self._prior.by_id(deviation.address.kind, deviation.id) if deviation.id else None)
        records = [each for each in self._about(deviation) if each.change.sort is SORTS.get(subject.kind)]
        said = attribution(subject.deviation, records, self._strengths)
        doubt = self._doubt(subject.kind)
        if said is not None and said.certainty is Certainty.FIELD and not doubt:
            return said
        newest = _newest(filter(None, (said, self._receipt(subject), _own(subject.live))))
        why = doubt or _unsaid(deviation, said, newest)
        if why:
            return replace(newest or Attribution(Certainty.UNKNOWN), certainty=Certainty.UNKNOWN, why=why)
        return newest or _older(self._spoken.changes)

    def _about(self, deviation: Deviation) -> Iterable[Record]:
        """What is gone is known by its name, which may stand in any record."""
        if not deviation.id:
            return self._records
        return (self._records[each] for each in sorted((*self._by_id.get(deviation.id, ()), *self._open)))

    def _doubt(self, kind: Kind) -> str:
        """Why the log's silence says nothing."""
        if kind not in SORTS:
            return f"{AUDIT_LOG} isn't known to tell of it"
        changes = self._spoken.changes
        if changes is None:
            return self._spoken.why_no_changes or f"{AUDIT_LOG} was not read"
        return changes.truncated

    def _receipt(self, subject: _Subject) -> Attribution | None:
        touched = self._spoken.touched
        names = (str(subject.deviation.address), subject.deviation.id)
        found = [touched[each] for each in names if each in touched]
        newest = max(found, key=lambda each: each.at, default=None)
        if newest is None:
            return None
        return Attribution(Certainty.OBJECT, newest.at, newest.by, told_by=RECEIPT)


def _concerned(asked: Sequence[Deviation]) -> Callable[[Change], bool]:
    """Records that may speak of any of these: a month has many of other policies, and to read one takes a while."""
    ids = {each.id for each in asked}
    sorts = {SORTS[each.address.kind] for each in asked if each.address.kind in SORTS}
    by_name = {SORTS[each.address.kind] for each in asked if not each.id and each.address.kind in SORTS}
    of_any = by_name | {Changed.METHODS, Changed.STRENGTHS}
    return lambda change: change.sort in sorts and (change.sort in of_any or not change.ids or bool(change.ids & ids))


def attribution(deviation: Deviation, records: Sequence[Record], strengths: frozenset[str]) -> Attribution | None:
    """What the log says, newest first: the record that shows this very deviation, else the newest about the object."""
    left: Record | None = None
    for _, moment in groupby(records, key=lambda each: each.change.at):
        answers = [(each, answer) for each in moment if (answer := _leads_to(deviation, each)) is not None]
        # In which order records of one moment happened nobody says; what stands was the last of it.
        if made := next((each for each, leads_there in answers if leads_there), None):
            return _said(made.change, Certainty.FIELD)
        if answers:
            left = answers[0][0]
            break
    about = [each for each in records if _is_about(deviation, each, strengths)]
    if left is not None:
        return _since_left(deviation, left, about)
    if not about:
        return None
    shows_others = any(_is_of(deviation, each) for each in about[0].told.shown)
    return replace(_said(about[0].change, Certainty.OBJECT), why=OTHER_FIELDS if shows_others else "")


def _since_left(deviation: Deviation, left: Record, about: Sequence[Record]) -> Attribution:
    """Whoever led it elsewhere didn't do it, and nor did those who are known to have changed other fields."""
    if deviation.sort is Sort.MISSING:
        return replace(_said(left.change, Certainty.UNKNOWN), why=NOT_TOLD)
    silent = (each for each in about if each.change.at > left.change.at and not each.told.is_whole)
    if may_be := next(silent, None):
        return replace(_said(may_be.change, Certainty.OBJECT), why=LEFT_IT)
    return replace(_said((about or [left])[0].change, Certainty.UNKNOWN), why=LEFT_IT)


def _said(change: Change, certainty: Certainty) -> Attribution:
    return Attribution(certainty, change.at, change.by, change.address, change.activity, AUDIT_LOG)


def _leads_to(deviation: Deviation, record: Record) -> bool | None:
    """None where the record doesn't show the value change; False where it shows it becoming something else."""
    for each in record.told.shown:
        answer = _becomes(deviation, each)
        if answer is not None:
            return answer
    if deviation.sort is Sort.MISSING and not record.told.shown and is_deletion(record.change.activity):
        return True if any(_same_name(deviation, name) for name in record.change.names) else None
    return None


def _becomes(deviation: Deviation, shown: Shown) -> bool | None:
    if deviation.sort is Sort.MISSING:
        return _disappears(deviation, shown)
    if not _is_of(deviation, shown):
        return None
    if deviation.path:
        before, after = _value(shown.before, deviation.path), _value(shown.after, deviation.path)
        return None if before == after else after == deviation.live
    was_there, is_there = (
        each is not None and (deviation.sort is not Sort.UNLISTED or not name or _same_name(deviation, name))
        for name, each in zip(shown.names, (shown.before, shown.after), strict=True)
    )
    return None if was_there == is_there else is_there


def _disappears(deviation: Deviation, shown: Shown) -> bool | None:
    """By its id where the files give one, as a row's group; else by the name, which a renaming takes away as well."""
    if shown.kind is not deviation.address.kind:
        return None
    if deviation.id:
        was_it, is_it = (shown.id == deviation.id and each is not None for each in (shown.before, shown.after))
    else:
        sides = zip(shown.names, (shown.before, shown.after), strict=True)
        was_it, is_it = (each is not None and _same_name(deviation, name) for name, each in sides)
    # One that shows it afterwards tells that it went later.
    return False if is_it else True if was_it else None


def _same_name(deviation: Deviation, name: str) -> bool:
    return bool(name) and exact(name) == exact(deviation.name)


def _value(fields: object, path: str) -> Value:
    """An object that isn't there has no values, which equals nothing that stands."""
    return fields.get(path) if isinstance(fields, dict) else None


def _is_of(deviation: Deviation, shown: Shown) -> bool:
    return shown.kind is deviation.address.kind and shown.id == deviation.id


def _is_about(deviation: Deviation, record: Record, strengths: frozenset[str]) -> bool:
    """Records about methods are about all of them, but for those that show all they tell of something else.

    One about limits that names nothing known may be about any strength.
    """
    change = record.change
    if deviation.sort is Sort.MISSING:
        return False
    if any(_is_of(deviation, each) for each in record.told.shown):
        return True
    if change.sort is Changed.METHODS:
        return not record.told.is_whole
    if not change.ids or deviation.id in change.ids:
        return True
    is_limit = LIMITS_OF_STRENGTHS in change.activity.casefold()
    return change.sort is Changed.STRENGTHS and is_limit and not change.ids & strengths


def _newest(said: Iterable[Attribution]) -> Attribution | None:
    """An object's own date names nobody: whoever is said to have changed it about then did it."""
    found = sorted(said, key=_when, reverse=True)
    if not found:
        return None
    newest = found[0]
    near = (each for each in found[1:] if _when(newest) - _when(each) <= SAME_CHANGE)
    return next(near, newest) if newest.told_by == OWN_DATE else newest


def _unsaid(deviation: Deviation, said: Attribution | None, newest: Attribution | None) -> str:
    """Why whoever wrote last is not to be taken for whoever did it."""
    if said is not None and said.certainty is Certainty.UNKNOWN:
        return said.why
    return NOT_TOLD if deviation.sort is Sort.MISSING and newest is not None else ""


def _when(said: Attribution) -> datetime:
    assert said.at is not None
    return said.at


def _own(live: LiveObject | None) -> Attribution | None:
    """A change's date, else that of its making: Graph leaves the first empty until something is changed."""
    if live is None or live.kind not in (Kind.POLICY, Kind.LOCATION, Kind.STRENGTH):
        return None
    found = (moment_of(live.original.get(each)) for each in ("modifiedDateTime", "createdDateTime"))
    at = max((each for each in found if each is not None), default=None)
    return Attribution(Certainty.OBJECT, at, told_by=OWN_DATE) if at is not None else None


def _older(changes: Changes | None) -> Attribution:
    """A log read to its end that says nothing: what stands is older than the log, or than what was asked for."""
    if changes is None or changes.oldest is None:
        return Attribution(Certainty.UNKNOWN, why=f"{AUDIT_LOG} is empty")
    return Attribution(Certainty.UNKNOWN, told_by=AUDIT_LOG, not_since=max(changes.oldest, changes.since))
