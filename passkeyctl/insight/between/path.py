"""The proof itself: every moment between the first and the last is asked whom it harms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from passkeyctl.insight.between.harm import Harm, Harmed, PathProof, Step
from passkeyctl.insight.between.moments import Course, Moment, course_of
from passkeyctl.insight.between.questions import Questions
from passkeyctl.insight.between.registering import registers
from passkeyctl.insight.between.search import Question, Search
from passkeyctl.insight.between.witness import Witnesses
from passkeyctl.insight.tenant_state import TenantState

MOST_HARMS = 20
BEFORE, AFTER = "the state before", "the state after"


def prove(states: Sequence[TenantState]) -> PathProof:
    """`states` begin with the one before the first request and end with the one after the last."""
    if len(states) < 3:
        return PathProof(len(states))
    return _Proof(course_of(states)).made()


class _Proof:
    def __init__(self, course: Course) -> None:
        self._moments = course.moments
        self._search = Search(course)
        self._witnesses = Witnesses(course, self._search)
        self._questions = Questions(course.moments[0], course.moments[-1], course.ways)
        self._unclear: list[str] = []
        if not course.scenes.places.is_whole:
            self._unclear.append("named locations overlap in too many ways to be told apart")

    def made(self) -> PathProof:
        steps: list[Step] = []
        harms: list[Harmed] = []
        for state in range(1, len(self._moments) - 1):
            moment = self._moments[state]
            is_idle = moment.is_like(self._moments[state - 1])
            known = self._known(moment)
            if known or len(harms) >= MOST_HARMS:
                steps.append(Step(state, is_idle, known))
            elif is_idle:
                harms += [replace(each, state=state) for each in harms if each.state == state - 1]
                steps.append(replace(steps[-1], state=state, is_idle=True))
            else:
                found, judged = self._of(state, moment)
                harms += found
                steps.append(Step(state, judged=judged))
        return PathProof(
            len(self._moments), tuple(harms[:MOST_HARMS]), tuple(dict.fromkeys(self._unclear)), tuple(steps)
        )

    def _known(self, moment: Moment) -> str:
        if moment.is_like(self._moments[0]):
            return BEFORE
        return AFTER if moment.is_like(self._moments[-1]) else ""

    def _of(self, state: int, moment: Moment) -> tuple[list[Harmed], int]:
        judged = 0
        found: dict[tuple[object, ...], Harmed] = {}
        for harm, question in self._raised(moment):
            judged += 1
            case = self._search.answer(question)
            if case is not None:
                harmed = self._witnesses.of(harm, state, question, case)
                key = (harm, harmed.policies)
                if key not in found or _size(harmed) < _size(found[key]):
                    found[key] = harmed
            elif self._search.gave_up:
                self._unclear.append(f"the state after request {state} leaves too many cases to be followed")
        between = registers(moment.allowed, self._moments[0].allowed, self._moments[-1].allowed)
        if between is not None:
            harmed = self._witnesses.registering(state, between)
            found[harmed.harm, ()] = harmed
        return list(found.values()), judged

    def _raised(self, moment: Moment) -> Iterator[tuple[Harm, Question]]:
        for harm, questions in (
            (Harm.SHUT_OUT, self._questions.shut_out(moment)),
            (Harm.SHUT_OUT, self._questions.shut_out_at_once(moment)),
            (Harm.LET_IN, self._questions.let_in(moment)),
        ):
            for each in questions:
                yield harm, each


def _size(harmed: Harmed) -> tuple[bool, int, bool]:
    persona = harmed.persona
    return (not harmed.is_sure, len(persona.memberships()), persona.is_guest)
