"""The command line: its commands, and the one place where errors become messages and exit codes."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

import typer
from typer.exceptions import TyperException

from passkeyctl import __version__
from passkeyctl.cli.apply.apply import apply
from passkeyctl.cli.authenticators.authenticators import authenticators
from passkeyctl.cli.console import use_utf8, write_out
from passkeyctl.cli.doctor.doctor import doctor
from passkeyctl.cli.drift.drift import drift
from passkeyctl.cli.evidence.evidence import evidence
from passkeyctl.cli.explain import explain
from passkeyctl.cli.failing import Failure, failure_of, left_open
from passkeyctl.cli.files.export import export
from passkeyctl.cli.files.fmt import fmt
from passkeyctl.cli.files.init import init
from passkeyctl.cli.files.schema import schema
from passkeyctl.cli.files.validate import validate
from passkeyctl.cli.history.history import history
from passkeyctl.cli.plan.plan import plan
from passkeyctl.cli.purge import purge
from passkeyctl.cli.readiness.readiness import readiness
from passkeyctl.cli.reports.reports import Reports
from passkeyctl.cli.rollout.rollout import rollout
from passkeyctl.cli.sandbox.sandbox import sandbox
from passkeyctl.cli.show.show import show
from passkeyctl.cli.signals import interruptible
from passkeyctl.cli.snapshot.snapshot import snapshot
from passkeyctl.cli.testing.policy_test import policy_test
from passkeyctl.cli.undo.undo import undo
from passkeyctl.cli.who.who import who
from passkeyctl.errors import ExitCode, PasskeyctlError, UsageError

EPILOG = """\b
Exit codes:
  0  nothing to do, or done
  1  no plan could be made: a file, a name, the tenant, a permission, Graph;
     doctor: a check failed
  2  plan --exit-code: there are changes; drift: there is drift;
     who --compare-graph: Graph differs
  3  validate, plan: a finding refuses; readiness --fail-under: fewer are ready;
     test: some fail; rollout watch: a threshold is crossed
  4  the plan file is stale, expired, altered, or for another tenant; or a gate
     holds the wanted stage of the roll-out: what is open was done
  5  something was written and something is open
  64 usage error
  130 interrupted, nothing written

\b
Try it without a tenant:
  passkeyctl init
  passkeyctl plan --tenant sandbox
  passkeyctl apply --tenant sandbox
"""

UNREPORTED = "the reports don't say how the run ended"

app = typer.Typer(
    name="passkeyctl",
    help="Passkey profiles, authentication strengths and Conditional Access in Microsoft Entra, from YAML.",
    epilog=EPILOG,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
# Short enough for the list of commands, where a longer sentence would be cut off.
app.command(short_help="Write a commented file to start from.")(init)
app.command(short_help="Write files that describe a tenant as it is.")(export)
app.command(short_help="Check files without signing in.")(validate)
app.command(short_help="Put files into their canonical form.")(fmt)
app.command(short_help="Show what an apply would change, and what speaks against.")(plan)
app.command(short_help="Make the tenant match the files.")(apply)
app.command(short_help="Say how the tenant differs, since when, who did it.")(drift)
app.command(short_help="Show a saved plan or a receipt again, offline.")(show)
app.command(short_help="Take an apply back, as far as nobody has touched it.")(undo)
app.command(short_help="Say who is ready for passkeys, or for a policy.")(readiness)
app.command(short_help="Say what one person may register and sign in with.")(who)
app.command(short_help="Check sign-in, permissions, licences, clock, proxy.")(doctor)
app.command(short_help="Print the JSON Schema of the YAML language.")(schema)
app.command(short_help="Explain a code: what it says, why, what to do.")(explain)
app.command(short_help="List a tenant's runs and how they went, offline.")(history)
app.command(short_help="Delete what is kept on this machine.")(purge)
app.add_typer(authenticators, name="authenticators", short_help="Models of keys and apps: names, AAGUIDs, facts.")
app.add_typer(evidence, name="evidence", short_help="Folders with all that an audit asks for.")
app.command("test", short_help="Run the policy tests that stand in files.")(policy_test)
app.add_typer(rollout, name="rollout", short_help="Stages from a pilot to everybody, and their gates.")
app.add_typer(sandbox, name="sandbox", short_help="The rehearsal tenant on this machine.")
app.add_typer(snapshot, name="snapshot", short_help="A tenant of one moment in a file.")


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context,
    version: bool = typer.Option(False, "--version", "-V", help="Print the version and exit."),
) -> None:
    if version:
        write_out(f"passkeyctl {__version__}\n")
        raise typer.Exit
    if context.invoked_subcommand is None:
        write_out(context.get_help() + "\n")


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; everything that goes wrong ends here."""
    use_utf8()
    reports = Reports()
    try:
        with interruptible():
            outcome = typer.main.get_command(app).main(
                list(arguments), prog_name="passkeyctl", standalone_mode=False, obj=reports
            )
    except TyperException as error:
        failure = _wrong_usage(error)
    except Exception as error:  # noqa: BLE001 - the boundary: a fault of ours is said as such, with its place
        failure = failure_of(error)
    else:
        code = outcome if isinstance(outcome, int) else ExitCode.DONE
        if code != ExitCode.INTERRUPTED and not reports.are_owed(code):
            return code
        failure = failure_of(KeyboardInterrupt() if code == ExitCode.INTERRUPTED else AssertionError(UNREPORTED))
    return _told(failure, arguments, reports)


def _told(failure: Failure, arguments: Sequence[str], reports: Reports) -> int:
    """With `--json` or `--format` stdout holds a whole document also where a run came to nothing."""
    if reports.knows_of_open:
        failure = left_open(failure)
    failure.show()
    try:
        reports.fail(arguments, failure.diagnostics, failure.exit_code)
    except Exception as fault:  # noqa: BLE001 - a fault in a report must not hide how the run ended
        failure_of(fault).show()
    with suppress(PasskeyctlError):  # a full disk was said once
        write_out(failure.document(arguments))
    return failure.exit_code


def _wrong_usage(error: TyperException) -> Failure:
    message = error.format_message()
    if message.startswith("Usage:"):
        return Failure((), ExitCode.USAGE, usage=message)  # a group without a command shows its help
    summary = f"{message[:1].lower()}{message[1:].rstrip('.')}"
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "passkeyctl"
    return failure_of(UsageError(summary, hint=f"`{command} --help` says what it takes"))
