"""The people whom a plan affects, one by one: in which way, and by which change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from passkeyctl.insight.impact.effect import Effect
from passkeyctl.model.crowds import EMPTY, Crowd, Reach
from passkeyctl.model.people import Person
from passkeyctl.plan.plan import Plan

EFFECTS = {
    "lose_keys": "a passkey stops signing in",
    "no_other_passkey": "no other passkey is accepted",
    "no_other_method": "no other method",
    "unable": "could not satisfy a policy",
    "lose_access": "may no longer set up a passkey",
    "required": "newly required",
    "gain_access": "may newly set up a passkey",
    "may_register_synced": "may newly register a synced one",
    "may_register_unattested": "may newly register an unattested one",
}
"""By figure of an `Effect`, worst first."""

HARM = ("lose_keys", "unable", "lose_access")
OF_HARM = ("lose_keys", "no_other_passkey", "no_other_method", "unable", "lose_access")


@dataclass(frozen=True, slots=True)
class Marks:
    """A reach to be asked about many people: looking one up in a large integer walks all of it."""

    surely: bytes
    possibly: bytes

    @classmethod
    def of(cls, reach: Reach) -> Marks:
        return cls(_marks(reach.surely), _marks(reach.possibly))

    def about(self, ordinal: int) -> bool | None:
        if not _is_marked(self.possibly, ordinal):
            return False
        return True if _is_marked(self.surely, ordinal) else None


def _marks(crowd: Crowd) -> bytes:
    return crowd.bits.to_bytes((crowd.bits.bit_length() + 7) // 8, "little")


def _is_marked(marks: bytes, ordinal: int) -> bool:
    place = ordinal >> 3
    return place < len(marks) and bool(marks[place] >> (ordinal & 7) & 1)


@dataclass(frozen=True, slots=True)
class Affected:
    """One person: figures by name, True where it surely holds of them and None where it may."""

    person: Person
    effects: dict[str, bool | None]

    def words(self, names: Iterable[str] = EFFECTS) -> str:
        """`perhaps` stands before what nobody can tell."""
        said = [(self.effects[name], EFFECTS[name]) for name in names if name in self.effects]
        return ", ".join(words if sure else f"perhaps {words}" for sure, words in said)


def affected(plan: Plan, crowd: Crowd) -> Iterator[Affected]:
    """Those of a crowd, by sign-in name, affected or not."""
    if plan.impact is None or plan.known_people is None or not crowd:
        return
    marks = {name: Marks.of(reach) for name, reach in plan.impact.total.reaches.items() if reach.possibly}
    for person in plan.known_people.roster.people(crowd):
        about = {name: each.about(person.ordinal) for name, each in marks.items()}
        yield Affected(person, {name: answer for name, answer in about.items() if answer is not False})


def harmed(effect: Effect) -> Crowd:
    found = EMPTY
    for name in HARM:
        found |= effect.reaches[name].possibly
    return found


def administrators(plan: Plan) -> Crowd:
    """Of those who are affected."""
    if plan.impact is None or plan.known_people is None:
        return EMPTY
    return plan.impact.total.anybody & plan.known_people.people.administrators


def a_few(crowd: Crowd, most: int) -> Crowd:
    """The first of many, without asking for the names of all of them."""
    return Crowd.of(islice(crowd, most))
