"""Policy tests by the files alone: as if what they describe were all that the tenant holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from passkeyctl.assumed import NOTHING_READ, assumed
from passkeyctl.cli.testing.ground import Ground
from passkeyctl.diagnostics import Diagnostic, error
from passkeyctl.identity import exact
from passkeyctl.insight.policy_tests.names import Naming, local_ids, objects_in
from passkeyctl.insight.tenant_state import Held, TenantState, after
from passkeyctl.model.address import Kind
from passkeyctl.model.change import ResourceChange
from passkeyctl.model.desired import Configuration
from passkeyctl.model.directory import DirectoryObject
from passkeyctl.model.passkeys import DEFAULT_PROFILE_ID
from passkeyctl.model.policy_tests import NamedPerson
from passkeyctl.model.reference import RefKind

HINT = "nothing in the files names it, so being in it makes no difference: correct the name, or leave it out"
NOTICE = (
    "notice: judged by the files alone: policies, rows and settings of the tenant that they don't have may decide "
    "otherwise; --against SNAPSHOT, --offline or --tenant judge these too"
)
_PASSKEYS = frozenset({Kind.PASSKEYS, Kind.PROFILE, Kind.TARGET, Kind.EXCLUDE})


def files_ground(configuration: Configuration) -> Ground:
    found = assumed(configuration)
    objects = (*objects_in(found.directory), *_more_groups(configuration))
    state = state_of_files(found.changes)
    naming = Naming(state, objects, local_ids(found.changes), HINT)
    tenant = configuration.tenant.name if configuration.tenant is not None else ""
    return Ground(tenant, "the files alone", state, found.directory, naming, _nobody, (NOTICE,))


def state_of_files(changes: Iterable[ResourceChange]) -> TenantState:
    """What is new has the values of a new object; of what every tenant has, only what is written is known."""
    listed = tuple(changes)
    by_id = {(each.address.kind, each.id): each for each in listed}
    state = after(NOTHING_READ, listed)
    kinds = {each.address.kind for each in listed}
    described = kinds | (_PASSKEYS if Kind.PASSKEYS in kinds else frozenset())
    objects = (_known(each, by_id.get((each.kind, each.id))) for each in state.objects)
    kept = tuple(each for each in objects if each is not None)
    return replace(state, objects=kept, unread_kinds=state.unread_kinds - described)


def _known(held: Held, change: ResourceChange | None) -> Held | None:
    """Where nobody can tell whom a pass reaches, nothing is known of passes."""
    paths = [*_of_every_tenant(held)]
    if change is None or not paths:
        return held
    unknown = dict.fromkeys(path for path in paths if change.changed(path) is None)
    if "targets" in unknown:
        return None
    return replace(held, fields={**held.fields, **unknown})


def _of_every_tenant(held: Held) -> tuple[str, ...]:
    match held.kind:
        case Kind.PASSKEYS:
            return ("state", "allowSelfServiceSetup")
        case Kind.TEMPORARY_ACCESS_PASS:
            return ("state", "targets", "oneTimeUse")
        case Kind.PROFILE if held.id == DEFAULT_PROFILE_ID:
            return ("enforceAttestation", "keyRestrictions.behavior")
        case _:
            return ()


def _more_groups(configuration: Configuration) -> Iterator[DirectoryObject]:
    """Groups that have a short name, or hold the emergency accounts, and that no entry names."""
    emergency = configuration.emergency
    group = emergency.group if emergency is not None else None
    for each in (*configuration.groups.values(), *((group,) if group is not None else ())):
        name = exact(each.name or each.written)
        yield DirectoryObject(RefKind.GROUP, each.id or name, name)


def _nobody(named: NamedPerson) -> Diagnostic:
    return error(
        "",
        f"`{named.written}` is no key under `personas`, and files tell nothing of real people",
        source=named.source,
        hint="describe the person, or judge real people with --offline, --against SNAPSHOT or --tenant",
    )
