"""`fmt`: files in their canonical form, comments kept."""

from __future__ import annotations

from typing import Annotated

import typer

from passkeyctl.cli import options
from passkeyctl.errors import ExitCode


def fmt(
    paths: options.Paths = None,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 2 if a file would change.")] = False,
    show_diff: Annotated[bool, typer.Option("--diff", help="Write nothing; print what would change.")] = False,
) -> int:
    """Put files into their canonical form: order of keys, indentation, quotes. Comments stay.

    A file is written only where the result is proved to say the same. `-` reads standard input and prints.

    \b
    Examples:
      passkeyctl fmt
      passkeyctl fmt --check tenants/contoso
      passkeyctl fmt --diff passkeys.yaml
    """
    import sys
    from pathlib import Path

    from passkeyctl.cli.atomic import replace_file
    from passkeyctl.cli.console import say, show_diagnostics, write_out
    from passkeyctl.cli.files.formatting import as_on_disk, difference, texts_of
    from passkeyctl.config.rewriting import canonical_text
    from passkeyctl.diagnostics import Diagnostic

    texts, faults = texts_of(tuple(paths or (".",)), Path.cwd(), sys.stdin.buffer)
    changed = 0
    for each in texts:
        after = canonical_text(each.text, each.label)
        if isinstance(after, Diagnostic):
            faults.append(after)
        elif each.path is None and not (check or show_diff):
            write_out(after)
        elif (after := as_on_disk(after, each)).encode() != each.raw:
            changed += 1
            if show_diff:
                write_out(difference(each, after))
            if not (check or show_diff) and each.path is not None:
                replace_file(each.path.resolve(), after, keep_mode=True)
            say(f"{'would change' if check or show_diff else 'formatted'}: {each.label}")
    show_diagnostics(faults)
    if faults:
        return ExitCode.FAILED
    if not texts:
        say("no file of passkeyctl here: name a file or a folder with one")
    elif not changed and (check or show_diff):
        say(f"in order: {len(texts)} {'file' if len(texts) == 1 else 'files'}")
    return ExitCode.CHANGES if changed and check else ExitCode.DONE
