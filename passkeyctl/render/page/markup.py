"""Pieces of a page: whatever came from a file or a tenant goes through `text`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from passkeyctl.diagnostics import SourceRange
from passkeyctl.render.lines import Role, Span, visible

ROLE_CLASSES = {
    Role.MUTED: "soft",
    Role.CREATE: "good",
    Role.DELETE: "bad",
    Role.WARNING: "warn",
    Role.ERROR: "bad",
}


def text(words: str) -> str:
    """What can't be seen, or would turn the direction of the text, stands as an escape."""
    return escape(visible(words), quote=True)


def code(words: str) -> str:
    return f"<code>{text(words)}</code>"


def prose(words: str) -> str:
    """A sentence of ours: what stands in backticks is set as code."""
    parts = words.split("`")
    if len(parts) % 2 == 0:
        return text(words)
    return "".join(code(part) if number % 2 else text(part) for number, part in enumerate(parts))


def spans(shown: Iterable[Span]) -> str:
    return "".join(
        f'<span class="{ROLE_CLASSES[each.role]}">{text(each.text)}</span>'
        if each.role in ROLE_CLASSES
        else text(each.text)
        for each in shown
    )


def place(source: SourceRange | None) -> str:
    return f'<span class="place">{text(str(source))}</span>' if source is not None else ""


def counted(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def badge(words: str, tone: str = "plain") -> str:
    return f'<span class="badge {tone}">{text(words)}</span>'


def listed(rows: Iterable[str], kind: str = "") -> str:
    """Rows are HTML already; nothing where there is none."""
    found = "".join(f"<li>{each}</li>" for each in rows)
    return f'<ul class="{kind}">{found}</ul>' if found and kind else f"<ul>{found}</ul>" if found else ""


def paragraphs(rows: Iterable[str], kind: str = "") -> str:
    return "".join(f'<p class="{kind}">{each}</p>' if kind else f"<p>{each}</p>" for each in rows if each)


def table(caption: str, heads: Sequence[str], rows: Iterable[str], *, id: str = "", kind: str = "") -> str:
    """`rows` come from `row`. It scrolls sideways by itself where it is too wide, by keyboard as well."""
    head = "".join(f'<th scope="col">{text(each)}</th>' for each in heads)
    named = f' id="{id}"' if id else ""
    return (
        f'<div class="wide" role="group" aria-label="{text(caption)}" tabindex="0">'
        f'<table class="{kind}"{named}>\n<caption>{text(caption)}</caption>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{''.join(rows)}</tbody>\n</table></div>\n"
    )


def row(first: str, *cells: str, facts: str = "") -> str:
    """Cells are HTML already; the first is the heading of its row. `facts` are attributes that filters read."""
    return f'<tr{facts}><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>\n'


def facts(**values: str) -> str:
    """What a filter asks of a row, as attributes."""
    return " data-row" + "".join(f' data-{key}="{text(value)}"' for key, value in values.items())
