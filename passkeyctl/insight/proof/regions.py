"""What a passkey profile accepts, as a finite set: enough to compare two states of a tenant exactly.

Profiles tell passkeys apart by type, model and, at registration, attestation. All models that no profile names are
treated alike by each of them, so one cell stands for the lot, and two profiles accept the same passkeys exactly if
they accept the same cells.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from passkeyctl.insight.tenant_state import TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.fields import Fields
from passkeyctl.model.passkeys import PASSKEY_TYPES
from passkeyctl.model.values import Value

OTHER = ""
"""The model of a cell that stands for every model that no profile names."""

TYPES, ATTESTATION = "passkeyTypes", "enforceAttestation"
BEHAVIOR, LISTED = "keyRestrictions.behavior", "keyRestrictions.authenticators"
DEVICE_BOUND = PASSKEY_TYPES[0]


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """Passkeys that no profile tells apart; `aaguid` is lower case, or OTHER."""

    passkey_type: str
    aaguid: str
    is_attested: bool


Unclear: TypeAlias = "tuple[Value, ...]"
"""What decides in a profile of which nobody here can tell what it accepts: two that agree in it accept the same."""


@dataclass(frozen=True, slots=True)
class Region:
    """`cells` are accepted for certain; what the `unclear` profiles accept beside them is not known."""

    cells: frozenset[Cell] = frozenset()
    unclear: frozenset[Unclear] = frozenset()

    def __or__(self, other: Region) -> Region:
        return Region(self.cells | other.cells, self.unclear | other.unclear)

    def __bool__(self) -> bool:
        """Whether anything may be accepted."""
        return bool(self.cells or self.unclear)


@dataclass(frozen=True, slots=True)
class Accepted:
    """What may be used to sign in, what may be registered, and what people may register themselves."""

    sign_in: Region = Region()
    registration: Region = Region()
    self_service: Region = Region()

    def __or__(self, other: Accepted) -> Accepted:
        return Accepted(
            self.sign_in | other.sign_in,
            self.registration | other.registration,
            self.self_service | other.self_service,
        )


NOTHING = Accepted()


def universe(states: Iterable[TenantState]) -> frozenset[Cell]:
    """Every cell that the profiles of these states can tell apart; no provider of synced passkeys attests them."""
    aaguids = {OTHER}
    for state in states:
        for profile in state.of(Kind.PROFILE):
            aaguids |= {each.lower() for each in _words(profile.fields[LISTED])}
    kinds = [(each, False) for each in PASSKEY_TYPES] + [(DEVICE_BOUND, True)]
    return frozenset(Cell(type, aaguid, is_attested) for aaguid in aaguids for type, is_attested in kinds)


def accepted(profile: Fields, cells: frozenset[Cell], *, sets_up: bool) -> Accepted:
    """`sets_up`: people may register passkeys themselves."""
    sign_in, registration = _sign_in(profile, cells), _registration(profile, cells)
    return Accepted(sign_in, registration, registration if sets_up else Region())


def _sign_in(profile: Fields, cells: frozenset[Cell]) -> Region:
    """Attestation is looked at when a passkey is registered, never afterwards."""
    if not _is_clear(profile):
        return Region(unclear=frozenset({_decisive(profile)}))
    types, listed = _words(profile[TYPES]), {each.lower() for each in _words(profile[LISTED])}
    behavior = profile[BEHAVIOR]
    return Region(
        frozenset(
            each
            for each in cells
            if each.passkey_type in types and (behavior == "none" or (each.aaguid in listed) == (behavior == "allow"))
        )
    )


def _registration(profile: Fields, cells: frozenset[Cell]) -> Region:
    region, attestation = _sign_in(profile, cells), profile[ATTESTATION]
    if region.unclear or not isinstance(attestation, bool):
        return Region(unclear=frozenset({(*_decisive(profile), attestation)}))
    return Region(frozenset(each for each in region.cells if each.is_attested)) if attestation else region


def _is_clear(profile: Fields) -> bool:
    """A profile without types may accept any, and what an empty allow list means is not documented."""
    types, behavior = _words(profile[TYPES]), profile[BEHAVIOR]
    says_models = behavior in ("none", "block") or (behavior == "allow" and bool(_words(profile[LISTED])))
    return bool(types) and types <= frozenset(PASSKEY_TYPES) and says_models


def _decisive(profile: Fields) -> Unclear:
    return (profile[TYPES], profile[BEHAVIOR], profile[LISTED])


def unclear_profiles(state: TenantState) -> tuple[str, ...]:
    """The names of profiles of which nobody can tell what they accept."""
    return tuple(
        each.name
        for each in state.of(Kind.PROFILE)
        if not _is_clear(each.fields) or not isinstance(each.fields[ATTESTATION], bool)
    )


def _words(value: Value) -> frozenset[str]:
    return frozenset(str(each) for each in value) if isinstance(value, frozenset) else frozenset()
