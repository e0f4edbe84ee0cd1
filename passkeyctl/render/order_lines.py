"""`plan --explain-order`: the requests in their order, why each stands there, and what happens to people in between."""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.insight.between.proof import Harm, Harmed, Persona
from passkeyctl.insight.impact.counting import people_words
from passkeyctl.model.reference import RefKind
from passkeyctl.model.roles import BUILT_IN_ROLES
from passkeyctl.plan.operation import Stage
from passkeyctl.plan.plan import Plan
from passkeyctl.render.lines import EMPTY, Line, Role, Span, hung, line
from passkeyctl.render.naming import Names, names_of, quoted
from passkeyctl.render.order_view import Direction, Moment, OrderStep, order_of

ROLES_BY_ID = {id: name for name, id in BUILT_IN_ROLES.items()}
MOST_WITNESSES = 5

HARMS = {
    Harm.SHUT_OUT: "shut out, who signs in before the plan and after it",
    Harm.LET_IN: "let in, which neither the state before the plan nor the one after it does",
    Harm.REGISTERS: "may register, which neither the state before the plan nor the one after it allows",
}
MOMENTS = {
    Moment.SAFE: ("safe", Role.CREATE),
    Moment.HARMFUL: ("harmful", Role.ERROR),
    Moment.UNKNOWN: ("unknown", Role.WARNING),
    Moment.THE_END: ("the end", Role.MUTED),
}
PROVEN = (
    "proven for every moment between two requests: whoever signs in before the plan and after it signs in then too, "
    "and nobody signs in or registers a passkey with what neither takes"
)


def order_lines(plan: Plan) -> tuple[Line, ...]:
    """Nothing where nothing is sent."""
    if not plan.operations:
        return ()
    return tuple(_order(plan))


def _order(plan: Plan) -> Iterator[Line]:
    names = names_of(plan)
    steps = order_of(plan.operations, plan.path)
    width = len(str(len(steps)))
    yield from line("Order of the requests", Role.HEADING)
    for step in steps:
        word, role = MOMENTS[step.moment]
        start = [Span(f"{step.number:>{width}}  "), Span(step.operation.summary)]
        yield from hung(start, first=2, rest=width + 4)
        yield from line(why(step), Role.MUTED, indent=width + 4)
        if step.moment is not Moment.THE_END:
            yield from hung([Span("after it: ", Role.MUTED), Span(word, role)], first=width + 4, rest=width + 6)
        for harmed in step.harms[:MOST_WITNESSES]:
            yield from line(witness(harmed, names), Role.ERROR, indent=width + 6)
        if more := len(step.harms) - MOST_WITNESSES:
            yield from line(f"and {more} more like this", indent=width + 6) if more > 0 else ()
    yield EMPTY
    yield from _verdict(plan)


def _verdict(plan: Plan) -> Iterator[Line]:
    if plan.path is None:
        yield from line("the states between the requests were not followed", Role.WARNING)
    elif plan.path.harms:
        yield from line("no order of these requests is known that harms nobody: OPS908", Role.ERROR)
    elif plan.path.unclear:
        yield from line("not proven: it can't be told, because", Role.WARNING)
        for each in plan.path.unclear:
            yield from line(each, indent=2)
    elif len(plan.operations) == 1:
        yield from line("proven: a single request has nothing between before and after", Role.CREATE)
    else:
        yield from line(PROVEN, Role.CREATE)


def why(step: OrderStep) -> str:
    """In words: what it does to people, and after what it therefore comes."""
    place = step.waits_for
    match step.direction:
        case Direction.PREPARES if step.operation.stage is Stage.RESTORED_POLICIES:
            return "prepares: comes back out of force"
        case Direction.PREPARES:
            return "prepares: nobody notices it yet"
        case Direction.TIGHTENS if step.operation.stage is Stage.POLICIES:
            if place is None:
                return "tightens: what it demands was accepted before"
            return f"tightens: what it may demand is accepted since step {place}"
        case Direction.LOOSENS if step.operation.stage is Stage.LOOSER_POLICIES:
            if place is None:
                return "loosens: nobody loses"
            return f"loosens: nobody loses, and what takes its place stands since step {place}"
        case Direction.LOOSENS:
            return "loosens: nobody loses" + (f"; the policies that limit it stand since step {place}" if place else "")
        case Direction.TIGHTENS:
            if place is None:
                return "tightens: no policy of this plan has to let go of it first"
            return f"tightens: the policies have let go of it since step {place}"
        case Direction.BOTH:
            later = f"; after the policies that let go of what it takes, step {place}" if place else ""
            return f"loosens and tightens in one request{later}"
        case Direction.DELETES:
            return "deletes: nothing uses it any more" + (f" since step {place}" if place else "")
        case Direction.ASKS:
            return "asks people to register what is possible" + (f" since step {place}" if place else "")


def witness(harmed: Harmed, names: Names) -> str:
    """One example in a sentence."""
    parts = [persona(harmed.persona, names)]
    if harmed.using:
        parts.append(f"with {' and '.join(harmed.using)}")
    if harmed.sign_in:
        parts.append(f"signing in to {harmed.sign_in}")
    verb = "is" if harmed.harm is not Harm.REGISTERS else ""
    verb = verb if harmed.is_sure else f"{verb} possibly".strip()
    text = f"{', '.join(parts)}: {verb} {HARMS[harmed.harm]}".replace("  ", " ")
    if harmed.policies:
        text += f" ({', '.join(map(quoted, harmed.policies))})"
    return f"{text}; {people_words(harmed.known)} of those who were read" if harmed.known.possibly else text


def persona(who: Persona, names: Names) -> str:
    if who.user is not None:
        return _named(names, RefKind.USER, who.user)
    word = "a guest" if who.is_guest else "somebody"
    places = [f"in {_named(names, RefKind.GROUP, each)}" for each in sorted(who.groups)]
    places += [f"with the role {_role(names, each)}" for each in sorted(who.roles)]
    return f"{word} {' and '.join(places)}" if places else f"{word} in no group or role that the settings name"


def _named(names: Names, kind: RefKind, id: str) -> str:
    name = names.of(kind, id)
    return quoted(name) if name is not None else id


def _role(names: Names, id: str) -> str:
    """Names of built-in roles are not read from the tenant."""
    return quoted(ROLES_BY_ID[id]) if id in ROLES_BY_ID else _named(names, RefKind.ROLE, id)
