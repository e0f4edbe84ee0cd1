"""`schema`: the JSON Schemas of the language, for editors, and of what commands print, for other programs."""

from __future__ import annotations

from typing import Annotated

import typer

LANGUAGE = "language"
Of = Annotated[
    str,
    typer.Option(
        "--of",
        metavar="DOCUMENT",
        help="language, or what a command prints with --json: plan, apply, drift, validation, error, readiness, event "
        "(a line of --json-lines), explanation, doctor, permissions, evidence or history.",
    ),
]


def schema(of: Of = LANGUAGE) -> int:
    """Print the JSON Schema of the YAML language, or of a JSON document (draft 2020-12).

    \b
    Examples:
      passkeyctl schema > passkeyctl.schema.json
      # then, as the first line of a file:
      # yaml-language-server: $schema=passkeyctl.schema.json
      passkeyctl schema --of plan
    """
    from passkeyctl.cli.console import write_out
    from passkeyctl.errors import ExitCode, UsageError
    from passkeyctl.render.document_schemas import DOCUMENTS, document_schema
    from passkeyctl.render.json_text import json_text

    if of == LANGUAGE:
        from passkeyctl.config.json_schema import json_schema

        found = json_schema()
    elif of in DOCUMENTS:
        found = document_schema(of)
    else:
        raise UsageError(f"`--of {of}` is not known", hint=f"use one of {', '.join((LANGUAGE, *DOCUMENTS))}")
    write_out(json_text(found))
    return ExitCode.DONE
