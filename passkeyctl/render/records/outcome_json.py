"""How an apply ended, for machines."""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl import __version__
from passkeyctl.json_types import JsonObject
from passkeyctl.plan.plan import Plan
from passkeyctl.render.records.outcome_lines import Progress, RunRecord
from passkeyctl.render.request_lines import full_path

FORMAT = "1.1"


def outcome_json(
    plan: Plan, progress: Progress | None, *, exit_code: int, outcome: str = "", record: RunRecord | None = None
) -> JsonObject:
    """`operations` is empty where nothing was sent; `outcome` is the word that the receipt has for it."""
    return {
        "kind": "apply",
        "format_version": FORMAT,
        "tool_version": __version__,
        "exit_code": int(exit_code),
        "outcome": outcome or None,
        "run": record.run if record is not None else None,
        "undoes": record.undoes if record is not None else None,
        "receipt": (record.receipt or None) if record is not None else None,
        "receipt_digest": (record.digest or None) if record is not None else None,
        "journal": record.journal if record is not None else None,
        "destination": {
            "endpoint": plan.destination.endpoint,
            "tenant_id": plan.destination.tenant_id,
            "tenant_name": plan.destination.tenant_name,
        },
        "operations": [*_rows(progress)] if progress is not None else [],
    }


def _rows(progress: Progress) -> Iterator[JsonObject]:
    columns = zip(progress.operations, progress.statuses, progress.details, progress.requests, strict=True)
    for operation, status, detail, requests in columns:
        addresses = [str(each) for each in operation.addresses]
        yield {
            "summary": operation.summary,
            "addresses": [*addresses],
            "method": operation.method,
            "path": full_path(operation),
            "status": str(status),
            "detail": [*detail],
            "request_ids": [*requests],
            "created": {each: progress.created[each] for each in addresses if each in progress.created},
        }
