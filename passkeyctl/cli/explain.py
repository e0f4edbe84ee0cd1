"""`explain`: what stands behind a word or a number that the tool shows."""

from __future__ import annotations

from typing import Annotated

import typer

from passkeyctl.cli import options

TOPICS = {"drift": "what is compared, and what is folded before"}


def explain(
    topic: Annotated[str, typer.Argument(help="drift: what is compared, and what is folded before.")],
    as_json: options.AsJson = False,
) -> int:
    """Explain a topic. `drift`: every normalisation, with its reason, its source and an example.

    \b
    Examples:
      passkeyctl explain drift
      passkeyctl explain drift --json
    """
    import sys

    from passkeyctl.cli.console import show, write_out
    from passkeyctl.errors import ExitCode, UsageError
    from passkeyctl.render.explain_lines import drift_json, drift_lines
    from passkeyctl.render.json_text import json_text

    if topic not in TOPICS:
        raise UsageError(f"there is nothing to explain under `{topic}`", hint=f"the topics are: {', '.join(TOPICS)}")
    if as_json:
        write_out(json_text(drift_json()))
    else:
        show(drift_lines(), sys.stdout)
    return ExitCode.DONE
