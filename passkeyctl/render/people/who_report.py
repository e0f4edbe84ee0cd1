"""What `who` shows: one person, a sign-in of theirs, and the names for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from passkeyctl.authenticators.catalogue import Catalogue, HouseAliases, name_of
from passkeyctl.authenticators.display import shortest_names
from passkeyctl.model.directory import Directory
from passkeyctl.model.people import Person
from passkeyctl.model.reference import RefKind
from passkeyctl.model.strengths import BUILT_IN_STRENGTHS
from passkeyctl.render.naming import OWN_KINDS, Names

if TYPE_CHECKING:
    from passkeyctl.insight.person.graph_comparison import Comparison
    from passkeyctl.insight.person.person import PersonView, WhatIf
    from passkeyctl.insight.tenant_state import TenantState
    from passkeyctl.plan.destination import Destination


@dataclass(frozen=True, slots=True)
class WhoReport:
    """`is_planned`: files were read, and `after` is what a plan of them leads to. `read_at`: when the settings were
    read, where they were not read just now.
    """

    destination: Destination
    view: PersonView
    names: Names
    is_planned: bool
    changes: int = 0
    what_if: WhatIf | None = None
    comparison: Comparison | None = None
    read_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Models:
    """Names of models of passkeys."""

    catalogue: Catalogue
    house: HouseAliases

    def of(self, aaguid: str | None) -> str:
        return "unknown model" if aaguid is None else name_of(aaguid, self.catalogue) or aaguid

    def several(self, aaguids: frozenset[str]) -> str:
        return ", ".join(shortest_names(aaguids, self.catalogue, self.house))


def names_in(directory: Directory, *states: TenantState) -> Names:
    """What the files call a new object, else what the tenant calls it; later states count."""
    found: dict[tuple[RefKind, str], str] = {(RefKind.STRENGTH, id): name for id, name in BUILT_IN_STRENGTHS.items()}
    found.update(directory.names)
    for state in states:
        for kind, reference in OWN_KINDS:
            found.update({(reference, each.id): each.name for each in state.of(kind)})
    return Names(found)


def redacted(report: WhoReport) -> WhoReport:
    from passkeyctl.render.redaction import Redaction

    return Redaction(dict(_words(report.names.by_id, report.view.standing.person, report.destination))).of(report)


def _words(
    names: Mapping[tuple[RefKind, str], str], person: Person, destination: Destination
) -> Iterator[tuple[str, str]]:
    from passkeyctl.render.redaction import PERSONAL

    for kind in PERSONAL:
        listed = sorted({name for (of, _), name in names.items() if of is kind})
        yield from ((name, f"<{kind.value} {number}>") for number, name in enumerate(listed, 1))
    if destination.tenant_name:
        yield destination.tenant_name, "<tenant>"
    yield from ((each, "<person>") for each in (person.name, person.sign_in_name) if each)
