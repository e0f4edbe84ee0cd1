"""What came back for a request that was sent."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answer:
    """`created` is the id of what was made, where the answer names it; `requests` are Graph's ids, one for each try."""

    created: str | None = None
    requests: tuple[str, ...] = ()
