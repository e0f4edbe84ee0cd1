"""What people sign in to, as far as policies tell it apart: resources, authentication contexts, user actions.

A sign-in to a resource may ask for a context. Registering security information is a user action, and a sign-in that
policies on all resources meet as well (docs/graph-facts.md, M-40).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.insight.sign_in.known_resources import AZURE_MANAGEMENT, WORDS, stands_for
from passkeyctl.model.fields import Fields
from passkeyctl.model.values import FilterRule
from passkeyctl.wire.canonical import is_guid

ALL, NOTHING = "All resources", "None"
REGISTERING = "Register security information"
INCLUDE, EXCLUDE, FILTER = "target.resources.include", "target.resources.exclude", "target.resources.filter"
CONTEXTS, ACTIONS = "target.authenticationContexts", "target.userActions"
MOST_PAIRS = 2000


@dataclass(frozen=True, slots=True)
class Target:
    """`resource` is empty for an application that nobody names, None where only a user action is meant.

    `parts_of` are the names of several applications that it belongs to, `rules` the filters that it passes. `is_sure`:
    that there is such a target is known.
    """

    resource: str | None = ""
    context: str | None = None
    action: str | None = None
    parts_of: frozenset[str] = frozenset()
    rules: frozenset[str] = frozenset()
    is_sure: bool = True

    def __str__(self) -> str:
        if self.action is not None:
            return f"the user action `{self.action}`"
        inside = "".join(f" of `{each}`" for each in sorted(self.parts_of))
        shown = f"the resource `{self.resource}`{inside}" if self.resource else f"any other resource{inside}"
        return shown if self.context is None else f"{shown} that asks for the context `{self.context}`"


def targets(policies: Iterable[Fields]) -> tuple[Target, ...]:
    """The ordinary ones first."""
    listed = list(policies)
    resources = sorted({each for fields in listed for each in _resources(fields)})
    contexts = sorted({each for fields in listed for each in members(fields, CONTEXTS)})
    actions = sorted({each for fields in listed for each in members(fields, ACTIONS)})
    rules = sorted({each.rule for fields in listed if isinstance(each := fields[FILTER], FilterRule)})[:3]
    plain = [*_plain(resources)]
    for_contexts = plain if len(plain) * len(contexts) <= MOST_PAIRS else plain[:1]
    everything = [
        *plain,
        *(Target(None, action=each) for each in actions),
        *(Target(each.resource, context, None, each.parts_of) for context in contexts for each in for_contexts),
        *(Target("", action=each) for each in actions if each == REGISTERING),
    ]
    return tuple(_with_rules(everything, rules))


def _resources(policy: Fields) -> frozenset[str]:
    return (members(policy, INCLUDE) | members(policy, EXCLUDE)) - {ALL, NOTHING}


def _plain(named: list[str]) -> Iterator[Target]:
    words = [each for each in named if each in WORDS]
    yield Target()
    yield from (Target("", parts_of=frozenset({each})) for each in words)
    for each in named:
        if each not in WORDS:
            yield Target(each)
            if is_guid(each):
                yield from (
                    Target(each, parts_of=frozenset({word}), is_sure=False)
                    for word in words
                    if stands_for(word, each) is None
                )


def _with_rules(found: list[Target], rules: list[str]) -> Iterator[Target]:
    yield from found
    for size in range(1, len(rules) + 1):
        for chosen in combinations(rules, size):
            for each in found:
                if each.resource is not None:
                    yield Target(
                        each.resource, each.context, each.action, each.parts_of, frozenset(chosen), each.is_sure
                    )


class Targets:
    """Which targets, as bits, policies are for."""

    def __init__(self, policies: Iterable[Fields]) -> None:
        self.all = targets(policies)
        self._resources = _places((each.resource or None,) for each in self.all)
        self._parts = _places(each.parts_of for each in self.all)
        self._rules = _places(each.rules for each in self.all)
        self._contexts = _places((each.context,) for each in self.all)
        self._actions = _places((each.action,) for each in self.all)
        self._everything = _mask(each.resource is not None for each in self.all)
        self._covered: dict[str, int] = {ALL: self._everything, NOTHING: 0}

    def of(self, policy: Fields) -> int:
        """What both sides name is left to the excludes."""
        if actions := members(policy, ACTIONS):
            return _union(self._actions.get(each, 0) for each in actions)
        if contexts := members(policy, CONTEXTS):
            return _union(self._contexts.get(each, 0) for each in contexts)
        inside = _union(map(self._covers, members(policy, INCLUDE)))
        outside = _union(map(self._covers, members(policy, EXCLUDE)))
        chosen = policy[FILTER]
        if isinstance(chosen, FilterRule):
            fitting = self._rules.get(chosen.rule, 0)
            inside |= fitting if chosen.mode == "include" else 0
            outside |= fitting if chosen.mode == "exclude" else 0
        return inside & ~outside

    def _covers(self, named: str) -> int:
        if named not in self._covered:
            found = self._resources.get(named, 0) | self._parts.get(named, 0)
            if named in (*WORDS, AZURE_MANAGEMENT):
                known = (each for each in self._resources if each and is_guid(each) and stands_for(named, each) is True)
                found |= _union(self._resources[each] for each in known)
            self._covered[named] = found
        return self._covered[named]


def _places(listed: Iterable[Iterable[str | None]]) -> dict[str | None, int]:
    """By each of their members, which of these there are."""
    found: dict[str | None, int] = {}
    for place, members_of_one in enumerate(listed):
        for each in members_of_one:
            if each is not None:
                found[each] = found.get(each, 0) | 1 << place
    return found


def _mask(answers: Iterable[bool]) -> int:
    return sum(1 << place for place, answer in enumerate(answers) if answer)


def _union(masks: Iterable[int]) -> int:
    found = 0
    for each in masks:
        found |= each
    return found
