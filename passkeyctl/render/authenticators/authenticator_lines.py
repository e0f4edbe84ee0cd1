"""Authenticators for people: tables that fit a terminal, and everything about one of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from passkeyctl.authenticators.catalogue import Catalogue
from passkeyctl.authenticators.entries import Authenticator, MdsStatus
from passkeyctl.authenticators.sources import Fact, Source, facts
from passkeyctl.authenticators.status import MdsModel, MdsUpdate, Standing, known_status, list_name
from passkeyctl.render.lines import EMPTY, WIDTH, Line, Role, Span, columns, hung, line

HEAD = ("name", "passkeys", "Entra attests", "FIDO")
GAP = 2
NAME_WIDTH = WIDTH - 4 * GAP - len("device-bound") - len("Entra attests") - len("not-certified")

STATUS_WORDS: Mapping[MdsStatus, str] = {
    MdsStatus.ABSENT: "not in the list",
    MdsStatus.NOT_CERTIFIED: "not certified",
    MdsStatus.CERTIFIED: "certified, without a level",
    MdsStatus.REVOKED: "REVOKED",
}


def table_lines(entries: Sequence[Authenticator], catalogue: Catalogue, update: MdsUpdate | None) -> Iterator[Line]:
    """One line for each; a name that is too long for its column has a line of its own."""
    rows = [_row(each, catalogue, update) for each in entries]
    widths = [min(NAME_WIDTH, max(columns(row[0]) for row in [HEAD, *rows]))]
    widths += [max(columns(row[at]) for row in [HEAD, *rows]) for at in range(1, len(HEAD))]
    yield from _cells(HEAD, widths, Role.MUTED)
    for row in rows:
        yield from _cells(row, widths, Role.ERROR if row[3] == MdsStatus.REVOKED else Role.PLAIN)


def _row(entry: Authenticator, catalogue: Catalogue, update: MdsUpdate | None) -> tuple[str, ...]:
    found = known_status(entry.aaguid, catalogue, update)
    status = found.status if found is not None else entry.mds_status
    fido = "-" if status is MdsStatus.ABSENT else status.value
    return entry.alias, entry.passkey_type.value, entry.attestable.value, fido


def _cells(row: Sequence[str], widths: Sequence[int], role: Role) -> Iterator[Line]:
    first, *rest = row
    tail = (" " * GAP).join(f"{cell:<{width}}" for cell, width in zip(rest, widths[1:], strict=True)).rstrip()
    if columns(first) > widths[0]:
        yield from line(first, role)
        first = ""
    yield (Span(f"{first}{' ' * (widths[0] - columns(first))}{' ' * GAP}{tail}", role),)


def newer_lines(models: Sequence[MdsModel], update: MdsUpdate | None) -> Iterator[Line]:
    """What only the update has: it has no alias, an AAGUID names it in files."""
    if not models or update is None:
        return
    yield from line(f"only in {list_name(update.number)}, without a name here", Role.HEADING)
    for each in models:
        yield from hung([Span(f"{each.aaguid}  {each.description} ({_status_words(each.status)})")], first=2, rest=4)


def origin_lines(catalogue: Catalogue, update: MdsUpdate | None) -> Iterator[Line]:
    """The dates that everything above depends on."""
    newer = f", {list_name(update.number)} for the status" if update is not None else ""
    text = f"catalogue {catalogue.date}: Microsoft's table of {catalogue.table_date}, {list_name(catalogue.mds_number)}"
    yield EMPTY
    yield from line(text + newer, Role.MUTED)


def detail_lines(
    entry: Authenticator, standing: Standing, names: Sequence[str], sources: Mapping[str, Source]
) -> Iterator[Line]:
    """All that is known of one model, each fact with its source."""
    yield from line(entry.alias, Role.HEADING)
    told = [*facts(entry), *_status_facts(standing, entry)]
    for fact in told:
        yield from _fact(fact.name, fact.value, _cited(fact, standing), _role(fact, standing))
    yield from _fact("names that mean it", ", ".join(f"`{each}`" for each in names), "")
    yield EMPTY
    used = {letter for fact in told for letter in fact.sources}
    for letter, source in sources.items():
        if letter in used:
            yield from line(f"{letter}  {source.name}, {source.date}", Role.MUTED)
            if source.address:
                yield (Span(f"   {source.address}", Role.MUTED),)  # whole, however long, to be copied


def _status_facts(standing: Standing, entry: Authenticator) -> Iterator[Fact]:
    since = f" since {standing.since}" if standing.since else ""
    yield Fact("FIDO status", f"{_status_words(standing.status)}{since}, by {standing.list_name}", "M")
    if standing.status is not entry.mds_status:
        yield Fact("FIDO status before", f"{_status_words(entry.mds_status)}, in this catalogue", "M")
    for trouble in standing.troubles:
        yield Fact("reported", f"{trouble}, by {standing.list_name}", "M")


def _status_words(status: MdsStatus) -> str:
    return STATUS_WORDS.get(status, f"certified, {status.value}")


def _role(fact: Fact, standing: Standing) -> Role:
    is_bad = standing.is_withdrawn and fact.name == "FIDO status"
    return Role.ERROR if is_bad or fact.name == "reported" else Role.PLAIN


def _cited(fact: Fact, standing: Standing) -> str:
    """A status of a newer list says itself which one it is from."""
    is_newer = standing.since != "" and fact.name in ("FIDO status", "reported")
    return "" if is_newer else f"  [{', '.join(fact.sources)}]"


FACT_WIDTH = 24


def _fact(name: str, value: str, cited: str, role: Role = Role.PLAIN) -> Iterable[Line]:
    spans = [Span(f"{name:<{FACT_WIDTH - 2}}", Role.MUTED), Span(value, role), Span(cited, Role.MUTED)]
    return hung(spans, first=2, rest=FACT_WIDTH + 2)
