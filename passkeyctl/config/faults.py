"""How faults of the language are worded: one builder for each thing that can be wrong with a statement."""

from __future__ import annotations

from collections.abc import Iterable

from passkeyctl.diagnostics import Diagnostic, SourceRange, error

CODE = "OPS901"


def fault(summary: str, source: SourceRange, hint: str = "") -> Diagnostic:
    return error(CODE, summary, source=source, hint=hint)


def after(before: str, file: str) -> SourceRange:
    """The place of the character that follows this text."""
    lines = (before + ".").splitlines()
    return SourceRange(file, len(lines), len(lines[-1]))


def listed(words: Iterable[str]) -> str:
    """`a`, `b` or `c`."""
    quoted = [f"`{word}`" for word in words]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that was probably meant: another case first, then a likely typing slip."""
    words = list(known)
    folded = {each.casefold(): each for each in reversed(words)}
    if word.casefold() in folded:
        return folded[word.casefold()]
    from difflib import get_close_matches  # not worth its import time in a run without faults

    close = get_close_matches(word.casefold(), folded, n=1, cutoff=0.7)
    return folded[close[0]] if close else None


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """The hint for an unknown word: the nearest known one, else all of them or what the caller offers."""
    words = list(known)
    close = nearest(word, words)
    if close is not None:
        return f"did you mean `{close}`?"
    return otherwise or (f"use {listed(words)}" if words else "")
