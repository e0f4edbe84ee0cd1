"""The proof that no state on the way from one tenant state to another harms anybody, or who is harmed where.

Safe means, for every person and every sign-in: who gets in before and gets in afterwards gets in at every moment
between, and nobody gets in, or registers a passkey, between with what neither the state before nor the one after takes.
"""

from __future__ import annotations

from collections.abc import Sequence

from passkeyctl.insight.between.harm import Harm, Harmed, PathProof, Persona, Step
from passkeyctl.insight.between.path import prove
from passkeyctl.insight.tenant_state import TenantState
from passkeyctl.model.people import People

__all__ = ["Harm", "Harmed", "PathProof", "Persona", "Step", "check_path"]


def check_path(states: Sequence[TenantState], people: People | None = None) -> PathProof:
    """`states` begin with the one before the first request and end with the one after the last.

    The verdict does not hang on people: whoever is known only sharpens what is said of a harm.
    """
    return prove(states, people)
