"""The sandbox tenant of a run: opened, and filled with people and policies when it is new."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from passkeyctl.cli.console import say
from passkeyctl.cli.kept import SANDBOX, kept, remember
from passkeyctl.cli.places import SANDBOX_TABLES, state_folder
from passkeyctl.errors import OutputFailed, UsageError
from passkeyctl.model.desired import Tenant
from passkeyctl.sandbox.places import Identity, identity_of, is_sandbox, state_file

if TYPE_CHECKING:
    from passkeyctl.sandbox.store import Store


@contextmanager
def sandbox_store(written: str, described: Tenant | None, *, fills: bool = True) -> Iterator[Store]:
    """The store behind `--tenant sandbox[:FILE]`; `described` is the tenant of the files, if there are any.

    Without `fills` a new one is left empty for the caller, who has something to put there.
    """
    import sqlite3

    path = sandbox_path(written, described)
    try:
        store = _opened(path)
        with closing(store):
            if fills and not store.seeded:
                identity = identity_for(described)
                fill(store, identity)
                remember(path, SANDBOX, identity.tenant_id, identity.domain)
                say(f"sandbox: a new rehearsal tenant `{identity.domain}` in {path}")
            yield store
    except sqlite3.Error as fault:
        raise _failed(path, str(fault)) from fault


def _opened(path: Path) -> Store:
    from passkeyctl.sandbox.store import Store

    _refuse_foreign(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return Store.open(path, clock=lambda: datetime.now(UTC), new_id=lambda: str(uuid.uuid4()))
    except OSError as fault:
        raise _failed(path, fault.strerror or str(fault)) from fault


def _failed(path: Path, why: str) -> OutputFailed:
    return OutputFailed(
        f"the sandbox's file `{path}` can't be read or written: {why}",
        hint="free some space, or name another file: --tenant sandbox:FILE",
    )


def _refuse_foreign(path: Path) -> None:
    """Another program's file is neither filled nor deleted."""
    import sqlite3

    if path.is_dir() or not path.exists() or path.stat().st_size == 0:
        return
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=30)) as connection:
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    except sqlite3.DatabaseError as fault:
        tables = {f"({fault})"}
    if not tables >= SANDBOX_TABLES and tables:
        raise UsageError(f"`{path}` is not a sandbox file", hint="name another file: --tenant sandbox:FILE")


def sandbox_path(written: str, described: Tenant | None) -> Path:
    if not is_sandbox(written):
        raise UsageError(f"`--tenant {written}` is not the sandbox", hint="use sandbox, or sandbox:FILE")
    return state_file(written, identity_for(described), state_folder())


def identity_for(described: Tenant | None) -> Identity:
    if described is None:
        return identity_of(None, None, "")
    id = described.id or _id_of_copy(described.domain)
    return identity_of(id, described.domain, described.name)


def _id_of_copy(domain: str | None) -> str | None:
    """Files that name a tenant by its domain alone mean the copy of it, if there is one."""
    if not domain:
        return None
    derived = identity_of(None, domain, "").tenant_id
    folder = state_folder() / "sandbox"
    ids = (each.path.stem for each in kept() if each.path.parent == folder and domain.lower() in each.tenants)
    return next((each for each in ids if each != derived), None)


def fill(store: Store, identity: Identity, *, has_profiles: bool = True) -> None:
    from passkeyctl.sandbox.seed import company

    store.seed(company(identity.tenant_id, identity.domain, has_profiles=has_profiles, now=store.clock()))
