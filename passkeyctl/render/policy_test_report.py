"""What `test` shows: every test with what was found, and the words for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from passkeyctl.insight.person.policies import PolicyOfPerson
from passkeyctl.insight.policy_tests.tested import Deciding, Judged, Point
from passkeyctl.render.people.who_words import ANSWERS, WhoWords

STATES = {"reportOnly": "report-only"}
MOST_CHAINS = 4


@dataclass(frozen=True, slots=True)
class PolicyTestReport:
    """`judged` says in a line what the tests were judged by."""

    results: tuple[Judged, ...]
    tenant: str
    judged: str
    words: WhoWords

    @property
    def failed(self) -> tuple[Judged, ...]:
        return tuple(each for each in self.results if not each.passes)

    @property
    def summary(self) -> str:
        count, failed = len(self.results), len(self.failed)
        tests = f"{count} test{'' if count == 1 else 's'}"
        return f"{tests}: all pass" if not failed else f"{tests}: {count - failed} pass, {failed} fail"


def sentence(point: Point) -> str:
    """`access: expected granted, found needs Phishing-resistant MFA`."""
    return f"{point.subject}: expected {point.expected}, found {point.found}"


def reasons(point: Point, result: Judged, words: WhoWords) -> Iterator[str]:
    """With names for ids of what was said about the sign-in."""
    one = result.resolved.sign_in
    said = [one.resource, one.context, one.location] if one is not None else []
    for reason in point.because:
        for id in said:
            name = next((name for (_, known), name in words.names.by_id.items() if known == id), None)
            reason = reason.replace(f"`{id}`", f"`{name}`") if id and name else reason
        yield reason


def demand(deciding: Deciding) -> str:
    """What one policy asks, and what comes of it."""
    policy = deciding.policy
    is_block = policy.requirement == "block"
    words = "blocks" if is_block else f"requires {policy.requirement}; can do it: {ANSWERS[deciding.can_do]}"
    hangs = policy.applicability.depends_on
    return f"{words}; depends on {', '.join(hangs)}" if hangs else words


def scope(policy: PolicyOfPerson, words: WhoWords) -> tuple[str, ...]:
    """Why it is for this person."""
    return tuple(words.chain(each) for each in policy.in_scope.chains[:MOST_CHAINS])


def state_words(policy: PolicyOfPerson) -> str:
    return STATES.get(policy.state, policy.state)
