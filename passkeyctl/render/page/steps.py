"""What became of each request of an apply."""

from __future__ import annotations

from passkeyctl.render.findings.report import Report
from passkeyctl.render.page.frame import Part
from passkeyctl.render.page.markup import badge, paragraphs, prose, text


def steps_part(report: Report) -> Part:
    if not report.steps:
        return Part("steps", "What was sent", "")
    rows = "".join(
        f"<li>{badge(each.status, 'good' if each.is_done else 'bad')} {text(each.summary)}"
        f"{paragraphs(map(prose, each.detail))}</li>"
        for each in report.steps
    )
    return Part("steps", "What was sent", f"<ol>{rows}</ol>", len(report.steps))
