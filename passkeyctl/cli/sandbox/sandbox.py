"""`sandbox`: the rehearsal tenant on this machine."""

from __future__ import annotations

from typing import Annotated

import typer

from passkeyctl.cli import options

sandbox = typer.Typer(
    help="The rehearsal tenant: a company of a few hundred people on this machine that speaks Graph's dialect.",
    rich_markup_mode=None,
    no_args_is_help=True,
)

SandboxTenant = Annotated[str, typer.Option("--tenant", help="`sandbox`, or `sandbox:FILE` for another state file.")]
Switches = Annotated[
    list[str] | None,
    typer.Option("--set", help="A switch of its behaviour: --set lag=2, --set throttle=true.", show_default=False),
]


From = Annotated[
    str,
    typer.Option(
        "--from", help="A saved snapshot, or another tool's export: the sandbox becomes its copy.", show_default=False
    ),
]


@sandbox.command(short_help="Fill the sandbox afresh.")
def seed(
    paths: options.Paths = None,
    tenant: SandboxTenant = "sandbox",
    switches: Switches = None,
    source: From = "",
) -> int:
    """Fill the sandbox afresh with its people, groups and policies; --set changes how it behaves.

    \b
    Examples:
      passkeyctl sandbox seed examples/pilot
      passkeyctl sandbox seed --set throttle=true --set lag=2
      passkeyctl sandbox seed --from contoso.snapshot
    """
    from passkeyctl.cli.sandbox.rooms import refill

    return refill(paths, tenant, switches or (), source)


@sandbox.command()
def reset(paths: options.Paths = None, tenant: SandboxTenant = "sandbox") -> int:
    """Delete the sandbox's state; the next use makes a new one.

    \b
    Example:
      passkeyctl sandbox reset examples/pilot
    """
    from passkeyctl.cli.sandbox.rooms import remove

    return remove(paths, tenant)


@sandbox.command(short_help="Print everything that the sandbox holds, as JSON.")
def inspect(paths: options.Paths = None, tenant: SandboxTenant = "sandbox") -> int:
    """Print everything that the sandbox holds, as JSON in Graph's shapes.

    \b
    Examples:
      passkeyctl sandbox inspect examples/pilot
      passkeyctl sandbox inspect --tenant sandbox:rehearsal.db > tenant.json
    """
    from passkeyctl.cli.sandbox.rooms import print_state

    return print_state(paths, tenant)


@sandbox.command(short_help="Serve the sandbox on loopback for other clients.")
def serve(
    paths: options.Paths = None,
    tenant: SandboxTenant = "sandbox",
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="The port on loopback.")] = 8765,
) -> int:
    """Serve the sandbox on loopback for curl and other clients; needs `pip install 'passkeyctl[serve]'`.

    \b
    Example:
      passkeyctl sandbox serve examples/pilot
      export PASSKEYCTL_GRAPH_URL=http://127.0.0.1:8765 PASSKEYCTL_ACCESS_TOKEN=sandbox
      passkeyctl plan examples/pilot
    """
    from passkeyctl.cli.sandbox.rooms import serve_on

    return serve_on(paths, tenant, port)


@sandbox.command(short_help="Let days pass: people register and sign in.")
def advance(
    paths: options.Paths = None,
    tenant: SandboxTenant = "sandbox",
    days: Annotated[int, typer.Option("--days", min=1, max=365, help="How many days pass.")] = 1,
    trouble: Annotated[
        float, typer.Option("--trouble", min=0, max=1, help="The share of sign-ins in which no device works: 0.05.")
    ] = 0.0,
    drill: Annotated[bool, typer.Option("--drill", help="The emergency accounts sign in on the last day.")] = False,
    seed_number: Annotated[
        int | None,
        typer.Option("--seed-number", help="Another company's luck: any number.", show_default=False),
    ] = None,
    as_json: options.AsJson = False,
) -> int:
    """Let days pass in the sandbox: people whom passkeys are for register one, and everybody signs in.

    \b
    Examples:
      passkeyctl sandbox advance examples/pilot --days 7
      passkeyctl sandbox advance --days 3 --trouble 0.1
      passkeyctl sandbox advance --days 1 --drill --json
    """
    from passkeyctl.cli.sandbox.days import let_pass
    from passkeyctl.sandbox.advance import Wishes

    return let_pass(paths, tenant, days, Wishes(trouble, drill, seed_number), as_json=as_json)
