"""What we make of a sign-in beside what Graph's own What If makes of it, policy by policy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from passkeyctl.insight.person.policies import PolicyOfPerson
from passkeyctl.wire.what_if import NOT_ENOUGH, Answer

TARGET_WORDS = frozenset({"application", "userActions", "authenticationContext"})
"""Where a policy is for another kind of target, Microsoft does not say which of these Graph gives."""
NOT_ENABLED = "the policy is disabled"
UNKNOWN_TO_GRAPH = "Graph's answer leaves the policy out"
UNKNOWN_HERE = "the policy was not read"


@dataclass(frozen=True, slots=True)
class Compared:
    """One policy; None: cannot be told. Reasons are each side's own words."""

    policy_id: str
    name: str
    ours: bool | None
    our_reasons: tuple[str, ...]
    graphs: bool | None
    graph_reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """`undecided` are policies of which one side cannot tell; that is no disagreement.

    `other_reasons` apply on neither side, and Graph names a condition that is met here.
    """

    agreeing: int
    disagreements: tuple[Compared, ...]
    undecided: tuple[Compared, ...]
    other_reasons: tuple[Compared, ...] = ()


def compared(ours: Iterable[PolicyOfPerson], theirs: Iterable[Answer]) -> Comparison:
    """`ours` are verdicts on the stored policies: Graph knows no others."""
    verdicts = {each.policy.id: each for each in ours}
    agreeing, disagreements, undecided, other_reasons = 0, [], [], []
    for each in _pairs(verdicts.values(), theirs):
        if _is_missing(each):
            disagreements.append(each)
        elif each.ours is None or each.graphs is None:
            undecided.append(each)
        elif each.ours == each.graphs:
            agreeing += 1
            if not each.ours and not _shares_a_reason(verdicts[each.policy_id], each.graph_reasons):
                other_reasons.append(each)
        else:
            disagreements.append(each)
    return Comparison(agreeing, tuple(disagreements), tuple(undecided), tuple(other_reasons))


def _shares_a_reason(ours: PolicyOfPerson, graphs: tuple[str, ...]) -> bool:
    """Graph gives the first condition that isn't met, so one of ours has to be it."""
    expected = {"policyNotEnabled"} if ours.state == "disabled" else set(ours.applicability.analysis_reasons)
    if expected & TARGET_WORDS:
        expected |= TARGET_WORDS
    return bool(expected.intersection(graphs)) or NOT_ENOUGH in graphs


def _is_missing(each: Compared) -> bool:
    return UNKNOWN_TO_GRAPH in each.graph_reasons or UNKNOWN_HERE in each.our_reasons


def _pairs(ours: Iterable[PolicyOfPerson], theirs: Iterable[Answer]) -> Iterator[Compared]:
    answers = {each.policy_id: each for each in theirs}
    for each in ours:
        verdict, reasons = _verdict(each)
        answer = answers.pop(each.policy.id, None)
        if answer is None:
            yield Compared(each.policy.id, each.policy.name, verdict, reasons, None, (UNKNOWN_TO_GRAPH,))
        else:
            graphs = None if answer.is_undecided else answer.applies
            yield Compared(each.policy.id, each.policy.name, verdict, reasons, graphs, answer.reasons)
    for left in answers.values():
        yield Compared(left.policy_id, left.name, None, (UNKNOWN_HERE,), left.applies, left.reasons)


def _verdict(each: PolicyOfPerson) -> tuple[bool | None, tuple[str, ...]]:
    """Graph counts a disabled policy among those that do not apply."""
    if each.state == "disabled":
        return False, (NOT_ENABLED,)
    found = each.applicability
    return found.applies, found.reasons if found.applies is not None else found.depends_on
