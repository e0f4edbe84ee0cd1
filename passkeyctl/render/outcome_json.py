"""How an apply ended, for machines."""

from __future__ import annotations

from collections.abc import Sequence

from passkeyctl import __version__
from passkeyctl.json_types import JsonObject
from passkeyctl.plan.operation import Operation
from passkeyctl.plan.plan import Plan
from passkeyctl.render.outcome_lines import Progress
from passkeyctl.render.request_lines import full_path

FORMAT = "1.0"


def outcome_json(plan: Plan, progress: Progress | None, *, exit_code: int) -> JsonObject:
    """`operations` is empty where nothing was sent."""
    rows = zip(progress.operations, progress.statuses, progress.details, strict=True) if progress is not None else ()
    return {
        "kind": "apply",
        "format_version": FORMAT,
        "tool_version": __version__,
        "exit_code": int(exit_code),
        "destination": {
            "endpoint": plan.destination.endpoint,
            "tenant_id": plan.destination.tenant_id,
            "tenant_name": plan.destination.tenant_name,
        },
        "operations": [_row(operation, status, detail) for operation, status, detail in rows],
    }


def _row(operation: Operation, status: str, detail: Sequence[str]) -> JsonObject:
    return {
        "summary": operation.summary,
        "addresses": [str(each) for each in operation.addresses],
        "method": operation.method,
        "path": full_path(operation),
        "status": str(status),
        "detail": [*detail],
    }
