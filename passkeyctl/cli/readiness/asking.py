"""Asking a tenant who is ready: the plan, the people, the answer, and where it is written."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

from passkeyctl.apply.planner import make_plan
from passkeyctl.cli.atomic import replace_file
from passkeyctl.cli.clock import today
from passkeyctl.cli.connection import Connection, ConnectionOptions, connected
from passkeyctl.cli.console import say, show, write_out
from passkeyctl.cli.files.files import configuration_of
from passkeyctl.cli.history.occasions import remember_readiness
from passkeyctl.cli.kept import TABLE, remember
from passkeyctl.cli.loop import run_async
from passkeyctl.cli.people.reading_people import PeopleOptions, people_source
from passkeyctl.cli.places import has_files
from passkeyctl.cli.readiness.audience import audience_of
from passkeyctl.cli.redacting import redacted_fault
from passkeyctl.cli.snapshot.saving import nothing_described
from passkeyctl.errors import ExitCode, UsageError, UserFault
from passkeyctl.graph.clouds import Cloud
from passkeyctl.graph.directory import look_up
from passkeyctl.insight.policies.grants import requirement_words
from passkeyctl.insight.readiness.readiness import Audience, Readiness, Scope, Status, readiness
from passkeyctl.insight.readiness.wanted import readiness_wanted
from passkeyctl.insight.tenant_state import TenantState, after, before
from passkeyctl.model.change import Action
from passkeyctl.model.desired import Configuration
from passkeyctl.model.directory import Directory
from passkeyctl.model.people import KnownPeople, People
from passkeyctl.model.reference import Reference, RefKind
from passkeyctl.plan.operation import Family
from passkeyctl.plan.plan import Plan, PlanOptions
from passkeyctl.render.people.readiness_csv import COLUMNS, readiness_csv
from passkeyctl.render.people.readiness_json import readiness_json_text
from passkeyctl.render.people.readiness_lines import readiness_lines
from passkeyctl.render.people.readiness_view import ReadinessView, RedactedRoster
from passkeyctl.render.people.readiness_words import READY_MEANS
from passkeyctl.render.redaction import Redaction


@dataclass(frozen=True, slots=True)
class Question:
    """What the command line asks. `fail_under`: of a hundred people; None: any share will do."""

    group: str
    policy: str
    is_live: bool
    compare_beta: bool
    today: date
    fail_under: Fraction | None
    csv: str
    as_json: bool


@dataclass(frozen=True, slots=True)
class _Answer:
    plan: Plan
    state: TenantState
    found: Readiness
    known: KnownPeople


def run(
    question: Question, paths: Sequence[str] | None, connection: ConnectionOptions, people: PeopleOptions
) -> ExitCode:
    configuration = _configuration(paths, connection.tenant, redact=connection.redact)

    async def answered() -> _Answer:
        async with connected(connection, configuration, read_only=True) as tenant:
            return await _ask(question, configuration, tenant, people)

    try:
        answer = run_async(answered())
    except UserFault as fault:
        raise redacted_fault(fault, configuration) if connection.redact else fault from None
    view = _view(question, answer, configuration, connection)
    if question.csv:
        _write(question.csv, view, answer.plan, configuration)
    code = _exit_code(question, answer.found, answer.known.people)
    if question.as_json:
        reasons = ("notReady",) if code is ExitCode.REFUSED else ()
        write_out(readiness_json_text(view, exit_code=code, reasons=reasons))
    else:
        show(readiness_lines(view), sys.stdout)
        if code is ExitCode.REFUSED:
            say(_why_refused(question, answer.known.people))
    remember_readiness(answer.found, answer.plan, configuration, code, is_comparable=_is_comparable(question, answer))
    return code


def _is_comparable(question: Question, answer: _Answer) -> bool:
    """Everybody in the tenant, all of them read, with the files applied or nothing left to apply."""
    is_after = not question.is_live or not answer.plan.has_changes
    return is_after and answer.found.audience.scope is Scope.TENANT and answer.known.people.is_complete


def _configuration(paths: Sequence[str] | None, tenant: str, *, redact: bool) -> Configuration:
    """The named files; without any those of the current folder, if there are some; else just the tenant."""
    if paths or has_files(Path.cwd()):
        return configuration_of(paths, redact=redact)
    return nothing_described(tenant)


async def _ask(question: Question, configuration: Configuration, tenant: Connection, people: PeopleOptions) -> _Answer:
    options = PlanOptions(compare_beta=question.compare_beta)
    also = frozenset({Family.METHODS})
    plan = await make_plan(tenant.client, configuration, options, tenant.check_tenant, as_of=today(), also_read=also)
    state = before(plan.prior) if question.is_live else after(plan.prior, plan.changes)
    audience, directory = await audience_of(question.group, question.policy, configuration, plan, state, tenant.client)
    wanted = readiness_wanted(audience, state)
    known = await people_source(tenant.client, people)(wanted, plan.destination)
    nameless = [Reference(RefKind.GROUP, id, id=id) for id in wanted.groups if _is_nameless(id, directory)]
    if nameless:
        directory = directory.merged((await look_up(tenant.client, nameless))[0])
    return _Answer(replace(plan, directory=directory), state, readiness(audience, state, known.people), known)


def _is_nameless(id: str, directory: Directory) -> bool:
    return directory.name_of(RefKind.GROUP, id) is None


def _view(
    question: Question, answer: _Answer, configuration: Configuration, connection: ConnectionOptions
) -> ReadinessView:
    plan, audience = answer.plan, answer.found.audience
    pending = sum(each.action is not Action.NO_OP for each in plan.changes)
    cloud = connection.cloud or (configuration.tenant.cloud if configuration.tenant is not None else None)
    view = ReadinessView(
        readiness=answer.found,
        known=answer.known,
        names={id: name for (kind, id), name in plan.directory.names.items() if kind is RefKind.GROUP},
        tenant=plan.destination.tenant_name or plan.destination.tenant_id or "not known",
        tenant_id=plan.destination.tenant_id,
        endpoint=plan.destination.endpoint,
        requirement=_requirement(audience, answer.state),
        pending=pending if pending and not question.is_live else None,
        today=question.today,
        now=datetime.now(UTC),
        has_sms_dates=(cloud or Cloud.GLOBAL) == Cloud.GLOBAL,
        unread_policies=len(answer.state.unread_policies),
    )
    return _redacted(view, Redaction.of_plan(plan)) if connection.redact else view


def _requirement(audience: Audience, state: TenantState) -> str:
    return READY_MEANS[audience.scope] if audience.policy is None else requirement_words(audience.policy.fields, state)


def _redacted(view: ReadinessView, redaction: Redaction) -> ReadinessView:
    found = view.readiness
    people = replace(view.people, gaps=redaction.of(view.people.gaps))
    audience = replace(found.audience, name=redaction.text(found.audience.name))
    return replace(
        view,
        readiness=replace(found, audience=audience),
        known=KnownPeople(people, RedactedRoster(view.known.roster, view.everybody)),
        names=_without_names(view.names, redaction),
        tenant=redaction.text(view.tenant),
        requirement=redaction.text(view.requirement),
    )


def _without_names(names: Mapping[str, str], redaction: Redaction) -> Mapping[str, str]:
    return {id: redaction.text(name) for id, name in names.items()}


def _write(path: str, view: ReadinessView, plan: Plan, configuration: Configuration) -> None:
    replace_file(Path(path), readiness_csv(view))
    domain = configuration.tenant.domain if configuration.tenant is not None else None
    remember(Path(path), TABLE, plan.destination.tenant_id, domain)
    count = len(view.everybody)
    say(f"wrote {path}: {count:,} {'person' if count == 1 else 'people'}, for your eyes only")


def _exit_code(question: Question, found: Readiness, people: People) -> ExitCode:
    """Of nobody, nobody is ready; nor is a share of those known the share of all."""
    if question.fail_under is None:
        return ExitCode.DONE
    if not people.is_complete and found.audience.scope is not Scope.GROUP:
        return ExitCode.REFUSED
    ready, counted = len(found.by_status[Status.READY]), len(found.counted)
    return ExitCode.REFUSED if not counted or ready * 100 < question.fail_under * counted else ExitCode.DONE


def _why_refused(question: Question, people: People) -> str:
    fewer = f"fewer than {float(question.fail_under or 0):g} in a hundred are ready"
    return fewer if people.is_complete else f"{fewer}, or may be: not everybody could be read"


def check_writable(path: str) -> None:
    """Before anything is read: a table replaces an older one, never a file that is something else."""
    place = Path(path)
    if not path:
        return
    if not place.parent.is_dir():
        raise UsageError(f"there is no folder `{place.parent}`", hint="make it, or choose another place for --csv")
    if place.is_dir():
        raise UsageError(f"`{path}` is a folder", hint="name a file in it")
    if place.is_file() and place.stat().st_size:
        with place.open("rb") as stream:
            start = stream.read(200).removeprefix(b"\xef\xbb\xbf")
        if not start.startswith(",".join(COLUMNS).encode()):
            raise UsageError(f"`{path}` is there already and is no table of people", hint="choose another name")


def day_of(written: str) -> date:
    """The day on this machine's calendar, unless another is asked for."""
    if not written:
        return datetime.now().astimezone().date()
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise UsageError(f"`--as-of {written}` is not a day", hint="write it like 2026-11-23") from None


def named(written: str | None, option: str) -> str:
    """An empty name is a slip, such as a variable that is not set: it must not ask about everybody."""
    if written is not None and not written.strip():
        raise UsageError(
            f"{option} names nothing", hint="write a name or an id, or leave it out: it asks about everybody"
        )
    return written or ""


def percent_of(written: str | None) -> Fraction | None:
    if written is None:
        return None
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,4})?%?", written) or Fraction(written.rstrip("%")) > 100:
        raise UsageError(f"`--fail-under {written}` is not a number from 0 to 100", hint="write it like 95")
    return Fraction(written.rstrip("%"))
