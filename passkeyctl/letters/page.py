"""A letter in Markdown as HTML, and as plain text for mail programs that show no HTML."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from passkeyctl.letters.markdown import one_line
from passkeyctl.letters.templates import Templates

WIDTH = 76


def html_page(markdown: str, templates: Templates, *, is_sheet: bool = False) -> str:
    """Whole and by itself: nothing is fetched, and HTML in the Markdown is shown as text."""
    variables = {
        "language": templates.shelf.language,
        "title": title_of(markdown),
        "body": _body(markdown),
        "is_sheet": is_sheet,
    }
    return templates.page(variables)


def _body(markdown: str) -> str:
    """Headers of tables say of what: a screen reader reads them with each cell."""
    parser = _parser()
    tokens = parser.parse(markdown)
    for each in tokens:
        if each.type == "th_open":
            each.attrSet("scope", "col")
    return str(parser.renderer.render(tokens, parser.options, {}))


def title_of(markdown: str) -> str:
    """The first heading, as plain text."""
    tokens = _parser().parse(markdown)
    found = (tokens[number + 1] for number, each in enumerate(tokens) if each.type == "heading_open")
    return next((one_line(_inline(each)) for each in found), "")


def plain_text(markdown: str) -> str:
    """Lists keep their numbers; a row of a table is a line."""
    written = _Plain()
    tokens = _parser().parse(markdown)
    for before, token in pairwise((Token("", "", 0), *tokens)):
        written.take(token, before)
    return "\n".join(written.lines).strip() + "\n"


def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


@dataclass(slots=True)
class _Plain:
    """`counts` has a number for each list that is open: the next one's, 0 without numbers. `mark` waits for text."""

    lines: list[str] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    mark: str = ""

    def take(self, token: Token, before: Token) -> None:
        match token.type:
            case "ordered_list_open" | "bullet_list_open":
                self.counts.append(int(token.attrs.get("start", 1)) if token.type.startswith("ordered") else 0)
            case "ordered_list_close" | "bullet_list_close":
                self.counts.pop()
                self.lines += [] if self.counts else [""]
            case "list_item_open":
                self.mark = f"{self.counts[-1]}. " if self.counts[-1] else "- "
                self.counts[-1] += bool(self.counts[-1])
            case "tr_open":
                self.cells = []
            case "tr_close":
                self.lines += [*_wrapped(" | ".join(self.cells), 0), ""]
            case "inline" if before.type in ("td_open", "th_open"):
                self.cells.append(_inline(token))
            case "inline":
                self._text(_inline(token), before)

    def _text(self, text: str, before: Token) -> None:
        self.lines += _wrapped(text, 3 * len(self.counts), self.mark)
        self.mark = ""
        if before.type == "heading_open":
            self.lines.append(("=" if before.tag == "h1" else "-") * min(WIDTH, len(text)))
        self.lines += [] if self.counts else [""]


def _wrapped(text: str, indent: int, mark: str = "") -> list[str]:
    start = " " * max(0, indent - len(mark)) + mark
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=start,
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _inline(token: Token) -> str:
    """Without marks; a link is followed by its address, unless it is its own text."""
    said: list[str] = []
    link = ""
    for each in token.children or ():
        match each.type:
            case "text" | "code_inline":
                said.append(each.content)
            case "softbreak" | "hardbreak":
                said.append(" ")
            case "link_open":
                link = "" if each.markup == "autolink" else str(each.attrs.get("href", ""))
            case "link_close" if link:
                said.append(f" <{link}>")
    return "".join(said)
