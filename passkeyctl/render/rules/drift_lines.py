"""`explain drift`: every normalisation, for people and for machines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.address import Kind
from passkeyctl.render.lines import EMPTY, Line, Role, Span, hung, line
from passkeyctl.render.rules.rule_json import explanation
from passkeyctl.render.text import TITLES
from passkeyctl.wire.normalisations.row import ABSENT, Normalisation
from passkeyctl.wire.normalisations.table import NORMALISATIONS

EVERYTHING = "Everything"
ABOUT = (
    "A difference is shown if somebody changed something, and only then. Graph has several spellings for one meaning; "
    "what is listed here is folded into one before anything is compared. Everything else is compared as it reads."
)
LEGEND = "`=` reads the same, `/` does not. Rows of docs/graph-facts.md stand in brackets."


def drift_lines() -> tuple[Line, ...]:
    """The table of normalisations, by kind of resource."""
    titles = dict.fromkeys(map(_title, (*(each for each in NORMALISATIONS if each.everywhere), *NORMALISATIONS)))
    sections = (line_ for title in titles for line_ in _section(title))
    return (*hung([Span(ABOUT)], first=0, rest=0), *line(LEGEND, Role.MUTED), *sections)


def _title(row: Normalisation) -> str:
    return EVERYTHING if row.everywhere else TITLES[row.kind]


def _section(title: str) -> Iterator[Line]:
    yield EMPTY
    yield from line(title, Role.HEADING)
    for each in NORMALISATIONS:
        if _title(each) == title:
            yield from _row(each)


def _row(row: Normalisation) -> Iterator[Line]:
    yield from hung([Span(f"{row.id} ", Role.NOTICE), Span(f"{row.about}: {row.folded}")], first=2, rest=4)
    yield from line(f"because {row.why} ({row.standing} [{', '.join(row.facts)}])", Role.MUTED, indent=4)
    spellings = " = ".join(map(_short, row.example.same))
    unlike = "" if row.example.unlike is None else f" / {_short(row.example.unlike)}"
    yield from line(f"{row.example.path.split('.')[-1]}: {spellings}{unlike}", indent=4)


GUID = re.compile(r"([0-9a-fA-F]{8})(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def _short(value: JsonValue) -> str:
    """As JSON, ids by their beginning."""
    return "absent" if value == ABSENT else GUID.sub(r"\1…", json.dumps(value, ensure_ascii=False))


def drift_json() -> JsonObject:
    normalisations: list[JsonObject] = [
        {
            "id": each.id,
            "kinds": [kind.value for kind in (Kind if each.everywhere else (each.kind,))],
            "about": each.about,
            "folded": each.folded,
            "why": each.why,
            "standing": each.standing.value,
            "facts": [*each.facts],
            "example": {"path": each.example.path, "same": [*each.example.same], "unlike": each.example.unlike},
        }
        for each in NORMALISATIONS
    ]
    return explanation("drift", normalisations=normalisations)
