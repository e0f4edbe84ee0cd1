"""One row of the table of normalisations."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from passkeyctl.json_types import JsonValue
from passkeyctl.model.address import Kind

ABSENT = "(absent)"
"""In an example: the member is not there at all."""


class Standing(StrEnum):
    """What stands behind a row, as in docs/graph-facts.md; `chosen`: a decision of this tool, not a fact of Graph."""

    DOCUMENTED = "documented"
    SEEN = "seen in another client"
    ASSUMED = "assumed"
    CHOSEN = "chosen"


@dataclass(frozen=True, slots=True)
class Example:
    """Values of one member, by its dotted path in Graph's JSON, that read to the same state.

    `unlike` is a value close by that reads to another one: the fold goes no further. None: there is no such value.
    """

    path: str
    same: tuple[JsonValue, ...]
    unlike: JsonValue = None


@dataclass(frozen=True, slots=True)
class Normalisation:
    """`facts` are rows of docs/graph-facts.md that say more.

    `everywhere`: it holds for every kind of resource; then `kind` is that of the example.
    """

    id: str
    kind: Kind
    about: str
    folded: str
    why: str
    standing: Standing
    facts: tuple[str, ...]
    example: Example
    everywhere: bool = False


def row(
    id: str,
    kind: Kind,
    about: str,
    folded: str,
    why: str,
    standing: Standing,
    facts: str,
    path: str,
    *same: JsonValue,
    unlike: JsonValue = None,
) -> Normalisation:
    """`about` begins with "any" where it holds for every kind of resource."""
    example = Example(path, same, unlike)
    return Normalisation(
        id, kind, about, folded, why, standing, tuple(facts.split()), example, about.startswith("any ")
    )
