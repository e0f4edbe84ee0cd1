"""The command line: its commands, and the one place where errors become messages and exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import typer
from typer.exceptions import TyperException

from passkeyctl import __version__
from passkeyctl.cli.apply import apply
from passkeyctl.cli.console import say, show_diagnostics, use_utf8
from passkeyctl.cli.init import init
from passkeyctl.cli.plan import plan
from passkeyctl.cli.sandbox import sandbox
from passkeyctl.cli.schema import schema
from passkeyctl.cli.validate import validate
from passkeyctl.errors import ExitCode, PasskeyctlError

EPILOG = """\b
Exit codes:
  0  nothing to do, or done
  1  no plan could be made: a file, a name, the tenant, a permission, Graph
  2  plan --exit-code: there are changes
  3  a plan was made and is refused
  4  the plan file is stale, expired, altered, or for another tenant
  5  something was written and something is open
  64 usage error
  130 interrupted, nothing written

\b
Try it without a tenant:
  passkeyctl init
  passkeyctl plan --tenant sandbox
  passkeyctl apply --tenant sandbox
"""

app = typer.Typer(
    name="passkeyctl",
    help="Passkey profiles, authentication strengths and Conditional Access in Microsoft Entra, from YAML.",
    epilog=EPILOG,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (init, validate, plan, apply, schema):
    app.command()(command)
app.add_typer(sandbox, name="sandbox")


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context,
    version: bool = typer.Option(False, "--version", "-V", help="Print the version and exit."),
) -> None:
    if version:
        sys.stdout.write(f"passkeyctl {__version__}\n")
        raise typer.Exit
    if context.invoked_subcommand is None:
        sys.stdout.write(context.get_help() + "\n")


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; everything that goes wrong ends here."""
    use_utf8()
    try:
        outcome = typer.main.get_command(app).main(list(arguments), prog_name="passkeyctl", standalone_mode=False)
    except PasskeyctlError as error:
        show_diagnostics(error.diagnostics())
        return error.exit_code
    except TyperException as error:
        return _wrong_usage(error)
    except Exception as error:  # noqa: BLE001 - the boundary: a fault of ours is said as such, with its place
        return _internal(error)
    if outcome == ExitCode.INTERRUPTED:
        say("interrupted: nothing was written")
    return outcome if isinstance(outcome, int) else ExitCode.DONE


def _wrong_usage(error: TyperException) -> int:
    message = error.format_message()
    if message.startswith("Usage:"):
        say(message)  # a group without a command shows its help
    else:
        say(f"error: {message[:1].lower()}{message[1:].rstrip('.')}")
        say("hint: passkeyctl COMMAND --help")
    return ExitCode.USAGE


def _internal(error: Exception) -> int:
    import traceback

    place = traceback.extract_tb(error.__traceback__)[-1]
    say(f"error: internal error: {type(error).__name__}: {error} ({place.name}, line {place.lineno})")
    say("hint: this is a fault of passkeyctl; run with PASSKEYCTL_DEBUG=1 for the whole trace, and report it")
    if os.environ.get("PASSKEYCTL_DEBUG"):
        say("".join(traceback.format_exception(error)))
    return ExitCode.FAILED
