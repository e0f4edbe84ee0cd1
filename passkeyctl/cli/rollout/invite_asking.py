"""Whom a run would give passes: the tenant as it is, the people of the group, and the passes that they have."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from passkeyctl.apply.comparing import emergency_ids
from passkeyctl.apply.planner import make_plan
from passkeyctl.cli.clock import now, today
from passkeyctl.cli.connection import Connection
from passkeyctl.cli.console import say
from passkeyctl.cli.files.files import configuration_of
from passkeyctl.cli.people.reading_people import PeopleOptions, people_source
from passkeyctl.cli.people.reading_progress import duration
from passkeyctl.cli.places import has_files
from passkeyctl.cli.readiness.audience import audience_of
from passkeyctl.cli.rollout.pass_terms import WantedTerms, terms_of
from passkeyctl.cli.snapshot.saving import nothing_described
from passkeyctl.errors import PasskeyctlError, UsageError
from passkeyctl.graph.emergency import follow_up
from passkeyctl.graph.pacing import Window
from passkeyctl.graph.passes import read_passes
from passkeyctl.identity import Identities
from passkeyctl.insight.readiness.wanted import readiness_wanted
from passkeyctl.insight.tenant_state import before
from passkeyctl.model.desired import Configuration
from passkeyctl.model.passes import PassOnRecord, PassTerms
from passkeyctl.model.people import Gap, Knowledge, People
from passkeyctl.plan.destination import Destination
from passkeyctl.plan.operation import Family
from passkeyctl.plan.plan import Plan, PlanOptions
from passkeyctl.resolve import Context
from passkeyctl.rollout.invitations import Invitation, Invited, Verdict, invitations


@dataclass(frozen=True, slots=True)
class InviteQuestion:
    """`also` and `replaces` are sign-in names or ids, as they were written."""

    group: str
    terms: WantedTerms
    also: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    compare_beta: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """`invitations` are as if nobody had a pass; `on_record` tells of those who would get one."""

    destination: Destination
    group_id: str
    group_name: str
    terms: PassTerms
    invitations: tuple[Invitation, ...]
    on_record: dict[str, PassOnRecord | str | None]
    replaces: frozenset[str]
    gaps: tuple[Gap, ...]


def invited_configuration(paths: Sequence[str] | None, tenant: str) -> Configuration:
    """The named files; without any those of the current folder, if there are some; else just the tenant."""
    if paths or has_files(Path.cwd()):
        return configuration_of(paths)
    return nothing_described(tenant)


async def ask(
    question: InviteQuestion,
    configuration: Configuration,
    tenant: Connection,
    people: PeopleOptions,
    window: Window,
    *,
    begins: Callable[[Destination], None],
) -> Found:
    """Judged on the tenant as it is: a pass is used today, whatever the files would change.

    `begins` is called before it is looked up who has a pass: from then on nobody else should make some.
    """
    options = PlanOptions(compare_beta=question.compare_beta)
    also = frozenset({Family.METHODS})
    plan = await make_plan(tenant.client, configuration, options, tenant.check_tenant, as_of=today(), also_read=also)
    state = before(plan.prior)
    terms = terms_of(question.terms, state, tenant.client.told_time or now())
    audience, _ = await audience_of(question.group, "", configuration, plan, state, tenant.client)
    emergency = await _emergency(configuration, plan, tenant)
    known = await people_source(tenant.client, people)(readiness_wanted(audience, state), plan.destination)
    judged = invitations(Invited(audience.id, emergency), state, known)
    named = _named(question.also, "--also", judged)
    replaces = _named(question.replaces, "--replace", judged)
    if named:
        judged = invitations(Invited(audience.id, emergency, named), state, known)
    begins(plan.destination)
    return Found(
        destination=plan.destination,
        group_id=audience.id,
        group_name=audience.name,
        terms=terms,
        invitations=judged,
        on_record=await _passes(tenant, judged, window),
        replaces=replaces,
        gaps=_gaps(known.people),
    )


async def _emergency(configuration: Configuration, plan: Plan, tenant: Connection) -> frozenset[str]:
    if configuration.emergency is None:
        say("notice: the files name no emergency accounts (`emergencyAccess`), so none is told from others")
        return frozenset()
    context = Context(plan.prior, Identities({}, ()), plan.directory, frozenset())
    group, accounts = emergency_ids(configuration, context)
    found, _ = await follow_up(tenant.client, group, accounts, ())
    if not found.accounts:
        raise PasskeyctlError(
            "none of the emergency accounts that the files name is there, so none can be told from others",
            hint="mend `emergencyAccess`; `passkeyctl plan` says what is wrong with it",
        )
    return frozenset({*(each.id.lower() for each in found.accounts), *(each.lower() for each in accounts)})


async def _passes(
    tenant: Connection, judged: Iterable[Invitation], window: Window
) -> dict[str, PassOnRecord | str | None]:
    """Only of those who would get one: it takes two seconds each."""
    ids = [each.person.id for each in judged if each.verdict is Verdict.ISSUE]
    if len(ids) > window.most and window.seconds:
        say(f"whether {len(ids):,} people have a pass is read one by one: about {duration(window.longest(len(ids)))}")
    return dict(await read_passes(tenant.client, ids, window))


def _named(written: Iterable[str], option: str, judged: tuple[Invitation, ...]) -> frozenset[str]:
    known = {key: each.person.id for each in judged for key in (_folded(each.person.sign_in_name), each.person.id)}
    found = set()
    for name in written:
        id = known.get(_folded(name))
        if id is None or not name.strip():
            raise UsageError(
                f"`{option} {name}` names nobody in the group",
                hint="write the whole sign-in name of a member, such as ada@contoso.com",
            )
        found.add(id)
    return frozenset(found)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).strip().casefold()


def _gaps(people: People) -> tuple[Gap, ...]:
    return tuple(each for each in people.gaps if each.part is not Knowledge.PASSKEYS or people.keys_unread)
