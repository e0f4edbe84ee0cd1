"""STR306: a strength is changed, and policies that no file lists demand it."""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.checks.authenticators.wording import quoted, value_of
from passkeyctl.checks.review import Review
from passkeyctl.checks.verdict import verdict
from passkeyctl.diagnostics import Severity
from passkeyctl.model.address import Kind
from passkeyctl.model.change import Action, ResourceChange
from passkeyctl.model.finding import Finding
from passkeyctl.model.state import LiveObject

CODE = "STR306"
MEANING = ("allowedCombinations", "fido2.allowedAAGUIDs", "x509")
STATE_WORDS = {"enabled": "in force", "reportOnly": "in report-only", "disabled": "switched off"}


def used_by_others(review: Review) -> Iterator[Finding]:
    """STR306: the change also reaches whom these policies are for."""
    for change in review.active_of(Kind.STRENGTH):
        if change.action is not Action.UPDATE or not any(change.changed(path) for path in MEANING):
            continue
        users = [each for each in review.unlisted if each.kind is Kind.POLICY and _demands(each, change)]
        if users:
            yield _finding(review, change, sorted(users, key=lambda each: (each.name, each.id)))


def _demands(policy: LiveObject, change: ResourceChange) -> bool:
    return policy.fields["grant.authenticationStrength"] == change.id


def _finding(review: Review, change: ResourceChange, users: list[LiveObject]) -> Finding:
    names = [each.name for each in users]
    verb = "demands" if len(users) == 1 else "demand"
    return verdict(
        review,
        CODE,
        Severity.WARNING,
        f"`{change.name}` changes, which {quoted(names)} {verb}: no file here describes that",
        about=change,
        path=next(path for path in MEANING if change.changed(path)),
        detail=[
            *(f"`{each.name}` is {STATE_WORDS.get(str(each.fields['state']), 'in another state')}" for each in users),
            *review.unknown_uses(),
        ],
        hint="make a strength of your own for the policies in the files, or agree it with whoever owns the others",
        value=value_of(names),
        affected="everybody whom these policies are for",
    )
