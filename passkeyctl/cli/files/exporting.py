"""Reading a tenant whole, writing the files for it, and saying what to do next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from passkeyctl.authenticators.catalogue import newest
from passkeyctl.cli.connection import ConnectionOptions, connected
from passkeyctl.cli.console import say, write_out
from passkeyctl.cli.files.export_summary import Outcome, argument, summary
from passkeyctl.cli.files.new_files import check_free, write_files
from passkeyctl.cli.loop import run_async
from passkeyctl.cli.places import has_files
from passkeyctl.cli.snapshot.saving import nothing_described
from passkeyctl.errors import ExitCode, GraphError, UsageError
from passkeyctl.export.files import FILE_NAMES, export_files
from passkeyctl.export.imported import IMPORT, names_of_import, own_objects
from passkeyctl.export.options import SECTIONS, ExportedFile, ExportedTenant, ExportNames, ExportOptions
from passkeyctl.model.address import Kind
from passkeyctl.model.desired import Configuration
from passkeyctl.model.directory import Organization
from passkeyctl.model.state import PriorState
from passkeyctl.plan.operation import Family
from passkeyctl.sandbox.places import WORD, is_sandbox

if TYPE_CHECKING:
    from passkeyctl.graph.client import GraphClient
    from passkeyctl.snapshot.document import Snapshot

HEAD = "tenant.yaml"
OF_FAMILY = {
    Family.FIDO2: ("passkeys",),
    Family.METHODS: ("temporaryAccessPass", "registrationCampaign"),
    Family.STRENGTHS: ("authenticationStrengths",),
    Family.LOCATIONS: ("namedLocations",),
    Family.CONTEXTS: ("authenticationContexts",),
    Family.POLICIES: ("conditionalAccess",),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """The command line; an empty `out` is stdout."""

    out: str
    is_split: bool
    only: tuple[str, ...]
    name: str
    prefix: str
    is_pinned: bool
    overwrites: bool
    as_profiles: bool = False

    @property
    def is_folder(self) -> bool:
        return self.is_split or self.out.endswith(("/", "\\")) or (bool(self.out) and Path(self.out).is_dir())

    @property
    def folder(self) -> Path:
        return Path(self.out) if self.is_folder else Path(self.out).parent

    @property
    def file(self) -> str:
        return HEAD if self.is_folder else Path(self.out).name


@dataclass(frozen=True, slots=True)
class _Read:
    """What there was to read; `refused` maps sections to the reason why they are missing."""

    state: PriorState
    names: ExportNames
    tenant: ExportedTenant
    refused: Mapping[str, str]
    is_import: bool = False
    has_faults: bool = False
    saw_beta: bool = True


def export_tenant(wanted: Wanted, connection: ConnectionOptions, source: str) -> ExitCode:
    _check(wanted, connection, source)
    read = run_async(_from_snapshot(source) if source else _from_tenant(connection))
    options = _options(wanted, read)
    files = export_files(read.state, read.names, options)
    if wanted.out:
        write_files(wanted.folder, {each.path: each.text for each in files}, overwrites=wanted.overwrites)
        if wanted.is_split:
            _say_what_is_older(wanted, files)
    else:
        write_out(files[0].text)
    is_whole = not any(options.wants(each) for each in read.refused)
    sandbox = connection.tenant if is_sandbox(connection.tenant) else ""
    # What another tool saved is compared with the tenant that it came from; with itself it is equal.
    against = _against("" if read.is_import else source, sandbox)
    if wanted.as_profiles:
        against += "--prove-equal "
        if read.state.has_profiles:
            say("notice: this tenant uses passkey profiles already: there is nothing to opt in to")
    summary(Outcome(read.state, options, _where(wanted, files), against, saw_beta=read.saw_beta))
    return ExitCode.DONE if is_whole and not read.has_faults else ExitCode.FAILED


def _check(wanted: Wanted, connection: ConnectionOptions, source: str) -> None:
    """Everything that can be told before anything is read."""
    unknown = [each for each in wanted.only if each not in SECTIONS]
    if unknown:
        raise UsageError(f"`--only {unknown[0]}` is no section", hint=f"use one of {', '.join(SECTIONS)}")
    if wanted.is_split and not wanted.out:
        raise UsageError("`--split` needs a folder to write to", hint="add --out FOLDER/")
    if wanted.as_profiles and wanted.only and "passkeys" not in wanted.only:
        raise UsageError("`--as-profiles` is about passkeys", hint="leave --only out, or add --only passkeys")
    if source and any((connection.tenant, connection.cloud, connection.auth, connection.client_id)):
        raise UsageError("`--from` reads files, and no tenant", hint="leave --tenant, --cloud and --auth out")
    if wanted.out and not wanted.overwrites and not wanted.is_split:
        check_free(wanted.folder, [wanted.file])


async def _from_tenant(connection: ConnectionOptions) -> _Read:
    configuration = _described(connection)
    async with connected(connection, configuration, read_only=True) as tenant:
        from passkeyctl.graph.names import read_names
        from passkeyctl.graph.reader import read_what_answers

        reading, refused = await read_what_answers(tenant.client)
        names = await read_names(tenant.client, reading.state)
        destination = await tenant.check_tenant(names.organization)
    exported = _tenant(names.organization, destination.tenant_id, destination.tenant_name, connection.cloud)
    return _Read(
        reading.state,
        ExportNames(names.directory, names.refused),
        exported,
        _reasons(refused),
        saw_beta=reading.saw_beta or Family.POLICIES in refused,
    )


def _described(connection: ConnectionOptions) -> Configuration:
    """Without --tenant the sign-in decides; the plain sandbox is that of the files in the current folder, if any."""
    if connection.tenant != WORD or not has_files(Path.cwd()):
        return nothing_described(connection.tenant)
    from passkeyctl.config.load import load

    loaded = load((), cwd=Path.cwd())  # what is to be said about them is no matter of an export
    if loaded.configuration is not None:
        return loaded.configuration
    raise UsageError(
        "the files in this folder don't say which sandbox is meant: they have faults, or are of several tenants",
        hint="run it in another folder, or name a state: --tenant sandbox:FILE",
    )


async def _from_snapshot(source: str) -> _Read:
    from passkeyctl.cli.snapshot.against import opened, replayed_for
    from passkeyctl.diagnostics import has_errors

    found = opened(source)
    async with replayed_for(found.snapshot, None) as (client, _):
        read = await _replayed(client, found.snapshot)
    return replace(read, has_faults=has_errors(found.faults))


async def _replayed(client: GraphClient, snapshot: Snapshot) -> _Read:
    from passkeyctl.graph.names import read_names
    from passkeyctl.graph.reader import read_what_answers
    from passkeyctl.graph.stubs import holds_passkeys

    reading, refused = await read_what_answers(client)
    names = await read_names(client, reading.state)
    known = names_of_import(names.directory, names.refused, snapshot)
    is_import = snapshot.endpoint == IMPORT
    state = own_objects(reading.state, snapshot, has_passkeys=holds_passkeys(snapshot)) if is_import else reading.state
    # What another tool's files don't hold was not refused to anybody: it is not what they are about.
    reasons = {} if is_import else _reasons(refused)
    # Beta is no question where another tool wrote the files.
    saw_beta = is_import or reading.saw_beta or Family.POLICIES in refused
    return _Read(state, known, _tenant(names.organization, "", "", ""), reasons, is_import, saw_beta=saw_beta)


def _tenant(organization: Organization | None, id: str, name: str, cloud: str) -> ExportedTenant:
    if organization is None:
        return ExportedTenant(id, "", name, cloud)
    return ExportedTenant(organization.id, "", organization.display_name, cloud)


def _reasons(refused: Mapping[Family, GraphError]) -> Mapping[str, str]:
    """Graph's answer by section."""
    return {
        section: f"{error.status}" + (f" {error.graph_code}" if error.graph_code else "")
        for family, error in refused.items()
        for section in OF_FAMILY[family]
    }


def _not_shown(state: PriorState) -> Mapping[str, str]:
    """A tenant need not show every method; that is no fault, and it is said."""
    sections = {"temporaryAccessPass": Kind.TEMPORARY_ACCESS_PASS, "registrationCampaign": Kind.CAMPAIGN}
    return {name: NOT_SHOWN for name, kind in sections.items() if kind in state.unread_kinds and state.objects}


NOT_SHOWN = "the tenant does not show it"


def _options(wanted: Wanted, read: _Read) -> ExportOptions:
    return ExportOptions(
        newest(),
        read.tenant,
        frozenset(wanted.only),
        wanted.name,
        wanted.prefix,
        wanted.is_pinned,
        wanted.is_split,
        file=wanted.file if wanted.out else HEAD,
        has_files=bool(wanted.out),
        variables_for_unknown=read.is_import,
        not_read=read.refused if read.is_import else {**_not_shown(read.state), **read.refused},
        as_profiles=wanted.as_profiles,
    )


def _against(source: str, sandbox: str) -> str:
    """The option with which a plan looks at the same tenant."""
    if source:
        return f"--against {argument(source)} "
    return f"--tenant {argument(sandbox)} " if sandbox else ""


def _say_what_is_older(wanted: Wanted, files: Sequence[ExportedFile]) -> None:
    """A section's file of an export before counts in the next plan of the folder as much as a new one."""
    written = {each.path for each in files}
    for name in FILE_NAMES.values():
        if name not in written and (wanted.folder / name).is_file():
            path = (wanted.folder / name).as_posix()
            say(f"notice: `{path}` was there before and is not of this export: remove it if it is of an older one")


def _where(wanted: Wanted, files: tuple[ExportedFile, ...]) -> str:
    """What a plan is to be made of."""
    if not wanted.out:
        return ""
    return wanted.folder.as_posix() if wanted.is_split else (wanted.folder / files[0].path).as_posix()
