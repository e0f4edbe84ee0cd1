"""The sandbox tenant of a run: opened, and filled with people and policies when it is new."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from passkeyctl.cli.console import say
from passkeyctl.cli.places import state_folder
from passkeyctl.model.desired import Tenant
from passkeyctl.sandbox.places import Identity, identity_of, state_file

if TYPE_CHECKING:
    from passkeyctl.sandbox.store import Store


@contextmanager
def sandbox_store(written: str, described: Tenant | None) -> Iterator[Store]:
    """The store behind `--tenant sandbox[:FILE]`; `described` is the tenant of the files, if there are any."""
    from passkeyctl.sandbox.store import Store

    identity = identity_for(described)
    path = sandbox_path(written, described)
    path.parent.mkdir(parents=True, exist_ok=True)
    store = Store.open(path, clock=lambda: datetime.now(UTC), new_id=lambda: str(uuid.uuid4()))
    try:
        if not store.seeded:
            fill(store, identity)
            say(f"sandbox: a new rehearsal tenant `{identity.domain}` in {path}")
        yield store
    finally:
        store.close()


def sandbox_path(written: str, described: Tenant | None) -> Path:
    return state_file(written, identity_for(described), state_folder())


def identity_for(described: Tenant | None) -> Identity:
    if described is None:
        return identity_of(None, None, "")
    return identity_of(described.id, described.domain, described.name)


def fill(store: Store, identity: Identity) -> None:
    from passkeyctl.sandbox.seed import company

    store.seed(company(identity.tenant_id, identity.domain))
