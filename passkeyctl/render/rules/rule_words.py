"""A rule in words that text, Markdown and SARIF share."""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.rules.page import Page
from passkeyctl.rules.rule import Mode, Rule

PROMISE_SIGN = "‡"
JUDGED_BY = {
    Mode.FILES: "the files alone",
    Mode.TENANT: "a plan with the tenant",
    Mode.BOTH: "the files alone, more of it with the tenant",
    Mode.GATE: "a plan that is to enter a stage",
    Mode.STOP: "`passkeyctl rollout watch`",
    Mode.DRIFT: "`passkeyctl drift`",
}
PASSES = "a waiver or an override"
PASSES_OVERRIDE = "an override"
PASSES_WAIVER = "a waiver"
PASSES_UNKNOWN = "nothing; where the answer is unknown, an override"
PASSES_NOTHING = "nothing: it stands in nobody's way"
HOLDS = "holds the stage"
WARNS = "exit code 3"


def severities_of(rule: Rule) -> str:
    """What comes of it."""
    if rule.is_of_rollout:
        return HOLDS if rule.mode is Mode.GATE else WARNS
    return " or ".join(rule.severities) if len(rule.severities) < 3 else ", ".join(rule.severities)


def passes_of(rule: Rule) -> str:
    """What lets it pass."""
    if rule.mode is Mode.STOP:
        return PASSES_NOTHING
    if rule.is_of_drift:
        return PASSES_WAIVER
    if rule.is_promise:
        return PASSES_UNKNOWN
    return PASSES if rule.can_be_waived else PASSES_OVERRIDE


def sections_of(page: Page) -> Iterator[tuple[str, str]]:
    """Titles and texts, without those that a page leaves out; the example and the sources stand apart."""
    yield "What", page.what
    yield "Why", page.why
    yield "What to do", page.remedy
    optional = (
        ("With the date", page.dated),
        ("Where nobody can tell", page.unknown),
        ("What a waiver accepts", page.waiver),
    )
    yield from ((title, text) for title, text in optional if text)


def paragraphs(text: str) -> list[str]:
    """Blank lines and list signs begin a new one; other line ends are blanks."""
    found: list[str] = []
    is_open = False
    for row in map(str.strip, text.split("\n")):
        if not row:
            is_open = False
        elif is_open and not row.startswith("- "):
            found[-1] += f" {row}"
        else:
            found.append(row)
            is_open = True
    return found
