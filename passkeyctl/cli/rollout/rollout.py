"""`rollout`: where a roll-out stands, what leads on or back, and the people in between."""

from __future__ import annotations

import typer

from passkeyctl.cli.rollout.approve import approve
from passkeyctl.cli.rollout.invite import invite
from passkeyctl.cli.rollout.letters import letters
from passkeyctl.cli.rollout.moving import back, next_stage
from passkeyctl.cli.rollout.picture import show
from passkeyctl.cli.rollout.status import status
from passkeyctl.cli.rollout.watch import watch

EPILOG = """\b
Examples:
  passkeyctl rollout status --tenant sandbox examples/pilot
  passkeyctl rollout next examples/pilot
  passkeyctl apply --tenant sandbox examples/pilot
"""

rollout = typer.Typer(
    help="Stages from a pilot to everybody: measured, advanced one by one, taken back.",
    epilog=EPILOG,
    rich_markup_mode=None,
    no_args_is_help=True,
)
rollout.command(short_help="Write texts for people and the helpdesk.")(letters)
rollout.command(short_help="Measure: which stages stand, which gates are open.")(status)
rollout.command(short_help="Draw the ladder, here or as a page of HTML.")(show)
rollout.command(short_help="Make Temporary Access Passes for a group.")(invite)
rollout.command("next", short_help="Want the next stage: changes the file.")(next_stage)
rollout.command(short_help="Want an earlier stage: changes the file.")(back)
rollout.command(short_help="Write down that somebody approves a stage.")(approve)
rollout.command(short_help="Exit 3 when sign-ins fail more than a stage bears.")(watch)
