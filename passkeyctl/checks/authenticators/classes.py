"""Models whose passkeys are of the other class than the profile admits (AAG205)."""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.checks.authenticators.known import entries
from passkeyctl.checks.authenticators.lists import ModelList, allowing_profiles
from passkeyctl.checks.authenticators.wording import quoted, value_of
from passkeyctl.checks.profiles.planned import DEVICE_BOUND, SYNCED, PlannedProfile
from passkeyctl.checks.review import Review
from passkeyctl.checks.verdict import verdict
from passkeyctl.diagnostics import Severity
from passkeyctl.model.finding import Finding

DEAD_OR_WORSE = (
    "Entra goes by what the passkey says of itself: such an entry admits nobody, or lets in a key that can leave "
    "the device"
)
DEAD = "Entra goes by what the passkey says of itself: such an entry admits nobody"


def wrong_class(review: Review) -> Iterator[Finding]:
    """AAG205: a synced provider where only device-bound passkeys are admitted, or the reverse."""
    for models, profile in allowing_profiles(review):
        if profile.has_only(DEVICE_BOUND):
            yield from _mismatch(review, models, profile, SYNCED, "syncs its passkeys", "device-bound")
        elif profile.has_only(SYNCED):
            yield from _mismatch(review, models, profile, DEVICE_BOUND, "keeps them on the device", "synced")


def _mismatch(
    review: Review, models: ModelList, profile: PlannedProfile, other: str, does: str, admitted: str
) -> Iterator[Finding]:
    word = {SYNCED: "synced", DEVICE_BOUND: "device-bound"}[other]
    found = [each.alias for each in entries(models.aaguids) if each.passkey_type == word]
    if not found:
        return
    verb = does if len(found) == 1 else {SYNCED: "sync their passkeys", DEVICE_BOUND: "keep them on the device"}[other]
    yield verdict(
        review,
        "AAG205",
        Severity.WARNING,
        f"{quoted(found)} {verb}, and {models} admits {admitted} ones only",
        about=models.change,
        path=models.path,
        address=models.address,
        detail=[DEAD_OR_WORSE if other == SYNCED and not profile.attests else DEAD],
        hint=f"take {'it' if len(found) == 1 else 'them'} out, or admit `{other}` passkeys in a profile of their own",
        value=value_of(found),
        affected=models.affected(review),
    )
