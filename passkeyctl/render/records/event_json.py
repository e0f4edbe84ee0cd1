"""What happens during an apply, one JSON object a line (docs/apply-events.md), told as it happens.

`begin` comes first and `end` last; between them an `operation` each time one reaches a status.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from passkeyctl import __version__
from passkeyctl.json_types import JsonObject
from passkeyctl.plan.destination import Destination
from passkeyctl.plan.operation import Operation
from passkeyctl.render.lines import visible
from passkeyctl.render.request_lines import full_path

FORMAT = "1.0"


def event_line(event: JsonObject) -> str:
    """No blank and no line break that is not part of a value."""
    return visible(json.dumps(event, ensure_ascii=False, separators=(",", ":"))) + "\n"


def begin_json(
    operations: Sequence[Operation], destination: Destination, *, run: str | None, at: str, seconds_left: int | None
) -> JsonObject:
    """`seconds_left` is null where there is no limit to wait for, as in a sandbox."""
    return {
        "event": "begin",
        "format_version": FORMAT,
        "tool_version": __version__,
        "at": at,
        "run": run,
        "destination": {
            "endpoint": destination.endpoint,
            "tenant_id": destination.tenant_id,
            "tenant_name": destination.tenant_name,
        },
        "operations": [_operation(each, number) for number, each in enumerate(operations, start=1)],
        "seconds_left": seconds_left,
    }


def operation_json(
    operation: Operation,
    number: int,
    of: int,
    *,
    status: str,
    detail: Sequence[str],
    request_ids: Sequence[str],
    created: Mapping[str, str],
    at: str,
    seconds_left: int | None,
) -> JsonObject:
    """`number` counts from one."""
    return {
        "event": "operation",
        "at": at,
        **_operation(operation, number),
        "of": of,
        "status": str(status),
        "detail": [*detail],
        "request_ids": [*request_ids],
        "created": {**created},
        "seconds_left": seconds_left,
    }


def end_json(
    *,
    at: str,
    run: str | None,
    exit_code: int,
    outcome: str,
    reasons: Sequence[str],
    receipt: str | None,
    diagnostics: Sequence[JsonObject] = (),
) -> JsonObject:
    """`outcome` is how the run ended, as the receipt says it; `receipt` is where that is kept."""
    return {
        "event": "end",
        "at": at,
        "run": run,
        "exit_code": int(exit_code),
        "outcome": outcome,
        "reasons": [*reasons],
        "receipt": receipt,
        "diagnostics": [*diagnostics],
    }


def _operation(operation: Operation, number: int) -> JsonObject:
    return {
        "operation": number,
        "summary": operation.summary,
        "addresses": [str(each) for each in operation.addresses],
        "method": operation.method,
        "path": full_path(operation),
    }
