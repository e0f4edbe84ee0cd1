"""What `validate` found, as JSON."""

from __future__ import annotations

from collections.abc import Iterable

from passkeyctl import __version__
from passkeyctl.diagnostics import Diagnostic
from passkeyctl.json_types import JsonObject
from passkeyctl.render.value_json import diagnostic_json

FORMAT = "1.0"


def validation_json(diagnostics: Iterable[Diagnostic], *, is_valid: bool) -> JsonObject:
    return {
        "kind": "validation",
        "format_version": FORMAT,
        "tool_version": __version__,
        "valid": is_valid,
        "diagnostics": [diagnostic_json(each) for each in diagnostics],
    }
