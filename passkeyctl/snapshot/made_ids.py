"""Ids that files give, and ids made for what has none: the same for the same text, on every machine."""

from __future__ import annotations

import re
import uuid

_NAMESPACE = uuid.UUID("5b7ac6a9-bf1e-4625-8049-abe61f288f80")
_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_PLACEHOLDER = re.compile(
    r".*(<[^<>]+>|‹[^‹›]+›|«[^«»]+»|\{\{.*\}\}|\$\{.*\}|\$\(.*\)|%[A-Za-z][\w.-]*%).*"
    r"|\[[^\[\]]*\]|__.+__|##.+##|#\{.*\}#|\$\w[\w.]*|\.\.\.|x{3,}"
    r"|[0-9a-z]{8}(-[0-9a-z]{4}){3}-[0-9a-z]{12}|\{?[0-9a-f]{2,}(-[0-9a-f]*){4,}\}?|\{?[0-9a-f-]{28,}\}?"
    r"|(replace|insert|enter|your|todo|tbd|fixme|change[\s_-]?me)([\s_:-].*|here|this|with.*)?",
    re.IGNORECASE | re.DOTALL,
)


def made_id(*about: str) -> str:
    return str(uuid.uuid5(_NAMESPACE, "\n".join(about)))


def bare_guid(text: str) -> str | None:
    """A GUID in lower case, also out of the braces that .NET and registries write."""
    inner = text.strip()
    if inner.startswith("{") and inner.endswith("}"):
        inner = inner[1:-1]
    return inner.lower() if _GUID.fullmatch(inner) else None


def is_placeholder(text: str) -> bool:
    """What a template leaves to its reader: `<Group>`, `%tenantid%`, `{{id}}`, `REPLACE WITH …`; also several ids."""
    return _PLACEHOLDER.fullmatch(text.strip()) is not None or len([*_GUID.finditer(text)]) > 1
