"""`doctor --permissions`: what to grant for these files and these commands; nobody signs in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from passkeyctl import __version__
from passkeyctl.cli.console import write_out
from passkeyctl.cli.doctor.question import asked_by, uses_of
from passkeyctl.cli.files.files import configuration_of
from passkeyctl.errors import ExitCode, UsageError
from passkeyctl.graph.clouds import Cloud
from passkeyctl.graph.command_needs import needs_of_commands
from passkeyctl.model.needs_of_commands import Use
from passkeyctl.render.doctor.grant_view import identities_of

FORMS = ("json", "az", "powershell")
USUAL = (Use.PLAN, Use.DRIFT, Use.APPLY)


def print_grants(form: str, paths: Sequence[str] | None, uses: Iterable[str] | None, cloud: str) -> ExitCode:
    """Files that can't be understood end it: what they need is not known then."""
    if form not in FORMS:
        raise UsageError(f"`--permissions {form}` is not known", hint="use json, az or powershell")
    wanted = uses_of(uses, USUAL)
    configuration = configuration_of(paths)
    described = configuration.tenant.cloud if configuration.tenant is not None else None
    where = cloud or described or Cloud.GLOBAL
    if where not in tuple(Cloud):
        raise UsageError(f"`--cloud {where}` is not known", hint="use global, usgov, dod or china")
    identities = identities_of(needs_of_commands(wanted, asked_by(configuration)))
    match form:
        case "json":
            from passkeyctl.render.doctor.grant_json import grants_json
            from passkeyctl.render.json_text import json_text

            write_out(json_text(grants_json(identities, cloud=where)))
        case "az":
            from passkeyctl.render.doctor.grant_shell import az_script

            write_out(az_script(identities, cloud=where, version=__version__))
        case _:
            from passkeyctl.render.doctor.grant_powershell import powershell_script

            write_out(powershell_script(identities, cloud=where, version=__version__))
    return ExitCode.DONE
