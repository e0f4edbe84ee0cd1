"""Readiness as lines of text: how many have which status, why, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.insight.readiness.phone_only import Cohort
from passkeyctl.insight.readiness.readiness import Readiness, Scope, Status
from passkeyctl.model.crowds import Crowd
from passkeyctl.model.people import Age, Gap
from passkeyctl.render.lines import EMPTY, Line, Role, Span, hung, line
from passkeyctl.render.naming import quoted
from passkeyctl.render.people.readiness_view import ReadinessView
from passkeyctl.render.people.readiness_words import NEXT, PART_OF, PARTS, TITLES, reason_text

LABEL, COUNT, PERCENT = 32, 11, 9
HEAD = 14
ROLES = {
    Status.READY: Role.CREATE,
    Status.CAN_REGISTER: Role.UPDATE,
    Status.NEEDS_PASS: Role.UPDATE,
    Status.NEEDS_KEY: Role.UPDATE,
    Status.BLOCKED: Role.ERROR,
    Status.UNKNOWN: Role.WARNING,
}
UNSEEN = "certificates and sign-in through another provider don't show in Graph's report: nobody is ready by them here"


def readiness_lines(view: ReadinessView) -> tuple[Line, ...]:
    blocks = (
        _head(view),
        _table(view.readiness),
        _beside(view),
        *(_status(each, view) for each in Status),
        _administrators(view),
        _phone_only(view) if view.has_sms_dates else (),
        _not_known(view),
        _ages(view),
    )
    shown = [each for each in blocks if each]
    return tuple(each for number, block in enumerate(shown) for each in ((EMPTY,) if number else ()) + block)


def _head(view: ReadinessView) -> tuple[Line, ...]:
    audience = view.readiness.audience
    about = "everybody" if audience.scope is Scope.TENANT else f"{audience.scope.value} {quoted(audience.name)}"
    against = "the tenant as it is"
    if view.pending is not None:
        against = f"the tenant with {view.pending} change{'' if view.pending == 1 else 's'} of the files applied"
    return (
        *_headed("tenant", view.tenant + (f" ({view.endpoint})" if view.endpoint else "")),
        *_headed("about", about, Role.HEADING),
        *_headed("ready means", view.requirement),
        *_headed("judged on", against),
    )


def _headed(label: str, text: str, role: Role = Role.PLAIN) -> tuple[Line, ...]:
    return hung([Span(label.ljust(HEAD), Role.MUTED), Span(text, role)], first=0, rest=HEAD)


def _table(found: Readiness) -> tuple[Line, ...]:
    total = len(found.counted)
    if not total:
        return line("nobody is counted: there is no enabled account among them", Role.WARNING)
    is_open = bool(found.by_status[Status.UNKNOWN])
    head = _row("status", "people", "%", "at most" if is_open else "")
    rows = [_counted(each, found, total, is_open=is_open) for each in Status]
    return (
        (Span(head, Role.MUTED),),
        *((Span(text, ROLES[each]),) if count else (Span(text, Role.MUTED),) for each, count, text in rows),
        (Span(_row("together", f"{total:,}", "100.0" if total else ""), Role.HEADING),),
    )


def _counted(status: Status, found: Readiness, total: int, *, is_open: bool) -> tuple[Status, int, str]:
    count = len(found.by_status[status])
    at_most = f"{len(found.may_be[status]):,}" if is_open and status in found.may_be else ""
    return status, count, _row(TITLES[status], f"{count:,}", percent(count, total), at_most)


def _row(label: str, count: str, share: str, at_most: str = "") -> str:
    return f"  {label.ljust(LABEL)}{count.rjust(COUNT)}{share.rjust(PERCENT)}{at_most.rjust(COUNT)}".rstrip()


def percent(count: int, total: int) -> str:
    """Rounded down, so that 100.0 is everybody; what is less than a tenth and not nobody is said as such."""
    tenths = count * 1000 // total if total else 0
    return "< 0.1" if count and not tenths else f"{tenths // 10}.{tenths % 10}"


def _beside(view: ReadinessView) -> tuple[Line, ...]:
    found = view.readiness
    said = [
        (len(found.disabled), "not counted: {} disabled account{s}"),
        (len(found.once_activated), "{} of them only once they activate a role that they are eligible for"),
        (len(found.state_unsaid), "counted although Graph did not say whether enabled: {} account{s}"),
        (view.unread_policies, "{} policies are in the beta list only: what they ask is not known"),
    ]
    notes = [
        text.replace("{}", f"{count:,}").replace("{s}", "" if count == 1 else "s") for count, text in said if count
    ]
    notes += [] if view.people.is_complete else ["there may be more people than are known"]
    return tuple(shown for each in (*notes, UNSEEN) for shown in line(each, Role.MUTED, indent=2))


def _status(status: Status, view: ReadinessView) -> tuple[Line, ...]:
    who = view.readiness.by_status[status]
    if not who:
        return ()
    because = view.readiness.because[status]
    return (
        *hung([Span(TITLES[status], ROLES[status]), Span(f": {len(who):,}", Role.HEADING)], first=0, rest=2),
        *(shown for each in because for shown in _reason(len(each.who), reason_text(each, view.names))),
        *hung([Span("next: ", Role.MUTED), Span(NEXT[status])], first=2, rest=8),
    )


def _reason(count: int, text: str) -> tuple[Line, ...]:
    number = f"{count:,}".rjust(COUNT - 2)
    return hung([Span(f"{number}  {text}")], first=2, rest=2 + COUNT)


def _administrators(view: ReadinessView) -> tuple[Line, ...]:
    """Always by name."""
    found = view.readiness
    waiting = view.people.administrators & (found.counted - found.by_status[Status.READY])
    if not waiting:
        return ()
    status = {ordinal: each for each, who in found.by_status.items() for ordinal in who & waiting}
    shown = [
        shown
        for each in view.known.roster.people(waiting)
        for shown in hung([Span(f"{each}: "), Span(TITLES[status[each.ordinal]], Role.MUTED)], first=2, rest=4)
    ]
    return (*line(f"administrators who are not ready: {len(waiting):,}", Role.WARNING), *shown)


def _phone_only(view: ReadinessView) -> tuple[Line, ...]:
    found = view.readiness.phone_only
    lines = [shown for each in found.cohorts for shown in _cohort(each, view)]
    if found.unsure:
        text = f"{len(found.unsure):,} of them may have until {_day(found.cohorts[1])}: roles or origin are not known"
        lines += line(text, Role.MUTED, indent=4)
    if found.unreported:
        who = "1 person has" if len(found.unreported) == 1 else f"{len(found.unreported):,} people have"
        lines += line(f"not known: what {who} registered", Role.MUTED, indent=2)
    return (*line("phone or mail and nothing else: SMS and voice end", Role.HEADING), *lines)


def _cohort(cohort: Cohort, view: ReadinessView) -> Iterator[Line]:
    later = " for Global Administrators and external users" if cohort.ends.month == 7 else ""
    left = cohort.days_left(view.today)
    when = f"{left:,} days left" if left > 1 else "1 day left" if left == 1 else "today" if left == 0 else "past"
    role = Role.PLAIN if not cohort.who else Role.WARNING if left > 0 else Role.ERROR
    yield from line(f"{_day(cohort)}{later}, {when}: {len(cohort.who):,}", role, indent=2)
    if not cohort.who:
        return
    sure, possible = len(cohort.reached.surely), len(cohort.reached.possibly)
    reached = f"{sure:,}" if sure == possible else f"{sure:,} to {possible:,}"
    yield from line(f"reached by a passkey profile: {reached}", indent=4)
    counts = ((each, len(view.readiness.by_status[each] & cohort.who)) for each in Status)
    yield from line("; ".join(f"{TITLES[each]} {count:,}" for each, count in counts if count), indent=4)


def _day(cohort: Cohort) -> str:
    return f"{cohort.ends.day} {cohort.ends:%b %Y}"


def _not_known(view: ReadinessView) -> tuple[Line, ...]:
    gaps = view.people.gaps
    if not gaps:
        return ()
    return (*line("Not known", Role.WARNING), *(shown for each in gaps for shown in _gap(each, view)))


def _gap(gap: Gap, view: ReadinessView) -> Iterator[Line]:
    named = view.names.get(gap.subject) or _named(gap.subject, view)
    what = f"{PART_OF.get(gap.part, PARTS[gap.part])} of {quoted(named)}" if named else PARTS[gap.part]
    yield from line(f"{what}: {gap.why}", indent=2)
    if gap.hint:
        yield from line(f"hint: {gap.hint}", Role.MUTED, indent=4)


def _named(id: str, view: ReadinessView) -> str:
    ordinal = view.people.ids.get(id)
    person = next(view.known.roster.people(Crowd.of([ordinal])), None) if ordinal is not None else None
    return str(person) if person is not None else id


def _ages(view: ReadinessView) -> tuple[Line, ...]:
    texts = [f"{PARTS[each.part]} {ago(each, view)}" for each in view.people.ages]
    return hung([Span("read: ", Role.MUTED), Span(", ".join(texts), Role.MUTED)], first=0, rest=6) if texts else ()


def ago(age: Age, view: ReadinessView) -> str:
    seconds = (view.now - age.read_at).total_seconds()
    if seconds < 0:
        return "in the future, by this machine's clock"
    if seconds < 90:
        return "just now"
    for unit, length in (("day", 86400), ("hour", 3600), ("minute", 60)):
        count = int(seconds // length)
        if count:
            return f"{count} {unit}{'' if count == 1 else 's'} ago"
    return "just now"
