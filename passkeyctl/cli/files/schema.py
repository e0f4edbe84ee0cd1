"""`schema`: the JSON Schema of the language, for editors."""

from __future__ import annotations


def schema() -> int:
    """Print the JSON Schema of the YAML language (draft 2020-12), for completion and hover text in editors.

    \b
    Example:
      passkeyctl schema > passkeyctl.schema.json
      # then, as the first line of a file:
      # yaml-language-server: $schema=passkeyctl.schema.json
    """
    from passkeyctl.cli.console import write_out
    from passkeyctl.config.json_schema import json_schema
    from passkeyctl.errors import ExitCode
    from passkeyctl.render.json_text import json_text

    write_out(json_text(json_schema()))
    return ExitCode.DONE
