"""Whom a plan affects, as lines of text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from passkeyctl.insight.impact.counting import number, people_words
from passkeyctl.insight.impact.effect import Demand, Effect
from passkeyctl.insight.impact.impact import Impact
from passkeyctl.model.crowds import Crowd
from passkeyctl.model.people import Gap, KnownPeople, People
from passkeyctl.plan.plan import Plan
from passkeyctl.render.key_words import key_name
from passkeyctl.render.lines import EMPTY, Line, Role, Span, hung, line
from passkeyctl.render.naming import quoted
from passkeyctl.render.people.impact_people import EFFECTS, OF_HARM, a_few, administrators, affected, harmed
from passkeyctl.render.people.readiness_words import PARTS
from passkeyctl.render.people.who_report import Models
from passkeyctl.render.value_text import PlanView

TITLE = "Who is affected"
ROWS = {
    "may_register_synced": "may register a synced passkey",
    "may_register_device_bound": "may register a device-bound passkey",
    "may_register_unattested": "may register one without attestation",
    "reached_by_no_profile": "reached by no profile",
    "excluded": "excluded from passkeys",
    "hold_accepted": "hold a passkey that is accepted",
    "hold_only_refused": "hold only passkeys that are refused",
    "required": "in a policy that changes, in force",
}
FIGURES = {
    "may_register_synced": "may newly register synced passkeys",
    "may_register_unattested": "may newly register passkeys without attestation",
    "gain_access": "may newly set up a passkey at all",
    "lose_access": "may no longer set up a passkey",
    "lose_keys": "hold a registered passkey that stops signing in",
    "required": "are newly required to satisfy a policy",
    "unable": "could not satisfy a policy with what they have registered",
}
SHORT = {
    "may_register_synced": "gain synced",
    "may_register_unattested": "gain unattested",
    "gain_access": "gain access",
    "lose_access": "lose access",
    "lose_keys": "lose a passkey",
    "required": "newly required",
    "unable": "unable",
}
LABEL, COLUMN, MOST_NAMES, MOST_KEYS = 38, 19, 10, 10
UNSEEN = "certificates and other identity providers don't show in what Graph reports"
NESTING = "hangs on whether members of groups inside a group count, which Microsoft does not say"


def impact_lines(plan: Plan, view: PlanView) -> tuple[Line, ...]:
    """Empty where nobody asked; begins with an empty line otherwise."""
    impact, known = plan.impact, plan.known_people
    if impact is None or known is None or not plan.has_changes:
        return ()
    return (EMPTY, *line(TITLE, Role.HEADING), *_block(plan, impact, known, view))


def _block(plan: Plan, impact: Impact, known: KnownPeople, view: PlanView) -> Iterator[Line]:
    if not known.people.everyone and known.people.is_complete:
        yield from line("nobody: what changes decides about no passkey, and asks nobody for one", indent=2)
        return
    yield from _table(impact)
    if impact.total.anybody:
        yield from _total(impact, view)
        yield from _changes(impact)
        yield from _names(plan, impact)
    else:
        yield from line("nobody that is known is affected", indent=2)
        yield from _emergency(plan, impact)
    yield from _not_known(impact, known.people)
    yield from _read(known.people)


def _table(impact: Impact) -> Iterator[Line]:
    before, after = impact.before.reaches, impact.after.reaches
    yield from line(f"{'':{LABEL}}{'before':>{COLUMN}}{'after':>{COLUMN}}", Role.MUTED, indent=2)
    for name, words in ROWS.items():
        role = Role.PLAIN if before[name] != after[name] else Role.MUTED
        numbers = f"{number(before[name]):>{COLUMN}}{number(after[name]):>{COLUMN}}"
        yield (Span(f"  {words:{LABEL}}{numbers}", role),)


def _total(impact: Impact, view: PlanView) -> Iterator[Line]:
    total = impact.total.reaches
    for name, words in FIGURES.items():
        if total[name].possibly:
            yield from line(f"{people_words(total[name])} {words}", indent=2)
        if name == "lose_keys" and total[name].possibly:
            yield from _lost(impact, view)
        if name == "unable":
            yield from (each for demand in impact.demands for each in _demand(demand))
    if impact.disabled:
        yield from line(f"disabled accounts, not counted here: {len(impact.disabled):,}", Role.MUTED, indent=2)


def _lost(impact: Impact, view: PlanView) -> Iterator[Line]:
    total = impact.total
    yield from line(f"no other passkey that is accepted: {number(total.no_other_passkey)}", indent=6)
    yield from line(f"no other method that Graph reports: {number(total.no_other_method)}", indent=6)
    models = Models(view.catalogue, view.house)
    ordered = sorted(impact.lost_keys, key=lambda each: -len(each.holders.possibly))
    for key in ordered[:MOST_KEYS]:
        last = f", {number(key.no_other_method)} with nothing else" if key.no_other_method.possibly else ""
        yield from line(f"{key_name(key.key, models)}: {people_words(key.holders)}{last}", indent=6)
    if len(ordered) > MOST_KEYS:
        yield from line(f"and {len(ordered) - MOST_KEYS} more models (`--json` lists all)", Role.MUTED, indent=6)
    for profile in impact.lost_profiles:
        yield from line(f"accepted so far by {quoted(profile.name)}: {people_words(profile.holders)}", indent=6)


def _demand(demand: Demand) -> Iterator[Line]:
    named = f"{quoted(demand.name)} demands {demand.requirement}"
    if not demand.is_about_methods:
        can = "" if demand.requirement == "block" else ", whether they can does not show"
        yield from line(f"{named}: {people_words(demand.required)}{can}", indent=6)
        return
    asked = f"{people_words(demand.required)}, " if demand.required.possibly else ""
    more = "could not" if demand.cause is not None else "no longer could"
    yield from line(f"{named}: {asked}{number(demand.unable)} {more}", indent=6)


def _changes(impact: Impact) -> Iterator[Line]:
    yield from line("by change:", Role.MUTED, indent=2)
    for address, effect in impact.by_change:
        yield from hung([Span(f"{address}: "), Span(_short(effect))], first=4, rest=8)


def _short(effect: Effect) -> str:
    reaches = effect.reaches
    return ", ".join(f"{number(reaches[name])} {words}" for name, words in SHORT.items() if reaches[name].possibly)


def _names(plan: Plan, impact: Impact) -> Iterator[Line]:
    leading = administrators(plan) - impact.emergency
    if leading:
        yield from line("administrators:", Role.WARNING, indent=2)
        yield from _people(plan, leading)
    yield from _emergency(plan, impact)
    others = harmed(impact.total) - leading - impact.emergency
    if others:
        yield from line("others who lose something, or could not satisfy a policy:", Role.MUTED, indent=2)
        yield from _people(plan, a_few(others, MOST_NAMES), OF_HARM)
        if len(others) > MOST_NAMES:
            yield from line(f"and {len(others) - MOST_NAMES:,} more: --impact-csv FILE", Role.MUTED, indent=4)


def _emergency(plan: Plan, impact: Impact) -> Iterator[Line]:
    if impact.emergency or impact.emergency_unread:
        yield from line("emergency accounts:", Role.WARNING, indent=2)
    yield from _people(plan, impact.emergency)
    for name in impact.emergency_unread:
        yield from line(f"{name}: not known, nothing of them was read", indent=4)


def _people(plan: Plan, crowd: Crowd, names: Iterable[str] = EFFECTS) -> Iterator[Line]:
    for each in affected(plan, crowd):
        yield from hung([Span(f"{each.person}: "), Span(each.words(names) or "not affected")], first=4, rest=8)


def _not_known(impact: Impact, people: People) -> Iterator[Line]:
    reasons = list(_reasons(impact, people))
    if reasons:
        yield from line("not known:", Role.WARNING, indent=2)
    for each in reasons:
        yield from line(each, indent=4)


def _reasons(impact: Impact, people: People) -> Iterator[str]:
    if not people.is_complete:
        yield "not everybody could be read: there may be others"
    for gap in people.gaps:
        yield gap_words(gap)
    if people.keys_unread:
        yield f"which passkeys {len(people.keys_unread):,} people hold was not read"
    hanging = [words for name, words in SHORT.items() if name in impact.hangs_on_nesting]
    if hanging:
        yield f"{', '.join(hanging)}: {NESTING}"
    if impact.total.unable.possibly or impact.total.no_other_method.possibly:
        yield UNSEEN


def gap_words(gap: Gap) -> str:
    return f"{gap.why} ({gap.hint})" if gap.hint else gap.why


def _read(people: People) -> Iterator[Line]:
    """By the clock of the reading, so that the same plan reads the same."""
    ages = [f"{PARTS[each.part]} {each.read_at:%Y-%m-%d %H:%M} UTC" for each in people.ages]
    if ages:
        yield from line(f"read: {', '.join(ages)}", Role.MUTED, indent=2)
