"""Findings that count no more, as JSON."""

from __future__ import annotations

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.finding import Suppressed
from passkeyctl.render.findings.finding_json import finding_json
from passkeyctl.render.value_json import source_json


def suppressed_json(suppressed: Suppressed) -> JsonObject:
    """`by` is `waiver` or `baseline`."""
    return {**finding_json(suppressed.finding), "by": _by(suppressed), "waiver": _waiver(suppressed)}


def _by(suppressed: Suppressed) -> str:
    return "baseline" if suppressed.waiver is None else "waiver"


def _waiver(suppressed: Suppressed) -> JsonValue:
    waiver = suppressed.waiver
    if waiver is None:
        return None
    return {
        "reason": waiver.reason,
        "owner": waiver.owner,
        "expires": waiver.expires.isoformat(),
        "source": source_json(waiver.source),
    }
