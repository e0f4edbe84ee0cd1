"""What is shown of a readiness: the answer, the people by name, and the moment it is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from passkeyctl.insight.readiness.readiness import Because, Readiness, Status
from passkeyctl.model.crowds import Crowd
from passkeyctl.model.people import KnownPeople, People, Person, Roster
from passkeyctl.render.people.readiness_words import reason_text


@dataclass(frozen=True, slots=True)
class ReadinessView:
    """`names` has group names by id. `pending` counts the changes of the files that are judged as if applied; None: the
    tenant was judged as it is. `has_sms_dates` is False in clouds that the dates of SMS and voice don't concern.
    """

    readiness: Readiness
    known: KnownPeople
    names: Mapping[str, str]
    tenant: str
    tenant_id: str
    endpoint: str
    requirement: str
    pending: int | None
    today: date
    now: datetime
    has_sms_dates: bool = True
    unread_policies: int = 0

    @property
    def people(self) -> People:
        return self.known.people

    @property
    def everybody(self) -> Crowd:
        """Those counted and those who are not because their accounts are disabled."""
        return self.readiness.counted | self.readiness.disabled


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person; `status` is None for a disabled account, `methods` where the report says nothing of them."""

    person: Person
    status: Status | None
    because: tuple[Because, ...]
    methods: tuple[str, ...] | None
    is_administrator: bool


def person_rows(view: ReadinessView, among: Crowd) -> Iterator[PersonRow]:
    """In order of sign-in names; in time linear to the people, whatever they are called."""
    found = view.readiness
    status = {ordinal: each for each, who in found.by_status.items() for ordinal in who & among}
    because: dict[int, tuple[Because, ...]] = {}
    for reasons in found.because.values():
        for reason in reasons:
            for ordinal in reason.who & among:
                because[ordinal] = (*because.get(ordinal, ()), reason)
    methods: dict[int, tuple[str, ...]] = {}
    for word in sorted(view.people.registered):
        for ordinal in view.people.registered[word] & among:
            methods[ordinal] = (*methods.get(ordinal, ()), word)
    unreported, administrators = set(view.people.unreported & among), set(view.people.administrators & among)
    for person in view.known.roster.people(among):
        at = person.ordinal
        registered = None if at in unreported else methods.get(at, ())
        yield PersonRow(person, status.get(at), because.get(at, ()), registered, at in administrators)


class ReasonTexts:
    """What is read for reasons, each put into words once."""

    def __init__(self, view: ReadinessView) -> None:
        listed = (each for reasons in view.readiness.because.values() for each in reasons)
        self._texts = {(each.word, each.subject): reason_text(each, view.names) for each in listed}

    def of(self, row: PersonRow) -> str:
        return "; ".join([self._texts[each.word, each.subject] for each in row.because])


@dataclass(frozen=True, slots=True)
class RedactedRoster:
    """`<user 1>` for names, numbered in the order of the sign-in names of everybody in it. Ids stay."""

    roster: Roster
    everybody: Crowd

    def people(self, crowd: Crowd) -> Iterator[Person]:
        within = crowd if crowd == self.everybody else None
        members = set(crowd) if within is None else set[int]()
        for number, person in enumerate(self.roster.people(self.everybody), start=1):
            if within is not None or person.ordinal in members:
                yield Person(person.ordinal, person.id, f"<user {number}>", f"<user {number}>")
