"""JSON documents as text."""

from __future__ import annotations

import json

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.render.lines import visible


def json_text(document: JsonObject) -> str:
    """Indented, readable in any language, and harmless on a terminal: unseen characters stand as JSON escapes."""
    return "".join(f"{each}\n" for each in json_lines(document))


def json_lines(value: JsonValue) -> list[str]:
    # Only "\n" ends a line here: other line ends stand inside strings and are escaped.
    return [visible(each) for each in json.dumps(value, indent=2, ensure_ascii=False).split("\n")]
