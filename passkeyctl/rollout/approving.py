"""The gate that asks for the approval of several people (ROL107)."""

from __future__ import annotations

from passkeyctl.model.rollout import Approval, Approvals, Stage, code_of
from passkeyctl.rollout.ladder import Answer, Measured
from passkeyctl.rollout.measuring import by_name, counted, people_words


def approvals(gate: Approvals, stage: Stage, given: tuple[Approval, ...]) -> Measured:
    """Those of an earlier description of the stage don't count; nobody counts twice, however their name is written."""
    of_stage = [each for each in given if each.stage == stage.name]
    by = {_folded(each.by): each.by for each in of_stage if each.of == stage.digest}
    stale = {each.by for each in of_stage if _folded(each.by) not in by}
    left = max(0, gate.count - len(by))
    return Measured(
        gate,
        code_of(gate),
        Answer.CLOSED if left else Answer.OPEN,
        f"{counted(len(by), 'approval')}" + (f": {', '.join(by_name(by.values()))}" if by else ""),
        counted(gate.count, "approval"),
        number=float(len(by)),
        unit="approvals",
        why=f"approved before the stage was changed: {', '.join(by_name(stale))}" if left and stale else "",
        missing=(f"{people_words(left)} more",) if left else (),
        hint=f"`passkeyctl rollout approve {stage.name} --by NAME`" if left else "",
    )


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
