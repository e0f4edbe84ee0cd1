"""Which kept files a `purge` is about, listed and deleted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from passkeyctl.cli.kept import EVIDENCE, JOURNAL, MODELS, RECEIPT, Kept, is_of_a_run
from passkeyctl.json_types import JsonObject
from passkeyctl.sandbox.places import identity_of


def chosen(files: Iterable[Kept], tenant: str, changed_before: datetime | None) -> tuple[Kept, ...]:
    """What is still ours, of that tenant and that old; no tenant means all. A sandbox may know its domain's id only."""
    names = {tenant, identity_of(None, tenant, "").tenant_id} if tenant else set()
    return tuple(
        each
        for each in files
        if each.is_ours
        and (not names or each.tenants & names)
        and (changed_before is None or each.changed < changed_before)
    )


def listing(files: Sequence[Kept]) -> str:
    if not files:
        return "nothing is kept that fits\n"
    width = max(len(each.what) for each in files)
    return "".join(
        f"{each.what:<{width}}  {each.changed:%Y-%m-%d %H:%M} UTC  {_tenant(each)}\n  {each.path}\n" for each in files
    )


def _tenant(kept: Kept) -> str:
    """A domain says more than an id."""
    if kept.what == MODELS:
        return "no tenant"
    domains = sorted(each for each in kept.tenants if "." in each)
    return domains[0] if domains else next(iter(sorted(kept.tenants)), "tenant not known")


def listing_json(files: Sequence[Kept]) -> str:
    from passkeyctl.render.json_text import json_text

    def row(each: Kept) -> JsonObject:
        tenants = sorted(each.tenants)
        return {"what": each.what, "path": str(each.path), "tenants": [*tenants], "changed": each.changed.isoformat()}

    return json_text({"kind": "kept", "files": [row(each) for each in files]})


def deleted(files: Iterable[Kept]) -> list[tuple[Path, str]]:
    """Deletes each; what could not be, and why. SQLite's own files beside a sandbox go with it, a run's folder too."""
    failed: list[tuple[Path, str]] = []
    for each in files:
        beside = [each.path.with_name(each.path.name + end) for end in ("-wal", "-shm", "-journal")]
        try:
            for path in (*_of_evidence(each), each.path, *beside):
                path.unlink(missing_ok=True)
        except OSError as problem:
            failed.append((each.path, (problem.strerror or str(problem)).lower()))
        if each.what == EVIDENCE or (each.what in (JOURNAL, RECEIPT) and is_of_a_run(each.path)):
            with suppress(OSError):  # another file is still there
                each.path.parent.rmdir()
    return failed


def _of_evidence(kept: Kept) -> tuple[Path, ...]:
    """What lies beside a manifest as it was written: a file that somebody altered is somebody else's."""
    if kept.what != EVIDENCE:
        return ()
    from passkeyctl.cli.evidence.reading import opened
    from passkeyctl.errors import PasskeyctlError

    try:
        found = opened(kept.path.parent)
    except PasskeyctlError:
        return ()
    spoilt = {each.file for each in found.faults}
    names = found.manifest.names if found.manifest is not None else frozenset[str]()
    return tuple(kept.path.parent / name for name in sorted(names - spoilt))
