"""One answer of Graph as a value, and what stands in the body of an error."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from passkeyctl.json_types import JsonObject, JsonValue

_GENERIC = "The server could not process the request because it is malformed"
_NUMBER = re.compile(r"\s*(\d{4}):\s*")


@dataclass(frozen=True, slots=True)
class Reply:
    """`body` is the parsed JSON, None where the answer was empty; the names of `headers` are in lower case.

    `requests` are Graph's ids of this request and of those before it that were sent again.
    """

    status: int
    body: JsonValue = None
    headers: Mapping[str, str] = field(default_factory=dict)
    requests: tuple[str, ...] = ()

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300

    @property
    def request_id(self) -> str:
        return self.headers.get("request-id", "")


@dataclass(frozen=True, slots=True)
class Fault:
    """The error that Graph describes; `number` is Conditional Access's own (1108)."""

    code: str = ""
    message: str = ""
    number: int | None = None
    request_id: str = ""


def fault_of(reply: Reply) -> Fault:
    """Reads `{"error": {"code", "message", "innerError"}}`; what is missing or of another shape stays empty.

    Conditional Access puts its number in front of the message or, under a generic message, of the inner one.
    """
    error = _object(_object(reply.body).get("error"))
    inner = _object(error.get("innerError") or error.get("innererror"))
    message, inner_message = _text(error, "message"), _text(inner, "message")
    numbered = next((each for each in (message, inner_message) if _NUMBER.match(each)), "")
    found = _NUMBER.match(numbered)
    return Fault(
        code=_text(error, "code") or _text(inner, "code"),
        message=numbered or (inner_message if message.startswith(_GENERIC) else "") or message or inner_message,
        number=int(found[1]) if found else None,
        request_id=reply.request_id or _text(inner, "request-id"),
    )


def _object(value: JsonValue) -> JsonObject:
    return value if isinstance(value, dict) else {}


def _text(holder: JsonObject, key: str) -> str:
    value = holder.get(key)
    return value if isinstance(value, str) else ""
