"""What `validate` found, as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from passkeyctl import __version__
from passkeyctl.diagnostics import Diagnostic
from passkeyctl.json_types import JsonObject
from passkeyctl.model.finding import Finding
from passkeyctl.render.finding_json import finding_json
from passkeyctl.render.value_json import diagnostic_json

FORMAT = "1.1"


def validation_json(
    diagnostics: Iterable[Diagnostic],
    findings: Iterable[Finding],
    *,
    is_valid: bool,
    exit_code: int,
    as_of: date,
) -> JsonObject:
    """`diagnostics` are what loading gave, `findings` what the checks say; `valid` is about the former."""
    return {
        "kind": "validation",
        "format_version": FORMAT,
        "tool_version": __version__,
        "exit_code": int(exit_code),
        "valid": is_valid,
        "as_of": as_of.isoformat(),
        "diagnostics": [diagnostic_json(each) for each in diagnostics],
        "findings": [finding_json(each) for each in findings],
    }
