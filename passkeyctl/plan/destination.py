"""Where a plan was made."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Destination:
    """The endpoint (`global`, another URL, `sandbox`) and the tenant behind it."""

    endpoint: str
    tenant_id: str
    tenant_name: str

    def shown(self, *, redact: bool) -> Destination:
        """For public places without the tenant's name."""
        return replace(self, tenant_name="<tenant>") if redact else self
