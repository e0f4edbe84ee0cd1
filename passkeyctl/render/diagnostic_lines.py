"""What is wrong, where, and what to do next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from passkeyctl.diagnostics import Diagnostic, Severity
from passkeyctl.render.lines import Line, Role, Span, line

ROLES = {Severity.ERROR: Role.ERROR, Severity.WARNING: Role.WARNING, Severity.NOTICE: Role.NOTICE}


def diagnostics_lines(diagnostics: Iterable[Diagnostic]) -> tuple[Line, ...]:
    """One after the other; lines are as long as they are, so that a search and a copied command find them whole."""
    return tuple(each for diagnostic in diagnostics for each in diagnostic_lines(diagnostic))


def diagnostic_lines(diagnostic: Diagnostic, *, affected: str = "") -> Iterator[Line]:
    """`affected` says whom it is about, where a check knows."""
    code = f"{diagnostic.code} " if diagnostic.code else ""
    role = ROLES[diagnostic.severity]
    yield Span(f"{diagnostic.severity}: ", role), Span(f"{code}{diagnostic.summary}")
    if diagnostic.source is not None:
        yield (Span(f"  at {diagnostic.source}", Role.MUTED),)
        yield from ((Span(f"  via {origin}", Role.MUTED),) for origin in diagnostic.source.via)
    if diagnostic.address:
        yield (Span(f"  in {diagnostic.address}", Role.MUTED),)
    for each in diagnostic.detail:
        yield (Span(f"  {each}"),)
    if affected:
        yield (Span(f"  affects: {affected}"),)
    if diagnostic.hint:
        yield (Span(f"  hint: {diagnostic.hint}"),)


def place_lines(diagnostic: Diagnostic, *, indent: int) -> tuple[Line, ...]:
    """Which resource, and where in the files."""
    source = f"at {diagnostic.source}" if diagnostic.source is not None else ""
    place = " ".join(each for each in (diagnostic.address, source) if each)
    return line(place, Role.MUTED, indent=indent) if place else ()
