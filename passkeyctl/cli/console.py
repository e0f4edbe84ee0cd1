"""Where output goes: what was asked for to stdout, everything else to stderr."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, TextIO

from passkeyctl.errors import OutputFailed

if TYPE_CHECKING:
    from passkeyctl.diagnostics import Diagnostic
    from passkeyctl.render.text import Line


def use_utf8() -> None:
    """Names hold more than a legacy console's code page; what it can't show becomes a question mark."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")


def write_out(text: str) -> None:
    """Data on stdout, whole or an error: a full disk must not look like a short answer."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has seen enough (`| head`); stdout is closed so that the interpreter does not complain at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise OutputFailed(f"the output could not be written: {error.strerror}") from error


def say(text: str) -> None:
    """A line for people, on stderr; that nobody can read it is no reason to fail."""
    try:
        sys.stderr.write(text + "\n")
        sys.stderr.flush()
    except OSError:
        return


def show(lines: Iterable[Line], stream: TextIO | None = None) -> None:
    """Lines in colour where the stream is a terminal that wants it, plain elsewhere."""
    from passkeyctl.render.plain import plain_text

    target = stream or sys.stdout
    if wants_colour(target):
        from passkeyctl.render.terminal import coloured_text

        text = coloured_text(lines)
    else:
        text = plain_text(lines)
    if target is sys.stdout:
        write_out(text)
    else:
        say(text.rstrip("\n"))


def wants_colour(stream: TextIO) -> bool:
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return stream.isatty()


def show_diagnostics(diagnostics: Iterable[Diagnostic]) -> None:
    from passkeyctl.render.text import diagnostics_lines

    show(diagnostics_lines(tuple(diagnostics)), sys.stderr)
