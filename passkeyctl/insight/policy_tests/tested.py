"""A policy test with ids for names, and what was found for each thing that it expects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from passkeyctl.diagnostics import SourceRange
from passkeyctl.insight.person.evidence import Chain
from passkeyctl.insight.person.policies import PolicyOfPerson
from passkeyctl.insight.sign_in.sign_in import SignIn
from passkeyctl.model.people import People
from passkeyctl.model.policy_tests import PolicyTest


@dataclass(frozen=True, slots=True, order=True)
class Demand:
    """Something that a policy asks: a grant control by its word, or a strength by its id."""

    word: str
    is_strength: bool = False


Options: TypeAlias = "frozenset[Demand]"
"""Demands of which one has to be satisfied."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One of the people that a description stands for; `words` say what tells it from the others."""

    people: People
    ordinal: int = 0
    words: str = ""


@dataclass(frozen=True, slots=True)
class ResolvedTest:
    """`variants` has one member, but where a name stands for several models or a pass may be of either kind."""

    test: PolicyTest
    variants: tuple[Variant, ...]
    sign_in: SignIn | None
    needs: tuple[Options, ...] = ()
    asks: tuple[Options, ...] = ()
    enforced: frozenset[str] | None = frozenset()
    """Ids of report-only policies that count as enabled; None: all of them."""


@dataclass(frozen=True, slots=True)
class Deciding:
    """A policy that is part of an answer; `can_do`: the person can do what it asks, with what they have."""

    policy: PolicyOfPerson
    can_do: bool | None


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that a test expects. `holds`: it is so; `because` says why it is not known, where it isn't.

    `policies` and `chains` are what decides.
    """

    subject: str
    expected: str
    found: str
    holds: bool
    source: SourceRange | None
    because: tuple[str, ...] = ()
    policies: tuple[Deciding, ...] = ()
    chains: tuple[Chain, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """One test and what became of it."""

    resolved: ResolvedTest
    points: tuple[Point, ...]

    @property
    def passes(self) -> bool:
        return all(each.holds for each in self.points)

    @property
    def failing(self) -> tuple[Point, ...]:
        return tuple(each for each in self.points if not each.holds)
