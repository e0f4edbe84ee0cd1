"""Policy tests for people: one line for each, and below what fails what was found and what decides."""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.insight.policy_tests.tested import Judged, Point
from passkeyctl.render.lines import EMPTY, Line, Role, Span, hung, line
from passkeyctl.render.naming import unmistakable
from passkeyctl.render.people.who_words import WhoWords
from passkeyctl.render.policy_test_report import (
    MOST_CHAINS,
    PolicyTestReport,
    demand,
    reasons,
    scope,
    sentence,
    state_words,
)


def policy_test_lines(report: PolicyTestReport) -> Iterator[Line]:
    if report.tenant:
        yield from line(f"tenant    {report.tenant}", Role.MUTED)
    yield from line(f"judged    {report.judged}", Role.MUTED)
    yield EMPTY
    for each in report.results:
        yield from result_lines(each, report.words)
    yield EMPTY
    yield from line(report.summary, Role.ERROR if report.failed else Role.HEADING)


def result_lines(result: Judged, words: WhoWords) -> Iterator[Line]:
    mark = Span("pass  ", Role.CREATE) if result.passes else Span("FAIL  ", Role.ERROR)
    yield from hung([mark, Span(result.resolved.test.name)], first=0, rest=6)
    if result.passes:
        return
    # As long as it is, so that a search and a click find it whole.
    yield (Span(f"      at {result.resolved.test.source}", Role.MUTED),)
    for point in result.failing:
        yield from _point(point, result, words)


def _point(point: Point, result: Judged, words: WhoWords) -> Iterator[Line]:
    yield from line(sentence(point), Role.WARNING, indent=6)
    for reason in reasons(point, result, words):
        yield from line(f"because {reason}", indent=8)
    for deciding in point.policies:
        policy = deciding.policy
        named = [Span(unmistakable(policy.policy.name)), Span(f"  {state_words(policy)}", Role.MUTED)]
        yield from hung(named, first=8, rest=10)
        yield from line(demand(deciding), indent=10)
        for each in scope(policy, words):
            yield from line(each, Role.MUTED, indent=10)
    for chain in point.chains[:MOST_CHAINS]:
        yield from line(words.chain(chain), Role.MUTED, indent=8)
    if len(point.chains) > MOST_CHAINS:
        yield from line(f"and {len(point.chains) - MOST_CHAINS} more (`--json` lists all)", Role.MUTED, indent=8)
