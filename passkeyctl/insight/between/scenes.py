"""When and how people sign in, as far as policies tell it apart: axes with a few values each, as bits.

A policy is for a box: on each axis that it says something about, some of the values. What nobody here can tell (a
filter on devices, a word that Graph kept to itself) has an axis of its own with two values, the same in all states.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from passkeyctl.insight.between import places
from passkeyctl.insight.between.places import Places, View
from passkeyctl.insight.between.targets import Targets
from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.insight.sign_in.sign_in import NO_RISK, ORDINARY_FLOW
from passkeyctl.insight.tenant_state import TenantState
from passkeyctl.model.conditional_access import (
    AUTHENTICATION_FLOWS,
    CLIENT_APPS,
    INSIDER_RISK_LEVELS,
    PLATFORMS,
    RISK_LEVELS,
)
from passkeyctl.model.fields import Fields
from passkeyctl.model.values import FilterRule
from passkeyctl.wire.canonical import UNREADABLE

ALL = "all"
ANOTHER = "another"
ACTIVE_SYNC, SUPPORTED = "exchangeActiveSync", "easSupported"
RISKS = (NO_RISK, *(each for each in RISK_LEVELS if each != NO_RISK))
LISTS: tuple[tuple[str, str, tuple[str, ...], frozenset[str]], ...] = (
    ("client app", "conditions.clientApps", tuple(each for each in CLIENT_APPS if each != ALL), frozenset()),
    ("sign-in risk", "conditions.signInRisk", RISKS, frozenset()),
    ("user risk", "conditions.userRisk", RISKS, frozenset()),
    ("service principal risk", "conditions.servicePrincipalRisk", RISKS, frozenset()),
    ("insider risk", "conditions.insiderRisk", (NO_RISK, *INSIDER_RISK_LEVELS), frozenset()),
    ("authentication flow", "conditions.authenticationFlows", AUTHENTICATION_FLOWS, frozenset({ORDINARY_FLOW})),
)
"""Conditions that name words out of a few, the ordinary one first; the last is what says that there is no condition."""

SYSTEMS = ("windows", *(each for each in PLATFORMS if each not in (ALL, "windows")), ANOTHER)

Box: TypeAlias = "tuple[tuple[int, int], ...]"
"""Axes and the values on them that are meant; other axes don't matter."""


@dataclass(frozen=True, slots=True)
class Axis:
    """`unsure` are values of which nobody knows whether there is such a sign-in."""

    name: str
    words: tuple[str, ...]
    unsure: int = 0


class Scenes:
    """The axes, and the boxes of policies on them."""

    def __init__(self, policies: Sequence[Fields], states: Iterable[TenantState]) -> None:
        self.places = Places(policies, states)
        self._targets = Targets(policies)
        self.axes = [
            Axis("", tuple(map(str, self._targets.all)), _mask(not each.is_sure for each in self._targets.all)),
            Axis("from ", tuple(map(self.places.words, self.places.all)), self.places.unsure),
            Axis("platform ", _quoted(SYSTEMS)),
            *(Axis(f"{name} ", _quoted(words)) for name, _, words, _ in LISTS),
        ]
        self._known: dict[Hashable, int] = {}
        self._masks: dict[Hashable, int] = {}

    def box(self, id: str, policy: Fields, view: View) -> Box | None:
        """None for a policy that no sign-in meets."""
        found = [(0, self._targets.of(policy)), *self._placed(id, policy, view), *self._on_platforms(id, policy)]
        for number, (_, path, words, none) in enumerate(LISTS):
            listed = members(policy, path)
            if UNREADABLE in listed:
                found.append(self._unclear((id, path), f"{path} as `{id}` has it"))
            elif listed - none and ALL not in listed:
                found.append((3 + number, _mask(_is_listed(each, listed) for each in words)))
        device = policy["conditions.deviceFilter"]
        if isinstance(device, FilterRule):
            axis, _ = self._unclear(("device", device.rule), f"a device that `{device.rule}` fits", "any other device")
            found.append((axis, 1 if device.mode == "include" else 2))
        box = tuple((axis, mask) for axis, mask in found if mask != self.full(axis))
        return box if all(mask for _, mask in box) else None

    def full(self, axis: int) -> int:
        return (1 << len(self.axes[axis].words)) - 1

    def _placed(self, id: str, policy: Fields, view: View) -> Box:
        included, excluded = members(policy, places.INCLUDE), members(policy, places.EXCLUDE)
        if not included and not excluded:
            return ()
        key = (included, excluded, tuple(view.bits_of(each) for each in sorted(included | excluded)))
        if key not in self._masks:
            self._masks[key] = _mask(places.is_there(policy, each, view) for each in self.places.all)
        # Graph takes no list of excludes alone, so nobody can tell what one would mean.
        alone = () if included else (self._unclear((id, places.EXCLUDE), f"locations as `{id}` has them"),)
        return ((1, self._masks[key]), *alone)

    def _on_platforms(self, id: str, policy: Fields) -> Box:
        included = members(policy, "conditions.platforms.include")
        excluded = members(policy, "conditions.platforms.exclude")
        if not included and not excluded:
            return ()
        if UNREADABLE in included | excluded or not included:
            return (self._unclear((id, "platforms"), f"platforms as `{id}` has them"),)
        inside = (each for each in SYSTEMS)
        return ((2, _mask((ALL in included or each in included) and each not in excluded for each in inside)),)

    def _unclear(self, key: Hashable, words: str, otherwise: str = "not so") -> tuple[int, int]:
        if key not in self._known:
            self._known[key] = len(self.axes)
            self.axes.append(Axis("", (words, otherwise), 3 if otherwise == "not so" else 0))
        return self._known[key], 1

    def unclear_state(self, id: str) -> tuple[int, int]:
        """A policy in a state that is not known here may be in force."""
        return self._unclear((id, "state"), f"the state of `{id}` puts it in force")

    def chosen(self, box: Mapping[int, int]) -> tuple[str, bool]:
        """An ordinary sign-in of a box, in words that go on after `to`, and whether there surely are such sign-ins.

        No words where it makes no difference.
        """
        words: list[str] = []
        is_sure = True
        for axis, mask in sorted(box.items()):
            place = _lowest(mask & ~self.axes[axis].unsure or mask)
            is_sure = is_sure and not self.axes[axis].unsure >> place & 1
            if mask not in (self.full(axis), self.full(axis) & ~self.axes[axis].unsure):
                words += ["any resource"] if axis and not words else []
                words.append(f"{self.axes[axis].name}{self.axes[axis].words[place]}")
        return ", ".join(words), is_sure


def _is_listed(word: str, listed: frozenset[str]) -> bool:
    """An older word stands for those Exchange ActiveSync clients that tell what platform they run on."""
    return word in listed or (word == SUPPORTED and ACTIVE_SYNC in listed)


def _mask(answers: Iterable[bool]) -> int:
    return sum(1 << place for place, answer in enumerate(answers) if answer)


def _lowest(mask: int) -> int:
    return (mask & -mask).bit_length() - 1


def _quoted(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"`{each}`" for each in words)
