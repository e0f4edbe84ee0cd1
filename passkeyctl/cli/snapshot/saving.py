"""Saving a snapshot, and saying what is in it and what is not."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from passkeyctl.cli.atomic import replace_file
from passkeyctl.cli.connection import ConnectionOptions, connected
from passkeyctl.cli.console import show
from passkeyctl.cli.files.files import configuration_of
from passkeyctl.cli.kept import SNAPSHOT, remember
from passkeyctl.cli.loop import run_async
from passkeyctl.cli.places import has_files
from passkeyctl.diagnostics import SourceRange
from passkeyctl.errors import ExitCode, UsageError
from passkeyctl.model.desired import Configuration, Tenant
from passkeyctl.model.directory import Organization
from passkeyctl.needs import references_of
from passkeyctl.render.lines import Line, Role, Span, hung, line
from passkeyctl.snapshot.document import MENTIONED, Part, Snapshot, Unread
from passkeyctl.snapshot.file import is_snapshot, snapshot_text

if TYPE_CHECKING:
    from passkeyctl.graph.snapshotting import Wanted

BETA = (Part.METHODS_POLICY_BETA, Part.POLICY_IDS_BETA)
WORDS = {
    Part.ORGANIZATION: "the tenant's own entry",
    Part.METHODS_POLICY: "the authentication methods policy",
    Part.METHODS_POLICY_BETA: "the authentication methods policy as beta shows it",
    Part.STRENGTHS: "authentication strengths",
    Part.POLICIES: "Conditional Access policies",
    Part.POLICY_IDS_BETA: "Conditional Access policies that beta lists",
    Part.LOCATIONS: "named locations",
    Part.CONTEXTS: "authentication contexts",
    Part.ROLE_DEFINITIONS: "role definitions",
    Part.GROUPS: "groups",
    Part.USERS: "people",
    Part.SERVICE_PRINCIPALS: "applications",
}
SINGLE = (Part.ORGANIZATION, Part.METHODS_POLICY, Part.METHODS_POLICY_BETA)


def save_snapshot(
    written: str, paths: Sequence[str] | None, options: ConnectionOptions, *, overwrite: bool
) -> ExitCode:
    path = Path(written)
    _check_replaceable(path, overwrite=overwrite)
    configuration = _configuration(paths, options)

    async def taken() -> Snapshot:
        from passkeyctl.graph.snapshotting import take

        async with connected(options, configuration, read_only=True) as tenant:
            found = await take(tenant.client, _wanted(configuration), datetime.now(UTC))
            await tenant.check_tenant(_organization(found))
            return found

    snapshot = run_async(taken())
    _write(path, snapshot)
    return ExitCode.FAILED if _unread(snapshot) or unread_members(snapshot) else ExitCode.DONE


def sanitise_snapshot(source: str, written: str, *, overwrite: bool) -> ExitCode:
    """With a key that nobody keeps: what was replaced can't be worked out from what stands there instead."""
    from passkeyctl.snapshot.sanitise import sanitise

    path = Path(written)
    _check_replaceable(path, overwrite=overwrite)
    if path.exists() and Path(source).exists() and path.samefile(source):
        raise UsageError("the sanitised snapshot would replace the one it is made of", hint="name another file")
    from passkeyctl.cli.snapshot.against import opened_whole

    _write(path, sanitise(opened_whole(source), secrets.token_bytes(32)))
    return ExitCode.DONE


def _check_replaceable(path: Path, *, overwrite: bool) -> None:
    """Nothing is replaced unasked, and what is no snapshot never."""
    if not path.is_file() or path.stat().st_size == 0:
        return
    with path.open("rb") as stream:
        is_ours = is_snapshot(stream.read(400))
    if not is_ours:
        raise UsageError(f"`{path}` is there already and is no snapshot", hint="choose another name")
    if not overwrite:
        raise UsageError(f"`{path}` is there already", hint="add --overwrite, or choose another name")


def _write(path: Path, snapshot: Snapshot) -> None:
    replace_file(path, snapshot_text(snapshot))
    organization = _organization(snapshot)
    tenants = (organization.id, *sorted(organization.domains)) if organization is not None else ()
    remember(path, SNAPSHOT, *tenants)
    show(_lines(path, snapshot))


def _configuration(paths: Sequence[str] | None, options: ConnectionOptions) -> Configuration:
    """The named files; without any those of the current folder, if there are some; else just the tenant."""
    if paths or has_files(Path.cwd()):
        return configuration_of(paths)
    return nothing_described(options.tenant)


def nothing_described(tenant: str) -> Configuration:
    """No files: the tenant of the command line, or the one that the sign-in leads to."""
    from passkeyctl.graph.tenant import is_tenant_id

    id = tenant.lower() if is_tenant_id(tenant) else None
    domain = tenant if id is None and "." in tenant and not tenant.startswith("sandbox") else None
    described = Tenant(id, domain, "", None, SourceRange("--tenant"))
    return Configuration(described, {}, (), None, {}, None, {}, ())


def _wanted(configuration: Configuration) -> Wanted:
    from passkeyctl.graph.snapshotting import Wanted

    emergency = configuration.emergency
    people = () if emergency is None else (*emergency.accounts, *([emergency.group] if emergency.group else []))
    return Wanted(references_of(configuration), frozenset(people))


def _organization(snapshot: Snapshot) -> Organization | None:
    from passkeyctl.graph.directory_objects import organization_of

    return organization_of(snapshot.read(Part.ORGANIZATION))


def _unread(snapshot: Snapshot) -> list[tuple[Part, Unread]]:
    """An endpoint without beta has nothing there to read."""
    found = [(part, content) for part, content in snapshot.parts.items() if isinstance(content, Unread)]
    return [(part, unread) for part, unread in found if part not in BETA or unread.status != 404]


def unread_members(snapshot: Snapshot) -> list[str]:
    """The groups that policies exclude and that are there, whose members were refused: they are not nobody."""
    from passkeyctl.graph.mentioned import excluded_groups

    if snapshot.endpoint == "import":
        return []  # another tool's files never say it
    there = {str(each.get("id")).lower(): str(each.get("displayName")) for each in snapshot.read(Part.GROUPS)}
    return [there[id] for id in sorted(excluded_groups(snapshot.parts)) if id in there and id not in snapshot.members]


def _lines(path: Path, snapshot: Snapshot) -> Iterator[Line]:
    whose = "only its owner can read it" if os.name == "posix" else "keep it where only you can read it"
    what = "sanitised" if snapshot.is_sanitised else "it names people and groups"
    yield Span("saved "), Span(str(path), Role.HEADING)  # not broken, so that it can be copied
    yield from line(f"{what}; {whose}", indent=2)
    for part in Part:
        content = snapshot.parts.get(part)
        if isinstance(content, tuple):
            yield from line(f"{_counted(part, len(content))}", Role.MUTED, indent=2)
    if snapshot.members:
        yield from line(f"groups whose members are in it: {len(snapshot.members)}", Role.MUTED, indent=2)
    for part, unread in _unread(snapshot):
        status = f"{unread.status}, " if unread.status else ""
        spans = [Span("unread: ", Role.WARNING), Span(f"{WORDS[part]}: {status}{unread.why}")]
        yield from hung(spans, first=2, rest=4)
    for name in unread_members(snapshot):
        yield from hung([Span("unread: ", Role.WARNING), Span(f"who is in `{name}`")], first=2, rest=4)


def _counted(part: Part, count: int) -> str:
    if part in SINGLE:
        return WORDS[part]
    mentioned = " that are mentioned" if part in MENTIONED else ""
    return f"{WORDS[part]}{mentioned}: {count}"
