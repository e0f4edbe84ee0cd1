"""From paths to letters: what templates are told, and one file for each letter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from passkeyctl.letters.choices import Choices, Sort
from passkeyctl.letters.kinds import WITH_CONTACT, Kind, reminders
from passkeyctl.letters.mail import mail
from passkeyctl.letters.page import html_page
from passkeyctl.letters.paths import Demand, Path, WayIn
from passkeyctl.letters.templates import Templates


class Form(StrEnum):
    MARKDOWN = "md"
    HTML = "html"
    MAIL = "eml"


@dataclass(frozen=True, slots=True)
class Passkey:
    """One that a person has; None: whether it is accepted does not show."""

    name: str
    is_accepted: bool | None


@dataclass(frozen=True, slots=True)
class Recipient:
    """One person. `status` is a word of `passkeyctl readiness`."""

    name: str
    sign_in_name: str
    status: str
    passkeys: tuple[Passkey, ...] = ()

    @property
    def is_done(self) -> bool:
        """Whether a passkey is among what makes them ready: Windows Hello for Business does as well, and is none."""
        return self.status == "ready" and any(each.is_accepted is not False for each in self.passkeys)


@dataclass(frozen=True, slots=True)
class Cohort:
    """A group with its way to a passkey; `people` is None where nobody was counted. Resources have their names."""

    name: str
    people: int | None
    can_register: bool
    is_unclear: bool
    choices: Choices
    way_in: WayIn
    demands: tuple[Demand, ...]


@dataclass(frozen=True, slots=True)
class StageName:
    name: str
    note: str


@dataclass(frozen=True, slots=True)
class Occasion:
    """What all letters of a run share. `not_before`: reminders for earlier days are left out."""

    organisation: str = ""
    stage: StageName | None = None
    enforced_on: date | None = None
    contact: str = ""
    not_before: date = date.min


@dataclass(frozen=True, slots=True)
class Letter:
    """`send_on` is the day of a reminder."""

    file: str
    kind: Kind
    cohort: str
    text: str
    send_on: date | None = None


def cohort_of(name: str, path: Path, resources: Mapping[str, str], people: int | None = None) -> Cohort:
    """`resources` are names of applications by id."""
    demands = tuple(
        Demand(each.policy, tuple(resources.get(id, id) for id in each.resources), each.is_in_force,
               each.takes_passes, each.takes_hello)
        for each in path.demands
    )  # fmt: skip
    return Cohort(name, people, path.can_register, path.is_unclear, path.choices, path.way_in, demands)


@dataclass(frozen=True, slots=True)
class Writing:
    """One run: how letters are written, and what about."""

    templates: Templates
    form: Form
    occasion: Occasion

    def letters(
        self, kinds: Iterable[Kind], cohorts: tuple[Cohort, ...], person: Recipient | None = None, to: str = ""
    ) -> Iterator[Letter]:
        """In the order of `kinds`; those for the helpdesk once, the others for each cohort that can register."""
        names = self.starts(each.name for each in cohorts)
        for kind in kinds:
            if kind.is_for_helpdesk:
                yield self._letter(kind, kind.value, "", self._for_helpdesk(cohorts))
                continue
            for cohort, start in zip(cohorts, names, strict=True):
                if cohort.can_register or person is not None:
                    yield from self._to_people(kind, start, cohort, person, to)

    def starts(self, cohorts: Iterable[str]) -> tuple[str, ...]:
        """How the names of files begin, for each cohort by its name."""
        return _file_names(cohorts)

    def _to_people(self, kind: Kind, start: str, cohort: Cohort, person: Recipient | None, to: str) -> Iterator[Letter]:
        variables = {**self._shared(), **_of_cohort(cohort), "person": person}
        if kind is not Kind.REMINDER:
            yield self._letter(kind, f"{start}-{kind.value}", cohort.name, variables, to=to)
            return
        for each in reminders(self.occasion.enforced_on) if self.occasion.enforced_on else ():
            if each.send_on >= self.occasion.not_before:
                told = {**variables, "days_left": each.days, "shows_contact": each.days in WITH_CONTACT}
                name = f"{start}-{kind.value}-{each.days:02}"
                yield self._letter(kind, name, cohort.name, told, to=to, send_on=each.send_on)

    def _letter(
        self, kind: Kind, name: str, cohort: str, variables: Mapping[str, object],
        *, to: str = "", send_on: date | None = None,
    ) -> Letter:  # fmt: skip
        markdown = self.templates.rendered(kind.template, variables)
        return Letter(f"{name}.{self.form.value}", kind, cohort, self._formed(kind, markdown, to), send_on)

    def _formed(self, kind: Kind, markdown: str, to: str) -> str:
        match self.form:
            case Form.MARKDOWN:
                return markdown
            case Form.HTML:
                return html_page(markdown, self.templates, is_sheet=kind is Kind.SHEET)
            case Form.MAIL:
                return mail(markdown, self.templates, to=to)

    def _shared(self) -> dict[str, object]:
        occasion = self.occasion
        return {
            "organisation": occasion.organisation,
            "stage": occasion.stage,
            "enforced_on": occasion.enforced_on,
            "contact": occasion.contact,
        }

    def _for_helpdesk(self, cohorts: tuple[Cohort, ...]) -> dict[str, object]:
        choices = [choice for each in cohorts for choice in each.choices.sure]
        sorts = {each.sort for each in choices}
        return {
            **self._shared(),
            "cohorts": cohorts,
            "has_in_app": any(each.in_app for each in choices),
            "has_phone": bool(sorts & {Sort.AUTHENTICATOR, Sort.SYNCED}),
            "has_hello": Sort.WINDOWS_HELLO in sorts,
            "is_one_time": any(each.way_in.is_one_time for each in cohorts),
        }


def _of_cohort(cohort: Cohort) -> dict[str, object]:
    demands = cohort.demands
    return {
        "cohort": cohort,
        "choices": cohort.choices,
        "way_in": cohort.way_in,
        "required_for": _resources(demands),
        "required_now": _resources(each for each in demands if each.is_in_force),
        "hello_counts": bool(demands) and all(each.takes_hello for each in demands),
    }


def _resources(demands: Iterable[Demand]) -> tuple[str, ...]:
    """All resources stand for each of the others."""
    named = {resource for each in demands for resource in each.resources}
    return (_ALL,) if _ALL in named else tuple(sorted(named))


_ALL = "All resources"


def _file_names(cohorts: Iterable[str]) -> tuple[str, ...]:
    """Harmless on every system, and different from one another where capitals don't count."""
    names: list[str] = []
    taken: set[str] = set()
    for cohort in cohorts:
        start = re.sub(r"[^A-Za-z0-9_]+", "-", cohort).strip("-")[:60].rstrip("-") or "cohort"
        name = next(each for each in _numbered(start) if each.casefold() not in taken)
        taken.add(name.casefold())
        names.append(name)
    return tuple(names)


def _numbered(start: str) -> Iterator[str]:
    yield start
    number = 2
    while True:
        yield f"{start}-{number}"
        number += 1
