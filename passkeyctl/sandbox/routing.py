"""From method and path to the function that answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from passkeyctl.sandbox.calls import Answer, Call, Refusal
from passkeyctl.sandbox.tenant import Tenant

Respond = Callable[[Call, Tenant], Answer]


class Limit(StrEnum):
    """Which of Graph's throttling limits counts a request."""

    CONDITIONAL_ACCESS = "conditionalAccess"
    DIRECTORY = "directory"
    REPORTS = "reports"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Route:
    """A path with `{names}` for ids, and what each method does there."""

    path: str
    methods: Mapping[str, Respond]
    limit: Limit = Limit.NONE

    def keys(self, segments: Sequence[str]) -> Mapping[str, str] | None:
        """The ids in the path, or None where it is another path. Literal segments match without regard to case."""
        pattern = self.path.split("/")
        if len(pattern) != len(segments):
            return None
        keys: dict[str, str] = {}
        for expected, found in zip(pattern, segments, strict=True):
            if expected.startswith("{"):
                keys[expected.strip("{}")] = found
            elif expected.lower() != found.lower():
                return None
        return MappingProxyType(keys)


def segments_of(path: str) -> tuple[str, ...]:
    """The segments of a decoded path, with OData's `things('key')` written `things/key` and `usage()` as `usage`."""
    segments: list[str] = []
    for segment in path.strip("/").split("/"):
        if segment.endswith("')") and "('" in segment:
            name, _, key = segment[:-2].partition("('")
            segments += [name, key.replace("''", "'")]
        else:
            # `graph` is the alias of Graph's namespace; the SDK writes it so.
            name = segment.removesuffix("()")
            segments.append(f"microsoft.{name}" if name.startswith("graph.") else name)
    return tuple(segments)


def match(routes: Sequence[Route], method: str, path: str) -> tuple[Route, Respond, Mapping[str, str]]:
    """The first route of this path; literal routes stand before those with keys."""
    segments = segments_of(path)
    for route in routes:
        keys = route.keys(segments)
        if keys is None:
            continue
        respond = route.methods.get(method)
        if respond is None:
            raise Refusal(405, "Request_BadRequest", "Specified HTTP method is not allowed for the request target.")
        return route, respond, keys
    raise Refusal(400, "BadRequest", f"Resource not found for the segment '{segments[-1]}'.")
