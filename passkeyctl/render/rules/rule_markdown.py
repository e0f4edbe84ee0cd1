"""The documents about the checks, made from the rules and their pages: an index, and one page for each code."""

from __future__ import annotations

import re
from collections.abc import Iterator

from passkeyctl.render.rules.rule_words import (
    JUDGED_BY,
    PROMISE_SIGN,
    paragraphs,
    passes_of,
    sections_of,
    severities_of,
)
from passkeyctl.rules.page import Page
from passkeyctl.rules.rule import FAMILY_TITLES, Rule
from passkeyctl.rules.table import RULES

MADE_BY = "<!-- made by `passkeyctl explain --markdown --out docs` from passkeyctl/rules/; not written by hand -->"
INTRODUCTION = f"""\
# Checks

Every code that this version can print, with a page for each; `passkeyctl explain CODE` prints the same. **Judged by**
says what is looked at: the files alone, which `validate` does without signing in, or a plan with the tenant beside
them. {PROMISE_SIGN} marks a promise: what is *violated* can be neither waived nor overridden; what is *unknown* (a list
that could not be read) can be overridden for one run. Numbers are never used again.

What *blocks*, what is *already so* and what is *asked about* is in
[concepts.md](concepts.md#what-refuses-a-plan)."""
FACT_ROW = re.compile(r"docs/([\w-]+\.md)\s*(.*)")


def index_markdown() -> str:
    """docs/checks.md."""
    return "\n".join(_index()) + "\n"


def _index() -> Iterator[str]:
    yield MADE_BY
    yield ""
    yield INTRODUCTION
    for family, title in FAMILY_TITLES.items():
        yield ""
        yield f"## {title}"
        yield ""
        yield f"| code | {PROMISE_SIGN} | what | severity | judged by | what lets it pass |"
        yield "|---|---|---|---|---|---|"
        yield from (_row(each) for each in RULES if each.family is family)


def _row(rule: Rule) -> str:
    cells = (
        f"[{rule.code}](checks/{rule.code}.md)",
        PROMISE_SIGN if rule.is_promise else "",
        rule.title,
        severities_of(rule),
        JUDGED_BY[rule.mode],
        passes_of(rule),
    )
    return f"| {' | '.join(cells)} |"


def page_markdown(rule: Rule, page: Page) -> str:
    """docs/checks/CODE.md."""
    return "\n".join((MADE_BY, "", *body_markdown(rule, page), "", f"Reviewed {page.reviewed.isoformat()}.")) + "\n"


def body_markdown(rule: Rule, page: Page) -> Iterator[str]:
    sign = f" {PROMISE_SIGN}" if rule.is_promise else ""
    yield f"# {rule.code}{sign}: {rule.title}"
    yield ""
    yield f"{severities_of(rule).capitalize()}. Judged by {JUDGED_BY[rule.mode]}. What lets it pass: {passes_of(rule)}."
    for title, text in sections_of(page):
        yield from _section(title, text)
        if title == "Why":
            yield from ("", "## Example", "", "```yaml", page.example, "```")
    yield from ("", "## Sources", "")
    yield from (f"- {_source(each)}" for each in page.sources)


def _section(title: str, text: str) -> Iterator[str]:
    yield ""
    yield f"## {title}"
    was_listed = False
    for each in paragraphs(text):
        is_listed = each.startswith("- ")
        if not (is_listed and was_listed):
            yield ""
        yield each
        was_listed = is_listed


def _source(source: str) -> str:
    """A link to a page of Microsoft's, or to a row of a document of ours."""
    row = FACT_ROW.fullmatch(source)
    if row is not None:
        return f"[{row[1]}](../{row[1]}) {row[2]}".strip()
    return f"<{source}>" if source.startswith("https://") else source
