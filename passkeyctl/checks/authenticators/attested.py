"""Models that can't be registered where attestation is enforced (AAG206)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from passkeyctl.checks.authenticators.families import WINDOWS_HELLO
from passkeyctl.checks.authenticators.known import entries, everything_known
from passkeyctl.checks.authenticators.lists import ModelList, allowing_profiles
from passkeyctl.checks.authenticators.wording import quoted, value_of
from passkeyctl.checks.profiles.planned import DEVICE_BOUND, SYNCED
from passkeyctl.checks.review import Review
from passkeyctl.checks.verdict import verdict
from passkeyctl.diagnostics import Severity
from passkeyctl.model.finding import Finding

if TYPE_CHECKING:
    from passkeyctl.authenticators.entries import Authenticator


def not_attestable(review: Review) -> Iterator[Finding]:
    """AAG206: attestation is on, and Entra can't attest a model in the list. Synced ones are AAG205's matter."""
    for models, profile in allowing_profiles(review):
        if not profile.attests or (profile.types is not None and not profile.has_type(DEVICE_BOUND)):
            continue
        takes_both = profile.types is None or profile.has_type(SYNCED)
        asked = [each for each in entries(models.aaguids) if _is_asked(each, takes_both=takes_both)]
        refused = {each.alias: why for each in asked if (why := _refusal(review, each))}
        others = [each for each in asked if each.alias not in refused]
        missing = {each.alias: "not on the table" for each in others if each.attestable == "no"}
        newer = {each.alias: NEWER for each in others if each.attestable == "unknown"}
        if refused:
            yield _finding(review, models, Severity.ERROR, refused)
        if missing or newer:
            yield _finding(review, models, Severity.WARNING, {**missing, **newer})


NEWER = "newer than the table: Microsoft takes models in monthly, so it may need up to four weeks"


def _is_asked(model: Authenticator, *, takes_both: bool) -> bool:
    """Windows Hello has a rule of its own, PRF108."""
    return model.aaguid not in WINDOWS_HELLO and (takes_both or model.passkey_type != SYNCED)


def _refusal(review: Review, model: Authenticator) -> str:
    """Why it is known that Entra does not take it; empty where it is not."""
    from passkeyctl.authenticators.entries import Mark, MdsStatus
    from passkeyctl.authenticators.status import known_status

    standing = known_status(model.aaguid, everything_known(), review.metadata)
    if standing is not None and standing.status is MdsStatus.REVOKED:
        return f"revoked ({standing.list_name})"
    return "taken off the table" if Mark.REMOVED in model.marks and model.attestable == "no" else ""


def _finding(review: Review, models: ModelList, severity: Severity, found: dict[str, str]) -> Finding:
    names = sorted(found)
    verb = "can't be" if severity is Severity.ERROR else "may not be"
    return verdict(
        review,
        "AAG206",
        severity,
        f"{models} enforces attestation, and {quoted(names)} {verb} attested",
        about=models.change,
        path=models.path,
        address=models.address,
        detail=[
            *(f"`{each}`: {found[each]}" for each in names),
            f"by Microsoft's table of {everything_known().table_date}; what is not attested can't be registered",
        ],
        hint="look it up on Microsoft's page, put it into a profile without attestation, or take it out",
        value=value_of(names),
        affected=models.affected(review),
    )
