"""The values a field may hold: plain, hashable and in one canonical spelling, so that comparing is `==`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

from passkeyctl.model.reference import Reference


@dataclass(frozen=True, slots=True)
class Guests:
    """Guests or external users: types in Graph's words, from `all` tenants, listed tenant ids, or unsaid (None).

    `legacy` is the older word `GuestsOrExternalUsers` in a list of users, which has neither types nor tenants.
    """

    types: frozenset[str] = frozenset()
    tenants: str | frozenset[str] | None = None
    legacy: bool = False

    def means_the_same_as(self, live: Guests) -> bool:
        """Without a word on tenants, all are meant; Graph may say so when it is read back."""
        return self == live or (self.tenants is None and replace(self, tenants="all") == live)


@dataclass(frozen=True, slots=True)
class FilterRule:
    """A filter for devices, applications or service principals; `mode` is `include` or `exclude`."""

    mode: str
    rule: str


@dataclass(frozen=True, slots=True)
class SignInFrequency:
    """`everyTime` (no value), or so many `hours` or `days`; `scope` is Graph's authenticationType.

    A `unit` without value is an interval that Graph has added since, in its own word.
    """

    value: int | None = None
    unit: str | None = None
    scope: str = "primaryAndSecondaryAuthentication"

    def __str__(self) -> str:
        if self.value is None:
            return self.unit or "everyTime"
        return f"{self.value}{'h' if self.unit == 'hours' else 'd'}"


@dataclass(frozen=True, slots=True)
class X509Limit:
    """Which certificates count for the named combinations: issuer subject key identifiers and policy OIDs."""

    for_combinations: frozenset[str]
    issuer_skis: frozenset[str] = frozenset()
    policy_oids: frozenset[str] = frozenset()


Value: TypeAlias = (
    "bool | int | str | frozenset[str] | frozenset[X509Limit] | Guests | FilterRule | SignInFrequency | None"
)
"""A value with ids; an id that is not known yet is a `PendingId`."""

Wanted: TypeAlias = "Value | Reference | frozenset[str | Reference]"
"""A value as a file has it: references instead of ids."""
