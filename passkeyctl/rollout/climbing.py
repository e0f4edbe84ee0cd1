"""Up the ladder from the first stage: what is shown stays, open gates are entered, the first closed one cuts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from passkeyctl.model.address import Address, Kind
from passkeyctl.model.rollout import Failures, Gate, Rollout, Soak, Stage
from passkeyctl.rollout.ladder import Answer, Ladder, Measured, Rung, Standing
from passkeyctl.rules.table import BY_CODE

Answers: TypeAlias = Callable[[Stage], tuple[Measured, ...]]


def climb(
    rollout: Rollout, wanted: str, shown: Mapping[str, bool], answers: Answers, overrides: Mapping[str, str]
) -> Ladder:
    """`shown` says of stages with settings whether the tenant has them; `answers` asks the gates of a stage.

    Gates are asked of stages that could be entered only. `overrides` are reasons by code: they let the first stage
    that is held past its closed gates, and no other; a stage that sets nothing does not count as one.
    """
    shows = shown_stages(rollout, shown)
    climber = _Climber(rollout, shows, answers, overrides, frozenset(rollout.up_to(wanted)))
    rungs = tuple(climber.rungs())
    included = tuple(each.stage.name for each in rungs if each.stage.name in climber.wanted and _is_in(each))
    return Ladder(rungs, wanted, included)


def shown_stages(rollout: Rollout, shown: Mapping[str, bool]) -> frozenset[str]:
    """A stage that sets nothing is shown where the next one above it that does set something is.

    One further up proves nothing: what it sets may have been so before anybody began.
    """
    found: set[str] = set()
    is_next_shown = False
    for stage in reversed(rollout.stages):
        says = shown.get(stage.name) if stage.settings else None
        is_next_shown = is_next_shown if says is None else says
        if is_next_shown:
            found.add(stage.name)
    return frozenset(found)


def next_of(ladder: Ladder) -> Stage | None:
    """The stage to go to after the wanted one; None where the wanted one is the last."""
    names = [each.stage.name for each in ladder.rungs]
    above = names.index(ladder.wanted) + 1
    return ladder.rungs[above].stage if above < len(names) else None


def previous_of(rollout: Rollout, name: str) -> Stage | None:
    """The stage to go back to; None where there is none below."""
    at = rollout.names.index(name)
    return rollout.stages[at - 1] if at else None


def _is_in(rung: Rung) -> bool:
    return rung.standing in (Standing.SHOWN, Standing.ENTERS)


@dataclass(slots=True)
class _Climber:
    rollout: Rollout
    shows: frozenset[str]
    answers: Answers
    overrides: Mapping[str, str]
    wanted: frozenset[str]
    is_cut: bool = False
    has_let_in: bool = False
    entered: list[Stage] = field(default_factory=list)

    def rungs(self) -> Iterator[Rung]:
        for stage in self.rollout.stages:
            rung = self._rung(stage)
            if rung.standing is Standing.ENTERS:
                self.entered.append(stage)
            yield rung

    def _rung(self, stage: Stage) -> Rung:
        if stage.name in self.shows:
            return Rung(stage, Standing.SHOWN)
        if stage.name not in self.wanted:
            return Rung(stage, Standing.ABOVE)
        if self.is_cut:
            return Rung(stage, Standing.WAITING)
        return self._asked(stage, tuple(self._as_it_comes(stage, each) for each in self.answers(stage)))

    def _as_it_comes(self, stage: Stage, found: Measured) -> Measured:
        """What was watched until now says nothing of what the stages below bring only with this plan."""
        new = next((each for each in self.entered if _unsettles(each, stage, found.gate, self.rollout)), None)
        if new is None or found.answer is Answer.CLOSED:
            return found
        why = f"`{new.name}` is entered by this very plan, and has not stood yet"
        return replace(found, answer=Answer.CLOSED, why=why, hint=f"apply `{new.name}` first, and plan again later")

    def _asked(self, stage: Stage, gates: tuple[Measured, ...]) -> Rung:
        closed = [each for each in gates if each.answer is not Answer.OPEN]
        if not closed:
            return Rung(stage, Standing.ENTERS, gates)
        can_be_let_in = not self.has_let_in and all(_can_be_overridden(each, self.overrides) for each in closed)
        # What sets nothing has only its gate, which is one more in front of the next stage.
        self.has_let_in = self.has_let_in or bool(stage.settings)
        if not can_be_let_in:
            self.is_cut = True
            return Rung(stage, Standing.HELD, gates)
        return Rung(stage, Standing.ENTERS, gates, {each.code: self.overrides[each.code] for each in closed})


def _unsettles(below: Stage, stage: Stage, gate: Gate, rollout: Rollout) -> bool:
    """Whether a gate asks for how long, or how well, something has stood that a stage below sets anew."""
    match gate:
        case Soak():
            return bool(below.settings) and below.name in _before(stage, rollout)
        case Failures():
            policy = f"{Address(Kind.POLICY, gate.policy)}."
            return any(f"{each.path}.".startswith(policy) for each in below.settings)
        case _:
            return False


def _before(stage: Stage, rollout: Rollout) -> Iterator[str]:
    """The stages that it comes after, one behind the other; each is above the next in the files."""
    while stage.after:
        stage = rollout.stage(stage.after)
        yield stage.name


def _can_be_overridden(gate: Measured, overrides: Mapping[str, str]) -> bool:
    """A promise that is broken holds whatever anybody says; one of which nobody can tell may be taken on trust."""
    rule = BY_CODE.get(gate.code)
    is_broken_promise = rule is not None and rule.is_promise and gate.answer is Answer.CLOSED
    return gate.code in overrides and not is_broken_promise
