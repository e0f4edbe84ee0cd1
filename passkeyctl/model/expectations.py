"""`expect`: what the files take for granted about a tenant; it is checked and never changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, TypeVar

from passkeyctl.diagnostics import SourceRange

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Expected(Generic[T]):
    """One value that is expected, and where the files say so."""

    value: T
    source: SourceRange = field(compare=False)


@dataclass(frozen=True, slots=True)
class ExpectedKerberos:
    """Sign-in to what is on premises: nothing of it can be read, so that people write down what they have seen.

    `evidence` says how it was seen, `checked` when; `rotated` is the day on which the keys were last exchanged.
    """

    is_required: bool
    source: SourceRange = field(compare=False)
    domains: tuple[str, ...] = ()
    evidence: str | None = None
    checked: date | None = None
    rotated: date | None = None


@dataclass(frozen=True, slots=True)
class ExpectedGroup:
    """What a group is to be; None: nothing is said. `at_least` and `at_most` count the people in it, nested or not."""

    source: SourceRange = field(compare=False)
    is_dynamic: bool | None = None
    is_role_assignable: bool | None = None
    at_least: int | None = None
    at_most: int | None = None

    @property
    def counts_members(self) -> bool:
        return self.at_least is not None or self.at_most is not None


@dataclass(frozen=True, slots=True)
class Expectations:
    """Everything under `expect`, and `expect` of each group by its alias. None: nothing is expected.

    `cross_tenant_partners` is by the id of the other tenant, in lower case.
    """

    cross_tenant_mfa: Expected[bool] | None = None
    cross_tenant_partners: Mapping[str, Expected[bool]] = field(default_factory=dict)
    requires_mfa_to_join: Expected[bool] | None = None
    kerberos: ExpectedKerberos | None = None
    migration_state: Expected[str] | None = None
    passkey_opt_out: Expected[bool] | None = None
    security_defaults: Expected[bool] | None = None
    licences: tuple[Expected[str], ...] = ()
    groups: Mapping[str, ExpectedGroup] = field(default_factory=dict)


NOTHING_EXPECTED = Expectations()
