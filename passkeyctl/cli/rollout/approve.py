"""`rollout approve`: somebody's word for one stage as it is described now, written into the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from passkeyctl.cli import options

if TYPE_CHECKING:
    from datetime import date

    from passkeyctl.model.rollout import Rollout, Stage

StageName = Annotated[str, typer.Argument(metavar="STAGE", help="The stage that is approved.", show_default=False)]
By = Annotated[str, typer.Option("--by", help="Who approves it.", show_default=False)]
Note = Annotated[str, typer.Option("--note", help="Why, or a number of yours.", show_default=False)]
On = Annotated[str, typer.Option("--on", help="The day, as 2026-12-01. Left out: today.", show_default=False)]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would be approved, and leave the file as it is.")]


def approve(
    stage: StageName,
    paths: options.Paths = None,
    by: By = "",
    note: Note = "",
    on: On = "",
    dry_run: DryRun = False,
) -> int:
    """Write down that somebody approves a stage, with the digest of what it sets and of its gates.

    It counts as long as the stage says the same. Whoever may change the file can write any name: who approved is
    what the review of the file proves.

    \b
    Examples:
      passkeyctl rollout approve enforce examples/pilot --by kim@contoso.com --note "change 4711"
      passkeyctl rollout approve enforce --by "Kim Berg" --dry-run
    """
    import sys

    from passkeyctl.cli.arguments import day_of
    from passkeyctl.cli.console import say, show
    from passkeyctl.cli.rollout.editing import Approving, approval_edit
    from passkeyctl.cli.rollout.measuring import files_of
    from passkeyctl.errors import UsageError
    from passkeyctl.render.rollout.ladder_picture import approval_lines

    if not by.strip():
        raise UsageError("an approval needs a name", hint="say who approves it: --by NAME")
    day = day_of(on, "--on")
    configuration, rollout = files_of(paths)
    if stage not in rollout.names:
        listed = ", ".join(f"`{each}`" for each in rollout.names)
        raise UsageError(f"there is no stage `{stage}`", hint=f"the stages are {listed}")
    wanted = rollout.stage(stage)
    show(approval_lines(wanted), sys.stdout)
    edit = approval_edit(configuration, rollout, Approving(stage, by.strip(), day, wanted.digest, note))
    for each in _doubts(rollout, wanted, by.strip(), day):
        say(each)
    if dry_run:
        say(f"dry run: `{edit.label}` stays as it is")
        return 0
    edit.write()
    say(f"{edit.label}: {by.strip()} approves `{stage}` as {wanted.digest}")
    say(_counted(rollout, wanted, by.strip()))
    return 0


def _doubts(rollout: Rollout, stage: Stage, by: str, day: date) -> list[str]:
    mine = [each for each in rollout.approvals if each.stage == stage.name and each.by.casefold() == by.casefold()]
    valid = [each for each in mine if each.of == stage.digest]
    if valid:
        return [f"warning: {by} approved `{stage.name}` already, on {valid[0].on}: the same person counts once"]
    if mine:
        return [f"notice: {by} approved `{stage.name}` as {mine[-1].of}; it was changed since, and {day} counts"]
    return []


def _counted(rollout: Rollout, stage: Stage, by: str) -> str:
    from passkeyctl.model.rollout import Approvals

    people = {
        each.by.casefold() for each in rollout.approvals if each.stage == stage.name and each.of == stage.digest
    } | {by.casefold()}
    asked = max((gate.count for gate in stage.gates if isinstance(gate, Approvals)), default=0)
    if not asked:
        return f"notice: `{stage.name}` has no gate `approvals`: nothing asks for this one"
    return f"{len(people)} of {asked} approvals"
