"""Attestation where a kind of passkey has none, or can only be set up in one way (PRF101, PRF107, PRF108)."""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.checks.authenticators.families import AUTHENTICATOR, WINDOWS_HELLO
from passkeyctl.checks.authenticators.wording import quoted, value_of
from passkeyctl.checks.profiles.planned import (
    ATTESTATION,
    DEVICE_BOUND,
    SYNCED,
    TYPES,
    PlannedProfile,
    affected,
    planned_profiles,
)
from passkeyctl.checks.review import Review
from passkeyctl.checks.verdict import verdict
from passkeyctl.diagnostics import Severity
from passkeyctl.insight.passkeys.models import Extent
from passkeyctl.model.finding import Finding
from passkeyctl.rules.calendar import Change, is_in_force


def synced_with_attestation(review: Review) -> Iterator[Finding]:
    """PRF101 where a live value plays a part; what the files say by themselves is told when they are read."""
    if review.is_of_files_alone:
        return
    for profile in planned_profiles(review):
        if not profile.attests or not profile.has_type(SYNCED) or _is_written_whole(review, profile):
            continue
        only = profile.has_only(SYNCED)
        nobody = "nobody can register a passkey with it" if only else "nobody can register a synced passkey with it"
        yield verdict(
            review,
            "PRF101",
            Severity.ERROR if only else Severity.WARNING,
            f"the profile `{profile.name}` admits synced passkeys and enforces attestation: {nobody}",
            about=profile.change,
            path=ATTESTATION,
            address=profile.address,
            detail=["one of the two stands in the tenant and not in the file"] if profile.change is not None else (),
            hint="write `enforceAttestation: false`, or make one profile for each type",
            value=SYNCED,
            affected=affected(review, profile.held.id),
        )


def _is_written_whole(review: Review, profile: PlannedProfile) -> bool:
    if profile.change is None:
        return False
    entries = (each for each in review.configuration.entries if each.address == profile.change.address)
    return any(TYPES in each.written and ATTESTATION in each.written for each in entries)


def authenticator_with_attestation(review: Review) -> Iterator[Finding]:
    """PRF107: Authenticator can attest only what is set up in the app itself."""
    for profile in planned_profiles(review):
        if profile.attests and profile.has_type(DEVICE_BOUND) and profile.admitted_of(frozenset(AUTHENTICATOR)):
            yield verdict(
                review,
                "PRF107",
                Severity.WARNING,
                f"the profile `{profile.name}` enforces attestation and admits Microsoft Authenticator: "
                "it can be set up inside the app only",
                about=profile.change,
                path=ATTESTATION,
                address=profile.address,
                detail=[
                    *_why_admitted(profile, "Authenticator"),
                    "who starts on the security info page and picks the phone from another device is refused",
                ],
                hint="tell people to start in the app, or leave Authenticator out of this profile",
                value="microsoft-authenticator",
                affected=affected(review, profile.held.id),
            )


def _why_admitted(profile: PlannedProfile, what: str) -> tuple[str, ...]:
    match profile.models.extent:
        case Extent.ANY:
            return (f"no list keeps {what} out",)
        case Extent.ALL_BUT:
            return (f"the block list does not have {what}",)
        case _:
            return ()


def windows_hello_with_attestation(review: Review) -> Iterator[Finding]:
    """PRF108: whoever lists Windows Hello wants it, and it has no attestation that Entra takes."""
    for profile in planned_profiles(review):
        listed = [name for aaguid, name in WINDOWS_HELLO.items() if aaguid in profile.models.aaguids]
        if not profile.attests or profile.models.extent is not Extent.ONLY or not listed:
            continue
        since = (
            "nothing newer was said when Windows Hello became generally available: try it, and waive this if it works"
            if is_in_force(Change.WINDOWS_HELLO_AVAILABLE, review.as_of)
            else "Windows Hello is in preview"
        )
        yield verdict(
            review,
            "PRF108",
            Severity.ERROR,
            f"the profile `{profile.name}` enforces attestation and lists Windows Hello, which can't be attested",
            about=profile.change,
            path=ATTESTATION,
            address=profile.address,
            detail=[f"it lists {quoted(listed)}", f"by Microsoft's page of February 2026; {since}"],
            hint="write `enforceAttestation: false` in a profile of its own for Windows Hello",
            value=value_of(listed),
            affected=affected(review, profile.held.id),
        )
