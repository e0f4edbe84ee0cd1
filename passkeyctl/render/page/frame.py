"""What every page has: a policy that lets nothing be loaded, a way to each part, and the parts."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from passkeyctl.render.page.markup import text
from passkeyctl.render.page.script import SCRIPT
from passkeyctl.render.page.style import STYLE


@dataclass(frozen=True, slots=True)
class Part:
    """One section; `body` is HTML. `count` stands behind its name where it counts something."""

    id: str
    title: str
    body: str
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    """What is read first: `kind` says what page it is, `headline` what it comes to; `body` is HTML."""

    kind: str
    subject: str
    headline: str
    tone: str
    body: str = ""


def page(opening: Opening, parts: Iterable[Part]) -> str:
    """A document that is whole by itself; a part without anything in it is left out."""
    shown = tuple(each for each in parts if each.body)
    title = f"{opening.kind}: {opening.subject}" if opening.subject else opening.kind
    return "\n".join(
        (
            _head(title),
            "<body>",
            '<a class="skip" href="#main">Skip to the content</a>',
            _header(opening, title),
            _contents(shown) if len(shown) > 1 else "",
            '<main id="main" tabindex="-1">',
            _verdict(opening),
            *map(_part, shown),
            "</main>",
            "<footer><p>Made by passkeyctl. Nothing is loaded from anywhere: this file is all of it.</p></footer>",
            f"<script>{SCRIPT}</script>",
            "</body>\n</html>\n",
        )
    )


def _head(title: str) -> str:
    policy = (
        f"default-src 'none'; style-src '{_hash(STYLE)}'; script-src '{_hash(SCRIPT)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n<meta name="referrer" content="no-referrer">\n'
        '<meta name="generator" content="passkeyctl">\n'
        f"<title>{text(title)}</title>\n<style>{STYLE}</style>\n</head>"
    )


def _hash(content: str) -> str:
    return f"sha256-{b64encode(sha256(content.encode()).digest()).decode()}"


def _header(opening: Opening, title: str) -> str:
    kind, subject = text(opening.kind), text(opening.subject)
    named = f'<span class="kind">{kind}</span> <span class="subject">{subject}</span>' if subject else text(title)
    return f"<header><h1>{named}</h1></header>"


def _verdict(opening: Opening) -> str:
    return (
        f'<section id="verdict" class="verdict {opening.tone}" aria-labelledby="verdict-title">'
        f'<h2 id="verdict-title">{text(opening.headline)}</h2>{opening.body}</section>'
    )


def _contents(parts: Iterable[Part]) -> str:
    rows = "".join(f'<li><a href="#{each.id}">{text(each.title)}{_count(each)}</a></li>' for each in parts)
    return f'<nav aria-label="Parts of this page"><ul>{rows}</ul></nav>'


def _part(part: Part) -> str:
    return (
        f'<section id="{part.id}" class="part" aria-labelledby="{part.id}-title">\n'
        f'<h2 id="{part.id}-title">{text(part.title)}{_count(part)}</h2>\n{part.body}</section>'
    )


def _count(part: Part) -> str:
    return f' <span class="number">{part.count:,}</span>' if part.count is not None else ""
