"""A finding as JSON, alike in what `validate` and `plan` print."""

from __future__ import annotations

from passkeyctl.json_types import JsonObject
from passkeyctl.model.finding import Finding
from passkeyctl.render.value_json import diagnostic_json


def finding_json(finding: Finding) -> JsonObject:
    """`value` is what a waiver's `accepts` would name; `affected` says whom it is about."""
    return {
        **diagnostic_json(finding.diagnostic),
        "weight": finding.weight.value,
        "unknown": finding.is_unknown,
        "value": finding.value,
        "affected": finding.affected,
    }
