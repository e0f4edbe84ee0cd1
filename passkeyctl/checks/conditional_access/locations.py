"""Named locations and authentication contexts: who would meet a policy, and what would dangle (OPS907)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from passkeyctl.checks.review import Review, ask
from passkeyctl.diagnostics import error
from passkeyctl.model.address import Kind
from passkeyctl.model.change import Action, ResourceChange
from passkeyctl.model.fields import Fields
from passkeyctl.model.finding import Finding, Weight
from passkeyctl.plan.operation import Stage
from passkeyctl.plan.steps.location_directions import (
    Use,
    is_safe,
    let_go_for_roles,
    naming,
    no_longer_excluded,
    shift_of,
    uses,
)
from passkeyctl.plan.steps.location_steps import stage_of

TARGETED = "target.authenticationContexts"


def deleted_while_named(review: Review) -> Iterator[Finding]:
    """OPS907: a location or a context that a policy still names can't be deleted."""
    for change in _deleted(review, Kind.LOCATION):
        holders = tuple(naming(change.id, review.policies_after()))
        yield from _still_needed(change, "location", "named", "name", holders)
    for change in _deleted(review, Kind.CONTEXT):
        holders = tuple(name for name, fields in review.policies_after() if _targets(fields, change.id))
        yield from _still_needed(change, "authentication context", "targeted", "target", holders)


def _deleted(review: Review, kind: Kind) -> Iterator[ResourceChange]:
    return (each for each in review.active_of(kind) if each.action is Action.DELETE)


def _targets(fields: Fields, context: str) -> bool:
    contexts = fields[TARGETED]
    return isinstance(contexts, frozenset) and context in contexts


def _still_needed(change: ResourceChange, word: str, how: str, verb: str, holders: Iterable[str]) -> Iterator[Finding]:
    listed = sorted(f"by `{each}`" for each in holders)
    if listed:
        diagnostic = error(
            "OPS907",
            f"the {word} `{change.name}` is still {how}",
            address=str(change.address),
            source=change.source,
            detail=listed,
            hint=f"let these policies {verb} something else in the same files",
        )
        yield Finding(diagnostic, Weight.BLOCKS)


def asked_before(review: Review) -> Iterator[Finding]:
    """OPS907: deletes, and whatever brings people before a policy, or privileged roles past one."""
    locations = review.active_of(Kind.LOCATION)
    policies = uses(review.changes, review.prior) if locations else ()
    for change in locations:
        yield from _about_location(change, policies, review.unknown_uses())
    for change in review.active_of(Kind.CONTEXT):
        yield from _about_context(review, change)


def _about_location(change: ResourceChange, policies: tuple[Use, ...], unread: tuple[str, ...]) -> Iterator[Finding]:
    shift = shift_of(change)
    caught = no_longer_excluded(shift, policies)
    catching = _listed(each.name for each in caught)
    is_grave = any(each.after is not None and each.after.is_for_all for each in caught)
    if change.action is Action.DELETE:
        beside = f": sign-ins from there then meet {catching}" if caught else ""
        yield ask(change, f"delete the named location `{change.name}`{beside}", is_grave=is_grave, detail=unread)
        return
    if caught:
        words = f"take places out of `{change.name}`: sign-ins from them then meet {catching}"
        yield ask(change, _of_trust(change, catching) or words, is_grave=is_grave)
    passing = let_go_for_roles(shift, policies)
    if passing:
        names = _listed(each.name for each in passing)
        yield ask(
            change, f"let more sign-ins past {names} through `{change.name}`: privileged roles are protected less"
        )
    if not is_safe(shift, policies, early=stage_of(shift, policies) is not Stage.NARROWER_LOCATIONS):
        yield ask(
            change, f"change `{change.name}` together with policies that look at it: for a moment they do not fit"
        )


def _of_trust(change: ResourceChange, catching: str) -> str:
    """Where nothing but trust is taken away."""
    if change.changed("trusted") is None or change.changed("ipRanges") is not None:
        return ""
    return f"no longer trust `{change.name}`: sign-ins from there then meet {catching}"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{each}`" for each in sorted(names))


def _about_context(review: Review, change: ResourceChange) -> Iterator[Finding]:
    if change.action is Action.DELETE:
        yield ask(change, f"delete the authentication context `{change.name}`", detail=review.unknown_uses())
    elif _is_withdrawn(change):
        in_force = [name for name, fields in review.policies_after() if _is_enforced(fields, change.id)]
        if in_force:
            words = f"unpublish `{change.name}`, which {_listed(in_force)} protects: no application can ask for it then"
            yield ask(change, words)


def _is_withdrawn(change: ResourceChange) -> bool:
    published = change.changed("published")
    return published is not None and published.prior is True


def _is_enforced(fields: Fields, context: str) -> bool:
    return fields["state"] == "enabled" and _targets(fields, context)
