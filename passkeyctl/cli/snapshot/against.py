"""A saved snapshot instead of a tenant: the same client, the same reading, and nothing that could be written to."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from passkeyctl.cli.console import say, show_diagnostics
from passkeyctl.cli.pace import timing
from passkeyctl.diagnostics import Diagnostic, error, has_errors
from passkeyctl.errors import GraphError, IncompleteRead, UserFault
from passkeyctl.graph.clouds import SANDBOX, Endpoint
from passkeyctl.model.desired import Configuration, Tenant
from passkeyctl.model.directory import Organization
from passkeyctl.plan.plan import Destination
from passkeyctl.snapshot.document import MENTIONED, Opened, Part, Snapshot

if TYPE_CHECKING:
    from passkeyctl.graph.client import GraphClient

LABEL, IMPORT = "snapshot of", "import"


def opened(written: str) -> Opened:
    """What a path holds, ours or another tool's; faults of single files are shown."""
    from passkeyctl.foreign.opening import open_snapshot

    found = open_snapshot([Path(written)])
    show_diagnostics(found.faults)
    return found


def opened_whole(written: str) -> Snapshot:
    """As `opened`, or an error: what stands in a file that could not be read must not look as if it were gone."""
    from passkeyctl.foreign.opening import open_snapshot

    found = open_snapshot([Path(written)])
    if has_errors(found.faults) or not found.snapshot.parts:
        raise UserFault(found.faults or [error("", f"`{written}` holds nothing of a tenant", hint=_NAME_ANOTHER)])
    show_diagnostics(found.faults)
    return found.snapshot


_NAME_ANOTHER = "name a file of `passkeyctl snapshot save`, or what another tool exported"


@asynccontextmanager
async def replaying(snapshot: Snapshot) -> AsyncIterator[GraphClient]:
    """A client that reads the snapshot as it would read the tenant."""
    from passkeyctl.graph.client import GraphClient, Settings
    from passkeyctl.graph.replaying import answers_of, refusals_of
    from passkeyctl.graph.stubs import with_people
    from passkeyctl.graph.tokens import StaticToken
    from passkeyctl.sandbox.faults import Refuse
    from passkeyctl.sandbox.replay import ReplayTransport, directory_store
    from passkeyctl.sandbox.seed_snapshot import directory_of

    whole = with_people(snapshot)
    rows = {str(part): whole.read(part) for part in (*MENTIONED, Part.ORGANIZATION, Part.ROLE_DEFINITIONS)}
    collections = directory_of(rows, whole.members, whole.memberships)
    store = directory_store(collections, clock=lambda: datetime.now(UTC), new_id=lambda: str(uuid.uuid4()))
    refused = [(path, Refuse(status, "NotInTheSnapshot", words)) for path, status, words in refusals_of(whole)]
    client = GraphClient.connect(
        endpoint_of(snapshot),
        StaticToken("snapshot"),
        Settings(timing(), lambda: str(uuid.uuid4()), ca_interval=0.0),
        read_only=True,
        transport=ReplayTransport(store, answers_of(whole), refused),
    )
    with _in_words_of_snapshots(_OTHER_FILES if snapshot.endpoint == IMPORT else _AGAIN):
        async with client:
            yield client


@asynccontextmanager
async def replayed_for(
    snapshot: Snapshot, described: Tenant | None
) -> AsyncIterator[tuple[GraphClient, SnapshotCheck]]:
    """The client, and the check that the files and the snapshot are about one tenant."""
    async with replaying(snapshot) as client:
        yield client, SnapshotCheck(described, endpoint_of(snapshot))


SECTIONS = {
    "passkeys": Part.METHODS_POLICY,
    "temporaryAccessPass": Part.METHODS_POLICY,
    "registrationCampaign": Part.METHODS_POLICY,
    "authenticationStrengths": Part.STRENGTHS,
    "namedLocations": Part.LOCATIONS,
    "authenticationContexts": Part.CONTEXTS,
    "conditionalAccess": Part.POLICIES,
}


def planned_on(snapshot: Snapshot, configuration: Configuration) -> Snapshot:
    """What a plan of these files needs. Files of one kind can be compared with an import that holds just that kind."""
    if snapshot.endpoint != IMPORT:
        return snapshot
    from passkeyctl.graph.stubs import with_untouched
    from passkeyctl.sandbox.defaults import built_in_strengths, fido2_configuration

    described = {each.address.kind.value.partition(".")[0] for each in configuration.entries} | set(
        configuration.manage
    )
    needed = frozenset(SECTIONS[each] for each in described if each in SECTIONS)
    is_for_passkeys = "passkeys" in described
    whole = with_untouched(
        snapshot, needed, fido2_configuration(), built_in_strengths(), describes_passkeys=is_for_passkeys
    )
    assumed = [
        part for part in sorted(SECTIONS, key=list(SECTIONS).index) if _is_assumed(part, snapshot, whole, described)
    ]
    if assumed:
        say(f"notice: not in the import, and taken as in a new tenant: {', '.join(assumed)}")
    return whole


def _is_assumed(section: str, snapshot: Snapshot, whole: Snapshot, described: set[str]) -> bool:
    part = SECTIONS[section]
    return section not in described and not snapshot.is_read(part) and whole.is_read(part)


def endpoint_of(snapshot: Snapshot) -> Endpoint:
    """Its label stands in plans and receipts, so that nobody takes what was once for what is."""
    what = f"{LABEL} {snapshot.taken_at or 'an unknown time'}" if snapshot.endpoint != IMPORT else "import"
    return replace(SANDBOX, kind="snapshot", label=what + (", sanitised" if snapshot.is_sanitised else ""))


@dataclass(frozen=True, slots=True)
class SnapshotCheck:
    """An import has no tenant of its own: then that of the files is taken, or none."""

    described: Tenant | None
    endpoint: Endpoint

    async def __call__(self, organization: Organization | None) -> Destination:
        from passkeyctl.graph.tenant import check_tenant

        described = self.described
        if organization is None:
            return Destination(
                self.endpoint.label, (described and described.id) or "", (described and described.name) or ""
            )
        if described is not None:
            wrong = check_tenant(described.id or "", described.domain or "", None, organization)
            if wrong is not None:
                raise UserFault([replace(wrong, summary=_as_of_snapshot(wrong.summary), hint=_ANOTHER)])
        return Destination(self.endpoint.label, organization.id, organization.display_name)


_ANOTHER = "name the snapshot of this tenant, or the files of the other one"


def _as_of_snapshot(summary: str) -> str:
    return summary.replace("you are signed in to", "the snapshot is of")


@contextmanager
def _in_words_of_snapshots(hint: str) -> Iterator[None]:
    """What a live tenant would refuse, a snapshot does not hold; what nobody looked up is not known to be missing."""
    try:
        yield
    except GraphError as refused:
        if refused.status != 403:
            raise
        said = next((each.removeprefix(_SAID) for each in refused.detail if each.startswith(_SAID)), refused.summary)
        call = refused.summary.split("`")[1] if "`" in refused.summary else ""
        raise IncompleteRead(f"`{call}`: {said}", hint=hint) from refused
    except UserFault as fault:
        raise UserFault([not_looked_up(each) for each in fault.diagnostics()]) from fault


_SAID = "Graph says: "
_AGAIN = "take the snapshot again with a sign-in that may read it"
_OTHER_FILES = "plan against a snapshot of the tenant, or leave the section out: an import holds what it holds"


def not_looked_up(diagnostic: Diagnostic) -> Diagnostic:
    if diagnostic.code != "CAP401" or not diagnostic.summary.startswith("there is no "):
        return diagnostic
    return replace(
        diagnostic,
        summary=f"{diagnostic.summary} in the snapshot: it was not looked up when it was taken, or not there",
        hint="take it again with the files that name it: passkeyctl snapshot save FILE yourfiles.yaml",
    )
