"""Lines in the colours of the terminal's own palette. Import this only where colour is wanted: it loads rich."""

from __future__ import annotations

from collections.abc import Iterable
from io import StringIO

from rich.console import Console
from rich.text import Text

from passkeyctl.render.lines import Line, Role

STYLES = {
    Role.PLAIN: "",
    Role.HEADING: "bold",
    Role.MUTED: "dim",
    Role.CREATE: "green",
    Role.UPDATE: "yellow",
    Role.DELETE: "red",
    Role.ERROR: "bold red",
    Role.WARNING: "yellow",
    Role.NOTICE: "cyan",
}


def coloured_text(lines: Iterable[Line]) -> str:
    """The same characters as plain text, with colours; nothing in a name is read as markup."""
    written = StringIO()
    console = Console(
        file=written, force_terminal=True, no_color=False, color_system="standard", legacy_windows=False, width=10_000
    )
    for each in lines:
        text = Text.assemble(*((span.text, STYLES[span.role]) for span in each))
        console.print(text, soft_wrap=True, highlight=False)
    return written.getvalue()
