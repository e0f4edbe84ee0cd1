"""Where output goes: what was asked for to stdout, everything else to stderr."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Literal, TextIO

from passkeyctl.errors import OutputFailed

if TYPE_CHECKING:
    from passkeyctl.diagnostics import Diagnostic
    from passkeyctl.render.text import Line


def use_utf8() -> None:
    """Names hold more than a legacy console's code page; what it can't show becomes a question mark."""
    _replace_closed()
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
    # What is typed comes in the terminal's own encoding; what is not text in it is no answer to a question.
    reconfigure = getattr(sys.stdin, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")


def _replace_closed() -> None:
    """A stream that the caller closed (`<&-`, a service) is None: nothing comes from it and nobody reads it."""
    if sys.stdin is None:
        sys.stdin = _nowhere("r")
    if sys.stdout is None:
        sys.stdout = _nowhere("w")
    if sys.stderr is None:
        sys.stderr = _nowhere("w")


def _nowhere(mode: Literal["r", "w"]) -> TextIO:
    """Open to the end of the process, as the streams that it stands for."""
    descriptor = os.open(os.devnull, os.O_RDWR)
    return open(descriptor, mode, encoding="utf-8", closefd=False)


def write_out(text: str) -> None:
    """Data on stdout, whole or an error: a full disk must not look like a short answer."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as error:
        _write_no_more()
        if _is_gone(error):
            return  # the reader has seen enough (`| head`)
        raise OutputFailed(
            f"the output could not be written: {error.strerror or error}",
            hint="free some space, or send the output somewhere else",
        ) from error


def _is_gone(error: OSError) -> bool:
    return isinstance(error, BrokenPipeError) or (os.name == "nt" and error.errno == errno.EINVAL)


def _write_no_more() -> None:
    """What is left in the buffer goes nowhere, so that the interpreter does not complain at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def say(text: str) -> None:
    """Lines for people, on stderr, harmless whatever name is in them; that nobody can read it is no reason to fail."""
    lines = text.split("\n")
    if "##" in text or "::" in text or not all(each.isascii() and each.isprintable() for each in lines):
        # A short command waits for this import longer than for its work.
        from passkeyctl.render.lines import no_command, visible

        lines = [no_command(visible(each)) for each in lines]
    _say_as_it_is("".join(f"{each}\n" for each in lines))


def _say_as_it_is(text: str) -> None:
    try:
        sys.stderr.write(text)
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
        _say_as_it_is(text)


def wants_colour(stream: TextIO) -> bool:
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return stream.isatty()


def wants_wrapping(stream: TextIO) -> bool:
    """Where somebody reads on a screen, or says how wide theirs is; a search in a log finds whole lines."""
    return stream.isatty() or os.environ.get("COLUMNS", "").isdecimal()


def show_diagnostics(diagnostics: Sequence[Diagnostic]) -> None:
    if not diagnostics:
        return
    from passkeyctl.render.diagnostic_lines import diagnostics_lines

    show(diagnostics_lines(diagnostics), sys.stderr)
