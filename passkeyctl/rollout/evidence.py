"""Everything that gates are judged by. What could not be read is missing here, and `unread` says why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from passkeyctl.insight.tenant_state import TenantState
from passkeyctl.model.address import Address
from passkeyctl.model.observed import SignIns, Standing
from passkeyctl.model.people import KnownPeople


class Source(StrEnum):
    """Where evidence comes from; the value is what a message says about it."""

    PEOPLE = "what people have registered"
    SIGN_INS = "the sign-in log"
    AUDIT = "the audit log"
    EMERGENCY = "the last sign-ins of the emergency accounts"


@dataclass(frozen=True, slots=True)
class Evidence:
    """`now` is the tenant's clock. `group_ids` are by the name that files use. `policy_ids` by local id; a policy that
    is not in the tenant yet is in neither. `standing` is by the address of an object that is in the tenant; `parts` are
    what such a policy demands and the places that it knows, where these have an address.
    `last_sign_ins` are by id of an emergency account; None: never, as far as Graph keeps it. `emergency_names` are the
    names of these accounts.
    """

    now: datetime
    people: KnownPeople | None = None
    group_ids: Mapping[str, str] = field(default_factory=dict)
    policy_ids: Mapping[str, str] = field(default_factory=dict)
    sign_ins: SignIns | None = None
    standing: Mapping[Address, Standing] = field(default_factory=dict)
    parts: Mapping[Address, tuple[Address, ...]] = field(default_factory=dict)
    last_sign_ins: Mapping[str, datetime | None] = field(default_factory=dict)
    emergency_names: Mapping[str, str] = field(default_factory=dict)
    tested_within_days: int = 90
    unread: Mapping[Source, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entering:
    """What entering a stage means: the tenant `before` it and `after`, and the `objects` whose standing counts."""

    before: TenantState
    after: TenantState
    objects: tuple[Address, ...]
