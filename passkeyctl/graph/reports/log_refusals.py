"""Why a log could not be read, or not to its end, in one line."""

from __future__ import annotations

from passkeyctl.errors import GraphError, IncompleteRead


def why_unread(log: str, error: GraphError | IncompleteRead) -> str:
    """What Graph said of it; a page in the middle that failed is told with the reason for it."""
    said = " ".join((getattr(error, "graph_code", ""), error.summary, *error.detail)).lower()
    if "premium" in said or "licen" in said:
        return f"Graph gives {log} only to tenants with Entra ID P1"
    if isinstance(error, GraphError):
        return f"{log} could not be read: {error.summary}"
    return f"{log} could not be read to its end: {'; '.join((error.summary, *error.detail[:1]))}"
