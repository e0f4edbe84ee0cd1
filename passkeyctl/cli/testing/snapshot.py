"""Policy tests by a snapshot, or another tool's export, with the files over it: nothing here can send a request."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from passkeyctl.cli.snapshot.against import endpoint_of, not_looked_up, opened_whole, planned_on
from passkeyctl.cli.testing.ground import Ground, kept_people, words_of
from passkeyctl.cli.who.states import changes_of, emergency_groups, states_of
from passkeyctl.diagnostics import error
from passkeyctl.errors import UserFault
from passkeyctl.insight.person.person import groups_mentioned
from passkeyctl.insight.policy_tests.names import Naming, local_ids, objects_in
from passkeyctl.model.change import Action, ResourceChange
from passkeyctl.model.desired import Configuration, Tenant
from passkeyctl.model.directory import Directory, DirectoryObject, Organization
from passkeyctl.model.reference import RefKind
from passkeyctl.model.state import PriorState
from passkeyctl.needs import references_of
from passkeyctl.plan.destination import Destination
from passkeyctl.snapshot.document import Part, Snapshot

HINT = "nothing in the snapshot is called so: correct the name, or take the snapshot again with the files that name it"
_PARTS = {
    Part.GROUPS: (RefKind.GROUP,),
    Part.USERS: (RefKind.USER,),
    Part.SERVICE_PRINCIPALS: (RefKind.APPLICATION, RefKind.SERVICE_PRINCIPAL),
    Part.ROLE_DEFINITIONS: (RefKind.ROLE,),
    Part.LOCATIONS: (RefKind.LOCATION,),
    Part.CONTEXTS: (RefKind.CONTEXT,),
}


def snapshot_ground(written: str, configuration: Configuration | None) -> Ground:
    from passkeyctl.graph.directory_objects import directory_of, organization_of
    from passkeyctl.graph.held_state import names_in, state_of
    from passkeyctl.graph.stubs import with_people

    snapshot = opened_whole(written)
    organization = organization_of(snapshot.read(Part.ORGANIZATION))
    whole = with_people(planned_on(snapshot, configuration) if configuration is not None else snapshot)
    objects = tuple(_objects(whole))
    names = Directory({}, dict(names_in(whole)))
    prior = state_of(whole)
    changes: tuple[ResourceChange, ...] = ()
    if configuration is not None:
        _check(configuration.tenant, organization)
        directory = directory_of(references_of(configuration), objects)
        names = names.merged(directory)
        changes = _changes(configuration, prior, directory)
    _, state = states_of(prior, changes)
    groups = groups_mentioned(state) | (emergency_groups(configuration, names) if configuration else frozenset())
    planned = sum(each.action is not Action.NO_OP for each in changes) if configuration is not None else None
    naming = Naming(state, objects_in(names, directory_of((), objects)), local_ids(changes), HINT)
    called = organization.display_name if organization is not None else ""
    path = _census(snapshot, organization)
    return Ground(
        called,
        f"{words_of(planned)}, by the {endpoint_of(snapshot).label}",
        state,
        names,
        naming,
        kept_people(path, groups),
    )


def _objects(snapshot: Snapshot) -> Iterator[DirectoryObject]:
    from passkeyctl.graph.directory_objects import object_of

    for part, kinds in _PARTS.items():
        yield from (object_of(kind, each) for each in snapshot.read(part) for kind in kinds)


def _check(described: Tenant | None, organization: Organization | None) -> None:
    """An import has no tenant of its own, and is taken for that of the files."""
    if described is None or organization is None:
        return
    is_other = described.id is not None and described.id != organization.id
    is_elsewhere = described.id is None and described.domain is not None
    if is_other or (is_elsewhere and str(described.domain).lower() not in organization.domains):
        named = f"`{described.id or described.domain}`"
        summary = f"the files are for {named}, but the snapshot is of `{organization.id}`"
        hint = "name the snapshot of this tenant, or the files of the other one"
        raise UserFault([error("OPS902", summary, source=described.source, hint=hint)])


def _changes(configuration: Configuration, prior: PriorState, directory: Directory) -> tuple[ResourceChange, ...]:
    """A name that was not looked up is not known to be missing."""
    try:
        return changes_of(configuration, prior, directory)
    except UserFault as fault:
        raise UserFault(not_looked_up(each) for each in fault.diagnostics()) from fault


def _census(snapshot: Snapshot, organization: Organization | None) -> Path | None:
    from passkeyctl.cli.people.reading_people import census_path

    if organization is None:
        return None
    return census_path(Destination(snapshot.endpoint, organization.id, organization.display_name))
