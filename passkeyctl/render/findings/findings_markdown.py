"""Findings and changes as Markdown, for a comment on a pull request: the gravest first, the long lists folded away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from passkeyctl.diagnostics import Severity
from passkeyctl.errors import ExitCode
from passkeyctl.model.finding import Weight
from passkeyctl.render.findings.file_uris import Folders
from passkeyctl.render.findings.not_checked import by_reason
from passkeyctl.render.findings.report import Found, Report, words_of
from passkeyctl.render.markdown_parts import Part, fitted, marker, shortened, shortened_lines
from passkeyctl.render.markdown_text import escaped, table, with_code
from passkeyctl.render.rollout.ladder_markdown import ladder_markdown
from passkeyctl.rules.table import BY_CODE

ENDINGS = {
    ExitCode.FAILED: "failed",
    ExitCode.REFUSED: "refused",
    ExitCode.CHANGES: "passed",
    ExitCode.STALE: "can't be used",
    ExitCode.OPEN: "something is open",
    ExitCode.USAGE: "wrong usage",
    ExitCode.INTERRUPTED: "interrupted",
}
HEAD_OF_TABLE = 2
LONGEST_NAME, LONGEST_SAID = 400, 4000


def findings_markdown(report: Report, folders: Folders) -> str:
    return fitted(_report(report, folders))


def ending_of(report: Report) -> str:
    """How it ended, in a word or two."""
    code = ExitCode(report.exit_code)
    if report.ending:
        return report.ending
    if report.ladder is not None and report.ladder.is_held and code is ExitCode.STALE:
        return f"`{shortened(report.ladder.wanted, LONGEST_NAME)}` is held"
    if code is ExitCode.FAILED and any(each.refuses and each.diagnostic.source is not None for each in report.found):
        return "can't be understood"
    return ENDINGS.get(code, "applied" if report.steps else "passed")


def _report(report: Report, folders: Folders) -> Iterator[Part]:
    about = (marker(report.command, report.about),) if report.about else ()
    counts = "" if report.needs_words and not report.found else f"{_counts(report)}."
    said = (f"It ended with exit code {int(report.exit_code)}.",) if report.needs_words else ()
    yield Part(
        (
            *about,
            f"### passkeyctl {escaped(report.command)}: {ending_of(report)}",
            "",
            *(part for each in shortened_lines(report.said, LONGEST_SAID) for part in (with_code(each), "")),
            " ".join(filter(None, (*said, counts))),
        )
    )
    if report.steps is not None:
        yield _steps(report)
    if report.changes is not None:
        yield _changes(report)
    if report.ladder is not None:
        yield _of_table(ladder_markdown(report.ladder), before=3)
    counted = [each for each in report.counted if each.finding.weight is not Weight.STANDING and not _is_gate(each)]
    if counted:
        yield _of_table(
            ("", *table(("", "code", "what", "where"), (_row(each, folders) for each in counted))), before=1
        )
    standing = [each for each in report.counted if each.finding.weight is Weight.STANDING]
    yield from _folded(f"Already so ({len(standing)})", standing, folders)
    yield from _folded(f"Let pass ({len(report.let_pass)})", report.let_pass, folders)
    yield from _not_checked(report)


def _of_table(lines: Iterable[str], *, before: int) -> Part:
    """A table after so many lines."""
    listed, start = tuple(lines), before + HEAD_OF_TABLE
    return Part(listed[:start], listed[start:])


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


def _steps(report: Report) -> Part:
    """What an apply has sent: how each request ended, those that did not end well in bold."""
    listed = report.steps or ()
    done = sum(each.is_done for each in listed)
    rows = (
        (
            with_code(each.status) if each.is_done else f"**{with_code(each.status)}**",
            _cell((each.summary, *each.detail)),
        )
        for each in listed
    )
    opened = "" if done == len(listed) else " open"
    head = (f"<details{opened}>", f"<summary>{done} of {len(listed)} requests verified</summary>")
    start, *lines = table(("request", "what"), rows)
    return Part(("", *head, "", start, lines[0]), tuple(lines[1:]), ("", "</details>"))


def _changes(report: Report) -> Part:
    listed = report.changes or ()
    if not listed:
        return Part(("", "No changes."))
    words = f"{len(listed)} {'change' if len(listed) == 1 else 'changes'}"
    names = ((each.action, _name(each.address), _name(each.name)) for each in listed)
    start, line, *rows = table(("action", "address", "name"), names)
    return Part(("", "<details open>", f"<summary>{words}</summary>", "", start, line), tuple(rows), ("", "</details>"))


def _name(text: str) -> str:
    return escaped(shortened(text, LONGEST_NAME))


def _row(found: Found, folders: Folders) -> tuple[str, ...]:
    diagnostic = found.diagnostic
    severity = f"**{diagnostic.severity}**" if found.refuses else diagnostic.severity.value
    return severity, diagnostic.code, _cell(words_of(found)), _where(found, folders)


def _cell(words: Sequence[str]) -> str:
    return "<br>".join(map(with_code, shortened_lines(words)))


def _where(found: Found, folders: Folders) -> str:
    diagnostic, source = found.diagnostic, found.diagnostic.source
    place = folders.path(source.file) if source is not None else ""
    line = f":{source.line}" if source is not None and source.line else ""
    return "<br>".join(_name(each) for each in (f"{place}{line}", diagnostic.address) if each)


def _folded(title: str, listed: Sequence[Found], folders: Folders) -> Iterator[Part]:
    if not listed:
        return
    rows = []
    for each in listed:
        reason = f" ({with_code(shortened(each.let_pass))})" if each.let_pass else ""
        where = _where(each, folders).replace("<br>", ", ")
        summary = with_code(shortened(each.diagnostic.summary))
        rows.append(f"- {each.diagnostic.code} {summary}{f', {where}' if where else ''}{reason}")
    yield Part(("", "<details>", f"<summary>{title}</summary>", ""), tuple(rows), ("", "</details>"))


def _not_checked(report: Report) -> Iterator[Part]:
    listed = by_reason(each.finding for each in report.unchecked)
    if not listed:
        return
    rows = []
    for each in listed:
        hint = f": {with_code(shortened(each.hint))}" if each.hint else ""
        rows.append(f"- {', '.join(each.codes)}: {with_code(shortened(each.reason))}{hint}")
    summary = f"<summary>Not checked ({len(report.unchecked)})</summary>"
    yield Part(("", "<details>", summary, ""), tuple(rows), ("", "</details>"))
