"""`drift` as lines of at most 80 columns: where was read, what differs and who did it, what was not looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from passkeyctl.diagnostics import Diagnostic
from passkeyctl.drift.deviation import Deviation, Drift, Sort
from passkeyctl.model.address import KIND_ORDER, Address, Kind
from passkeyctl.render.diagnostic_lines import ROLES, place_lines
from passkeyctl.render.drift.deviation_values import both_sides, titled
from passkeyctl.render.drift.deviation_words import (
    IMPORT,
    QUIET,
    SNAPSHOT,
    DriftView,
    Result,
    attribution_words,
    gaps,
    headline,
    keeping,
    log_words,
    moment,
    result_of,
    undoing,
    undoing_first,
    waiver_words,
)
from passkeyctl.render.findings.finding_lines import GRAVEST_FIRST
from passkeyctl.render.lines import EMPTY, Line, Role, Span, hung, line
from passkeyctl.render.naming import names_of, quoted
from passkeyctl.render.summary_lines import SANDBOX
from passkeyctl.render.text import TITLES
from passkeyctl.render.value_text import Words

OBJECT, FIELD, SAID = 2, 4, 6
LABEL = 13
MOST_UNLISTED = 5
RESULTS = {Result.DRIFT: Role.ERROR, Result.NOT_ALL_READ: Role.WARNING, Result.NO_DRIFT: Role.HEADING}


def deviation_lines(drift: Drift, view: DriftView) -> tuple[Line, ...]:
    """The whole report; its last block says what it comes to, and which commands change which side."""
    words = Words(view.values, names_of(drift))
    return (
        *_banner(drift),
        *(
            shown
            for title in dict.fromkeys(TITLES[kind] for kind in KIND_ORDER)
            for shown in _section(title, drift, view, words)
        ),
        *_waived(drift, words),
        *_said((*(each.diagnostic for each in drift.findings), *drift.diagnostics)),
        *_unlisted(drift, words),
        *_ending(drift, view),
    )


def _banner(drift: Drift) -> Iterator[Line]:
    where = drift.destination
    named = [Span(where.tenant_name, Role.HEADING), Span(f" ({where.tenant_id})", Role.MUTED)]
    yield from _row("tenant", named if where.tenant_name else [Span(where.tenant_id or "not known")])
    endpoint = [Span(where.endpoint, Role.HEADING)]
    if where.endpoint == SANDBOX:
        endpoint.append(Span(": a rehearsal on this machine, no real tenant"))
    elif where.endpoint.startswith((SNAPSHOT, IMPORT)):
        endpoint.append(Span(": read from a file, no tenant was asked"))
    yield from _row("endpoint", endpoint)
    yield from _row("read at", [Span(moment(drift.at))])
    is_heard = drift.log.was_read and not drift.log.truncated
    role = Role.PLAIN if is_heard or not drift.deviations else Role.WARNING
    yield from _row("audit log", [Span(log_words(drift), role)])
    if drift.ladder is not None:
        reached = f"compared up to `{drift.ladder.reached}`" if drift.ladder.reached else "compared without any"
        wanted = "" if drift.ladder.reached == drift.ladder.wanted else f"; `{drift.ladder.wanted}` is wanted"
        yield from _row("stages", [Span(f"{reached}{wanted}")])


def _row(label: str, spans: Iterable[Span]) -> tuple[Line, ...]:
    return hung([Span(f"{label:<11}", Role.MUTED), *spans], first=0, rest=11)


def _section(title: str, drift: Drift, view: DriftView, words: Words) -> Iterator[Line]:
    found = [each for each in drift.counted if TITLES[each.address.kind] == title]
    if not found:
        return
    yield EMPTY
    yield from line(title, Role.HEADING)
    by_address: dict[Address, list[Deviation]] = {}
    for each in found:
        by_address.setdefault(each.address, []).append(each)
    for of_object in by_address.values():
        yield from _object(of_object[0], words)
        for each in of_object:
            yield from _deviation(each, drift, view.shortened(), words)


def _object(deviation: Deviation, words: Words) -> tuple[Line, ...]:
    name = titled(deviation, words)
    spans = [Span(str(deviation.address), Role.HEADING), *([Span(f"  {name}")] if name else [])]
    return hung(spans, first=OBJECT, rest=OBJECT + 4)


def _deviation(deviation: Deviation, drift: Drift, view: DriftView, words: Words) -> Iterator[Line]:
    what = deviation.path or deviation.sort.value
    yield from hung([Span(what, Role.UPDATE), Span(f"  [{deviation.code}]", Role.MUTED)], first=FIELD, rest=FIELD + 2)
    for label, spans in both_sides(deviation, words):
        yield from _label(label, spans)
    for label, text in attribution_words(deviation, drift.at):
        yield from _label(label, [Span(text)])
    _, option = keeping(deviation, view)
    yield from _label("keep it", [Span(option)])
    first = undoing_first(deviation)
    if first or deviation.sort is Sort.UNLISTED:
        yield from _label("undo it", [Span(", then ".join(filter(None, (first, undoing(deviation, view)))))])


def _label(label: str, spans: Iterable[Span]) -> tuple[Line, ...]:
    return hung([Span(f"{label:<{LABEL}}", Role.MUTED), *spans], first=SAID, rest=SAID + LABEL)


def _waived(drift: Drift, words: Words) -> Iterator[Line]:
    if not drift.waived:
        return
    yield EMPTY
    yield from line(f"Waived ({len(drift.waived)}), doesn't count", Role.HEADING)
    for each in drift.waived:
        yield from hung(
            [Span(f"{each.code} ", Role.MUTED), Span(each.place), Span(f"  {titled(each, words)}".rstrip())],
            first=OBJECT,
            rest=OBJECT + 4,
        )
        for label, spans in both_sides(each, words):
            yield from _label(label, spans)
        for label, text in attribution_words(each, drift.at):
            yield from _label(label, [Span(text)])
        yield from _label("waived", [Span(waiver_words(each))])
    yield from line(QUIET, Role.MUTED, indent=OBJECT)


def _said(diagnostics: Iterable[Diagnostic]) -> Iterator[Line]:
    """An expired waiver covers nothing any more, and whoever wrote it may not know; the gravest first."""
    listed = sorted(diagnostics, key=lambda each: GRAVEST_FIRST.index(each.severity))
    if not listed:
        return
    yield EMPTY
    yield from line("To know", Role.HEADING)
    for diagnostic in listed:
        start = f"{diagnostic.severity}: {diagnostic.code} " if diagnostic.code else f"{diagnostic.severity}: "
        yield from hung(
            [Span(start, ROLES[diagnostic.severity]), Span(diagnostic.summary)], first=OBJECT, rest=OBJECT + 2
        )
        yield from place_lines(diagnostic, indent=FIELD)
        for text in diagnostic.detail:
            yield from line(text, indent=FIELD)
        if diagnostic.hint:
            yield from line(f"hint: {diagnostic.hint}", indent=FIELD)


def _unlisted(drift: Drift, words: Words) -> Iterator[Line]:
    """Named, so that nobody takes them for looked at; what is in every tenant says nothing."""
    found = [shown for kind in Kind for shown in _unlisted_of(kind, drift, words)]
    if found:
        yield EMPTY
        yield from line("Not managed: outside of what these files manage, doesn't count", Role.MUTED)
        yield from found


def _unlisted_of(kind: Kind, drift: Drift, words: Words) -> Iterator[Line]:
    live = [each for each in drift.unlisted if each.kind is kind and not each.is_built_in]
    if live:
        names = sorted(quoted(words.names.of_live(each)) for each in live)
        more = f" and {len(names) - MOST_UNLISTED} more (`--json` lists all)" if len(names) > MOST_UNLISTED else ""
        text = f"{kind.value} ({len(live)}): {', '.join(names[:MOST_UNLISTED])}{more}"
        yield from line(text, Role.MUTED, indent=OBJECT)


def _ending(drift: Drift, view: DriftView) -> Iterator[Line]:
    yield EMPTY
    result = result_of(drift)
    yield from line(headline(drift), RESULTS[result])
    for each in gaps(drift):
        yield from line(each, Role.WARNING)
    if result is Result.DRIFT:
        yield from _commands(view, drift.counted[0].code)


def _commands(view: DriftView, code: str) -> Iterator[Line]:
    """Whole, for copying; which side is wrong nobody but the reader can tell."""
    yield EMPTY
    yield from line("If the tenant is right, let the file say so (PLACE as above, or `all`):")
    yield from hung([Span(f"{view.drift} --accept PLACE")], first=OBJECT, rest=OBJECT + 4)
    yield from line("If the file is right, look at what would be written, then write it:")
    for command in (view.apply.replace("apply", "plan", 1), view.apply):
        yield from hung([Span(command)], first=OBJECT, rest=OBJECT + 4)
    yield from line("If it may stay for a while, a waiver lets it pass until a day:")
    yield from line(f"passkeyctl explain {code}", indent=OBJECT)
