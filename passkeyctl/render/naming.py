"""Names beside ids: what a plan knows about every id that it shows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from passkeyctl.model.address import Kind, PendingId
from passkeyctl.model.change import ResourceChange
from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.model.reference import RefKind
from passkeyctl.model.roles import BUILT_IN_ROLES
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.model.strengths import BUILT_IN_STRENGTHS
from passkeyctl.render.lines import Role, Span

if TYPE_CHECKING:
    # A plan brings its analyses with it, which take longer to load than a name to be found.
    from passkeyctl.drift.deviation import Drift
    from passkeyctl.plan.plan import Plan
    from passkeyctl.plan.saved.plan_document import SavedPlan

OWN_KINDS = (
    (Kind.PROFILE, RefKind.PROFILE),
    (Kind.STRENGTH, RefKind.STRENGTH),
    (Kind.LOCATION, RefKind.LOCATION),
    (Kind.CONTEXT, RefKind.CONTEXT),
)
ROWS = (Kind.TARGET, Kind.EXCLUDE)
UNMISTAKABLE = re.compile(r"(?!-)[^\s+~\"`()\[\]<>]+(?: [^\s\"`()\[\]<>]+)*")
"""Names that can stand without quotation marks: nothing in them looks like a sign, an id beside it or an arrow."""

ROLE_NAMES = {id: name for name, id in BUILT_IN_ROLES.items()}
"""What roles are called that are the same in every tenant: nothing has to be read for it."""


@dataclass(frozen=True, slots=True)
class Names:
    by_id: Mapping[tuple[RefKind, str], str]

    def of(self, kind: RefKind | None, id: str) -> str | None:
        if kind is None:
            return None
        found = self.by_id.get((kind, id))
        return ROLE_NAMES.get(id.lower()) if found is None and kind is RefKind.ROLE else found

    def beside(self, kind: RefKind | None, id: str) -> tuple[Span, ...]:
        """`PK-Pilot (333951be-…)`; the id alone where nothing names it."""
        name = self.of(kind, id)
        if name is None and isinstance(id, PendingId):
            name = str(id.address)
        if name is None:
            return (Span(id),)
        return Span(unmistakable(name)), Span(f" ({known(id)})", Role.MUTED)

    def of_row(self, id: str) -> str | None:
        return "everyone" if id == EVERYONE else self.of(RefKind.GROUP, id)

    def of_change(self, change: ResourceChange) -> str:
        return self._of_object(change.address.kind, change.id, change.name)

    def of_live(self, live: LiveObject) -> str:
        return self._of_object(live.kind, live.id, live.name)

    def _of_object(self, kind: Kind, id: str, name: str) -> str:
        return (self.of_row(id) or id) if kind in ROWS else name


def names_of(plan: Plan | Drift) -> Names:
    """What the files call a new resource, else what the tenant calls it."""
    found: dict[tuple[RefKind, str], str] = {(RefKind.STRENGTH, id): name for id, name in BUILT_IN_STRENGTHS.items()}
    found.update(plan.directory.names)
    for kind, reference in OWN_KINDS:
        found.update({(reference, each.id): each.name for each in plan.prior.of(kind)})
        found.update({(reference, each.id): each.name for each in plan.changes if each.address.kind is kind})
    return Names(found)


def kept_names(saved: SavedPlan, *states: PriorState) -> Names:
    """What a plan that was kept knows of ids, and what is called otherwise in one of these states."""
    found: dict[tuple[RefKind, str], str] = {(RefKind.STRENGTH, id): name for id, name in BUILT_IN_STRENGTHS.items()}
    found.update(saved.names)
    for kind, reference in OWN_KINDS:
        found.update({(reference, each.id): each.name for each in saved.objects if each.kind is kind})
        found.update({(reference, each.id): each.name for state in states for each in state.of(kind)})
    return Names(found)


def known(id: str) -> str:
    return "known after apply" if isinstance(id, PendingId) else id


def unmistakable(name: str) -> str:
    return name if UNMISTAKABLE.fullmatch(name) and "->" not in name else quoted(name)


def quoted(text: str) -> str:
    escaped = text.replace('"', '\\"')
    return f'"{escaped}"'
