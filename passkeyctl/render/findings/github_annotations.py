"""Findings as workflow commands, which GitHub Actions shows beside the lines of a pull request.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from passkeyctl.diagnostics import Severity
from passkeyctl.model.finding import Weight
from passkeyctl.render.findings.file_uris import Folders
from passkeyctl.render.findings.report import Found, Report, words_of
from passkeyctl.render.lines import visible
from passkeyctl.rules.table import BY_CODE

COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "notice"}


def github_annotations(report: Report, folders: Folders) -> str:
    """One line each; what was let pass or not looked into has none."""
    said = "".join(f"{_annotation(each, folders)}\n" for each in report.counted)
    if not report.needs_words:
        return said
    ended = _text(visible(f"{report.command} ended with exit code {int(report.exit_code)}"))
    return f"::error title=passkeyctl::{ended}\n{said}"


def _annotation(found: Found, folders: Folders) -> str:
    diagnostic, source = found.diagnostic, found.diagnostic.source
    named: dict[str, str] = {}
    if source is not None:
        named["file"] = folders.path(source.file)
        if source.line:
            named["line"] = str(source.line)
        if source.column:
            named["col"] = str(source.column)
    rule = BY_CODE.get(diagnostic.code)
    named["title"] = f"{rule.code} {rule.title}" if rule is not None else "passkeyctl"
    properties = ",".join(f"{name}={_property(value)}" for name, value in named.items())
    return f"::{_command(found)} {properties}::{_text(_message(found))}"


def _command(found: Found) -> str:
    """What stands in the tenant already is no fault of this change."""
    return "notice" if found.finding.weight is Weight.STANDING else COMMANDS[found.diagnostic.severity]


def _message(found: Found) -> str:
    where = found.diagnostic.address
    summary, *rest = words_of(found)
    return "\n".join(visible(each) for each in (summary, *((f"in {where}",) if where else ()), *rest))


def _text(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _text(visible(text)).replace(":", "%3A").replace(",", "%2C")
