"""What the rows of the passkey policy admit, so that what several of them come to can be told.

Profiles add up: whoever is in two rows may use what either of them admits. Synced passkeys and models are looked at at
sign-in, since a key that was registered before goes on signing in; attestation is looked at at registration only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.insight.proof.regions import NOTHING, OTHER, Accepted, accepted, universe
from passkeyctl.insight.tenant_state import TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.fields import Fields
from passkeyctl.model.passkeys import EVERYONE

SYNCED, UNATTESTED = "synced", "unattested"

Profiles: TypeAlias = "Mapping[str, Fields | None]"
"""By id; None: nobody can tell what it admits."""


@dataclass(frozen=True, slots=True)
class Row:
    """`by_profile` says what each of its profiles admits; `profiles` that are not known are `unclear`."""

    group: str
    by_profile: Mapping[str, Accepted]
    unclear: frozenset[str]

    @property
    def admitted(self) -> Accepted:
        found = NOTHING
        for each in self.by_profile.values():
            found |= each
        return found


@dataclass(frozen=True, slots=True)
class Rows:
    """Those that count: a row of an excluded group brings nothing. `is_shut`: nobody may use any passkey."""

    rows: tuple[Row, ...]
    excluded: frozenset[str]
    is_shut: bool

    def of(self, group: str) -> Row | None:
        return next((each for each in self.rows if each.group == group), None)


def rows_of(state: TenantState, profiles: Profiles) -> Rows:
    settings = state.fields(Kind.PASSKEYS)
    excluded = frozenset(each.id for each in state.of(Kind.EXCLUDE))
    is_shut = (settings is not None and settings["state"] == "disabled") or EVERYONE in excluded
    return Rows(tuple(_rows(state, profiles, excluded)), excluded, is_shut)


def _rows(state: TenantState, profiles: Profiles, excluded: frozenset[str]) -> Iterator[Row]:
    cells = universe((state,))
    known = {id: accepted(each, cells, sets_up=True) for id, each in profiles.items() if each is not None}
    for each in state.of(Kind.TARGET):
        if each.id in excluded:
            continue
        named = sorted(members(each.fields, "profiles"))
        clear = {id: known[id] for id in named if id in known}
        unclear = {id for id in named if id not in known or _is_unclear(known[id])}
        yield Row(each.id, clear, frozenset(unclear))


def _is_unclear(held: Accepted) -> bool:
    return bool(held.sign_in.unclear or held.registration.unclear)


def is_synced(held: Accepted) -> bool:
    return any(each.passkey_type == "synced" for each in held.sign_in.cells)


def is_unattested(held: Accepted) -> bool:
    return any(not each.is_attested for each in held.registration.cells)


def models(held: Accepted) -> frozenset[str]:
    """AAGUIDs; OTHER stands for all that no profile names."""
    return frozenset(each.aaguid for each in held.sign_in.cells)


def takes_any_model(held: Accepted) -> bool:
    return OTHER in models(held)
