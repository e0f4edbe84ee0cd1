"""Models whose certificate is missing or was taken back, and records that are no product (AAG207)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from passkeyctl.checks.authenticators.known import everything_known
from passkeyctl.checks.authenticators.lists import ModelList, model_lists
from passkeyctl.checks.authenticators.wording import quoted, value_of
from passkeyctl.checks.review import Review
from passkeyctl.checks.verdict import verdict
from passkeyctl.diagnostics import Severity
from passkeyctl.model.finding import Finding

if TYPE_CHECKING:
    from passkeyctl.authenticators.status import Standing


def weak_models(review: Review) -> Iterator[Finding]:
    """AAG207: an allow list has a model that is revoked, not certified, a preview or a test record."""
    for models in model_lists(review):
        if models.is_allowing:
            faults = dict(_faults(review, models))
            if faults:
                yield _finding(review, models, faults)


def _faults(review: Review, models: ModelList) -> Iterator[tuple[str, str]]:
    from passkeyctl.authenticators.status import known_status

    for aaguid in sorted(models.aaguids):
        standing = known_status(aaguid, everything_known(), review.metadata)
        fault = _fault(standing) if standing is not None else ""
        if standing is not None and fault:
            yield standing.name, fault


def _fault(standing: Standing) -> str:
    from passkeyctl.authenticators.entries import Mark, MdsStatus

    marks = standing.entry.marks if standing.entry is not None else frozenset()
    since = f" since {standing.since}" if standing.since else ""
    if standing.status is MdsStatus.REVOKED:
        return f"its certificate is revoked{since} ({standing.list_name})"
    if standing.troubles:
        return f"reported: {', '.join(standing.troubles)} ({standing.list_name})"
    if Mark.TEST in marks:
        return "a record made for tests, which any software may claim to be"
    if Mark.PREVIEW in marks:
        return "a preview, which is not on sale"
    if standing.status is MdsStatus.NOT_CERTIFIED:
        return f"not certified by the FIDO Alliance ({standing.list_name})"
    return f"its certificate was taken back{since} ({standing.list_name})" if standing.is_withdrawn else ""


def _finding(review: Review, models: ModelList, faults: dict[str, str]) -> Finding:
    names = sorted(faults)
    few = "a model" if len(names) == 1 else f"{len(names)} models"
    return verdict(
        review,
        "AAG207",
        Severity.WARNING,
        f"{models} admits {few} without a good certificate: {quoted(names)}",
        about=models.change,
        path=models.path,
        address=models.address,
        detail=[f"`{each}`: {faults[each]}" for each in names],
        hint="take it out unless you know why you need it" if len(names) == 1 else "take out what you don't need",
        value=value_of(names),
        affected=models.affected(review),
    )
