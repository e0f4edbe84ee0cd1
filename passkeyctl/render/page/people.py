"""Whom a plan affects: figures first, then everybody by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from passkeyctl.insight.impact.effect import Demand
from passkeyctl.insight.impact.impact import Impact
from passkeyctl.model.crowds import Reach
from passkeyctl.model.people import Gap, Person
from passkeyctl.plan.plan import Plan
from passkeyctl.render.key_words import key_name
from passkeyctl.render.page.filters import Choice, filters, tallied
from passkeyctl.render.page.frame import Part
from passkeyctl.render.page.markup import badge, facts, listed, paragraphs, prose, row, table, text
from passkeyctl.render.people.impact_lines import FIGURES, ROWS
from passkeyctl.render.people.impact_people import EFFECTS, OF_HARM, Affected, affected
from passkeyctl.render.people.who_report import Models
from passkeyctl.render.value_text import PlanView

LIST = "people-list"
BAD = ' class="bad"'
ROLES = {"emergency": "emergency account", "administrator": "administrator"}


def people_part(plan: Plan, view: PlanView) -> Part:
    if plan.impact is None or plan.known_people is None:
        return Part("people", "Affected people", _not_asked(plan))
    impact, people = plan.impact, plan.known_people.people
    body = "".join(
        (
            _emergency(plan, impact),
            _figures(impact),
            _standings(impact),
            _lost(impact, Models(view.catalogue, view.house)),
            _demands(impact.demands),
            _gaps(people.gaps, is_complete=people.is_complete),
            _everybody(plan, impact),
        )
    )
    return Part("people", "Affected people", body, len(impact.total.anybody))


def _not_asked(plan: Plan) -> str:
    if not plan.has_changes:
        return ""
    return "<p>Who is affected was not computed: <code>passkeyctl plan --impact</code> works it out.</p>"


def bounds(reach: Reach) -> str:
    surely, possibly = len(reach.surely), len(reach.possibly)
    return f"{surely:,}" if surely == possibly else f"{surely:,} to {possibly:,}"


def _figures(impact: Impact) -> str:
    reaches = impact.total.reaches
    rows = [
        row(text(words), bounds(reaches[name]), "hangs on nesting" if name in impact.hangs_on_nesting else "")
        for name, words in FIGURES.items()
        if reaches[name].possibly
    ]
    if not rows:
        return "<p>Nobody who is known is affected.</p>"
    has_notes = bool(impact.hangs_on_nesting)
    heads = ("People who", "How many", "Note") if has_notes else ("People who", "How many")
    shown = rows if has_notes else [each.replace("<td></td></tr>", "</tr>") for each in rows]
    return table("What happens to how many", heads, shown, kind="figures")


def _standings(impact: Impact) -> str:
    prior, planned = impact.before.reaches, impact.after.reaches
    rows = [
        row(text(words), bounds(prior[name]), bounds(planned[name]))
        for name, words in ROWS.items()
        if prior[name] != planned[name]
    ]
    return table("Before and after", ("People who", "Before", "After"), rows, kind="figures") if rows else ""


def _lost(impact: Impact, models: Models) -> str:
    rows = [
        row(
            text(key_name(each.key, models)),
            bounds(each.holders),
            bounds(each.no_other_passkey),
            bounds(each.no_other_method),
        )
        for each in impact.lost_keys
    ]
    heads = ("Passkey", "People", "No other passkey", "No other method")
    return table("Passkeys that stop signing in", heads, rows, kind="figures") if rows else ""


def _demands(demands: Iterable[Demand]) -> str:
    rows = [
        row(
            text(each.name),
            text(each.requirement),
            bounds(each.required) if each.is_about_methods else "not judged by methods",
            bounds(each.unable) if each.is_about_methods else "-",
        )
        for each in demands
    ]
    heads = ("Policy", "Demands", "Newly required", "Can't satisfy it")
    return table("Policies that ask more", heads, rows, kind="figures") if rows else ""


def _emergency(plan: Plan, impact: Impact) -> str:
    known = plan.known_people
    if known is None:
        return ""
    hit = impact.emergency & impact.total.anybody
    rows = [_strong(f"Emergency account {each.person}: {each.words()}", each) for each in affected(plan, hit)]
    rows += [
        f'<strong class="bad">Emergency account {text(each)}: nothing was read of it</strong>'
        for each in impact.emergency_unread
    ]
    return paragraphs(rows)


def _strong(words: str, each: Affected) -> str:
    """In red where it takes something from them: that they may register a passkey harms nobody."""
    is_harm = any(name in each.effects for name in OF_HARM)
    return f"<strong{BAD if is_harm else ''}>{text(words)}</strong>"


def _gaps(gaps: Iterable[Gap], *, is_complete: bool) -> str:
    rows = [f"{prose(each.why)}{f' (hint: {prose(each.hint)})' if each.hint else ''}" for each in gaps]
    if not is_complete:
        rows.insert(0, "not everybody was read: there may be more people than these")
    return f"<h3>Not known</h3>{listed(rows)}" if rows else ""


def _everybody(plan: Plan, impact: Impact) -> str:
    crowd = impact.total.anybody
    if not crowd or plan.known_people is None:
        return ""
    found = tuple(affected(plan, crowd))
    marks = _Marks(frozenset(impact.emergency), frozenset(plan.known_people.people.administrators & crowd))
    choices = (
        Choice("effect", "What happens", tallied((name for each in found for name in each.effects), EFFECTS)),
        Choice("role", "Who", tallied((role for each in found for role in marks.of(each.person)), ROLES)),
    )
    form = filters(LIST, "people", len(found), choices)
    heads = ("Sign-in name", "Name", "What happens")
    return f"<h3>Everybody who is affected</h3>{form}" + table(
        "Everybody who is affected", heads, _rows(found, marks), id=LIST, kind="quiet even"
    )


@dataclass(frozen=True, slots=True)
class _Marks:
    """Who of them is more than a person like others, by ordinal."""

    emergency: frozenset[int]
    administrators: frozenset[int]

    def of(self, person: Person) -> tuple[str, ...]:
        held = (("emergency", self.emergency), ("administrator", self.administrators))
        return tuple(role for role, ordinals in held if person.ordinal in ordinals)


def _rows(found: Iterable[Affected], marks: _Marks) -> Iterator[str]:
    for each in found:
        roles = marks.of(each.person)
        badges = "".join(f" {badge(ROLES[role], 'bad' if role == 'emergency' else 'warn')}" for role in roles)
        yield row(
            text(str(each.person)),
            f"{text(each.person.name)}{badges}",
            _effects(each),
            facts=facts(effect="|".join(each.effects), role="|".join(roles)),
        )


def _effects(each: Affected) -> str:
    harm, rest = each.words(OF_HARM), each.words(name for name in EFFECTS if name not in OF_HARM)
    return ", ".join(filter(None, (f'<span class="bad">{text(harm)}</span>' if harm else "", text(rest))))
