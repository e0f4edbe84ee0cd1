"""One request and one answer, as values: what the rooms of the sandbox pass around."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from passkeyctl.json_types import JsonValue

BETA = "beta"
NOT_SENT = object()


@dataclass(frozen=True, slots=True)
class Call:
    """A request whose path was matched: `keys` holds the ids of the path, `body` the parsed JSON or `NOT_SENT`."""

    method: str
    version: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: JsonValue | object
    origin: str
    keys: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_beta(self) -> bool:
        return self.version == BETA

    @property
    def context(self) -> str:
        return f"{self.origin}/{self.version}/$metadata#"

    @property
    def wants_unknown_members(self) -> bool:
        """Whether enum members newer than `unknownFutureValue` may be returned by name."""
        wishes = self.headers.get("prefer", "").split(",")
        return any(wish.strip().lower() == "include-unknown-enum-members" for wish in wishes)

    @property
    def is_eventual(self) -> bool:
        return self.headers.get("consistencylevel", "").lower() == "eventual"


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: JsonValue = None
    text: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


NO_CONTENT = Answer(204)


class Refusal(Exception):
    """An error answer in Graph's shape.

    Conditional Access puts a numbered text either into `message` or, under a generic message, into `inner`.
    """

    def __init__(self, status: int, code: str, message: str, *, inner: str = "", retry_after: int | None = None):
        super().__init__(f"{status} {code}: {inner or message}")
        self.status = status
        self.code = code
        self.message = message
        self.inner = inner
        self.retry_after = retry_after


MALFORMED = "The server could not process the request because it is malformed or incorrect."


def bad_request(message: str) -> Refusal:
    return Refusal(400, "BadRequest", message)


def numbered(number: int, text: str) -> Refusal:
    """A Conditional Access error whose number stands under the generic text, in `innerError`."""
    return Refusal(400, "BadRequest", MALFORMED, inner=f"{number}: {text}")


def not_found(text: str) -> Refusal:
    return Refusal(404, "ResourceNotFound", text)


def directory_not_found(key: str) -> Refusal:
    text = f"Resource '{key}' does not exist or one of its queried reference-property objects are not present."
    return Refusal(404, "Request_ResourceNotFound", text)
