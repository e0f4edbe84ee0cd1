"""The proof itself: every moment between the first and the last is asked whom it harms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from passkeyctl.insight.between.answers import Answers
from passkeyctl.insight.between.cases import Case, Question
from passkeyctl.insight.between.harm import Harm, Harmed, PathProof, Step
from passkeyctl.insight.between.known import Known
from passkeyctl.insight.between.moments import Moment, course_of
from passkeyctl.insight.between.questions import Questions
from passkeyctl.insight.between.registering import registers
from passkeyctl.insight.between.unjudged import unjudged
from passkeyctl.insight.between.witness import Witnesses
from passkeyctl.insight.tenant_state import TenantState
from passkeyctl.model.people import People

MOST_HARMS = 20
MOST_OF_A_KIND = 3
"""In one state: who has read three need not read the fourth."""
BEFORE, AFTER = "the state before", "the state after"


def prove(states: Sequence[TenantState], people: People | None = None) -> PathProof:
    """`states` begin with the one before the first request and end with the one after the last."""
    if len(states) < 3:
        return PathProof(len(states))
    return _Proof(states, people).made()


class _Proof:
    def __init__(self, states: Sequence[TenantState], people: People | None) -> None:
        course = course_of(states)
        self._moments = course.moments
        self._first, self._last = course.moments[0], course.moments[-1]
        self._known = None if people is None else Known(course, people)
        self._witnesses = Witnesses(course)
        self._questions = Questions(self._first, self._last, course.ways)
        self._answers = Answers(course)
        self._unclear = [*unjudged(states, course)]

    def made(self) -> PathProof:
        steps: list[Step] = []
        harms: list[Harmed] = []
        for state in range(1, len(self._moments) - 1):
            moment = self._moments[state]
            is_idle = moment.is_like(self._moments[state - 1])
            alike = self._alike(moment)
            if alike or len(harms) >= MOST_HARMS:
                steps.append(Step(state, is_idle, alike))
            elif is_idle:
                harms += [replace(each, state=state) for each in harms if each.state == state - 1]
                steps.append(replace(steps[-1], state=state, is_idle=True))
            else:
                found, judged = self._of(state, moment)
                harms += found
                steps.append(Step(state, judged=judged))
        unclear = tuple(dict.fromkeys(self._unclear))
        return PathProof(len(self._moments), tuple(harms[:MOST_HARMS]), unclear, tuple(steps))

    def _alike(self, moment: Moment) -> str:
        if moment.is_like(self._first):
            return BEFORE
        return AFTER if moment.is_like(self._last) else ""

    def _of(self, state: int, moment: Moment) -> tuple[list[Harmed], int]:
        harms: list[Harmed] = []
        judged = 0
        for harm, questions in self._raised(moment, harms):
            found: dict[tuple[str, ...], Harmed] = {}
            for question in questions:
                judged += 1
                answer = self._answers.to(question)
                if answer.gave_up:
                    self._unclear.append(f"the state after request {state} leaves too many cases to be followed")
                if answer.case is not None:
                    harmed = self._harmed(harm, state, question, answer.case)
                    if harmed.policies not in found or _size(harmed) < _size(found[harmed.policies]):
                        found[harmed.policies] = harmed
                if len(found) == MOST_OF_A_KIND:
                    break
            harms += found.values()
        return [*harms, *self._registering(state, moment)], judged

    def _raised(self, moment: Moment, harms: list[Harmed]) -> Iterator[tuple[Harm, Iterator[Question]]]:
        """Where somebody is surely shut out, nobody needs to hear of those who may be."""
        yield Harm.SHUT_OUT, self._questions.shut_out(moment)
        if not any(each.is_sure for each in harms):
            yield Harm.SHUT_OUT, self._questions.shut_out_at_once(moment)
        yield Harm.LET_IN, self._questions.let_in(moment)

    def _harmed(self, harm: Harm, state: int, question: Question, case: Case) -> Harmed:
        harmed = self._witnesses.of(harm, state, question, case)
        return harmed if self._known is None else replace(harmed, known=self._known.like(question, case))

    def _registering(self, state: int, moment: Moment) -> Iterator[Harmed]:
        found = registers(moment.allowed, self._first.allowed, self._last.allowed)
        if found is not None:
            harmed = self._witnesses.registering(state, found)
            if self._known is not None:
                known = self._known.registering(found.groups, (moment, self._first, self._last))
                harmed = replace(harmed, known=known)
            yield harmed


def _size(harmed: Harmed) -> tuple[bool, int, bool]:
    persona = harmed.persona
    return (not harmed.is_sure, len(persona.memberships()), persona.is_guest)
