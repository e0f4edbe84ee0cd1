"""Lines without colour: for files, pipes and logs."""

from __future__ import annotations

from collections.abc import Iterable

from passkeyctl.render.lines import Line, no_command


def plain_text(lines: Iterable[Line]) -> str:
    return "".join(f"{no_command(''.join(span.text for span in each))}\n" for each in lines)
