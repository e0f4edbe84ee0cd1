"""What a check may look at, and what it answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from passkeyctl.diagnostics import SourceRange, error
from passkeyctl.insight.impact.limits import NOBODY_AT_ALL, Limits
from passkeyctl.insight.tenant_state import TenantState, after, before
from passkeyctl.model.address import Address, Kind
from passkeyctl.model.assertions import Asserted
from passkeyctl.model.change import Action, FieldChange, ResourceChange
from passkeyctl.model.desired import Configuration
from passkeyctl.model.directory import Directory, Emergency
from passkeyctl.model.facts import TenantFacts
from passkeyctl.model.fields import Fields
from passkeyctl.model.finding import Finding, Weight
from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.model.people import KnownPeople
from passkeyctl.model.reference import RefKind
from passkeyctl.model.state import LiveObject, PriorState

if TYPE_CHECKING:
    # The catalogue is read only where a file names a model.
    from passkeyctl.authenticators.status import MdsUpdate
    from passkeyctl.insight.between.proof import PathProof
    from passkeyctl.insight.impact.impact import Impact
    from passkeyctl.plan.operation import Operation

NOTHING_ASKED = TenantFacts()


LONG_AGO = date.min


@dataclass(frozen=True)
class Review:
    """Everything that is known when a plan is judged. `emergency` is None where no emergency access is described.

    `impact` and `known_people` are None where nobody asked who is affected. `is_of_files_alone`: no tenant was read;
    `prior` is empty, `changes` are the entries of the files as if all were new, each with just the fields that are
    written, and names stand for themselves (`passkeyctl/assumed.py`). `as_of` is the day that Microsoft's calendar is
    looked at. `metadata` is a list of models newer than the shipped one, where somebody fetched it
    (`authenticators/status.py`). `asserted` is what the files assert about people. `path` is what the states between
    requests do to people, None where nobody looked; `steps` are these requests. `entered_by_gate` are policies that a
    stage of a roll-out sets, past an open gate that has watched them.
    """

    configuration: Configuration
    prior: PriorState
    changes: tuple[ResourceChange, ...]
    unlisted: tuple[LiveObject, ...]
    drifted: tuple[LiveObject, ...]
    directory: Directory
    emergency: Emergency | None
    facts: TenantFacts = NOTHING_ASKED
    impact: Impact | None = None
    known_people: KnownPeople | None = None
    limits: Limits = NOBODY_AT_ALL
    is_of_files_alone: bool = False
    as_of: date = field(default=LONG_AGO)
    metadata: MdsUpdate | None = None
    asserted: tuple[Asserted, ...] = ()
    path: PathProof | None = None
    steps: tuple[Operation, ...] = ()
    entered_by_gate: frozenset[Address] = frozenset()

    @cached_property
    def before(self) -> TenantState:
        return before(self.prior)

    @cached_property
    def after(self) -> TenantState:
        """The planned state: what the tenant holds once everything is applied, what no file lists included."""
        return after(self.prior, self.changes)

    @cached_property
    def by_id(self) -> Mapping[tuple[Kind, str], ResourceChange]:
        """The change of each object that the files list or that leaves."""
        return {(each.address.kind, each.id): each for each in self.changes}

    def change_of(self, kind: Kind, id: str) -> ResourceChange | None:
        """None for an object that no file lists."""
        return self.by_id.get((kind, id))

    def is_known(self, change: ResourceChange | None, path: str) -> bool:
        """Whether the value of a field is a fact: of files alone only what they write is."""
        return not self.is_of_files_alone or (change is not None and change.changed(path) is not None)

    @property
    def has_people(self) -> bool:
        """Whether anybody was looked at: nobody is where nothing that a plan changes decides about people."""
        known = self.known_people
        return known is not None and (bool(known.people.everyone) or not known.people.is_complete)

    @property
    def active(self) -> tuple[ResourceChange, ...]:
        return tuple(each for each in self.changes if each.action is not Action.NO_OP)

    def active_of(self, kind: Kind) -> tuple[ResourceChange, ...]:
        return tuple(each for each in self.active if each.address.kind is kind)

    def listed_policies(self) -> Iterator[tuple[ResourceChange, Fields]]:
        for each in self.changes:
            if each.address.kind is Kind.POLICY and each.planned is not None:
                yield each, each.planned

    def policies_after(self) -> Iterator[tuple[str, Fields]]:
        """Every policy that is there afterwards, listed or not."""
        for change, planned in self.listed_policies():
            yield change.name, planned
        for each in self.unlisted:
            if each.kind is Kind.POLICY:
                yield each.name, each.fields

    def unknown_uses(self) -> tuple[str, ...]:
        """The policies of which nobody can tell here what they name."""
        return tuple(
            f"whether `{name}` names it is unknown: v1.0 does not show it" for _, name in self.prior.unread_policies
        )

    def name(self, kind: RefKind, id: str) -> str:
        known = self.directory.name_of(kind, id)
        return f"`{known}`" if known is not None else f"`{id}`"

    def name_of_target(self, id: str) -> str:
        return "everybody" if id == EVERYONE else self.name(RefKind.GROUP, id)

    @property
    def passkeys_are_on(self) -> bool:
        return self.prior.of(Kind.PASSKEYS)[0].fields["state"] != "disabled"


def address_of(change: ResourceChange | None, kind: Kind, name: str) -> str:
    """As the files call an object; by its name where no file lists it."""
    return str(change.address if change is not None else Address(kind, name, is_unlisted=True))


def place_of(change: ResourceChange | None, path: str = "") -> SourceRange | None:
    """Where a field is written, else where its entry is; None where no file lists the object."""
    if change is None:
        return None
    written = change.changed(path) if path else None
    return (written.source if written is not None else None) or change.source


CONDITIONS = ("users", "workloadIdentities", "target", "conditions")
"""The conditions of a policy are one property of Graph's and are sent whole."""


def written_lists(change: ResourceChange) -> tuple[FieldChange, ...]:
    """The fields that a write of this change carries, those that stay as they are included."""
    planned, prior = change.planned, change.prior_fields
    if planned is None or change.action is Action.NO_OP:
        return ()
    is_rewritten = change.live is not None and any(each.path.startswith(CONDITIONS) for each in change.changes)
    if change.address.kind is not Kind.POLICY or not is_rewritten:
        return change.changes
    changed = {each.path for each in change.changes}
    kept = [path for path in planned if path.split(".")[0] in CONDITIONS and path not in changed]
    return (*change.changes, *(FieldChange(path, prior[path], planned[path]) for path in kept))


def ask(change: ResourceChange, words: str, *, is_grave: bool = False, detail: tuple[str, ...] = ()) -> Finding:
    """OPS907: a change that wants a yes, or an override with a reason."""
    diagnostic = error(
        "OPS907",
        words,
        address=str(change.address),
        source=change.source,
        detail=detail,
        hint='say yes when asked, or `--override OPS907="reason"`',
    )
    return Finding(diagnostic, Weight.ASKS, can_override=True, is_grave=is_grave)
