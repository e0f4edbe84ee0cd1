"""Facts about a tenant that are no configuration of ours."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TenantFacts:
    """What was asked about; None where Graph didn't say. `licences` names products and their service plans."""

    licences: frozenset[str] | None = None
    security_defaults: bool | None = None
