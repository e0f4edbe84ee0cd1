"""`authenticators`: the catalogue of models, and what it means for files."""

from __future__ import annotations

from typing import Annotated

import typer

from passkeyctl.cli import options

EPILOG = """\b
Examples:
  passkeyctl authenticators search yubikey nfc 5.8
  passkeyctl authenticators expand yubikey-5-nfc
"""

authenticators = typer.Typer(
    help="The catalogue of authenticator models: names, AAGUIDs, what is known of each and by whom.",
    epilog=EPILOG,
    rich_markup_mode=None,
    no_args_is_help=True,
)

Family = Annotated[str, typer.Option("--family", help="Only this family: yubikey-5.", show_default=False)]
Vendor = Annotated[str, typer.Option("--vendor", help="Only this vendor: yubico.", show_default=False)]
Type = Annotated[
    str, typer.Option("--type", help="Only this type: device-bound, synced, either, unknown.", show_default=False)
]
Attestable = Annotated[bool, typer.Option("--attestable", help="Only those whose attestation Entra takes.")]
Certified = Annotated[bool, typer.Option("--certified", help="Only those with a FIDO certificate.")]
Words = Annotated[list[str], typer.Argument(help="Words, or an AAGUID or its beginning.", show_default=False)]
Name = Annotated[str, typer.Argument(help="A name, or an AAGUID.", show_default=False)]
Compared = Annotated[
    list[str] | None,
    typer.Argument(help="Files or folders; without any: the whole catalogue.", show_default=False),
]
Old = Annotated[str, typer.Argument(help="The earlier catalogue: 2026-11.", show_default=False)]
New = Annotated[str, typer.Argument(help="The later catalogue.", show_default=False)]
Mds = Annotated[
    str, typer.Option("--mds", help="The list: a file, or https://mds3.fidoalliance.org/", show_default=False)
]
Root = Annotated[
    str,
    typer.Option("--root", help="Another root certificate than the one that comes with this.", show_default=False),
]
AllowOlder = Annotated[bool, typer.Option("--allow-older", help="Take a list that is older than the known one.")]


@authenticators.command(name="list")
def list_all(
    family: Family = "",
    vendor: Vendor = "",
    type: Type = "",
    attestable: Attestable = False,
    certified: Certified = False,
    as_json: options.AsJson = False,
) -> int:
    """List the models of the catalogue.

    \b
    Examples:
      passkeyctl authenticators list --vendor yubico --certified
      passkeyctl authenticators list --type synced
      passkeyctl authenticators list --attestable --json
    """
    from passkeyctl.cli.authenticators.shown import Wanted, show_list

    return show_list(Wanted(family, vendor, type, attestable, certified), as_json=as_json)


@authenticators.command(short_help="Find models by words or by an AAGUID.")
def search(words: Words, as_json: options.AsJson = False) -> int:
    """Find models by words or by an AAGUID; where nothing fits, say what comes near.

    \b
    Examples:
      passkeyctl authenticators search yubikey nfc 5.7
      passkeyctl authenticators search 2fc0579f-8113-47ea-b116-bb5a8db9202a
    """
    from passkeyctl.cli.authenticators.shown import show_found

    return show_found(words, as_json=as_json)


@authenticators.command(short_help="Show everything that is known of a model.")
def show(name: Name, as_json: options.AsJson = False) -> int:
    """Show everything that is known of a model, each fact with its source.

    \b
    Examples:
      passkeyctl authenticators show yubikey-5-nfc@5.8
      passkeyctl authenticators show 90a3ccdf-635c-4729-a248-9b709135078f
    """
    from passkeyctl.cli.authenticators.shown import show_one

    return show_one(name, as_json=as_json)


@authenticators.command(short_help="Print the AAGUIDs that a name stands for.")
def expand(name: Name, paths: options.Paths = None, as_json: options.AsJson = False) -> int:
    """Print the AAGUIDs that a name stands for, by the house aliases and the catalogue date of files.

    \b
    Examples:
      passkeyctl authenticators expand yubikey-5-nfc@5.7
      passkeyctl authenticators expand approved-admin-keys tenants/contoso
    """
    from passkeyctl.cli.authenticators.shown import show_expansion

    return show_expansion(name, paths, as_json=as_json)


@authenticators.command(short_help="Show every authenticator that files name.")
def check(paths: options.Paths = None, as_json: options.AsJson = False) -> int:
    """Show every authenticator that files name: what it stands for, and its status. Facts only: `validate` judges.

    \b
    Examples:
      passkeyctl authenticators check
      passkeyctl authenticators check tenants/contoso --json
    """
    from passkeyctl.cli.authenticators.checked import show_named

    return show_named(paths, as_json=as_json)


@authenticators.command(short_help="Show what another `catalogue:` would change for files.")
def diff(old: Old, new: New, paths: Compared = None, as_json: options.AsJson = False) -> int:
    """Show what another `catalogue:` would change for files; what it brought, where none are named.

    \b
    Examples:
      passkeyctl authenticators diff 2026-11 2026-11
      passkeyctl authenticators diff 2026-11 2026-11 tenants/contoso
    """
    from passkeyctl.cli.authenticators.compared import show_difference

    return show_difference(old, new, paths, as_json=as_json)


@authenticators.command(short_help="Take in a newer list of the FIDO Metadata Service.")
def update(
    mds: Mds,
    paths: options.Paths = None,
    root: Root = "",
    allow_older: AllowOlder = False,
    as_json: options.AsJson = False,
) -> int:
    """Take in a newer list of the FIDO Metadata Service, once its signature holds, and say what it means for files.

    It tells the status of models: no name stands for other AAGUIDs because of it.

    \b
    Examples:
      passkeyctl authenticators update --mds https://mds3.fidoalliance.org/
      passkeyctl authenticators update --mds blob.jwt tenants/contoso
    """
    from passkeyctl.cli.authenticators.updated import take_in

    return take_in(mds, paths, root, allow_older=allow_older, as_json=as_json)
