"""Asking a gate: whether what was observed opens it."""

from __future__ import annotations

from passkeyctl.model.rollout import (
    Approval,
    Approvals,
    EmergencyTested,
    Failures,
    Gate,
    LastAdminGuard,
    Registered,
    Soak,
    Stage,
    Window,
)
from passkeyctl.rollout.administrators import emergency_tested, last_administrator
from passkeyctl.rollout.approving import approvals as approved
from passkeyctl.rollout.evidence import Entering, Evidence
from passkeyctl.rollout.failures import failures
from passkeyctl.rollout.ladder import Measured
from passkeyctl.rollout.registered import registered
from passkeyctl.rollout.soak import soak
from passkeyctl.rollout.windows import window


def ask(gate: Gate, stage: Stage, evidence: Evidence, entering: Entering, approvals: tuple[Approval, ...]) -> Measured:
    """`entering` is the tenant before and after the stage; `approvals` are all that the files have."""
    match gate:
        case Registered():
            return registered(gate, evidence, entering)
        case Soak():
            return soak(gate, evidence, entering)
        case Failures():
            return failures(gate, evidence, entering)
        case EmergencyTested():
            return emergency_tested(gate, evidence)
        case LastAdminGuard():
            return last_administrator(gate, evidence, entering)
        case Approvals():
            return approved(gate, stage, approvals)
        case Window():
            return window(gate, evidence)
