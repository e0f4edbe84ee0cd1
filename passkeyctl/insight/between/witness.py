"""A case that was found, in words that people understand: who, with what, in which sign-in, because of what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import reduce

from passkeyctl.insight.between.cases import Case, Question, lacking, meets, usable
from passkeyctl.insight.between.demands import Clause
from passkeyctl.insight.between.folk import is_a_person
from passkeyctl.insight.between.harm import Harm, Harmed, Persona
from passkeyctl.insight.between.moments import Course, Moment
from passkeyctl.insight.between.registering import Registers
from passkeyctl.model.reference import RefKind


class Witnesses:
    def __init__(self, course: Course) -> None:
        self._course = course

    def of(self, harm: Harm, state: int, question: Question, case: Case) -> Harmed:
        course = self._course
        case = replace(case, who=case.who & -case.who)
        needed = self._needed(question, case)
        persona = self._persona(case)
        scene, is_real = course.scenes.chosen(case.box)
        return Harmed(
            harm,
            state,
            persona,
            course.ways.words(needed.ways, needed.tokens),
            scene,
            self._policies(question),
            is_sure=is_real and not question.at_once and self._is_known(persona, needed),
        )

    def registering(self, state: int, found: Registers) -> Harmed:
        persona = self._persona(Case(found.groups, 0, 1, {}))
        return Harmed(Harm.REGISTERS, state, persona, (found.passkey,), is_sure=found.is_sure)

    def _is_known(self, persona: Persona, needed: Clause) -> bool:
        """What guests have at home, and what an unclear profile accepts, nobody knows."""
        ways = self._course.ways
        is_somebody = persona.user is None or is_a_person(persona.user)
        return (
            is_somebody
            and not needed.ways & ways.unclear_ones
            and not (persona.is_guest and needed.ways & ways.passkeys)
        )

    def _persona(self, case: Case) -> Persona:
        named = list(self._course.folk.named(case.groups))
        choice = self._course.folk.choices[(case.who & -case.who).bit_length() - 1]
        return Persona(
            frozenset(id for kind, id in named if kind is RefKind.GROUP),
            frozenset(id for kind, id in named if kind is RefKind.ROLE),
            choice.user,
            choice.guest is not None,
        )

    def _policies(self, question: Question) -> tuple[str, ...]:
        found = [each.moment.demands[each.demand][0] for each in question.failing if each.demand is not None]
        return tuple(dict.fromkeys(found))

    def _needed(self, question: Question, case: Case) -> Clause:
        """As little as gets them past everything at the moments when they pass: more would hide what matters."""
        lacks = lacking(question, case, self._course)
        wanted: list[int] = []
        tokens = 0
        for moment in question.passing:
            having = usable(moment.allowed, case, self._course) & ~lacks.ways
            asked = list(self._asked(moment, case))
            ways = [each.ways & having for each in asked if not question.at_once or not each.tokens & ~lacks.tokens]
            wanted += [reduce(int.__and__, ways, having)] if question.at_once else [each for each in ways if each]
            for each in asked:
                if not each.ways & having or question.at_once:
                    tokens |= 0 if each.tokens & tokens else _lowest(each.tokens & ~lacks.tokens)
        return Clause(self._chosen(wanted, is_guest=not case.who & self._course.folk.members), tokens)

    def _chosen(self, wanted: list[int], *, is_guest: bool) -> int:
        """One way out of each, the same one where that will do; of guests rather what is no passkey."""
        chosen = 0
        for each in sorted(wanted, key=int.bit_count):
            if not each & chosen:
                alike = each & ~self._course.ways.passkeys if is_guest else each
                alike = alike or each
                for other in wanted:
                    alike = alike & other or alike
                chosen |= _lowest(alike)
        return chosen

    def _asked(self, moment: Moment, case: Case) -> Iterator[Clause]:
        yield Clause(self._course.ways.everything)
        for demand in moment.demands:
            if meets(demand, case):
                yield from demand.clauses


def _lowest(mask: int) -> int:
    return mask & -mask
