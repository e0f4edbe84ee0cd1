"""CAP408: what a gate of a roll-out has watched comes into force without a warning."""

from __future__ import annotations

from dataclasses import replace

from passkeyctl.model.address import Address, Kind
from tests.checks.reviews import found, policy, review, updated


def test_a_gate_that_watched_is_believed() -> None:
    change = updated(policy(state="disabled"), state="enabled")
    judged = review(change)
    assert len(found(judged, "CAP408", "comes into force")) == 1
    assert found(replace(judged, entered_by_gate=frozenset({change.address})), "CAP408") == []
    other = frozenset({Address(Kind.POLICY, "another")})
    assert len(found(replace(judged, entered_by_gate=other), "CAP408")) == 1
