"""What a plan changes, for people: one value per resource, one per field."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from passkeyctl.diagnostics import SourceRange
from passkeyctl.model.address import Address
from passkeyctl.model.fields import Fields
from passkeyctl.model.state import LiveObject
from passkeyctl.model.values import Value


class Action(StrEnum):
    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    NO_OP = "no-op"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field: `prior` is None-like Graph default where the resource is new."""

    path: str
    prior: Value
    planned: Value
    source: SourceRange | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class ResourceChange:
    """One resource: what it was, what it will be.

    `id` is the live object's, or a `PendingId`. `planned` is the whole planned state, None for a delete.
    `not_in_file` are fields that the entry leaves out although the live value is not Graph's default.
    `restores` is what lies in the recycle bin and comes back, with its id, before it is made what is planned.
    """

    address: Address
    action: Action
    id: str
    name: str
    live: LiveObject | None
    planned: Fields | None
    changes: tuple[FieldChange, ...] = ()
    not_in_file: tuple[tuple[str, Value], ...] = ()
    note: str = ""
    source: SourceRange | None = field(default=None, compare=False)
    restores: LiveObject | None = None

    @property
    def prior_fields(self) -> Fields:
        return self.live.fields if self.live is not None else {}

    def changed(self, path: str) -> FieldChange | None:
        return next((each for each in self.changes if each.path == path), None)
