"""What letters are about: the settings, the cohorts, and where a tenant is read also its people."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from passkeyctl.apply.planner import make_plan
from passkeyctl.cli.clock import today
from passkeyctl.cli.connection import Connection, ConnectionOptions, connected
from passkeyctl.cli.loop import run_async
from passkeyctl.cli.people.reading_people import PeopleOptions, people_source
from passkeyctl.errors import PasskeyctlError
from passkeyctl.graph.directory import look_up
from passkeyctl.insight.readiness.readiness import Audience, Readiness, Scope, readiness
from passkeyctl.insight.readiness.wanted import readiness_wanted
from passkeyctl.insight.tenant_state import TenantState, after
from passkeyctl.letters.assuming import described
from passkeyctl.model.address import Kind
from passkeyctl.model.desired import Configuration
from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.model.people import KnownPeople, PeopleWanted
from passkeyctl.model.reference import Reference, RefKind
from passkeyctl.plan.operation import Family
from passkeyctl.plan.plan import PlanOptions

EVERYBODY = "Everybody"


@dataclass(frozen=True, slots=True)
class Row:
    """One cohort; without people there is no `readiness`."""

    id: str
    name: str
    readiness: Readiness | None = None

    @property
    def count(self) -> int | None:
        return None if self.readiness is None else len(self.readiness.counted)


@dataclass(frozen=True, slots=True)
class Ground:
    state: TenantState
    rows: tuple[Row, ...]
    all_names: Mapping[tuple[RefKind, str], str]
    organisation: str
    domain: str | None = None
    tenant_id: str = ""
    known: KnownPeople | None = None

    def names(self, kind: RefKind) -> Mapping[str, str]:
        return {id: name for (each, id), name in self.all_names.items() if each is kind}


def ground_of_files(configuration: Configuration, cohorts: Sequence[str]) -> Ground:
    """No sign-in, no request: groups are called what the files call them."""
    found = described(configuration)
    tenant = configuration.tenant
    return Ground(
        found.state,
        _rows(found.state, found.names, configuration, cohorts),
        found.names,
        _organisation(configuration),
        domain=tenant.domain if tenant is not None else None,
    )


def ground_of_tenant(
    configuration: Configuration, cohorts: Sequence[str], connection: ConnectionOptions, people: PeopleOptions
) -> Ground:
    async def asked() -> Ground:
        async with connected(connection, configuration, read_only=True) as tenant:
            return await _ask(configuration, cohorts, tenant, people)

    return run_async(asked())


async def _ask(
    configuration: Configuration, cohorts: Sequence[str], tenant: Connection, people: PeopleOptions
) -> Ground:
    """The settings as the wanted stage has them, whether its gates are open or not: letters come before it."""
    plan = await make_plan(
        tenant.client,
        configuration,
        PlanOptions(),
        tenant.check_tenant,
        as_of=today(),
        also_read=frozenset({Family.METHODS}),
    )
    state = after(plan.prior, plan.changes)
    ids = [each.id for each in state.of(Kind.TARGET) if each.id != EVERYONE]
    unnamed = [each for each in ids if plan.directory.name_of(RefKind.GROUP, each) is None]
    directory = plan.directory
    if unnamed:
        found = await look_up(tenant.client, [Reference(RefKind.GROUP, id, id=id) for id in unnamed])
        directory = directory.merged(found[0])
    rows = _rows(state, directory.names, configuration, cohorts)
    known = await people_source(tenant.client, people)(_wanted(rows, state), plan.destination)
    where = plan.destination
    return Ground(
        state,
        tuple(replace(each, readiness=readiness(_audience(each), state, known.people)) for each in rows),
        directory.names,
        where.tenant_name or _organisation(configuration),
        domain=configuration.tenant.domain if configuration.tenant is not None else None,
        tenant_id=where.tenant_id,
        known=known,
    )


def _audience(row: Row) -> Audience:
    return Audience() if row.id == EVERYONE else Audience(Scope.GROUP, row.id, row.name)


def _wanted(rows: tuple[Row, ...], state: TenantState) -> PeopleWanted:
    """One reading for all cohorts."""
    parts = [readiness_wanted(_audience(each), state) for each in rows]
    return PeopleWanted(
        groups=frozenset[str]().union(*(each.groups for each in parts)),
        roles=True,
        keys_of=frozenset[str]().union(*(each.keys_of for each in parts)),
        keys_of_everyone=any(each.keys_of_everyone for each in parts),
        users=frozenset[str]().union(*(each.users for each in parts)),
    )


def _organisation(configuration: Configuration) -> str:
    """What the files call the tenant, if anything that people would recognise."""
    tenant = configuration.tenant
    return "" if tenant is None or tenant.name in (tenant.domain, tenant.id) else tenant.name


def _rows(
    state: TenantState,
    names: Mapping[tuple[RefKind, str], str],
    configuration: Configuration,
    cohorts: Sequence[str],
) -> tuple[Row, ...]:
    """The cohorts that are named, in that order; without any, every group that may register but emergency access."""
    rows = {each.id: _row(each.id, names) for each in state.of(Kind.TARGET)}
    if not rows:
        raise PasskeyctlError("nobody is among `passkeys.targets`", hint="letters are for groups that may register")
    if cohorts:
        return tuple(dict.fromkeys(_named(each, rows, configuration) for each in cohorts))
    emergency = configuration.emergency
    left_out = _words(emergency.group) if emergency is not None and emergency.group is not None else frozenset()
    kept = (each for each in rows.values() if not left_out & {each.id, each.name})
    return tuple(sorted(kept, key=lambda each: (each.name.casefold(), each.id)))


def _row(id: str, names: Mapping[tuple[RefKind, str], str]) -> Row:
    return Row(id, EVERYBODY if id == EVERYONE else names.get((RefKind.GROUP, id), id))


def _named(written: str, rows: Mapping[str, Row], configuration: Configuration) -> Row:
    alias = configuration.groups.get(written)
    words = _words(alias) if alias is not None else frozenset({unicodedata.normalize("NFC", written), written.lower()})
    if written in ("everyone", "all_users"):
        words |= {EVERYONE}
    found = [each for each in rows.values() if words & {each.id, each.name}]
    if len(found) == 1:
        return found[0]
    listed = sorted(f"`{each.name}` ({each.id})" for each in found or rows.values())
    if found:
        raise PasskeyctlError(f"`{written}` names {len(found)} groups", hint="write the id", detail=listed)
    raise PasskeyctlError(
        f"no row of `passkeys.targets` is for `{written}`", hint="name one of those that are listed", detail=listed
    )


def _words(reference: Reference) -> frozenset[str]:
    """What may stand for a group: its id where it is known, else its name."""
    if reference.id is not None:
        return frozenset({reference.id})
    return frozenset({unicodedata.normalize("NFC", reference.name or reference.written)})
