"""The history of a tenant as a document."""

from __future__ import annotations

from passkeyctl import __version__
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.recorded import Recorded
from passkeyctl.render.records.history_lines import History
from passkeyctl.render.records.history_trend import Trend, trends

FORMAT = "1.0"


def history_json(history: History, exit_code: int) -> JsonObject:
    runs: list[JsonValue] = [run_json(each) for each in history.runs]
    return {
        "kind": "history",
        "format_version": FORMAT,
        "tool_version": __version__,
        "exit_code": exit_code,
        "reasons": ["failed"] if history.notices else [],
        "tenant": {"name": history.tenant, "id": history.tenant_id, "endpoint": history.endpoint},
        "since": history.since or None,
        "notices": [*history.notices],
        "runs": runs,
        "trends": {each.name: _trend_json(each) for each in trends(history.runs)},
    }


def run_json(run: Recorded) -> JsonObject:
    """None where the command doesn't count such a thing."""
    return {
        "key": run.key,
        "at": run.at.isoformat(),
        "occasion": run.occasion.value,
        "exit_code": run.exit_code,
        "by": run.by,
        "changes": run.changes,
        "deviations": run.deviations,
        "waived": run.waived,
        "errors": run.errors,
        "warnings": run.warnings,
        "ready": run.ready,
        "people": run.people,
        "digest": run.digest or None,
        "receipt": run.receipt or None,
    }


def _trend_json(trend: Trend) -> JsonObject:
    points: list[JsonValue] = [{"at": at.isoformat(), "number": round(float(each), 4)} for at, each in trend.points]
    return {"unit": trend.unit or None, "points": points}
