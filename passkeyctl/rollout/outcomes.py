"""How many a policy stopped, or would have stopped, in a time: bounds, as logs and people are known in part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from passkeyctl.model.observed import PolicyOutcomes, SignIns
from passkeyctl.model.rollout import Counted, Failures
from passkeyctl.rollout.evidence import Evidence, Source
from passkeyctl.rollout.ladder import Answer
from passkeyctl.rollout.measuring import answer_of, exceeds

SLACK = timedelta(hours=1)
"""A log is read a while before it is judged."""


@dataclass(frozen=True, slots=True)
class Stopping:
    """Ids of people, lower case: who `failed`, and who was asked for more and surely, or possibly, can't give it."""

    failed: frozenset[str]
    lacking: frozenset[str] = frozenset()
    maybe_lacking: frozenset[str] = frozenset()

    @property
    def surely(self) -> frozenset[str]:
        return self.failed | self.lacking

    @property
    def possibly(self) -> frozenset[str]:
        """Adds those of whom nobody can tell."""
        return self.failed | self.maybe_lacking


@dataclass(frozen=True, slots=True)
class Tally:
    """Of `fewest` to `most` stopped people or sign-ins. `of_fewest` and `of_most` are the totals beside them that make
    the share smallest and largest. `evaluated` sign-ins were judged for sure.
    """

    fewest: int
    of_fewest: int
    most: int
    of_most: int
    evaluated: int

    def is_within(self, gate: Failures) -> bool:
        return not exceeds(gate.at_most, self.most, self.of_most)

    def is_beyond(self, gate: Failures) -> bool:
        return exceeds(gate.at_most, self.fewest, self.of_fewest)


def tally(gate: Failures, outcomes: PolicyOutcomes, stopping: Stopping, log: SignIns, now: datetime) -> Tally:
    if log.since < now - gate.over - timedelta(days=1):
        return _of_days(gate, outcomes, stopping, now)
    if gate.of is Counted.SIGN_INS:
        return _of_sign_ins(outcomes, stopping)
    return _of_people(outcomes, stopping)


def _of_people(outcomes: PolicyOutcomes, stopping: Stopping) -> Tally:
    """A sign-in without a result may be of anybody, of somebody new, or one that the policy was not about."""
    total = len({*outcomes.applied, *stopping.possibly})
    most = len(stopping.possibly) + outcomes.unknown
    evaluated = sum(outcomes.applied.values())
    return Tally(len(stopping.surely), total + outcomes.unknown, most, max(total, most), evaluated)


def _of_sign_ins(outcomes: PolicyOutcomes, stopping: Stopping) -> Tally:
    total = sum(outcomes.applied.values())
    fewest = _stopped(outcomes, stopping.lacking)
    most = _stopped(outcomes, stopping.maybe_lacking) + outcomes.unknown
    return Tally(fewest, total + outcomes.unknown, most, total + outcomes.unknown, total)


def _stopped(outcomes: PolicyOutcomes, who: frozenset[str]) -> int:
    """Interrupted sign-ins are stopped ones only of people who can't give what they are asked for."""
    interrupted = sum(count for each, count in outcomes.interrupted.items() if each in who)
    return sum(outcomes.failed.values()) + interrupted


def _of_days(gate: Failures, outcomes: PolicyOutcomes, stopping: Stopping, now: datetime) -> Tally:
    """The log was read for longer than this gate asks for: of each day only numbers are kept, and no people."""
    days = [each for day, each in outcomes.days.items() if day >= (now - gate.over).date()]
    applied, failed = sum(each.applied for each in days), sum(each.failed for each in days)
    interrupted = sum(each.interrupted for each in days)
    all_stopped = all(each in stopping.lacking for each in outcomes.interrupted)
    none_stopped = not any(each in stopping.maybe_lacking for each in outcomes.interrupted)
    fewest = failed + (interrupted if all_stopped else 0)
    most = failed + (0 if none_stopped else interrupted) + outcomes.unknown
    if gate.of is Counted.SIGN_INS:
        return Tally(fewest, applied + outcomes.unknown, most, applied + outcomes.unknown, applied)
    people = min(len(outcomes.applied), applied) + outcomes.unknown
    most = min(most, len(stopping.possibly) + outcomes.unknown)
    return Tally(min(fewest, 1), max(people, 1), most, max(most, 1), applied)


def judged(gate: Failures, found: Tally, doubt: str, is_truncated: bool) -> Answer:
    """Failures that were seen are seen however much is missing; that there are none takes all of the log."""
    is_enough = found.evaluated >= max(1, gate.evaluated)
    is_beyond = found.is_beyond(gate) and not (is_truncated and gate.at_most.is_share)
    return answer_of(found.is_within(gate) and is_enough and not doubt and not is_truncated, is_beyond)


def log_doubt(gate: Failures, evidence: Evidence) -> str:
    """Why the log does not say all that there is to say of the time that counts; "" where it does."""
    log = evidence.sign_ins
    if log is None:
        return evidence.unread.get(Source.SIGN_INS, f"{Source.SIGN_INS} was not read")
    if log.truncated:
        return log.truncated
    if log.since > evidence.now - gate.over + SLACK:
        return f"{Source.SIGN_INS} was read for a shorter time"
    return evidence.unread.get(Source.SIGN_INS, "")


def outcomes_of(by_policy: Mapping[str, PolicyOutcomes], id: str) -> PolicyOutcomes:
    """A policy that no sign-in was about is not in the log."""
    return by_policy.get(id.lower(), PolicyOutcomes())
