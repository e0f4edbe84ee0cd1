"""`drift --accept`: the tenant's values written into the files, all files or none, and told line by line."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from passkeyctl.apply.comparing import context_of, emergency_ids
from passkeyctl.cli.connection import ConnectionOptions, connected
from passkeyctl.cli.console import say, show
from passkeyctl.cli.drift.accepting import ALL, Acceptance, Accepted, Refused, accept, place_of
from passkeyctl.cli.drift.reading import Asked, drift_of
from passkeyctl.cli.files.files import understood
from passkeyctl.cli.files.formatting import texts_of
from passkeyctl.cli.loop import run_async
from passkeyctl.cli.plan.planning import view_of
from passkeyctl.cli.rollout.editing import Edit
from passkeyctl.cli.snapshot.against import opened_whole
from passkeyctl.diagnostics import has_errors
from passkeyctl.drift.deviation import Deviation, Drift, Sort
from passkeyctl.errors import ExitCode, PasskeyctlError, UsageError, UserFault
from passkeyctl.export.options import ExportNames
from passkeyctl.model.address import Kind
from passkeyctl.model.desired import Configuration
from passkeyctl.model.kinds import field_of
from passkeyctl.model.state import PriorState
from passkeyctl.render.drift.deviation_values import sentence, value_words
from passkeyctl.render.drift.deviation_words import cut_off, gaps, headline, nothing_compared
from passkeyctl.render.lines import EMPTY, Line, Role, Span
from passkeyctl.render.naming import names_of, quoted
from passkeyctl.render.value_text import Words


@dataclass(frozen=True, slots=True)
class Wanted:
    """The command line. `other_output` is an option about drift that is shown or kept."""

    paths: tuple[str, ...]
    places: tuple[str, ...]
    against: str = ""
    other_output: str = ""


def accept_drift(wanted: Wanted, asked: Asked, connection: ConnectionOptions, as_of: date) -> ExitCode:
    """Read, work out, prove, write. Nobody is asked who did it: whoever accepts has looked."""
    _check(wanted, connection)
    if wanted.against:
        connection = replace(connection, against=opened_whole(wanted.against))
    configuration, _ = understood(wanted.paths, stage=asked.stage)
    drift = drift_of(configuration, connection, replace(asked, audit=False), as_of)
    if not _names_any(wanted, drift):
        return _nothing(drift)
    names = _names(configuration, connection, drift.prior)
    drift = replace(drift, directory=drift.directory.merged(names.directory))
    found = accept(drift, configuration, wanted.places, replace(names, directory=drift.directory), wanted.paths)
    words = Words(view_of(configuration, {}), names_of(drift))
    if found.refused and ALL not in wanted.places:
        show((*_refusals(found, words), EMPTY))
        raise PasskeyctlError(
            f"{len(found.refused)} of what was named can't be written safely: no file was changed",
            hint="write the lines above by hand, or name the others alone",
        )
    _write(found, configuration)
    show(_lines(found, words, drift, configuration))
    for each in gaps(drift):
        say(f"notice: {each}")
    return ExitCode.CHANGES if found.refused else ExitCode.DONE


def _check(wanted: Wanted, connection: ConnectionOptions) -> None:
    if wanted.other_output:
        raise UsageError(
            f"`{wanted.other_output}` is about drift that is shown, and `--accept` changes files",
            hint="run `passkeyctl drift` again afterwards with it",
        )
    if connection.redact:
        raise UsageError("`--redact` hides names, and `--accept` writes them", hint="leave one of them out")


def _names_any(wanted: Wanted, drift: Drift) -> bool:
    """A place that does not differ was mistyped, or somebody was quicker."""
    known = {name for each in drift.deviations for name in (each.place, str(each.address))}
    for each in wanted.places:
        if each != ALL and each not in known:
            raise PasskeyctlError(f"`{each}` is no place that differs", hint=_nearest(each, known))
    return bool(drift.counted) or ALL not in wanted.places


def _nothing(drift: Drift) -> ExitCode:
    """What could not be compared is not taken for agreement."""
    if cut_off(drift) or nothing_compared(drift):
        raise PasskeyctlError(
            "nothing differs in what was compared, and not everything could be",
            hint="`passkeyctl drift` says what was not read",
        )
    say(headline(drift))
    say("there is nothing to accept" + ("; what is waived is accepted by its own name" if drift.waived else ""))
    return ExitCode.DONE


def _nearest(name: str, known: set[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name, sorted(known), n=1)
    return f"did you mean `{close[0]}`?" if close else "`passkeyctl drift` lists the places"


def _names(configuration: Configuration, connection: ConnectionOptions, state: PriorState) -> ExportNames:
    """Of all that the tenant's settings mention, as for an export."""
    from passkeyctl.graph.names import read_names

    async def read() -> ExportNames:
        async with connected(connection, configuration, read_only=True) as tenant:
            found = await read_names(tenant.client, state)
            return ExportNames(found.directory, found.refused)

    return run_async(read())


def _write(found: Acceptance, configuration: Configuration) -> None:
    """All files as they were read, or none; what was written is put back where a later one can't be."""
    before = {each.file: each.text for each in configuration.files}
    edits = [_edit(label, before[label], text) for label, text in found.texts.items()]
    written: list[Edit] = []
    try:
        for each in edits:
            written.append(each)
            each.write()
    except BaseException:  # an interruption as well: half of it would be neither side's files
        for each in written:
            each.take_back()
        raise


def _edit(label: str, before: str, text: str) -> Edit:
    files, faults = texts_of((label,), Path.cwd(), _NoInput())  # type: ignore[arg-type]
    if has_errors(faults) or not files:
        raise UserFault(faults)
    if files[0].text != before:
        raise PasskeyctlError(f"`{label}` was changed meanwhile: nothing was written", hint="run the command again")
    if before.encode("utf-8", "surrogatepass") != files[0].raw.removeprefix(BOM_UTF8):
        raise PasskeyctlError(f"`{label}` is no UTF-8: nothing was written", hint="save it as UTF-8 first")
    return Edit(files[0], text)


class _NoInput:
    """Standing in for standard input, which no file that can be changed is."""

    def read(self) -> bytes:
        return b""


def _lines(found: Acceptance, words: Words, drift: Drift, configuration: Configuration) -> Iterator[Line]:
    if found.accepted:
        yield (Span("Written into the files", Role.HEADING),)
    lost = _Losses(words, drift, configuration)
    for each in found.accepted:
        yield from _accepted(each, found.texts[each.way.file], words)
        for deviation in (each.deviation, *each.others):
            yield from lost.lines(deviation)
    yield EMPTY
    if found.refused:
        yield from _refusals(found, words)
        yield EMPTY
    told = f"Accepted {sum(1 + len(each.others) for each in found.accepted)} of the tenant's differences"
    files = ", ".join(found.texts) or "no file"
    yield (Span(f"{told}; wrote {files}; {len(found.left)} left."),)


def _accepted(each: Accepted, text: str, words: Words) -> Iterator[Line]:
    where = str(place_of(each.way, text))
    yield (Span("  "), Span(where, Role.MUTED), Span(f"  {each.deviation.place}", Role.UPDATE))
    for deviation in (each.deviation, *each.others):
        if deviation is not each.deviation:
            yield (Span(f"      and {deviation.place}, which the same key speaks of"),)
        yield (Span(f"      {_before_after(deviation, words)}"),)


def _before_after(deviation: Deviation, words: Words) -> str:
    match deviation.sort:
        case Sort.MISSING:
            return f"{quoted(deviation.name)}: taken out of the file"
        case Sort.UNWANTED | Sort.UNLISTED:
            return f"{quoted(deviation.name)}: written into the file as the tenant has it"
    wanted, live = deviation.wanted, deviation.live
    if isinstance(wanted, frozenset) and isinstance(live, frozenset):
        out = f"out: {value_words(deviation, wanted - live, words)}" if wanted - live else ""
        new = f"in: {value_words(deviation, live - wanted, words)}" if live - wanted else ""
        return "; ".join(filter(None, (out, new)))
    before = "(not written)" if deviation.sort is Sort.NOT_IN_FILE else value_words(deviation, deviation.wanted, words)
    return f"{before} -> {value_words(deviation, deviation.live, words)}"


@dataclass(frozen=True, slots=True)
class _Losses:
    """Whoever a policy, or the passkey policy, no longer leaves out by the files either."""

    words: Words
    drift: Drift
    configuration: Configuration

    def lines(self, deviation: Deviation) -> Iterator[Line]:
        for name, is_emergency in self._of(deviation):
            who = f"emergency access, {name}," if is_emergency else name
            text = f"      warning: {who} was left out by the file and is not left out any more ({deviation.place})"
            yield (Span(text, Role.WARNING),)
        is_row = deviation.address.kind is Kind.TARGET and deviation.sort is Sort.MISSING
        if is_row and deviation.id in self._emergency():
            text = f"emergency access, {quoted(deviation.name)}, has no row of passkeys any more"
            yield (Span(f"      warning: {text} ({deviation.place})", Role.WARNING),)

    def _of(self, deviation: Deviation) -> Iterator[tuple[str, bool]]:
        kind = deviation.address.kind
        emergency = self._emergency()
        if kind is Kind.EXCLUDE and deviation.sort is Sort.MISSING:
            yield quoted(deviation.name), deviation.id in emergency
        if not deviation.path or deviation.sort is not Sort.CHANGED:
            return
        field = field_of(kind, deviation.path)
        if not (field.is_exclusion or deviation.path.split(".")[0] == "exclude"):
            return
        if isinstance(deviation.wanted, frozenset) and isinstance(deviation.live, frozenset):
            for each in sorted(map(str, deviation.wanted - deviation.live)):
                yield value_words(deviation, frozenset({each}), self.words), each in emergency
        elif deviation.wanted is not None and deviation.wanted != deviation.live:
            yield value_words(deviation, deviation.wanted, self.words), False

    def _emergency(self) -> frozenset[str]:
        context = context_of(self.configuration, self.drift.prior, self.drift.directory)
        group, accounts = emergency_ids(self.configuration, context)
        return frozenset({*([group] if group else []), *accounts})


def _refusals(found: Acceptance, words: Words) -> Iterator[Line]:
    yield (Span("Not accepted", Role.ERROR),)
    for each in found.refused:
        yield from _refused(each, words)


def _refused(each: Refused, words: Words) -> Iterator[Line]:
    yield (Span(f"  {sentence(each.deviation, words)}"),)
    where = f"{each.why.source}: " if each.why.source is not None and each.why.source.file else ""
    yield (Span(f"      {where}{each.why.summary}", Role.MUTED),)
    if each.lines:
        yield (Span("      by hand:", Role.MUTED),)
    yield from ((Span(f"        {line}"),) for line in each.lines)
