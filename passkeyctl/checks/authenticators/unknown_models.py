"""AAGUIDs that stand in no catalogue (AAG203): a slip of the hand where they are close to one that does."""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.checks.authenticators.known import everything_known, written_out
from passkeyctl.checks.authenticators.lists import ModelList, model_lists
from passkeyctl.checks.authenticators.written import place_of_model, places_of_aaguids
from passkeyctl.checks.review import Review
from passkeyctl.checks.verdict import verdict
from passkeyctl.diagnostics import Severity, SourceRange
from passkeyctl.model.finding import Finding

NO_MODEL = "00000000-0000-0000-0000-000000000000"


def unknown_models(review: Review) -> Iterator[Finding]:
    """AAG203: a list names a model that nobody has heard of."""
    fetched = review.metadata.models if review.metadata is not None else {}
    unknown = [
        (models, aaguid)
        for models in model_lists(review)
        for aaguid in sorted(models.aaguids)
        if aaguid not in everything_known().by_aaguid and aaguid not in fetched
    ]
    places = places_of_aaguids(review.configuration.files) if unknown else {}
    for models, aaguid in unknown:
        yield _unknown(review, models, aaguid, place_of_model(models, aaguid, places))


def _unknown(review: Review, models: ModelList, aaguid: str, place: SourceRange | None) -> Finding:
    if aaguid == NO_MODEL:
        return _no_model(review, models)
    severity, beside, hint = _words(aaguid)
    return verdict(
        review,
        "AAG203",
        severity,
        f"`{aaguid}` in {models} is in no catalogue{beside}",
        about=models.change,
        path=models.path,
        address=models.address,
        source=place,
        hint=hint,
        value=aaguid,
        affected=models.affected(review),
    )


def _no_model(review: Review, models: ModelList) -> Finding:
    """In files it is refused when they are read; the tenant may have it."""
    return verdict(
        review,
        "AAG201",
        Severity.WARNING,
        f"`{NO_MODEL}` in {models} stands for no model: any authenticator may send it that does not say what it is",
        about=models.change,
        path=models.path,
        address=models.address,
        hint="take it out of the list",
        value=NO_MODEL,
        affected=models.affected(review),
    )


def _words(aaguid: str) -> tuple[Severity, str, str]:
    from passkeyctl.authenticators.proximity import NEAR, nearest

    compare = "compare it with the vendor's own page: blogs and screenshots carry wrong ones"
    found = None if written_out().is_plain(aaguid) else nearest(aaguid, everything_known())
    if found is None or found[1] > NEAR:
        return Severity.WARNING, "", compare
    model, digits = found
    count = "one digit" if digits == 1 else f"{digits} digits"
    hint = f"if you meant `{model.aaguid}`, write `{model.alias}`; otherwise {compare}"
    return Severity.ERROR, f", and {count} away from `{model.alias}`", hint
