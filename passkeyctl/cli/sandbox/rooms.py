"""What the sandbox commands do."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from passkeyctl.cli.console import say, write_out
from passkeyctl.cli.files.files import configuration_of
from passkeyctl.cli.kept import SANDBOX, remember
from passkeyctl.cli.places import has_files
from passkeyctl.cli.sandbox.store import fill, identity_for, sandbox_path, sandbox_store
from passkeyctl.errors import ExitCode, PasskeyctlError, UsageError
from passkeyctl.json_types import JsonValue
from passkeyctl.model.desired import Tenant
from passkeyctl.render.json_text import json_text


def refill(paths: Sequence[str] | None, written: str, switches: Sequence[str], source: str = "") -> ExitCode:
    from passkeyctl.sandbox.behaviour import DEFAULT

    # A copy is of the snapshot's tenant: files count only where they are named.
    named = described(paths) if paths or not source else None
    changed = dict(_switch(each) for each in switches)
    try:
        DEFAULT.but(**changed)
    except PasskeyctlError as wrong:  # before a new sandbox is made for nothing
        raise UsageError(wrong.summary, hint=wrong.hint) from wrong
    if source:
        return _copy(source, named, written, changed)
    with sandbox_store(written, named) as store:
        behaviour = store.behaviour.but(**changed)
        fill(store, identity_for(named), has_profiles=behaviour.passkeys == "profiles")
        store.behaviour = behaviour
    say(f"sandbox: seeded {sandbox_path(written, named)}")
    return ExitCode.DONE


def _copy(source: str, named: Tenant | None, written: str, changed: Mapping[str, JsonValue]) -> ExitCode:
    """Nothing is touched before all of the source was understood."""
    from passkeyctl.cli.sandbox.copy import copy_from, say_notes

    copy = copy_from(source, named)
    path = sandbox_path(written, copy.tenant)
    with sandbox_store(written, copy.tenant, fills=False) as store:
        behaviour = store.behaviour.but(**changed)
        store.seed(copy.collections)
        store.behaviour = behaviour
    identity = identity_for(copy.tenant)
    remember(path, SANDBOX, identity.tenant_id, identity.domain)
    say(f"sandbox: a copy of `{copy.tenant.name or identity.domain}` in {path}")
    say_notes(copy)
    return ExitCode.DONE


def _switch(written: str) -> tuple[str, JsonValue]:
    name, is_set, value = written.partition("=")
    if not is_set:
        raise UsageError(f"`--set {written}` is not NAME=VALUE", hint="write it like --set lag=2")
    try:
        parsed: JsonValue = json.loads(value)
    except ValueError:
        parsed = value
    return name, parsed


def remove(paths: Sequence[str] | None, written: str) -> ExitCode:
    named = described(paths)
    path = sandbox_path(written, named)
    if not path.exists():
        say(f"sandbox: there is no {path}")
        return ExitCode.DONE
    with sandbox_store(written, named):
        pass  # refuses a file that is something else than a sandbox
    for each in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
        each.unlink(missing_ok=True)
    say(f"sandbox: deleted {path}")
    return ExitCode.DONE


def print_state(paths: Sequence[str] | None, written: str) -> ExitCode:
    with sandbox_store(written, described(paths)) as store:
        write_out(json_text(store.export()))
    return ExitCode.DONE


def serve_on(paths: Sequence[str] | None, written: str, port: int) -> ExitCode:
    from passkeyctl.sandbox.serve import serve

    with sandbox_store(written, described(paths)) as store:
        say(f"sandbox: serving on http://127.0.0.1:{port} until interrupted; in another terminal:")
        say(f"  export PASSKEYCTL_GRAPH_URL=http://127.0.0.1:{port} PASSKEYCTL_ACCESS_TOKEN=sandbox")
        with suppress(KeyboardInterrupt):  # the only way it ends
            serve(store, port=port)
        say("sandbox: stopped")
    return ExitCode.DONE


def described(paths: Sequence[str] | None) -> Tenant | None:
    """The tenant of the named files; without any, that of the current folder if it has configuration files."""
    if paths:
        return configuration_of(paths).tenant
    if has_files(Path.cwd()):
        return configuration_of(None).tenant
    return None
