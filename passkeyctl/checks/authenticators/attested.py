"""Models that can't be registered where attestation is enforced (AAG206)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from passkeyctl.checks.authenticators.families import WINDOWS_HELLO
from passkeyctl.checks.authenticators.known import entries
from passkeyctl.checks.authenticators.lists import ModelList, allowing_profiles
from passkeyctl.checks.authenticators.wording import quoted, value_of
from passkeyctl.checks.profiles.planned import DEVICE_BOUND
from passkeyctl.checks.review import Review
from passkeyctl.checks.verdict import verdict
from passkeyctl.diagnostics import Severity
from passkeyctl.model.finding import Finding

if TYPE_CHECKING:
    from passkeyctl.authenticators.entries import Authenticator


def not_attestable(review: Review) -> Iterator[Finding]:
    """AAG206: attestation is on, and Entra can't attest a model in the list. Synced ones are AAG205's matter."""
    for models, profile in allowing_profiles(review):
        if profile.attests and not (profile.types is not None and DEVICE_BOUND not in profile.types):
            found = [each for each in entries(models.aaguids) if _is_asked(each, has_both=len(profile.types or ()) > 1)]
            refused = [each for each in found if _is_refused(each)]
            missing = [each for each in found if each not in refused and each.attestable == "no"]
            newer = [each for each in found if each.attestable == "unknown"]
            yield from _findings(review, models, refused, missing, newer)


def _is_asked(model: Authenticator, *, has_both: bool) -> bool:
    """Windows Hello has a rule of its own, PRF108."""
    if model.aaguid in WINDOWS_HELLO:
        return False
    return has_both or model.passkey_type != "synced"


def _is_refused(model: Authenticator) -> bool:
    from passkeyctl.authenticators.entries import Mark, MdsStatus

    is_off_the_table = Mark.REMOVED in model.marks and model.attestable == "no"
    return is_off_the_table or model.mds_status is MdsStatus.REVOKED


def _findings(
    review: Review,
    models: ModelList,
    refused: Iterable[Authenticator],
    missing: Iterable[Authenticator],
    newer: Iterable[Authenticator],
) -> Iterator[Finding]:
    kinds = (
        (refused, Severity.ERROR, "was taken off Microsoft's table of keys that can be attested, or is revoked"),
        (missing, Severity.WARNING, "is not on Microsoft's table of keys that can be attested"),
        (newer, Severity.WARNING, "is newer than Microsoft's table of keys that can be attested: up to four weeks"),
    )
    for found, severity, what in kinds:
        named = list(found)
        if named:
            yield _finding(review, models, named, severity, what)


def _finding(review: Review, models: ModelList, found: list[Authenticator], severity: Severity, what: str) -> Finding:
    names = [each.alias for each in found]
    verb = what if len(names) == 1 else what.replace("was ", "were ", 1).replace("is ", "are ", 1)
    return verdict(
        review,
        "AAG206",
        severity,
        f"attestation is enforced in {models}, and {quoted(names)} {verb}",
        about=models.change,
        path=models.path,
        address=models.address,
        detail=[f"the table is of {found[0].table_date}; nobody can register what is not attested"],
        hint="look the model up on Microsoft's page, put it into a profile without attestation, or take it out",
        value=value_of(names),
        affected=models.affected(review),
    )
