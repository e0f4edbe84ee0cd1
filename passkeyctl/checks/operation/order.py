"""What happens to people between two requests of an apply (OPS908).

The order is chosen, and followed state by state, before anything is judged (`plan/ordering.py`): what is found here is
what no order of these requests avoids.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from passkeyctl.checks.review import Review
from passkeyctl.checks.verdict import verdict
from passkeyctl.diagnostics import Severity
from passkeyctl.insight.between.proof import Harm, Harmed, Persona
from passkeyctl.insight.impact.counting import people_words
from passkeyctl.model.finding import Finding
from passkeyctl.model.reference import RefKind
from passkeyctl.model.roles import BUILT_IN_ROLES
from passkeyctl.plan.operation import Operation

MOST_WITNESSES = 3

WHAT = {
    Harm.SHUT_OUT: "shuts people out who sign in before the plan and after it",
    Harm.LET_IN: "lets people in with what is not taken before the plan nor after it",
    Harm.REGISTERS: "lets people register what they may register neither before the plan nor after it",
}
WAY_OUT = {
    Harm.SHUT_OUT: "first one after which the old way and the new way both do, then one that takes the old way",
    Harm.LET_IN: "first one that adds what is going to be demanded, then one that gives and lets go",
    Harm.REGISTERS: "first one that takes away what is to go, then one that gives what is new",
}


def safe_at_every_step(review: Review) -> Iterator[Finding]:
    """OPS908: nobody is shut out, or let in, between two requests."""
    if review.path is None or not review.steps:
        return
    harms = sorted(review.path.harms, key=_place)
    for (state, harm, is_sure), found in groupby(harms, key=lambda each: (each.state, each.harm, each.is_sure)):
        yield _harmful(review, state, harm, tuple(found), is_sure=is_sure)
    if review.path.unclear:
        yield _unclear(review, review.path.unclear)


def _place(harmed: Harmed) -> tuple[int, str, bool]:
    return harmed.state, harmed.harm, not harmed.is_sure


def _harmful(review: Review, state: int, harm: Harm, found: Sequence[Harmed], *, is_sure: bool) -> Finding:
    step, number, total = review.steps[state - 1], state, len(review.steps)
    address = str(step.addresses[0]) if step.addresses else ""
    detail = [f"{_who(review, each)}{_known(each)}" for each in found[:MOST_WITNESSES]]
    if len(found) > MOST_WITNESSES:
        detail.append(f"and {len(found) - MOST_WITNESSES} more like this")
    verb = "" if is_sure else " as far as can be told,"
    return verdict(
        review,
        "OPS908",
        Severity.ERROR,
        f"step {number} of {total}, `{_plain(step)}`,{verb} {WHAT[harm]}",
        address=address,
        source=next((each.source for each in review.changes if str(each.address) == address), None),
        is_touched=True,
        is_unknown=not is_sure,
        detail=detail,
        hint=f"no order of these requests avoids it; make two plans: {WAY_OUT[harm]}",
    )


def _unclear(review: Review, why: Sequence[str]) -> Finding:
    return verdict(
        review,
        "OPS908",
        Severity.ERROR,
        f"whether anybody is harmed between the {len(review.steps)} requests is unknown",
        is_touched=True,
        is_unknown=True,
        detail=why,
        hint='plan the changes one by one, or `--override OPS908="reason"`',
    )


def _plain(step: Operation) -> str:
    """Inside backticks of its own."""
    return step.summary.replace("`", "")


def _who(review: Review, harmed: Harmed) -> str:
    parts = [_persona(review, harmed.persona)]
    if harmed.using:
        parts.append(f"with {' and '.join(harmed.using)}")
    if harmed.sign_in:
        parts.append(f"signing in to {harmed.sign_in}")
    if harmed.policies:
        parts.append(f"as {', '.join(f'`{each}`' for each in harmed.policies)} has it")
    return ", ".join(parts)


def _persona(review: Review, persona: Persona) -> str:
    if persona.user is not None:
        return review.name(RefKind.USER, persona.user)
    who = "a guest" if persona.is_guest else "somebody"
    places = [f"in {review.name(RefKind.GROUP, each)}" for each in sorted(persona.groups)]
    places += [f"with the role {_role(review, each)}" for each in sorted(persona.roles)]
    if not places:
        return f"{who} in none of the groups and roles that the settings name"
    return f"{who} {' and '.join(places)}, and in nothing else that the settings name"


def _role(review: Review, id: str) -> str:
    """Names of built-in roles are not read from the tenant."""
    return next((f"`{name}`" for name, known in BUILT_IN_ROLES.items() if known == id), review.name(RefKind.ROLE, id))


def _known(harmed: Harmed) -> str:
    return f": {people_words(harmed.known)} of those who were read" if harmed.known.possibly else ""
