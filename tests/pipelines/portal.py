"""Somebody in the admin center: changes to a sandbox that no file knows of."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx

from passkeyctl.json_types import JsonObject
from passkeyctl.sandbox.store import Store
from passkeyctl.sandbox.transport import sandbox_transport

POLICIES = "https://sandbox/v1.0/identity/conditionalAccess/policies"
MALLORY: JsonObject = {
    "user": {
        "id": "7c1d2f0e-1c2f-4a53-9d0f-0f3b0a5e7f11",
        "userPrincipalName": "mallory@contoso.onmicrosoft.com",
        "ipAddress": "203.0.113.7",
    },
    "app": None,
}


def change_policy(database: Path, name: str, change: JsonObject, who: JsonObject = MALLORY) -> None:
    """PATCHes the policy of this name, signed in as somebody."""
    with _open(database) as store:
        with store.transaction() as tenant:
            tenant.set_setting("operator", who)
        try:
            asyncio.run(_patched(store, name, change))
        finally:
            with store.transaction() as tenant:
                tenant.set_setting("operator", None)


async def _patched(store: Store, name: str, change: JsonObject) -> None:
    async with httpx.AsyncClient(transport=sandbox_transport(store), headers={"authorization": "Bearer x"}) as client:
        listed = (await client.get(POLICIES)).raise_for_status().json()["value"]
        (id,) = (each["id"] for each in listed if each["displayName"] == name)
        (await client.patch(f"{POLICIES}/{id}", json=change)).raise_for_status()


@contextmanager
def _open(database: Path) -> Iterator[Store]:
    store = Store.open(database, clock=lambda: datetime.now(UTC), new_id=lambda: str(uuid.uuid4()))
    try:
        yield store
    finally:
        store.close()
