"""What a check may look at, and what it answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from passkeyctl.model.address import Kind
from passkeyctl.model.change import Action, ResourceChange
from passkeyctl.model.desired import Configuration
from passkeyctl.model.directory import Directory, Emergency
from passkeyctl.model.fields import Fields
from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.model.reference import RefKind
from passkeyctl.model.state import LiveObject, PriorState


@dataclass(frozen=True, slots=True)
class Review:
    """Everything that is known when a plan is judged. `emergency` is None where no emergency access is described."""

    configuration: Configuration
    prior: PriorState
    changes: tuple[ResourceChange, ...]
    unlisted: tuple[LiveObject, ...]
    drifted: tuple[LiveObject, ...]
    directory: Directory
    emergency: Emergency | None

    @property
    def active(self) -> tuple[ResourceChange, ...]:
        return tuple(each for each in self.changes if each.action is not Action.NO_OP)

    def active_of(self, kind: Kind) -> tuple[ResourceChange, ...]:
        return tuple(each for each in self.active if each.address.kind is kind)

    def listed_policies(self) -> Iterator[tuple[ResourceChange, Fields]]:
        for each in self.changes:
            if each.address.kind is Kind.POLICY and each.planned is not None:
                yield each, each.planned

    def name(self, kind: RefKind, id: str) -> str:
        known = self.directory.name_of(kind, id)
        return f"`{known}`" if known is not None else f"`{id}`"

    def name_of_target(self, id: str) -> str:
        return "everybody" if id == EVERYONE else self.name(RefKind.GROUP, id)

    @property
    def passkeys_are_on(self) -> bool:
        return self.prior.of(Kind.PASSKEYS)[0].fields["state"] == "enabled"
