"""Why a log could not be read, or not to its end, in one line."""

from __future__ import annotations

from passkeyctl.errors import GraphError, IncompleteRead


def why_unread(log: str, error: GraphError | IncompleteRead) -> str:
    """What Graph said, and what to do about it."""
    said = " ".join((getattr(error, "graph_code", ""), error.summary, *error.detail)).lower()
    if "premium" in said or "licen" in said:
        return f"Graph gives {log} only to tenants with Entra ID P1"
    hint = f": {error.hint}" if error.hint else ""
    return f"{log} could not be read to its end: {error.summary}{hint}"
