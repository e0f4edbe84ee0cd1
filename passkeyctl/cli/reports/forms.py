"""Each form of a report, made from its material."""

from __future__ import annotations

from pathlib import Path

from passkeyctl.cli.reports.material import Material
from passkeyctl.cli.reports.targets import Form
from passkeyctl.errors import OutputFailed


def report_in(form: Form, material: Material) -> str:
    """The whole document."""
    match form:
        case Form.HTML:
            return material.page()
        case Form.JSON:
            from passkeyctl.render.json_text import json_text

            return json_text(material.document())
        case Form.TEXT:
            from passkeyctl.render.plain import plain_text

            return plain_text(material.lines())
        case _:
            from passkeyctl.cli.formats import Format, report_text

            return report_text(material.report, Format.MARKDOWN if form is Form.SUMMARY else Format(form.value))


def summary_added(path: Path, text: str) -> None:
    """After what other steps have put there."""
    try:
        with path.open("a", encoding="utf-8", newline="\n") as stream:
            stream.write(f"{text}\n")
    except OSError as error:
        raise OutputFailed(
            f"the summary of the step could not be written: {error.strerror or error}",
            hint="GITHUB_STEP_SUMMARY names the file",
        ) from error
