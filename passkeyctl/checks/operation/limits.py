"""A plan that changes more at once than anybody expects: counted by kind, against the limits of the files."""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.checks.review import Review, place_of
from passkeyctl.diagnostics import SourceRange, error
from passkeyctl.model.address import Kind
from passkeyctl.model.change import Action, FieldChange, ResourceChange
from passkeyctl.model.finding import Finding, Weight
from passkeyctl.model.kinds import field_of
from passkeyctl.model.limits import Measure

COUNTED = {
    Kind.PROFILE: ("passkeys", "passkey profiles"),
    Kind.TARGET: ("passkeys", "targets of passkeys"),
    Kind.EXCLUDE: ("passkeys", "excludes of passkeys"),
    Kind.STRENGTH: ("authenticationStrengths", "authentication strengths"),
    Kind.LOCATION: ("namedLocations", "named locations"),
    Kind.CONTEXT: ("authenticationContexts", "authentication contexts"),
    Kind.POLICY: ("conditionalAccess", "Conditional Access policies"),
}
"""The kinds of which a tenant has several, with their sections; of lists inside objects the others count as well."""

ACTIONS = {Measure.UPDATES: (Action.UPDATE, "changes"), Measure.DELETES: (Action.DELETE, "deletes")}


def beyond_limits(review: Review) -> Iterator[Finding]:
    """OPS907: so much at once is asked, whatever each single change is."""
    for kind in COUNTED:
        yield from _objects(review, kind)
    for change in review.active:
        if change.action is Action.UPDATE:
            yield from _lists(review, change)


def _objects(review: Review, kind: Kind) -> Iterator[Finding]:
    """Built-in strengths are nobody's to change, so they are not among those there are."""
    section, words = COUNTED[kind]
    standing = sum(not each.is_built_in or kind is not Kind.STRENGTH for each in review.prior.of(kind))
    for measure, (action, verb) in ACTIONS.items():
        bound, stated = review.configuration.limits.of(section, measure)
        affected = sum(each.action is action for each in review.active_of(kind))
        if limit := bound.exceeded(affected, standing):
            what = f"the plan {verb} {affected} of {standing} {words}{_share(affected, standing)}"
            yield _asked(what, limit, stated or f"limits.{measure}", kind.value)


def _lists(review: Review, change: ResourceChange) -> Iterator[Finding]:
    section, _ = COUNTED.get(change.address.kind, (change.address.kind.value, ""))
    bound, stated = review.configuration.limits.of(section, Measure.SHRINKS)
    for each in change.changes:
        gone, held = _taken(change, each)
        if limit := bound.exceeded(gone, held):
            what = (
                f"the plan takes {gone} of {held} members out of `{each.path}` of `{change.name}`{_share(gone, held)}"
            )
            place = place_of(change, each.path)
            yield _asked(what, limit, stated or f"limits.{Measure.SHRINKS}", str(change.address), place)


def _taken(change: ResourceChange, field: FieldChange) -> tuple[int, int]:
    """How many members leave a list, and how many it has; a list that gives way to a word such as `all` is no loss."""
    prior, planned = field.prior, field.planned
    if not isinstance(prior, frozenset) or not isinstance(planned, frozenset):
        return 0, 0
    if planned & frozenset(field_of(change.address.kind, field.path).words):
        return 0, 0
    return len(prior - planned), len(prior)


def _share(affected: int, of: int) -> str:
    return f" ({affected * 100 // of}%)" if of else ""


def _asked(what: str, limit: str, stated: str, address: str, source: SourceRange | None = None) -> Finding:
    diagnostic = error(
        "OPS907",
        what,
        address=address,
        source=source,
        detail=(f"the limit is {limit} (`{stated}`)",),
        hint=f'plan it in parts, raise `{stated}` in the file, or `--override OPS907="reason"`',
    )
    return Finding(diagnostic, Weight.ASKS, can_override=True, is_grave=True)
