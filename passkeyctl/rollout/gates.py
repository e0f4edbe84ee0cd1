"""Asking a gate: whether what was observed opens it."""

from __future__ import annotations

from passkeyctl.model.rollout import Approval, Gate, Stage
from passkeyctl.rollout.evidence import Entering, Evidence
from passkeyctl.rollout.ladder import Measured


def ask(gate: Gate, stage: Stage, evidence: Evidence, entering: Entering, approvals: tuple[Approval, ...]) -> Measured:
    """`entering` is the tenant before and after the stage; `approvals` are all that the files have."""
    raise NotImplementedError
