"""What the tool has to say about a user's files, tenant or plan: one value per finding, never an exception."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import total_ordering


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Origin:
    """What a value came through on its way to its place: a variable (`${stage}`), an overlay's `!append`.

    `place` is where its own part is written; `declared` is where the variable is declared.
    """

    name: str
    place: SourceRange
    declared: SourceRange | None = None

    def __str__(self) -> str:
        also = f", declared at {self.declared}" if self.declared not in (None, self.place) else ""
        return f"`{self.name}` at {self.place}{also}"


@total_ordering
@dataclass(frozen=True, slots=True, eq=False)
class SourceRange:
    """A place in a file: `line` and `column` count from one; column 0 means the whole line, line 0 the whole file."""

    file: str
    line: int = 0
    column: int = 0

    @property
    def via(self) -> tuple[Origin, ...]:
        """What the value at this place came through; it takes no part in comparisons."""
        return ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SourceRange) and self._place == other._place

    def __lt__(self, other: SourceRange) -> bool:
        return self._place < other._place

    def __hash__(self) -> int:
        return hash(self._place)

    @property
    def _place(self) -> tuple[str, int, int]:
        return self.file, self.line, self.column

    def __str__(self) -> str:
        if not self.line:
            return self.file
        return f"{self.file}:{self.line}:{self.column}" if self.column else f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True, eq=False)
class TracedRange(SourceRange):
    """The place of a value that came through something; a class of its own, since a file has thousands of places."""

    via: tuple[Origin, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding.

    `code` is the number of a check (`OPS901`); `summary` is one lower-case sentence without a full stop, values in
    backticks; `detail` holds further lines; `address` is the resource it is about; `hint` says what to do next.
    """

    severity: Severity
    code: str
    summary: str
    detail: tuple[str, ...] = ()
    address: str = ""
    source: SourceRange | None = None
    hint: str = ""


def error(
    code: str,
    summary: str,
    *,
    source: SourceRange | None = None,
    hint: str = "",
    address: str = "",
    detail: Iterable[str] = (),
) -> Diagnostic:
    return Diagnostic(Severity.ERROR, code, summary, tuple(detail), address, source, hint)


def warning(
    code: str,
    summary: str,
    *,
    source: SourceRange | None = None,
    hint: str = "",
    address: str = "",
    detail: Iterable[str] = (),
) -> Diagnostic:
    return Diagnostic(Severity.WARNING, code, summary, tuple(detail), address, source, hint)


def notice(
    code: str,
    summary: str,
    *,
    source: SourceRange | None = None,
    hint: str = "",
    address: str = "",
    detail: Iterable[str] = (),
) -> Diagnostic:
    return Diagnostic(Severity.NOTICE, code, summary, tuple(detail), address, source, hint)


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    return any(each.severity is Severity.ERROR for each in diagnostics)


def in_reading_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sorted by place, then code, so that two runs print the same bytes; without a place: last. Doubles fall away."""

    def key(each: Diagnostic) -> tuple[bool, SourceRange, str, str, str]:
        return (each.source is None, each.source or SourceRange(""), each.code, each.address, each.summary)

    return tuple(sorted(dict.fromkeys(diagnostics), key=key))
