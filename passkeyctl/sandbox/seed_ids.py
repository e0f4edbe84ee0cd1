"""Ids of the seed: always the same for the same tenant, never those of another."""

from __future__ import annotations

import uuid


def fixed_id(tenant_id: str, what: str) -> str:
    """The id of the thing of this name; two tenants never share one."""
    return str(uuid.uuid5(uuid.uuid5(uuid.NAMESPACE_OID, tenant_id), what))
