"""Which policies a plan puts in force only after an open gate has watched them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from passkeyctl.model.address import Address, Kind
from passkeyctl.model.rollout import Failures, Soak, Stage
from passkeyctl.rollout.ladder import Answer, Ladder, Standing


def watched(ladder: Ladder | None, policies: Iterable[Address]) -> frozenset[Address]:
    """Of stages that are entered: the policy whose report-only results are asked about, and all that has soaked."""
    listed = tuple(policies)
    if ladder is None:
        return frozenset()
    return frozenset(
        address
        for rung in ladder.rungs
        if rung.standing is Standing.ENTERS
        for each in rung.gates
        if each.answer is Answer.OPEN
        for address in _about(each.gate, rung.stage, listed)
    )


def _about(gate: object, stage: Stage, listed: tuple[Address, ...]) -> Iterator[Address]:
    match gate:
        case Failures():
            yield Address(Kind.POLICY, gate.policy)
        case Soak():
            yield from (each for each in listed if _sets(stage, each))


def _sets(stage: Stage, address: Address) -> bool:
    return any(f"{each.path}.".startswith(f"{address}.") for each in stage.settings)
