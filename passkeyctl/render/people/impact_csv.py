"""Whom a plan affects as a table for mail merge: a row for each person, effect and key or policy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from passkeyctl.insight.impact.impact import Impact
from passkeyctl.insight.impact.losses import with_other_methods
from passkeyctl.model.crowds import Reach
from passkeyctl.model.people import Person
from passkeyctl.plan.plan import Plan
from passkeyctl.render.csv_text import csv_text
from passkeyctl.render.key_words import key_name
from passkeyctl.render.people.impact_people import EFFECTS, Marks
from passkeyctl.render.people.who_report import Models
from passkeyctl.render.value_text import PlanView

COLUMNS = (
    "signInName",
    "name",
    "id",
    "effect",
    "certain",
    "change",
    "keyModel",
    "policy",
    "hasOtherMethod",
    "isAdministrator",
)
ANSWERS = {True: "yes", False: "no", None: "not known"}
OF_KEYS, OF_POLICIES = ("lose_keys", "no_other_passkey", "no_other_method"), ("required", "unable")


@dataclass(frozen=True, slots=True)
class _Row:
    """One effect on whoever is marked; `changes` are the addresses that bring it, each for those it brings it to."""

    effect: str
    marks: Marks
    changes: tuple[tuple[str, Marks], ...]
    key: str = ""
    policy: str = ""


def impact_csv(plan: Plan, view: PlanView) -> str:
    if plan.impact is None or plan.known_people is None:
        return csv_text(COLUMNS, ())
    people, roster = plan.known_people.people, plan.known_people.roster
    rows = tuple(_rows(plan.impact, Models(view.catalogue, view.house)))
    others, leading = Marks.of(with_other_methods(people)), Marks.of(Reach.exactly(people.administrators))
    found = roster.people(plan.impact.total.anybody)
    return csv_text(COLUMNS, (cells for each in found for cells in _cells(each, rows, others, leading)))


def _cells(person: Person, rows: tuple[_Row, ...], others: Marks, leading: Marks) -> Iterator[tuple[str, ...]]:
    at = person.ordinal
    for row in rows:
        holds = row.marks.about(at)
        if holds is False:
            continue
        yield (
            person.sign_in_name,
            person.name,
            person.id,
            row.effect,
            "yes" if holds else "no",
            "; ".join(address for address, marks in row.changes if marks.about(at) is not False),
            row.key,
            row.policy,
            ANSWERS[others.about(at)],
            ANSWERS[leading.about(at)],
        )


def _rows(impact: Impact, models: Models) -> Iterator[_Row]:
    changes = {name: _bringing(impact, name) for name in EFFECTS}
    for lost in impact.lost_keys:
        key = key_name(lost.key, models)
        yield _Row(EFFECTS["lose_keys"], Marks.of(lost.holders), changes["lose_keys"], key=key)
    for demand in impact.demands:
        for name in OF_POLICIES:
            reach = demand.required if name == "required" else demand.unable
            if reach.possibly:
                brings = ((str(demand.cause), Marks.of(reach)),) if demand.cause is not None else changes[name]
                yield _Row(EFFECTS[name], Marks.of(reach), brings, policy=demand.name)
    for name, words in EFFECTS.items():
        reach = impact.total.reaches[name]
        if reach.possibly and name not in (*OF_KEYS, *OF_POLICIES):
            yield _Row(words, Marks.of(reach), changes[name])


def _bringing(impact: Impact, name: str) -> tuple[tuple[str, Marks], ...]:
    reaches = ((address, effect.reaches[name]) for address, effect in impact.by_change)
    return tuple((str(address), Marks.of(reach)) for address, reach in reaches if reach.possibly)
