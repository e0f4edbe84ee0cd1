"""Temporary Access Pass: values that don't fit together (REG603), and what takes it from people (OPS907)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from passkeyctl.checks.review import Review, ask
from passkeyctl.checks.verdict import verdict
from passkeyctl.diagnostics import Severity, error, warning
from passkeyctl.model.address import Kind
from passkeyctl.model.change import ResourceChange
from passkeyctl.model.conditional_access import grant_requirements
from passkeyctl.model.fields import Fields
from passkeyctl.model.finding import Finding, Weight
from passkeyctl.model.kinds import field_of
from passkeyctl.model.methods import EVERYONE_WORD
from passkeyctl.plan.steps.method_directions import lost_targets, new_excludes

LIFETIMES = ("minimumLifetime", "defaultLifetime", "maximumLifetime")
SHORTEST, LONGEST = 10, 30 * 24 * 60
"""Minutes; 30 days."""

LENGTHS = (8, 48)
JOINING = "Register or join devices"


def values_that_clash(review: Review) -> Iterator[Finding]:
    """REG603: Graph refuses lifetimes out of order or out of bounds, live values of omitted keys included."""
    for change in review.active_of(Kind.TEMPORARY_ACCESS_PASS):
        if change.planned is None:
            continue
        touched = any(change.changed(path) for path in (*LIFETIMES, "length"))
        for words in clashes(change.planned):
            say = error if touched else warning
            diagnostic = say(
                "REG603",
                words,
                address=str(change.address),
                source=change.source,
                hint="minimum, default and maximum lifetime rise in this order, from `10m` to `30d`; "
                "what the file leaves out keeps its live value",
            )
            yield Finding(diagnostic, Weight.BLOCKS if touched else Weight.STANDING)


def clashes(fields: Fields) -> Iterator[str]:
    lifetimes = [(path, value) for path in LIFETIMES if isinstance(value := fields[path], int)]
    for path, minutes in lifetimes:
        if not SHORTEST <= minutes <= LONGEST:
            yield f"`{path}` is {minutes} minutes, outside of what Temporary Access Pass takes"
    for (lower, least), (upper, most) in pairwise(lifetimes):
        if least > most:
            yield f"`{lower}` would be longer than `{upper}`: {least} and {most} minutes"
    length = fields["length"]
    if isinstance(length, int) and not LENGTHS[0] <= length <= LENGTHS[1]:
        yield f"`length` is {length}, and a pass has from {LENGTHS[0]} to {LENGTHS[1]} characters"


def one_sitting(review: Review) -> Iterator[Finding]:
    """REG603: a one-time pass is used up by the first sign-in, and joining a device asks for another one.

    Source: https://learn.microsoft.com/entra/identity/authentication/howto-authentication-temporary-access-pass
    """
    for change in review.active_of(Kind.TEMPORARY_ACCESS_PASS):
        planned = change.planned
        if planned is None or planned["state"] != "enabled" or planned["oneTimeUse"] is not True:
            continue
        asking = sorted(f"`{name}`" for name, fields in review.policies_after() if _asks_to_join(fields))
        if asking:
            yield verdict(
                review,
                "REG603",
                Severity.WARNING,
                "a one-time pass may be used up before everything is set up",
                about=change,
                path="oneTimeUse",
                detail=[f"{', '.join(asking)} asks for a second factor to join a device, and Windows Hello asks again"],
                hint="let people register a passkey within ten minutes of signing in and join with that, "
                "or allow a pass to be used more than once",
                value="oneTimeUse: true",
            )


def _asks_to_join(fields: Fields) -> bool:
    """In files, a policy that does not say its state is not counted."""
    actions = fields["target.userActions"]
    joins = isinstance(actions, frozenset) and JOINING in actions
    return fields["state"] == "enabled" and joins and bool(grant_requirements(fields))


def asked_before(review: Review) -> Iterator[Finding]:
    """OPS907: what takes Temporary Access Pass from people; nothing is asked where it is off."""
    for change in review.active_of(Kind.TEMPORARY_ACCESS_PASS):
        prior, planned = change.prior_fields, change.planned
        if planned is None or not prior or prior["state"] == "disabled":
            continue
        if planned["state"] == "disabled":
            yield ask(change, "switch Temporary Access Pass off for everybody", is_grave=_concerns_all(review, prior))
            continue
        yield from _taken(review, change, lost_targets(prior, planned), "stop giving Temporary Access Pass to")
        yield from _taken(review, change, new_excludes(prior, planned), "exclude from Temporary Access Pass")


def _taken(
    review: Review, change: ResourceChange, members: Mapping[str, frozenset[str]], words: str
) -> Iterator[Finding]:
    listed = {id for each in members.values() for id in each}
    if not listed:
        return
    named = sorted(_named(review, path, id) for path, ids in members.items() for id in ids)
    emergency = [f"`{each}`" for each in _emergency_among(review, listed)]
    beside = f", the emergency account{'s' if len(emergency) > 1 else ''} {', '.join(emergency)} among them"
    yield ask(change, f"{words} {', '.join(named)}{beside if emergency else ''}", is_grave=bool(emergency))


def _named(review: Review, path: str, id: str) -> str:
    kind = field_of(Kind.TEMPORARY_ACCESS_PASS, path).refers_to
    return "everybody" if id == EVERYONE_WORD or kind is None else review.name(kind, id)


def _emergency_among(review: Review, members: set[str]) -> Iterator[str]:
    for account in review.emergency.accounts if review.emergency is not None else ():
        if account.id in members or members & (account.group_ids or frozenset()):
            yield account.name


def _concerns_all(review: Review, fields: Fields) -> bool:
    """Whether everybody could be given one, or an emergency account could."""
    members = {
        str(id) for path in ("targets", "targets.users") if isinstance(ids := fields[path], frozenset) for id in ids
    }
    return EVERYONE_WORD in members or any(True for _ in _emergency_among(review, members))
