"""Whether a threshold is crossed at which a roll-out is to be taken back."""

from __future__ import annotations

from passkeyctl.model.rollout import Failures
from passkeyctl.rollout.evidence import Evidence
from passkeyctl.rollout.ladder import Measured


def crossed(stop: Failures, evidence: Evidence) -> Measured:
    """OPEN: it is not crossed. CLOSED: it is. UNKNOWN: nobody can tell."""
    raise NotImplementedError
