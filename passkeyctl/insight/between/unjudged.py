"""What a proof can't cover, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from passkeyctl.insight.between.moments import Course
from passkeyctl.insight.tenant_state import TenantState
from passkeyctl.model.address import Kind


def unjudged(states: Sequence[TenantState], course: Course) -> Iterator[str]:
    """What was not read and is the same in every state shuts out and lets in as it did, and is nothing to tell."""
    if not course.scenes.places.is_whole:
        yield "named locations overlap in too many ways to be told apart"
    words = {str(each.fields["state"]) for state in states for each in state.of(Kind.PASSKEYS)}
    if len(words) > 1 and not words <= {"enabled", "disabled"}:
        yield "what the state of the passkey method means is not known here"
    if any(each.unread_policies for each in states):
        yield from _strengths(course)


def _strengths(course: Course) -> Iterator[str]:
    """A policy that nobody read may demand any strength: each must take something between before and after."""
    first, *between, last = (each.strengths for each in course.moments)
    for id in sorted(first.keys() & last.keys()):
        before, after = first[id], last[id]
        for each in between:
            here = each.get(id, before)
            if before & after & ~here or here & ~(before | after):
                yield f"what policies that were not read demand of the authentication strength `{id}` in between"
                break
