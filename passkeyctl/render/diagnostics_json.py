"""What `validate` found, as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from passkeyctl import __version__
from passkeyctl.diagnostics import Diagnostic, has_errors
from passkeyctl.json_types import JsonObject
from passkeyctl.render.findings.finding_json import finding_json
from passkeyctl.render.findings.suppressed_json import suppressed_json
from passkeyctl.render.value_json import diagnostic_json

if TYPE_CHECKING:
    from passkeyctl.checks.waivers import Judged

FORMAT = "1.1"


def validation_json(
    diagnostics: Iterable[Diagnostic], judged: Judged | None, *, exit_code: int, as_of: date
) -> JsonObject:
    """`diagnostics` are what loading gave; `judged` is None where there was nothing to judge."""
    listed = tuple(diagnostics)
    return {
        "kind": "validation",
        "format_version": FORMAT,
        "tool_version": __version__,
        "exit_code": int(exit_code),
        "valid": not has_errors(listed),
        "as_of": as_of.isoformat(),
        "diagnostics": [diagnostic_json(each) for each in listed],
        "findings": [finding_json(each) for each in judged.findings] if judged else [],
        "suppressed": [suppressed_json(each) for each in judged.suppressed] if judged else [],
    }
