"""`export`: the files for a tenant that is there already."""

from __future__ import annotations

from typing import Annotated

import typer

from passkeyctl.cli import options

Out = Annotated[
    str,
    typer.Option(
        "--out", help="The file to write, or with --split the folder. Left out: to stdout.", show_default=False
    ),
]
Split = Annotated[bool, typer.Option("--split", help="One file for each section, in the folder that --out names.")]
Only = Annotated[
    list[str] | None,
    typer.Option("--only", help="This section only, as conditionalAccess; may be repeated.", show_default=False),
]
Name = Annotated[
    str, typer.Option("--name", help="Only what is called so; `*` stands for any text.", show_default=False)
]
Prefix = Annotated[str, typer.Option("--prefix", help="Only what is called so at its start.", show_default=False)]
Pin = Annotated[bool, typer.Option("--pin", help="Write the id of every object, not only where names are not unique.")]
From = Annotated[
    str,
    typer.Option(
        "--from",
        help="A snapshot, or the files of another tool, instead of a tenant.",
        show_default=False,
    ),
]
AsProfiles = Annotated[
    bool,
    typer.Option(
        "--as-profiles", help="Write files that opt a tenant in to passkey profiles, with the access it has today."
    ),
]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace files that are there already.")]
Tenant = Annotated[
    str,
    typer.Option(
        "--tenant",
        help="Its id or a domain of it; `sandbox` or `sandbox:FILE`. Left out: the tenant of the sign-in.",
        show_default=False,
    ),
]


def export(
    out: Out = "",
    split: Split = False,
    only: Only = None,
    name: Name = "",
    prefix: Prefix = "",
    pin: Pin = False,
    source: From = "",
    tenant: Tenant = "",
    cloud: options.CloudOption = "",
    auth: options.Auth = "",
    client_id: options.ClientId = "",
    overwrite: Overwrite = False,
    as_profiles: AsProfiles = False,
) -> int:
    """Write files that describe a tenant as it is; a plan of them shows no changes. Changes nothing.

    \b
    Examples:
      passkeyctl export --tenant contoso.onmicrosoft.com --out contoso.yaml
      passkeyctl export --tenant contoso.onmicrosoft.com --out contoso/ --split
      passkeyctl export --tenant sandbox --only conditionalAccess --prefix PK
      passkeyctl export --from backup/ --out contoso.yaml
      passkeyctl export --tenant sandbox --as-profiles --only passkeys --out profiles.yaml
    """
    from passkeyctl.cli.connection import ConnectionOptions
    from passkeyctl.cli.files.exporting import Wanted, export_tenant

    wanted = Wanted(out, split, tuple(only or ()), name, prefix, pin, overwrite, as_profiles)
    return export_tenant(wanted, ConnectionOptions(tenant, cloud, auth, client_id), source)
