"""`evidence verify`: whether an evidence folder is as it was written, offline."""

from __future__ import annotations

from typing import Annotated

import typer

from passkeyctl.cli import options
from passkeyctl.errors import ExitCode, UsageError

evidence = typer.Typer(
    help="""Folders with everything that an audit asks for, as `plan`, `apply` and `drift` write them (--evidence).

    \b
    Examples:
      passkeyctl plan --out contoso.plan.json --evidence evidence
      passkeyctl apply contoso.plan.json --evidence evidence
      passkeyctl evidence verify evidence
    """,
    rich_markup_mode=None,
    no_args_is_help=True,
)

Folder = Annotated[str, typer.Argument(metavar="DIR", help="The folder that --evidence wrote.")]
Digest = Annotated[
    str | None,
    typer.Option(
        "--digest", help="The digest that was kept elsewhere when the folder was written.", show_default=False
    ),
]


@evidence.command(short_help="Say whether a folder is as it was written.")
def verify(folder: Folder, digest: Digest = None, as_json: options.AsJson = False) -> int:
    """Look for files that were altered, are missing or don't belong there. Needs no tenant, and changes nothing.

    \b
    Examples:
      passkeyctl evidence verify evidence
      passkeyctl evidence verify evidence --digest 3f1c...
      passkeyctl evidence verify evidence --json
    """
    from pathlib import Path

    from passkeyctl.cli.console import show, write_out
    from passkeyctl.cli.evidence.reading import opened
    from passkeyctl.plan.evidence.manifest import HASH, MANIFEST
    from passkeyctl.plan.evidence.verifying import EvidenceFault, Wrong
    from passkeyctl.render.json_text import json_text
    from passkeyctl.render.records.evidence_lines import evidence_json, evidence_lines

    if digest is not None and not HASH.fullmatch(digest.strip().lower()):
        raise UsageError(
            f"`--digest {digest}` is no digest",
            hint="it has 64 digits from 0 to f; where a variable should hold it, look whether it is empty",
        )
    found = opened(Path(folder))
    faults = found.faults
    if digest is not None and found.manifest is not None and found.manifest.digest != digest.strip().lower():
        why = f"its digest is {found.manifest.digest}, not the one that was kept elsewhere"
        faults = (EvidenceFault(Wrong.MANIFEST, MANIFEST, why), *faults)
    code = ExitCode.FAILED if faults else ExitCode.DONE
    if as_json:
        write_out(json_text(evidence_json(folder, found.manifest, faults, int(code))))
    else:
        show(evidence_lines(found.manifest, faults, is_pinned=digest is not None))
    return code
