"""`doctor`: does what a command needs stand ready, and what is to be granted; reads, and can't write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from passkeyctl.cli import options
from passkeyctl.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from passkeyctl.cli.doctor.question import Question

For = Annotated[
    list[str] | None,
    typer.Option(
        "--for",
        metavar="COMMAND",
        help="plan, drift, apply, readiness, rollout, invite or who; again for several. Left out: plan.",
        show_default=False,
    ),
]
Offline = Annotated[bool, typer.Option("--offline", help="Send nothing and sign nobody in.")]
Permissions = Annotated[
    str,
    typer.Option(
        "--permissions",
        metavar="FORM",
        help="Print what to grant for these files and commands, without sign-in: json, az or powershell.",
        show_default=False,
    ),
]


def doctor(
    paths: options.Paths = None,
    for_: For = None,
    tenant: options.Tenant = "",
    cloud: options.CloudOption = "",
    auth: options.Auth = "",
    client_id: options.ClientId = "",
    offline: Offline = False,
    permissions: Permissions = "",
    as_json: options.AsJson = False,
    redact: options.Redact = False,
) -> int:
    """Check sign-in, tenant, permissions, licences, clock and proxy for these files and a command. Changes nothing.

    Exit 0 where nothing failed, 1 where something did. What could not be asked is unknown, and says why.

    \b
    Examples:
      passkeyctl doctor
      passkeyctl doctor tenants/contoso --for plan --for apply
      passkeyctl doctor --offline
      passkeyctl doctor --tenant sandbox examples/pilot
      passkeyctl doctor tenants/contoso --permissions az --for drift --for apply
      passkeyctl doctor --json --redact
    """
    from passkeyctl.cli.doctor.question import Question, uses_of

    if permissions:
        if as_json or redact or offline or tenant or auth or client_id:
            raise UsageError(
                "--permissions prints what to grant, and takes paths, --for and --cloud only",
                hint="leave the other options out: nobody is signed in for it",
            )
        from passkeyctl.cli.doctor.granting import print_grants

        return print_grants(permissions, paths, for_, cloud)
    question = Question(uses_of(for_), paths or (), tenant, cloud, auth, client_id, offline, redact)
    return _examined(question, as_json=as_json)


def _examined(question: Question, *, as_json: bool) -> ExitCode:
    from passkeyctl.cli.console import show, write_out
    from passkeyctl.cli.doctor.examining import examine
    from passkeyctl.render.doctor.doctor_json import doctor_json
    from passkeyctl.render.doctor.doctor_lines import doctor_lines
    from passkeyctl.render.json_text import json_text

    found = examine(question)
    code = ExitCode.FAILED if found.has_failed else ExitCode.DONE
    if as_json:
        write_out(json_text(doctor_json(found, exit_code=code)))
    else:
        show(doctor_lines(found))
    return code
