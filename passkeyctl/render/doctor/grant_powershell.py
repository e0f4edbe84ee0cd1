"""What to grant as a script for Microsoft Graph PowerShell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from passkeyctl.render.doctor.grant_view import GRAPH_APP, Grant, Identity
from passkeyctl.render.lines import visible

ENVIRONMENTS = {"global": "Global", "usgov": "USGov", "dod": "USGovDoD", "china": "China"}
_FUNCTION = f"""\
$ErrorActionPreference = 'Stop'
Connect-MgGraph -Environment %s -Scopes 'Application.Read.All', 'AppRoleAssignment.ReadWrite.All' -NoWelcome
$graph = Get-MgServicePrincipal -Filter "appId eq '{GRAPH_APP}'"

# Ids of permissions differ between clouds, so each is looked up by its name.
function Grant-Permission($Principal, [string] $Value) {{
    $role = $graph.AppRoles | Where-Object {{ $_.Value -eq $Value -and $_.AllowedMemberTypes -contains 'Application' }}
    if (-not $role) {{ throw "Microsoft Graph has no permission $Value in this cloud" }}
    $held = Get-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $Principal.Id -All |
        Where-Object {{ $_.AppRoleId -eq $role.Id -and $_.ResourceId -eq $graph.Id }}
    if ($held) {{ return }}
    $grant = @{{ PrincipalId = $Principal.Id; ResourceId = $graph.Id; AppRoleId = $role.Id }}
    New-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $Principal.Id @grant | Out-Null
}}

function Get-Principal([guid] $ClientId) {{
    $found = Get-MgServicePrincipal -Filter "appId eq '$ClientId'"
    if (-not $found) {{ throw "the application $ClientId has no service principal in this tenant" }}
    $found
}}
"""


def powershell_script(identities: Iterable[Identity], *, cloud: str, version: str) -> str:
    """For whoever may consent: an assignment of a role is the consent."""
    listed = tuple(identities)
    parameters = ", ".join(f"[Parameter(Mandatory)] [guid] ${_variable(each)}" for each in listed)
    return "\n".join(
        [
            "#Requires -Modules Microsoft.Graph.Authentication, Microsoft.Graph.Applications",
            f"# What passkeyctl {visible(version)} needs to be granted,",
            "# by `passkeyctl doctor --permissions powershell`.",
            "# It takes a Privileged Role Administrator or Global Administrator. The ids are client ids:",
            f"#   ./FILE.ps1 {' '.join(f'-{_variable(each)} <client id>' for each in listed)}",
            f"param({parameters})",
            _FUNCTION % ENVIRONMENTS[cloud],
            *(part for each in listed for part in _identity(each)),
        ]
    )


def _variable(identity: Identity) -> str:
    return f"{identity.name.capitalize()}Id"


def _identity(identity: Identity) -> Iterator[str]:
    principal = f"${identity.name}"
    yield f"# The {identity.name}: {', '.join(identity.uses)}"
    yield f"{principal} = Get-Principal ${_variable(identity)}"
    for each in identity.granted:
        yield f"# {_comment(each)}"
        yield f"Grant-Permission {principal} {_quoted(each.permission)}"
    for each in identity.optional:
        yield f"# Optional, take the mark away if you want it: {_comment(each)}"
        yield f"# Grant-Permission {principal} {_quoted(each.permission)}"
    yield ""


def _quoted(text: str) -> str:
    """Between single quotes nothing is looked into; one of them is written twice."""
    return "'" + visible(text).replace("'", "''") + "'"


def _comment(grant: Grant) -> str:
    return visible(f"{', '.join(grant.uses)}: {', '.join(grant.purposes)}")
