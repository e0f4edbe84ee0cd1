"""The HTTP requests that an apply would send, exactly and in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.plan.operation import Operation
from passkeyctl.plan.ordering import waves
from passkeyctl.plan.plan import Plan
from passkeyctl.render.json_text import json_lines
from passkeyctl.render.lines import EMPTY, Line, Role, Span, line

VERSION, BETA = "/v1.0", "/beta/"
RANGES = "ipRanges"
MOST_MEMBERS, FEW_MEMBERS = 20, 5
"""Of a longer list just a few members are shown, and how many there are."""


def requests_lines(plan: Plan) -> tuple[Line, ...]:
    return operations_lines(plan.operations)


def operations_lines(operations: Sequence[Operation]) -> tuple[Line, ...]:
    """Ids that are known after apply stand as `<id of ADDRESS>`; lines are not broken, so that JSON can be copied.

    Long lists of ranges are cut short, and say so where the rest would be.
    """
    if not operations:
        return (EMPTY, *line("No requests.", Role.HEADING))
    found: list[Line] = [EMPTY]
    found += line("Requests, in order; each wave reads back before the next is sent", Role.HEADING)
    for number, wave in enumerate(waves(operations), start=1):
        found += (EMPTY, *line(f"wave {number}", Role.MUTED))
        for operation in wave:
            found += _request(operation)
    return tuple(found)


def _request(operation: Operation) -> Iterator[Line]:
    yield (
        Span(f"{operation.method} {full_path(operation)}", Role.NOTICE),
        Span(f"  # {operation.summary}", Role.MUTED),
    )
    if operation.body is not None:
        for each in json_lines(shortened(operation.body)):
            yield (Span(each),)


def full_path(operation: Operation) -> str:
    """As it is sent: what goes to beta says so itself."""
    return operation.path if operation.path.startswith(BETA) else VERSION + operation.path


def shortened(body: JsonObject) -> JsonObject:
    return {key: _cut(value) if key == RANGES and isinstance(value, list) else value for key, value in body.items()}


def _cut(rows: list[JsonValue]) -> list[JsonValue]:
    if len(rows) <= MOST_MEMBERS:
        return rows
    return [*rows[:FEW_MEMBERS], f"and {len(rows) - FEW_MEMBERS} more, {len(rows)} in all: `--json` lists them"]
