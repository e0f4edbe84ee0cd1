"""`explain CODE` and the list of codes, on lines of at most 80 columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from passkeyctl.render.lines import EMPTY, Line, Role, Span, hung, line
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

LEGEND = f"{PROMISE_SIGN} a promise: what is violated can be neither waived nor overridden"
ROLES = {"error": Role.ERROR, "warning": Role.WARNING, "notice": Role.NOTICE}


def rule_lines(rule: Rule, page: Page) -> tuple[Line, ...]:
    """Everything that is known of one rule; what is there to be copied stands as it is, however wide."""
    return tuple(_rule(rule, page))


def _rule(rule: Rule, page: Page) -> Iterator[Line]:
    sign = f" {PROMISE_SIGN}" if rule.is_promise else ""
    yield from hung([Span(f"{rule.code}{sign} ", ROLES[rule.gravest]), Span(rule.title)], first=0, rest=2)
    yield from line(f"{severities_of(rule)}; judged by {JUDGED_BY[rule.mode]}", Role.MUTED, indent=2)
    yield from line(f"what lets it pass: {passes_of(rule)}", Role.MUTED, indent=2)
    for title, text in sections_of(page):
        yield from _section(title, paragraphs(text))
        if title == "Why":
            yield EMPTY
            yield from line("Example", Role.HEADING)
            yield from ((Span(f"  {each}"),) if each else EMPTY for each in page.example.split("\n"))
    yield EMPTY
    yield from line("Sources", Role.HEADING)
    yield from ((Span(f"  {each}"),) for each in page.sources)
    yield from line(f"reviewed {page.reviewed.isoformat()}", Role.MUTED, indent=2)


def _section(title: str, texts: list[str]) -> Iterator[Line]:
    yield EMPTY
    yield from line(title, Role.HEADING)
    for each in texts:
        yield from hung([Span(each)], first=2, rest=4 if each.startswith("- ") else 2)


def rules_lines(topics: Mapping[str, str]) -> tuple[Line, ...]:
    """Every code with its title, by family, and what else can be explained."""
    return tuple(_rules(topics))


def _rules(topics: Mapping[str, str]) -> Iterator[Line]:
    for family, title in FAMILY_TITLES.items():
        yield from line(title, Role.HEADING)
        for each in (rule for rule in RULES if rule.family is family):
            sign = PROMISE_SIGN if each.is_promise else " "
            spans = [Span(f"{each.code} ", ROLES[each.gravest]), Span(f"{sign} {each.title}")]
            yield from hung(spans, first=2, rest=11)
        yield EMPTY
    yield from line("Topics", Role.HEADING)
    width = max(map(len, topics))
    for topic, about in topics.items():
        yield from hung([Span(f"{topic:<{width}}  "), Span(about)], first=2, rest=4 + width)
    yield EMPTY
    yield from line(LEGEND, Role.MUTED)
