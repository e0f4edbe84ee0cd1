"""What is known of a file at a glance: a title on the left, what it says beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from passkeyctl.render.lines import Line, Role, Span, hung

BETWEEN = 2


def fact_lines(facts: Iterable[tuple[str, Sequence[Span]]]) -> tuple[Line, ...]:
    """An empty title goes on below the one before."""
    listed = tuple(facts)
    width = max((len(title) for title, _ in listed), default=0) + BETWEEN
    return tuple(
        each
        for title, spans in listed
        for each in hung([Span(title.ljust(width), Role.MUTED), *spans], first=0, rest=width)
    )


def named(name: str, id: str) -> tuple[Span, ...]:
    """A tenant: by its id where nobody told its name."""
    return (Span(name, Role.HEADING), Span(f" ({id})", Role.MUTED)) if name else (Span(id or "not known"),)


def moment(iso: str) -> str:
    """`2026-11-23T12:00:00+00:00` as people write it."""
    return f"{iso[:10]} {iso[11:19]} UTC" if iso.endswith(("+00:00", "Z")) else iso
