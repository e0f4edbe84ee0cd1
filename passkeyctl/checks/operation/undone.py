"""What an undo leaves as it is (OPS907): a person has to know it before the rest goes back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from passkeyctl.checks.review import Review
from passkeyctl.diagnostics import error
from passkeyctl.model.address import Kind
from passkeyctl.model.finding import Finding, Weight
from passkeyctl.model.kinds import field_of
from passkeyctl.model.passkeys import OPT_IN
from passkeyctl.model.values import Guests, Value
from passkeyctl.plan.undo.undoing import Kept, Why

MOST = 5
"""Of a longer list just the first members are named."""


def left_as_it_is(review: Review, kept: Iterable[Kept]) -> Iterator[Finding]:
    """One finding for each object."""
    by_address: dict[str, list[Kept]] = {}
    for each in kept:
        by_address.setdefault(str(each.address), []).append(each)
    for address, listed in by_address.items():
        diagnostic = error(
            "OPS907",
            _summary(listed),
            address=address,
            detail=[line for each in listed for line in _lines(review, each)],
            hint='go on with the rest: say yes when asked, or `--override OPS907="reason"`',
        )
        yield Finding(diagnostic, Weight.ASKS, can_override=True)


def _summary(listed: list[Kept]) -> str:
    first = listed[0]
    match first.why:
        case Why.FOR_GOOD:
            return "the tenant keeps its passkey profiles: opting in can't be undone"
        case Why.LOST:
            return f"`{first.name}` stays: whether the apply has made it can't be told, its request went unanswered"
        case Why.GONE:
            return f"`{first.name}` stays deleted: somebody else has deleted it since"
        case Why.USED:
            users = ", ".join(f"`{each}`" for each in first.users)
            return f"`{first.name}` stays: {users} {'needs' if len(first.users) == 1 else 'need'} it by now"
        case Why.NEEDS if not first.path:
            return f"`{first.name}` can't come back: what it names is no longer there"
        case _:
            return f"`{first.name}` keeps what was changed since the apply"


def _lines(review: Review, kept: Kept) -> Iterator[str]:
    needs = ", ".join(f"`{each}`" for each in kept.needs)
    if kept.path and kept.path != OPT_IN:
        values = (_words(review, kept.kind, kept.path, each) for each in (kept.before, kept.left, kept.now))
        before, left, now = values
        reason = f"; {needs} is no longer there" if needs else ""
        also = "; it hangs together with the others" if kept.why is Why.HANGS_TOGETHER else ""
        was = f"was {before}, " if kept.was_there else ""
        yield f"`{kept.path}` {was}the apply made it {left}, it is {now} now{reason}{also}"
    elif needs:
        yield f"it names {needs}"


def _words(review: Review, kind: Kind, path: str, value: Value) -> str:
    field = field_of(kind, path)
    match value:
        case None:
            return "not set"
        case bool():
            return "`true`" if value else "`false`"
        case frozenset():
            refers_to = field.refers_to
            shown = sorted(
                review.name(refers_to, str(each)) if refers_to and each not in field.words else f"`{each}`"
                for each in value
            )
            more = f" and {len(shown) - MOST} more" if len(shown) > MOST else ""
            return ", ".join(shown[:MOST]) + more or "empty"
        case Guests():
            return ", ".join(f"`{each}`" for each in sorted(value.types)) or "guests"
        case str() if field.refers_to is not None:
            return review.name(field.refers_to, value)
        case _:
            return f"`{value}`"
