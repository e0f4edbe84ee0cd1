"""Where the state of a sandbox lies: one file per tenant, in the user's state folder."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from pathlib import Path

WORD = "sandbox"
NAMESPACE = uuid.UUID("6f7d7d5e-6a0a-4f0b-9c1e-0d6f1f3f2b11")
"""Tenant ids of sandboxes that were named by a domain only are derived from it."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What the sandbox says it is: the tenant of the files that it is first used with."""

    tenant_id: str
    domain: str


def is_sandbox(tenant: str) -> bool:
    return tenant == WORD or tenant.startswith(WORD + ":")


def identity_of(tenant_id: str | None, domain: str | None, name: str) -> Identity:
    label = re.sub(r"[^a-z0-9-]", "", name.lower())
    chosen = domain or f"{label or 'contoso'}.onmicrosoft.com"
    return Identity(tenant_id or str(uuid.uuid5(NAMESPACE, chosen.lower())), chosen)


def state_file(tenant: str, identity: Identity, state_folder: Path) -> Path:
    """`sandbox:FILE` names it; `sandbox` has one file per tenant id."""
    _, _, named = tenant.partition(":")
    return Path(named) if named else state_folder / "sandbox" / f"{identity.tenant_id}.db"
