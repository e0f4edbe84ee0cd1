"""Giving a group its passes: shown first, approved by itself, made one by one, told by name and never by value."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from passkeyctl.cli.apply.approval import typed
from passkeyctl.cli.clock import now
from passkeyctl.cli.connection import Connection, ConnectionOptions, connected
from passkeyctl.cli.console import say, show, show_diagnostics, write_out
from passkeyctl.cli.failing import REASONS
from passkeyctl.cli.kept import TABLE, remember
from passkeyctl.cli.loop import run_async
from passkeyctl.cli.people.reading_people import PeopleOptions
from passkeyctl.cli.rollout.invite_asking import Found, InviteQuestion, ask, invited_configuration
from passkeyctl.cli.rollout.invite_runs import InviteRun, begin, only_one, unfinished
from passkeyctl.cli.rollout.issuing import Issuing, Maker, issue_all
from passkeyctl.cli.rollout.pass_takers import open_taker
from passkeyctl.cli.signals import interrupted_at_once, stopping
from passkeyctl.diagnostics import Diagnostic
from passkeyctl.errors import ExitCode
from passkeyctl.graph.pacing import Window
from passkeyctl.model.desired import Configuration
from passkeyctl.model.people import Person
from passkeyctl.plan.destination import Destination
from passkeyctl.render.json_text import json_text
from passkeyctl.render.rollout.invitation_lines import InvitationView, invitation_json, invitation_lines, terms_text
from passkeyctl.rollout.invitations import Invitation, Verdict, with_passes


@dataclass(frozen=True, slots=True)
class InviteOptions:
    """`asks`: somebody at a terminal answers. One of `out` and `to_command` is given unless it is a dry run."""

    question: InviteQuestion
    is_dry_run: bool
    out: str
    to_command: str
    resumes: bool
    asks: bool
    as_json: bool


@dataclass(slots=True)
class _SoFar:
    """What is known of a run at any moment."""

    view: InvitationView | None = None
    run: InviteRun | None = None
    issuing: Issuing = field(default_factory=Issuing)


def invite_people(
    options: InviteOptions, paths: Sequence[str] | None, connection: ConnectionOptions, people: PeopleOptions
) -> int:
    configuration = invited_configuration(paths, connection.tenant)
    so_far = _SoFar()
    try:
        code = run_async(_invited(options, configuration, connection, people, so_far))
    except KeyboardInterrupt:
        if not so_far.issuing.has_made:
            raise
        so_far.issuing.is_interrupted = True
        code = ExitCode.OPEN
    _tell(options, so_far)
    if options.as_json and so_far.view is not None and code is not ExitCode.INTERRUPTED:
        write_out(_document(so_far.view, so_far, code))
    return code


async def _invited(
    options: InviteOptions,
    configuration: Configuration,
    connection: ConnectionOptions,
    people: PeopleOptions,
    so_far: _SoFar,
) -> ExitCode:
    issues = not options.is_dry_run

    def begins(destination: Destination) -> None:
        if issues:
            alone.enter_context(only_one(destination))

    with ExitStack() as alone:
        async with connected(connection, configuration, read_only=True, issues_passes=issues) as tenant:
            window = tenant.client.reports_window()
            looked_at = now()
            found = await ask(options.question, configuration, tenant, people, window, begins=begins)
            return await _answered(options, _Looked(found, looked_at), tenant, window, so_far)


@dataclass(frozen=True, slots=True)
class _Looked:
    """What was found out, and when looking began."""

    found: Found
    at: datetime

    @property
    def replaced(self) -> frozenset[str]:
        """Those with a pass that may be good: whoever of them gets another was asked about."""
        return frozenset(
            id
            for id, each in self.found.on_record.items()
            if each is not None and not isinstance(each, str) and each.stands is not False
        )


async def _answered(
    options: InviteOptions, looked: _Looked, tenant: Connection, window: Window, so_far: _SoFar
) -> ExitCode:
    issues, found = not options.is_dry_run, looked.found
    former = unfinished(found.destination, found.group_id)
    judged = _with_former(found, former)
    if issues and options.asks:
        judged = _with_answers(judged, found)
    so_far.view = InvitationView(found.destination, found.group_name, found.terms, judged, found.gaps)
    if not options.as_json or (issues and options.asks):
        show(invitation_lines(so_far.view), sys.stderr if options.as_json else None)
    if former is not None and not options.resumes:
        say(f"notice: the run {former.name} did not come to its end; --resume goes on with it")
    chosen = [each.person for each in judged if each.verdict is Verdict.ISSUE]
    if options.is_dry_run or not chosen:
        say("nobody is given a pass" if not chosen else "a dry run: no pass was made")
        _close(former, options, is_done=issues)
        return ExitCode.DONE
    if options.asks and not _approved(found, len(chosen)):
        return ExitCode.REFUSED
    return await _issued(options, looked, former, tenant, window, chosen, so_far)


async def _issued(
    options: InviteOptions,
    looked: _Looked,
    former: InviteRun | None,
    tenant: Connection,
    window: Window,
    chosen: Sequence[Person],
    so_far: _SoFar,
) -> ExitCode:
    issuing, found = so_far.issuing, looked.found
    taker = open_taker(options.out, options.to_command, resumes=options.resumes)
    try:
        if options.out:
            remember(Path(options.out), TABLE, found.destination.tenant_id)
        run = former if former is not None and options.resumes else begin(found.destination, found.group_id, now())
        so_far.run = run
        stop = _Stop()
        with stopping(stop):
            maker = Maker(tenant.client, window, found.terms, run, taker, looked.at, looked.replaced)
            await issue_all(issuing, chosen, maker, lambda: stop.is_asked)
    finally:
        issuing.doubt = taker.close()
    if issuing.exit_code is ExitCode.DONE:
        run.note("end")
    return issuing.exit_code


@dataclass(slots=True)
class _Stop:
    """Set by the first Ctrl-C; the second one ends the run at once."""

    is_asked: bool = False

    def __call__(self) -> None:
        self.is_asked = True
        say("stopping after the pass that is under way")


def _close(former: InviteRun | None, options: InviteOptions, *, is_done: bool) -> None:
    """A run that is taken up and has nothing left to do is at its end."""
    if former is not None and options.resumes and is_done:
        former.note("end")


def _with_former(found: Found, former: InviteRun | None) -> tuple[Invitation, ...]:
    """Who has theirs from a run that was cut off, and who has one whose value nobody knows."""
    issued = frozenset(former.issued) if former is not None else frozenset[str]()
    judged = with_passes(found.invitations, found.on_record, replaces=found.replaces, issued=issued)
    asked = former.asked if former is not None else set[str]()
    return tuple(_lost(each) if each.person.id in asked else each for each in judged)


def _lost(invitation: Invitation) -> Invitation:
    if invitation.verdict is not Verdict.HAS_PASS:
        return invitation
    return replace(
        invitation,
        because="a run that was cut off made it; unless that run's table has it, its value is lost: --replace",
    )


def _with_answers(judged: tuple[Invitation, ...], found: Found) -> tuple[Invitation, ...]:
    """Whoever has a pass keeps it unless somebody says otherwise, one by one."""
    holders = [each for each in judged if each.verdict is Verdict.HAS_PASS]
    replaced = frozenset(each.person.id for each in holders if _is_replaced(each))
    if not replaced:
        return judged
    again = with_passes(found.invitations, found.on_record, replaces=found.replaces | replaced)
    answers = {each.person.id: each for each in again}
    return tuple(answers[each.person.id] if each.person.id in replaced else each for each in judged)


def _is_replaced(invitation: Invitation) -> bool:
    from passkeyctl.render.lines import visible

    sys.stderr.write(f"{visible(str(invitation.person))} has a pass that is good. Replace it?\n  type `yes` if so: ")
    sys.stderr.flush()
    with interrupted_at_once():
        return sys.stdin.readline().strip() == "yes"


def _approved(found: Found, count: int) -> bool:
    where = found.destination
    passes = "1 pass" if count == 1 else f"{count} passes"
    question = f"Make {passes} in `{where.tenant_name or where.tenant_id}` ({where.endpoint})?"
    with interrupted_at_once():
        return typed(f"{question} Each is {terms_text(found.terms)}.", str(count))


def _tell(options: InviteOptions, so_far: _SoFar) -> None:
    issuing = so_far.issuing
    if not issuing.people:
        return
    where = f"written to {options.out}" if options.out else "given to the command"
    count = len(issuing.issued)
    say(f"made {count:,} of {len(issuing.people):,} passes" + (f", {where}" if count else ""))
    for people, word in ((issuing.lost, "lost"), (issuing.refused, "not made")):
        for person, why in people.items():
            say(f"{word}: {person}: {why}")
    if issuing.lost:
        say("hint: a pass whose value is lost is made anew with --replace and the sign-in name")
    if issuing.doubt:
        say(f"warning: {issuing.doubt}")
        say(f"hint: ask it about {', '.join(str(each) for each in issuing.issued)}")
    if issuing.ended_by is not None:
        show_diagnostics(issuing.ended_by.diagnostics())
    if issuing.left:
        say(f"open: {', '.join(str(each) for each in issuing.left)}")
        say("hint: the same command with --resume goes on with those who have none yet")


def _document(view: InvitationView, so_far: _SoFar, code: ExitCode) -> str:
    issuing = so_far.issuing
    found: tuple[Diagnostic, ...] = issuing.ended_by.diagnostics() if issuing.ended_by is not None else ()
    why = {each.id: text for part in (issuing.lost, issuing.refused) for each, text in part.items()}
    outcomes = {each.id: (issuing.outcome_of(each), why.get(each.id, "")) for each in issuing.people}
    run = so_far.run.name if so_far.run is not None else ""
    reasons = [REASONS[code]] if code in REASONS else []
    return json_text(
        invitation_json(view, exit_code=code, reasons=reasons, outcomes=outcomes, run=run, diagnostics=found)
    )
