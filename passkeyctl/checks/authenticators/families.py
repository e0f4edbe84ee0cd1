"""Models of which one alone is of little use: both platforms of Authenticator, the three of Windows Hello (AAG204)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from passkeyctl.checks.authenticators.lists import ModelList, model_lists
from passkeyctl.checks.authenticators.wording import quoted, value_of
from passkeyctl.checks.review import Review
from passkeyctl.checks.verdict import verdict
from passkeyctl.diagnostics import Severity
from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.insight.passkeys.models import Extent, models_of, together
from passkeyctl.model.address import Kind
from passkeyctl.model.finding import Finding

AUTHENTICATOR = {
    "90a3ccdf-635c-4729-a248-9b709135078f": "microsoft-authenticator-ios",
    "de1e552d-db1d-4423-a619-566b625cdc84": "microsoft-authenticator-android",
}
"""https://learn.microsoft.com/entra/identity/authentication/how-to-enable-authenticator-passkey"""

WINDOWS_HELLO = {
    "08987058-cadc-4b81-b6e1-30de50dcbe96": "windows-hello-hardware",
    "9ddd1817-af5a-4672-a2b9-3e3dd95000a9": "windows-hello-vbs",
    "6028b017-b1d4-4c02-b4b3-afcdafc96bb2": "windows-hello-software",
}
"""https://learn.microsoft.com/entra/identity/authentication/how-to-authentication-entra-passkeys-on-windows"""


class Whole(NamedTuple):
    """A family that is listed whole or not at all; `why` says who is left out otherwise."""

    name: str
    members: dict[str, str]
    severity: Severity
    why: str


WHOLES = (
    Whole(
        "microsoft-authenticator",
        AUTHENTICATOR,
        Severity.ERROR,
        "people with a phone of the other platform can't use the app",
    ),
    Whole(
        "windows-hello",
        WINDOWS_HELLO,
        Severity.WARNING,
        "Windows picks one of the three by what the computer has, so it works on some computers only",
    ),
)


def incomplete_families(review: Review) -> Iterator[Finding]:
    """AAG204: an allow list has some models of a family that people need whole."""
    for models in model_lists(review):
        if models.is_allowing:
            for whole in WHOLES:
                yield from _incomplete(review, models, whole)


def _incomplete(review: Review, models: ModelList, whole: Whole) -> Iterator[Finding]:
    has = [name for aaguid, name in whole.members.items() if aaguid in models.aaguids]
    missing = {aaguid: name for aaguid, name in whole.members.items() if aaguid not in models.aaguids}
    if not has or not missing or _comes_with_others(review, models, frozenset(missing)):
        return
    yield verdict(
        review,
        "AAG204",
        whole.severity,
        f"{models} lists {quoted(has)} and not {quoted(missing.values())}",
        about=models.change,
        path=models.path,
        address=models.address,
        detail=[whole.why],
        hint=f"write `{whole.name}`, which is all of them",
        value=value_of(has),
        affected=models.affected(review),
    )


def _comes_with_others(review: Review, models: ModelList, missing: frozenset[str]) -> bool:
    """Whether everybody whom this profile reaches has the rest by another profile of the same row."""
    if models.kind is not Kind.PROFILE:
        return False
    profiles = {each.id: each.fields for each in review.after.of(Kind.PROFILE)}
    rows = [members(each.fields, "profiles") for each in review.after.of(Kind.TARGET)]
    beside = [[profiles[id] for id in row - {models.id} if id in profiles] for row in rows if models.id in row]
    return bool(beside) and all(
        (found := together(models_of(each) for each in others)).extent is Extent.ONLY and missing <= found.aaguids
        for others in beside
    )
