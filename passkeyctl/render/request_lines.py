"""The HTTP requests that an apply would send, exactly and in order."""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.plan.operation import Operation
from passkeyctl.plan.ordering import waves
from passkeyctl.plan.plan import Plan
from passkeyctl.render.json_text import json_lines
from passkeyctl.render.lines import EMPTY, Line, Role, Span, line

VERSION = "/v1.0"


def requests_lines(plan: Plan) -> tuple[Line, ...]:
    """Ids that are known after apply stand as `<id of ADDRESS>`; lines are not broken, so that JSON can be copied."""
    if not plan.operations:
        return (EMPTY, *line("No requests.", Role.HEADING))
    found: list[Line] = [EMPTY]
    found += line("Requests, in order; each wave reads back before the next is sent", Role.HEADING)
    for number, wave in enumerate(waves(plan.operations), start=1):
        found += (EMPTY, *line(f"wave {number}", Role.MUTED))
        for operation in wave:
            found += _request(operation)
    return tuple(found)


def _request(operation: Operation) -> Iterator[Line]:
    yield (
        Span(f"{operation.method} {VERSION}{operation.path}", Role.NOTICE),
        Span(f"  # {operation.summary}", Role.MUTED),
    )
    if operation.body is not None:
        for each in json_lines(operation.body):
            yield (Span(each),)
