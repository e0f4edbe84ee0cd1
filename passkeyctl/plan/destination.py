"""Where a plan was made."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Destination:
    """The endpoint (`global`, another URL, `sandbox`) and the tenant behind it."""

    endpoint: str
    tenant_id: str
    tenant_name: str
