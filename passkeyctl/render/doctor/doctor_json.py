"""An examination as JSON."""

from __future__ import annotations

from passkeyctl import __version__
from passkeyctl.json_types import JsonObject
from passkeyctl.render.doctor.doctor_view import Check, Examination

FORMAT = "1.0"


def doctor_json(examination: Examination, *, exit_code: int) -> JsonObject:
    return {
        "kind": "doctor",
        "format_version": FORMAT,
        "tool_version": __version__,
        "exit_code": exit_code,
        "reasons": ["failed"] if examination.has_failed else [],
        "for": list(examination.uses),
        "asked": examination.where,
        "counts": {verdict.value: count for verdict, count in examination.counts.items()},
        "checks": [_check(each) for each in examination.checks],
    }


def _check(check: Check) -> JsonObject:
    return {
        "name": check.name,
        "verdict": check.verdict.value,
        "seen": check.seen,
        "hint": check.hint,
        "detail": list(check.detail),
    }
