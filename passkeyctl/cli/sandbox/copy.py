"""The sandbox as a copy of a tenant: rehearse an apply on what you have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from passkeyctl.cli.console import say
from passkeyctl.cli.loop import run_async
from passkeyctl.cli.snapshot.against import SnapshotCheck, endpoint_of, opened_whole
from passkeyctl.cli.snapshot.saving import WORDS, unread_members
from passkeyctl.diagnostics import SourceRange
from passkeyctl.errors import SnapshotRejected
from passkeyctl.graph.directory_objects import organization_of
from passkeyctl.json_types import JsonObject
from passkeyctl.model.desired import Tenant
from passkeyctl.snapshot.document import MENTIONED, Part, Snapshot, Unread

if TYPE_CHECKING:
    from passkeyctl.model.directory import Organization

CONFIGURED = (Part.METHODS_POLICY, Part.STRENGTHS, Part.POLICIES, Part.LOCATIONS, Part.CONTEXTS)
"""What a rehearsal changes: a copy without one of them would rehearse something else."""


@dataclass(frozen=True, slots=True)
class Copy:
    """What goes into the sandbox, and which tenant it says it is; `notes` are for people."""

    tenant: Tenant
    collections: JsonObject
    notes: Sequence[str]


def copy_from(written: str, described: Tenant | None) -> Copy:
    """The identity is the snapshot's own; an import has none, and takes that of the files."""
    from passkeyctl.graph.stubs import made_up, with_everything
    from passkeyctl.sandbox.places import identity_of
    from passkeyctl.sandbox.seed_snapshot import copy_of

    snapshot = opened_whole(written)
    _refuse_unread(snapshot, written)
    organization = organization_of(snapshot.read(Part.ORGANIZATION))
    run_async(SnapshotCheck(described, endpoint_of(snapshot))(organization))
    tenant = _tenant(organization, described)
    identity = identity_of(tenant.id, tenant.domain, tenant.name)
    whole = with_everything(snapshot)
    collections = copy_of(
        {str(part): whole.read(part) for part in whole.parts},
        whole.members,
        whole.memberships,
        tenant_id=identity.tenant_id,
        domain=identity.domain,
    )
    stubs = [f"made up: {count} {WORDS[part]} that are mentioned and not in it"
             for part, count in made_up(snapshot, whole).items()]  # fmt: skip
    missing = [f"not in it, and as in a new tenant: {WORDS[part]}" for part in CONFIGURED if not whole.is_read(part)]
    return Copy(tenant, collections, (*stubs, *missing, *_unread(snapshot)))


def _unread(snapshot: Snapshot) -> Iterator[str]:
    """What a plan against the snapshot would stop at is not there in a copy, and that must not look like the tenant."""
    for part in sorted(MENTIONED):
        if isinstance(snapshot.parts.get(part), Unread):
            yield f"could not be read, so there are none in the copy: {WORDS[part]}"
    for each in unread_members(snapshot):
        yield f"could not be read, so who is in it may be missing in the copy: `{each}`"


def say_notes(copy: Copy) -> None:
    for each in copy.notes:
        say(f"  {each}")


def _refuse_unread(snapshot: Snapshot, written: str) -> None:
    """What was never asked for is not there in another tool's export; what was refused is there and unknown."""
    refused = [part for part in CONFIGURED if isinstance(snapshot.parts.get(part), Unread)]
    if refused:
        raise SnapshotRejected(
            f"`{written}` is no whole tenant: {', '.join(WORDS[each] for each in refused)} could not be read",
            hint="take the snapshot again with a sign-in that may read all of it",
        )


def _tenant(organization: Organization | None, described: Tenant | None) -> Tenant:
    if organization is None:
        return described or Tenant(None, None, "", None, SourceRange("--from"))
    known = described.domain if described is not None else None
    initial = sorted(organization.domains, key=lambda each: (not each.endswith(".onmicrosoft.com"), each))
    domain = known or next(iter(initial), None)
    named = Tenant(organization.id, domain, organization.display_name, None, SourceRange("--from"))
    return named if described is None else replace(described, id=named.id, domain=named.domain, name=named.name)
