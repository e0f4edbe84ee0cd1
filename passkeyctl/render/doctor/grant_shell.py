"""What to grant as commands of the Azure CLI, for a POSIX shell."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator

from passkeyctl.render.doctor.grant_view import GRAPH_APP, Grant, Identity
from passkeyctl.render.lines import visible

AZURE_CLOUDS = {
    "global": "AzureCloud",
    "usgov": "AzureUSGovernment",
    "dod": "AzureUSGovernment",
    "china": "AzureChinaCloud",
}
_FUNCTIONS = f"""\
set -eu
graph={GRAPH_APP}

# Ids of permissions differ between clouds, so each is looked up by its name.
add() {{
  id=$(az ad sp show --id "$graph" --query "appRoles[?value=='$2'].id | [0]" --output tsv)
  if [ -z "$id" ]; then
    echo "Microsoft Graph has no permission $2 in this cloud" >&2
    exit 1
  fi
  az ad app permission add --id "$1" --api "$graph" --api-permissions "$id=Role" --output none
}}
"""


def az_script(identities: Iterable[Identity], *, cloud: str, version: str) -> str:
    """For whoever may consent; every application is named by a variable that the caller sets."""
    listed = tuple(identities)
    variables = " ".join(f"{_variable(each)}=<client id>" for each in listed)
    return "\n".join(
        [
            "#!/bin/sh",
            f"# What passkeyctl {visible(version)} needs to be granted, by `passkeyctl doctor --permissions az`.",
            "# It takes a Privileged Role Administrator or Global Administrator, signed in with `az login`, in the",
            f"# cloud of the tenant (`az cloud set --name {AZURE_CLOUDS[cloud]}`). Run it like this:",
            f"#   {variables} sh FILE",
            _FUNCTIONS,
            *(part for each in listed for part in _identity(each)),
        ]
    )


def _variable(identity: Identity) -> str:
    return identity.name.upper()


def _identity(identity: Identity) -> Iterator[str]:
    variable = _variable(identity)
    uses = ", ".join(identity.uses)
    yield f"# The {identity.name}: {uses}"
    yield f': "${{{variable}:?set it to the client id of the application that is the {identity.name}}}"'
    for each in identity.granted:
        yield f"# {_comment(each)}"
        yield f'add "${variable}" {shlex.quote(each.permission)}'
    for each in identity.optional:
        yield f"# Optional, take the mark away if you want it: {_comment(each)}"
        yield f'# add "${variable}" {shlex.quote(each.permission)}'
    yield f'az ad app permission admin-consent --id "${variable}"'
    yield ""


def _comment(grant: Grant) -> str:
    return visible(f"{', '.join(grant.uses)}: {', '.join(grant.purposes)}")
