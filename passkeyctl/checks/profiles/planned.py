"""Profiles as they will be: what is known of each, whom it reaches, and where it stands in the files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from passkeyctl.checks.authenticators.wording import joined
from passkeyctl.checks.review import Review, address_of
from passkeyctl.insight.impact.counting import people_words
from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.insight.passkeys.access import Nesting, members_of_row
from passkeyctl.insight.passkeys.models import Extent, Models, models_of
from passkeyctl.insight.tenant_state import Held, TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.change import ResourceChange
from passkeyctl.model.crowds import Reach, union
from passkeyctl.model.fields import Fields
from passkeyctl.model.passkeys import EVERYONE, PASSKEY_TYPES
from passkeyctl.model.people import People

BEHAVIOR, LIST = "keyRestrictions.behavior", "keyRestrictions.authenticators"
TYPES, ATTESTATION = "passkeyTypes", "enforceAttestation"
SYNCED, DEVICE_BOUND = "synced", "deviceBound"


@dataclass(frozen=True, slots=True)
class PlannedProfile:
    """One profile. `types` is None where nobody knows which it admits, `attests` where nobody knows whether it does.

    `change` is None where no file lists it.
    """

    held: Held
    change: ResourceChange | None
    types: frozenset[str] | None
    attests: bool | None
    models: Models

    @property
    def name(self) -> str:
        return self.held.name

    @property
    def address(self) -> str:
        return address_of(self.change, Kind.PROFILE, self.name)

    @property
    def fields(self) -> Fields:
        return self.held.fields

    def has_type(self, passkey_type: str) -> bool:
        return self.types is not None and passkey_type in self.types

    def has_only(self, passkey_type: str) -> bool:
        return self.types == frozenset({passkey_type})

    def admitted_of(self, family: frozenset[str]) -> frozenset[str]:
        """Which of these models its list surely lets in; attestation and types are not looked at."""
        match self.models.extent:
            case Extent.ANY:
                return family
            case Extent.ONLY:
                return family & self.models.aaguids
            case Extent.ALL_BUT:
                return family - self.models.aaguids
            case _:
                return frozenset()


def planned_profiles(review: Review) -> Iterator[PlannedProfile]:
    """Every profile that is there afterwards; of files alone a field that they leave out may have any value."""
    for held in review.after.of(Kind.PROFILE):
        change = review.change_of(Kind.PROFILE, held.id)
        knows = {path: review.is_known(change, path) for path in (TYPES, ATTESTATION, BEHAVIOR)}
        attests = held.fields[ATTESTATION]
        yield PlannedProfile(
            held,
            change,
            _types(held.fields) if knows[TYPES] else None,
            attests if knows[ATTESTATION] and isinstance(attests, bool) else None,
            models_of(held.fields) if knows[BEHAVIOR] else Models(Extent.UNKNOWN),
        )


def _types(fields: Fields) -> frozenset[str] | None:
    """A profile that says none, or a word that is new, may admit any."""
    found = members(fields, TYPES)
    return found if found and found <= set(PASSKEY_TYPES) else None


def rows_with(state: TenantState, profile: str) -> tuple[Held, ...]:
    return tuple(each for each in state.of(Kind.TARGET) if profile in members(each.fields, "profiles"))


def people_read(review: Review) -> People | None:
    """None also where this plan concerns nobody: then nobody was asked about."""
    known = review.known_people
    return known.people if known is not None and review.has_people else None


def reach_of(state: TenantState, people: People, profile: str) -> Reach:
    """Whom a profile reaches, whether or not groups inside groups count; who can't sign in at all is left out."""
    targeted = union(members_either_way(each.id, people) for each in rows_with(state, profile))
    excluded = union(members_either_way(each.id, people) for each in state.of(Kind.EXCLUDE))
    return (targeted - excluded) & people.enabled


def members_either_way(row: str, people: People) -> Reach:
    nested, direct = (members_of_row(row, people, each) for each in Nesting)
    return nested.either(direct)


def affected(review: Review, profile: str) -> str:
    """Whom it is about: a number where people were read, else the groups that the profile is for."""
    people = people_read(review)
    if people is not None:
        return people_words(reach_of(review.after, people, profile))
    rows = rows_with(review.after, profile)
    if any(each.id == EVERYONE for each in rows):
        return "everybody"
    names = sorted(review.name_of_target(each.id) for each in rows)
    return f"members of {joined(names)}" if names else ""
