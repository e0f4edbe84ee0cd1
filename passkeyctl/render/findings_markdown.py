"""Findings and changes as Markdown, for a comment on a pull request: the gravest first, the long lists folded away."""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.diagnostics import Severity
from passkeyctl.errors import ExitCode
from passkeyctl.model.finding import Weight
from passkeyctl.render.file_uris import Folders
from passkeyctl.render.ladder_markdown import ladder_markdown
from passkeyctl.render.markdown_text import escaped, table, with_code
from passkeyctl.render.not_checked import by_reason
from passkeyctl.render.report import Found, Report, words_of
from passkeyctl.rules.table import BY_CODE

ENDINGS = {
    ExitCode.FAILED: "can't be understood",
    ExitCode.REFUSED: "refused",
    ExitCode.CHANGES: "passed",
    ExitCode.STALE: "can't be used",
    ExitCode.USAGE: "wrong usage",
}


def findings_markdown(report: Report, folders: Folders) -> str:
    return "\n".join(_report(report, folders)) + "\n"


def _report(report: Report, folders: Folders) -> Iterator[str]:
    ending = ENDINGS.get(ExitCode(report.exit_code), "passed")
    if report.ladder is not None and report.ladder.is_held:
        ending = f"`{report.ladder.wanted}` is held"
    yield f"### passkeyctl {report.command}: {ending}"
    yield ""
    yield f"{_counts(report)}."
    if report.changes is not None:
        yield from _changes(report)
    if report.ladder is not None:
        yield from ladder_markdown(report.ladder)
    counted = [each for each in report.counted if each.finding.weight is not Weight.STANDING and not _is_gate(each)]
    if counted:
        yield ""
        yield from table(("", "code", "what", "where"), (_row(each, folders) for each in counted))
    standing = [each for each in report.counted if each.finding.weight is Weight.STANDING]
    yield from _folded(f"Already so ({len(standing)})", standing, folders)
    yield from _folded(f"Let pass ({len(report.let_pass)})", report.let_pass, folders)
    yield from _not_checked(report)


def _is_gate(found: Found) -> bool:
    """The roll-out above has it."""
    rule = BY_CODE.get(found.diagnostic.code)
    return rule is not None and rule.is_of_rollout


def _counts(report: Report) -> str:
    """`2 errors, 1 warning; 1 let pass`; that there is nothing is said as well."""
    severities = [each.diagnostic.severity for each in report.counted]
    counts = ((severities.count(each), each.value) for each in Severity)
    found = ", ".join(f"{count} {word}{'' if count == 1 else 's'}" for count, word in counts if count)
    others = ((len(report.let_pass), "let pass"), (len(report.unchecked), "not checked"))
    return "; ".join((found or "Nothing was found", *(f"{count} {word}" for count, word in others if count)))


def _changes(report: Report) -> Iterator[str]:
    listed = report.changes or ()
    yield ""
    if not listed:
        yield "No changes."
        return
    yield "<details open>"
    yield f"<summary>{len(listed)} {'change' if len(listed) == 1 else 'changes'}</summary>"
    yield ""
    rows = ((each.action, escaped(each.address), escaped(each.name)) for each in listed)
    yield from table(("action", "address", "name"), rows)
    yield ""
    yield "</details>"


def _row(found: Found, folders: Folders) -> tuple[str, ...]:
    diagnostic = found.diagnostic
    severity = f"**{diagnostic.severity}**" if found.refuses else diagnostic.severity.value
    return severity, diagnostic.code, "<br>".join(map(with_code, words_of(found))), _where(found, folders)


def _where(found: Found, folders: Folders) -> str:
    diagnostic, source = found.diagnostic, found.diagnostic.source
    place = folders.path(source.file) if source is not None else ""
    line = f":{source.line}" if source is not None and source.line else ""
    return "<br>".join(escaped(each) for each in (f"{place}{line}", diagnostic.address) if each)


def _folded(title: str, listed: tuple[Found, ...] | list[Found], folders: Folders) -> Iterator[str]:
    if not listed:
        return
    yield from ("", "<details>", f"<summary>{title}</summary>", "")
    for each in listed:
        reason = f" ({with_code(each.let_pass)})" if each.let_pass else ""
        where = _where(each, folders).replace("<br>", ", ")
        yield f"- {each.diagnostic.code} {with_code(each.diagnostic.summary)}{f', {where}' if where else ''}{reason}"
    yield from ("", "</details>")


def _not_checked(report: Report) -> Iterator[str]:
    listed = by_reason(each.finding for each in report.unchecked)
    if not listed:
        return
    yield from ("", "<details>", f"<summary>Not checked ({len(report.unchecked)})</summary>", "")
    for each in listed:
        hint = f": {with_code(each.hint)}" if each.hint else ""
        yield f"- {', '.join(each.codes)}: {with_code(each.reason)}{hint}"
    yield from ("", "</details>")
