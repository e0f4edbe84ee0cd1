"""The requests that an apply would send, in their order and waves."""

from __future__ import annotations

from collections.abc import Sequence

from passkeyctl.plan.operation import Operation
from passkeyctl.plan.ordering import waves
from passkeyctl.render.json_text import json_lines
from passkeyctl.render.page.frame import Part
from passkeyctl.render.page.markup import counted, text
from passkeyctl.render.request_lines import full_path, shortened


def requests_part(operations: Sequence[Operation]) -> Part:
    if not operations:
        return Part("requests", "Requests", "")
    found = waves(operations)
    said = f"<p>In this order. Each of the {len(found):,} waves reads back before the next is sent.</p>"
    alone = "<p>It is read back before the run ends.</p>"
    listed = "".join(_wave(number, each) for number, each in enumerate(found, start=1))
    return Part("requests", "Requests", (said if len(found) > 1 else alone) + listed, len(operations))


def _wave(number: int, wave: Sequence[Operation]) -> str:
    stage = text(wave[0].stage.value)
    count = f'<span class="number">{counted(len(wave), "request")}</span>'
    rows = "".join(f"<li>{_request(each)}</li>" for each in wave)
    return f"<h3>Wave {number}: {stage} {count}</h3><ol>{rows}</ol>\n"


def _request(operation: Operation) -> str:
    line = (
        f'<span class="mono">{text(operation.method)} {text(full_path(operation))}</span> '
        f'<span class="soft">{text(operation.summary)}</span>'
    )
    if operation.body is None:
        return line
    body = "\n".join(text(each) for each in json_lines(shortened(operation.body)))
    return f"<details><summary>{line}</summary><pre>{body}</pre></details>"
