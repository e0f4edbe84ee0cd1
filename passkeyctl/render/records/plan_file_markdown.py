"""A plan file as Markdown, for a comment where it is approved: what changes, what was found, and the plan as shown."""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.render.lines import Line
from passkeyctl.render.markdown_text import escaped, fenced, table, with_code
from passkeyctl.render.plain import plain_text
from passkeyctl.render.records.kept_lines import lines_of
from passkeyctl.render.records.plan_file_lines import PlanFile
from passkeyctl.render.request_lines import operations_lines

COUNTS = (("create", "to create"), ("update", "to update"), ("delete", "to delete"))
ASIDE = ("standing", "unchecked")
"""Findings that speak for or against nothing here; the plan as it was shown has them."""
SIGNS = {"create": "+", "update": "~", "delete": "-"}


def plan_file_markdown(file: PlanFile, *, show_requests: bool = False) -> str:
    return "\n".join(_document(file, show_requests=show_requests)) + "\n"


def _document(file: PlanFile, *, show_requests: bool) -> Iterator[str]:
    plan = file.document["plan"]
    assert isinstance(plan, dict)
    where = file.saved.destination
    yield f"### Plan for {escaped(where.tenant_name or where.tenant_id)} ({escaped(where.endpoint)})"
    yield ""
    yield f"{_summary(plan)}."
    yield ""
    yield from table(("", ""), _facts(file))
    yield from _changes(_objects(plan.get("changes")))
    yield from _findings(_objects(plan.get("findings")))
    yield from _folded("The plan as it was shown", lines_of(file.document["shown"]))
    if show_requests:
        yield from _folded(f"Requests ({len(file.saved.operations)})", operations_lines(file.saved.operations))


def _summary(plan: JsonObject) -> str:
    summary = plan.get("summary")
    counts = summary if isinstance(summary, dict) else {}
    return ", ".join(f"{counts[key]} {words}" for key, words in COUNTS if counts.get(key)) or "No changes"


def _facts(file: PlanFile) -> Iterator[tuple[str, ...]]:
    where = file.saved.destination
    yield "tenant", f"{escaped(where.tenant_name)} `{where.tenant_id}`"
    yield "made", f"{escaped(str(file.document.get('created')))} by passkeyctl {escaped(file.saved.tool_version)}"
    yield "holds until", escaped(str(file.document.get("expires"))) + (" **(expired)**" if file.is_over else "")
    yield "digest", f"`{escaped(file.saved.digest)}`" + ("" if file.is_whole else " **(does not hold: altered)**")
    for code, reason in file.saved.reasons.items():
        yield f"override {escaped(code)}", escaped(reason)


def _changes(changes: list[JsonObject]) -> Iterator[str]:
    shown = [each for each in changes if each.get("action") in SIGNS]
    if shown:
        yield ""
        yield from table(("", "what", "name", "fields"), (_change(each) for each in shown))


def _change(change: JsonObject) -> tuple[str, ...]:
    paths = (str(each.get("path")) for each in _objects(change.get("changes")))
    sign = escaped(SIGNS[str(change["action"])])
    return sign, escaped(str(change.get("address"))), escaped(str(change.get("name"))), escaped(", ".join(paths))


def _findings(findings: list[JsonObject]) -> Iterator[str]:
    counted = [each for each in findings if each.get("weight") not in ASIDE]
    if counted:
        yield ""
        yield from table(("", "code", "what", "where"), (_finding(each) for each in counted))


def _finding(finding: JsonObject) -> tuple[str, ...]:
    overridden = " (overridden)" if finding.get("overridden") is True else ""
    severity = f"{finding.get('severity')}{overridden}"
    return (
        f"**{severity}**" if finding.get("weight") in ("blocks", "asks") else severity,
        escaped(str(finding.get("code"))),
        with_code(str(finding.get("summary"))),
        escaped(str(finding.get("address"))),
    )


def _folded(title: str, lines: tuple[Line, ...]) -> Iterator[str]:
    yield from ("", "<details>", f"<summary>{title}</summary>", "")
    yield from fenced(plain_text(lines))
    yield from ("", "</details>")


def _objects(value: JsonValue) -> list[JsonObject]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
