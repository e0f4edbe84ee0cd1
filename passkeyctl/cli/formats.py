"""The forms in which `validate` and `plan` print what they found."""

from __future__ import annotations

import os
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from passkeyctl.errors import UsageError

if TYPE_CHECKING:
    from passkeyctl.render.findings.file_uris import Folders
    from passkeyctl.render.findings.report import Report


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    JUNIT = "junit"
    GITHUB = "github"
    MARKDOWN = "markdown"

    @property
    def is_of_findings(self) -> bool:
        """Made from a report, alike for every command."""
        return self not in (Format.TEXT, Format.JSON)


CHOICES = ", ".join(Format)


def format_of(written: str, *, as_json: bool) -> Format:
    """`--json` is `--format json`."""
    if written and written not in tuple(Format):
        raise UsageError(f"`--format {written}` is not known", hint=f"use one of {CHOICES}")
    if as_json and written not in ("", Format.JSON):
        raise UsageError(f"--json and --format {written} are two forms", hint="choose one")
    return Format.JSON if as_json else Format(written or Format.TEXT)


def wanted_format(arguments: Sequence[str]) -> Format:
    """What a command line that came to nothing asked for; text where that can't be told."""
    for number, each in enumerate(arguments):
        if each == "--json":
            return Format.JSON
        name, _, value = each.partition("=")
        if name == "--format":
            value = value or "".join(arguments[number + 1 : number + 2])
            return Format(value) if value in tuple(Format) else Format.TEXT
    return Format.TEXT


def report_text(report: Report, form: Format) -> str:
    """The whole document of a form that is made from a report."""
    folders = folders_of_this_run()
    match form:
        case Format.SARIF:
            from passkeyctl.render.findings.sarif import sarif_json
            from passkeyctl.render.json_text import json_text

            return json_text(sarif_json(report, folders))
        case Format.JUNIT:
            from passkeyctl.render.findings.findings_junit import findings_suite
            from passkeyctl.render.findings.junit import junit_xml

            return junit_xml([findings_suite(report, folders)])
        case Format.GITHUB:
            from passkeyctl.render.findings.github_annotations import github_annotations

            return github_annotations(report, folders)
        case _:
            from passkeyctl.render.findings.findings_markdown import findings_markdown

            return findings_markdown(report, folders)


def folders_of_this_run() -> Folders:
    """Paths start at the checkout of a workflow where this is one, else at the current folder."""
    from passkeyctl.render.findings.file_uris import Folders

    current = Path.cwd()
    checkout = os.environ.get("GITHUB_WORKSPACE", "")
    root = Path(checkout) if checkout and current.is_relative_to(checkout) else current
    return Folders(root, current)
