"""Each form of a report, made from its material."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from passkeyctl.cli.reports.material import Material
from passkeyctl.cli.reports.targets import Form
from passkeyctl.errors import OutputFailed

if TYPE_CHECKING:
    from passkeyctl.render.findings.report import Report
    from passkeyctl.render.lines import Line


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

            return plain_text((*material.lines(), *_end(material.report)))
        case _:
            from passkeyctl.cli.formats import Format, report_text

            return report_text(material.report, Format.MARKDOWN if form is Form.SUMMARY else Format(form.value))


def _end(report: Report) -> tuple[Line, ...]:
    """What a terminal leaves to the exit code, a file has to say."""
    if not report.has_failed:
        return ()
    from passkeyctl.render.findings.findings_markdown import ending_of
    from passkeyctl.render.lines import EMPTY, line

    return (
        EMPTY,
        *line(f"passkeyctl {report.command} ended with exit code {int(report.exit_code)}: {ending_of(report)}"),
    )


def summary_added(path: Path, text: str) -> None:
    """After what else was put there, which need not end with its line: only a blank one ends a paragraph or HTML."""
    try:
        with path.open("a", encoding="utf-8", newline="\n") as stream:
            before = "\n\n" if stream.tell() else ""
            stream.write(f"{before}{text}\n")
    except OSError as error:
        raise OutputFailed(
            f"the summary of the step could not be written: {error.strerror or error}",
            hint="GITHUB_STEP_SUMMARY names the file",
        ) from error
