"""Every list of models that will be in force: of profiles, and of authentication strengths."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from passkeyctl.checks.profiles.planned import LIST, PlannedProfile, affected, planned_profiles
from passkeyctl.checks.review import Review, address_of
from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.insight.passkeys.models import Extent
from passkeyctl.model.address import Kind
from passkeyctl.model.change import ResourceChange

ALLOWED = "fido2.allowedAAGUIDs"


@dataclass(frozen=True, slots=True)
class ModelList:
    """A list that is in force and not empty; `profile` is None where it is a strength's, which always allows.

    `change` is None where no file lists the object.
    """

    kind: Kind
    id: str
    name: str
    path: str
    change: ResourceChange | None
    aaguids: frozenset[str]
    is_allowing: bool
    profile: PlannedProfile | None = None

    def __str__(self) -> str:
        return f"the {'strength' if self.kind is Kind.STRENGTH else 'profile'} `{self.name}`"

    @property
    def address(self) -> str:
        return address_of(self.change, self.kind, self.name)

    def affected(self, review: Review) -> str:
        return affected(review, self.id) if self.kind is Kind.PROFILE else ""


def model_lists(review: Review) -> Iterator[ModelList]:
    for profile in planned_profiles(review):
        if profile.models.extent in (Extent.ONLY, Extent.ALL_BUT):
            allows = profile.models.extent is Extent.ONLY
            aaguids = profile.models.aaguids
            held = profile.held
            yield ModelList(Kind.PROFILE, held.id, held.name, LIST, profile.change, aaguids, allows, profile)
    for held in review.after.of(Kind.STRENGTH):
        change = review.change_of(Kind.STRENGTH, held.id)
        aaguids = members(held.fields, ALLOWED)
        if aaguids:
            yield ModelList(Kind.STRENGTH, held.id, held.name, ALLOWED, change, aaguids, is_allowing=True)


def allowing_profiles(review: Review) -> Iterator[tuple[ModelList, PlannedProfile]]:
    """The allow lists of profiles, each with its profile."""
    for models in model_lists(review):
        if models.profile is not None and models.is_allowing:
            yield models, models.profile
