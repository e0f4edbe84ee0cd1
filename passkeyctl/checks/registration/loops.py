"""CAP403: to register a passkey people need what only a registered person has.

Source: https://learn.microsoft.com/entra/identity/authentication/how-to-register-passkey-authenticator
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from passkeyctl.checks.registration.known import known_after, known_before, people_of
from passkeyctl.checks.registration.wording import names_of, path_lines, spoken, together, whom
from passkeyctl.checks.review import Review
from passkeyctl.checks.verdict import verdict
from passkeyctl.diagnostics import Severity
from passkeyctl.insight.bootstrap_path.grants import MULTI_USE, ONE_TIME, PASSES, blocks, combinations
from passkeyctl.insight.bootstrap_path.path import (
    Checkpoint,
    Path,
    Paths,
    admitting,
    blamed,
    checkpoint_of,
    checkpoints,
    path_of,
    paths,
)
from passkeyctl.insight.bootstrap_path.personas import SOMEBODY, Cast, Persona
from passkeyctl.insight.bootstrap_path.stuck import without_method
from passkeyctl.insight.bootstrap_path.ways import REGISTRATION_APPLICATION, WAYS, Route, platforms_of
from passkeyctl.insight.impact.counting import people_words
from passkeyctl.insight.policies.grants import requirement_words
from passkeyctl.insight.policies.scope import in_scope
from passkeyctl.insight.tenant_state import Held, TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.crowds import Reach
from passkeyctl.model.finding import Finding
from passkeyctl.model.people import People


class How(Enum):
    """LOOP: a policy refuses a pass, and no way is left. NO_PASS: it takes one, and there is none. PARTLY: see below.

    PARTLY: it refuses a pass on some platforms, and from others people still get through.
    """

    LOOP = auto()
    NO_PASS = auto()
    PARTLY = auto()


@dataclass(frozen=True, slots=True)
class Loop:
    """What becomes of somebody with no method because of one policy.

    `found` is the way there, None where the policy closes all of it by itself.
    """

    how: How
    persona: Persona
    closed: tuple[str, ...]
    found: Paths | None = None
    others: tuple[Held, ...] = ()


def registration_loop(review: Review) -> Iterator[Finding]:
    later = _World(known_after(review))
    earlier = None if review.is_of_files_alone else _World(known_before(review))
    for policy in later.state.of(Kind.POLICY):
        found = tuple(later.loops(policy))
        if found:
            yield _finding(review, policy, found, later, earlier)


class _World:
    """One state, with what stands on the ways in it worked out once."""

    def __init__(self, state: TenantState) -> None:
        self.state = state
        met = checkpoints(state)
        self._by_policy: dict[str, Checkpoint | None] = {each.policy.id: each for each in met}
        # Most of a large tenant's policies let a pass through; only the others make a difference.
        self.met = tuple(each for each in met if each.stops_somebody)
        self._cast = Cast(state)
        self._admits = admitting(state)
        fields = state.fields(Kind.TEMPORARY_ACCESS_PASS)
        self._may_lack_pass = fields is not None

    def loops(self, policy: Held) -> Iterator[Loop]:
        """Of a policy in force, or of one in report-only, as if it were."""
        own = None if policy.fields["state"] == "disabled" else self._checkpoint(policy)
        # To be kept from everything is meant; to be kept just from registering leaves no way to a first passkey.
        if own is None or not self._is_suspicious(own) or (blocks(policy.fields) and not own.guards_registering):
            return
        for persona in self._cast.personas(policy.fields):
            found = self._loop(own, persona)
            if found is not None:
                yield found

    def _loop(self, own: Checkpoint, persona: Persona) -> Loop | None:
        """What one policy closes by itself stays closed; only else the others have to be looked at."""
        if _closes_every_way(own, persona):
            return Loop(How.LOOP, persona, ())
        return _loop(own, persona, self._paths(persona.people, self._met_with(own)))

    def path(self, policy: Held, loop: Loop) -> Path:
        """To be shown: of one policy alone where that is enough."""
        own = self._checkpoint(policy)
        found = loop.found or self._paths(loop.persona.people, self.met if own is None else (own,))
        return path_of(found, SOMEBODY)

    def _paths(self, people: People, met: tuple[Checkpoint, ...]) -> Paths:
        return paths(self.state, people, met, self._admits)

    def _met_with(self, own: Checkpoint) -> tuple[Checkpoint, ...]:
        return self.met if any(each is own for each in self.met) else (*self.met, own)

    def _is_suspicious(self, own: Checkpoint) -> bool:
        """A strength that takes passes, but of the other kind, is what STR304 is about."""
        if own.takes_pass is False:
            return not (combinations(own.policy.fields, self.state) or frozenset()) & PASSES
        return own.guards_registering and self._may_lack_pass

    def _checkpoint(self, policy: Held) -> Checkpoint | None:
        if policy.id not in self._by_policy:
            self._by_policy[policy.id] = checkpoint_of(policy, self.state)
        return self._by_policy[policy.id]

    def stuck(self, policy: Held, people: People) -> Reach:
        """Whom among real people it keeps from a passkey: they have no method, and no way is open."""
        own = self._checkpoint(policy)
        if own is None:
            return Reach.exactly(people.everyone - people.everyone)
        met = self._met_with(own)
        found = self._paths(people, met)
        scope = next(scope for each, scope in zip(met, found.scopes, strict=True) if each is own)
        shut_out = scope & without_method(people, self.state)
        return shut_out - (found.anyhow | (found.past_policies - found.accepted))


def _closes_every_way(own: Checkpoint, persona: Persona) -> bool:
    refuses = own.takes_pass is False and own.takes_nothing is False
    return refuses and all(own.stands_on) and in_scope(own.policy.fields, persona.people).of(SOMEBODY) is True


def _loop(own: Checkpoint, persona: Persona, found: Paths) -> Loop | None:
    closed = tuple(_closed(own, found))
    others = tuple(each for each in blamed(found, SOMEBODY) if each is not own.policy)
    # Where no profile reaches them yet, what the policies do is all there is to say.
    ends = found.past_policies if found.accepted.of(SOMEBODY) is False else found.anyhow
    is_shut = ends.of(SOMEBODY) is False
    if own.takes_pass is False and closed and is_shut:
        return Loop(How.LOOP, persona, closed, found, others)
    if is_shut and own.guards_registering and found.given.of(SOMEBODY) is False and own.takes_nothing is False:
        return Loop(How.NO_PASS, persona, (), found)
    on_page = [each.with_pass.of(SOMEBODY) for each in found.crossings if each.way.route is Route.PAGE]
    if own.takes_pass is False and closed and any(each is not False for each in on_page):
        return Loop(How.PARTLY, persona, closed, found, others)
    return None


def _closed(own: Checkpoint, found: Paths) -> Iterator[str]:
    """The platforms on which this policy surely stops them."""
    scope = next(scope for each, scope in zip(found.checkpoints, found.scopes, strict=True) if each is own)
    if scope.of(SOMEBODY) is True:
        yield from platforms_of(way for way, stands in zip(WAYS, own.stands_on, strict=True) if stands is True)


def _finding(review: Review, policy: Held, found: tuple[Loop, ...], later: _World, earlier: _World | None) -> Finding:
    change = review.change_of(Kind.POLICY, policy.id)
    worst = min(found, key=lambda each: each.how.value)
    listed = [each for each in found if each.how is worst.how]
    is_enforced = policy.fields["state"] == "enabled"
    known = people_of(review)
    stuck = None if known is None else later.stuck(policy, known)
    nobody = known is not None and known.is_complete and stuck is not None and not stuck.possibly
    is_certain = is_enforced and worst.how is not How.PARTLY and not nobody and not _is_meant(policy)
    severity = Severity.ERROR if is_certain else Severity.WARNING
    once = "" if is_enforced else ", once it is enabled"
    people = whom(review, (each.persona for each in listed))
    return verdict(
        review,
        "CAP403",
        severity,
        _summary(worst, people, policy, later.state) + once,
        about=change,
        path="grant.authenticationStrength" if policy.fields["grant.authenticationStrength"] else "grant.controls",
        address="" if change is not None else "conditionalAccess",
        is_touched=_is_touched(review, policy, worst.how, earlier),
        detail=_detail(review, worst, later.path(policy, worst), later.state, nobody=nobody),
        hint=_hint(worst, policy, later.state),
        value=requirement_words(policy.fields, later.state),
        affected=_affected(stuck),
    )


def _summary(loop: Loop, people: str, policy: Held, state: TenantState) -> str:
    name, demand = policy.name, requirement_words(policy.fields, state)
    match loop.how:
        case _ if blocks(policy.fields):
            return f"`{name}` blocks registering for {people}, so that they can't come to a passkey"
        case How.LOOP:
            return f"`{name}` demands `{demand}` of {people}, who can't register a passkey without having one"
        case How.NO_PASS:
            return f"`{name}` guards registering for {people}, and nobody can give them a Temporary Access Pass"
        case How.PARTLY:
            closed = together(map(spoken, loop.closed))
            return f"`{name}` demands `{demand}` of {people} on {closed}, where nobody can register without a passkey"


def _detail(review: Review, loop: Loop, path: Path, state: TenantState, *, nobody: bool) -> Iterator[str]:
    yield from path_lines(review, path, state)
    if loop.others:
        yield f"together with {names_of(loop.others)}"
    if nobody:
        yield "everybody it is for has a method today; whoever comes new has none"


def _is_meant(policy: Held) -> bool:
    """Some people may be kept from registering on purpose; everybody hardly."""
    return blocks(policy.fields) and policy.fields["users.include"] != "all"


def _hint(loop: Loop, policy: Held, state: TenantState) -> str:
    if blocks(policy.fields):
        return "demand a strength that takes a Temporary Access Pass instead, or block from certain places only"
    if loop.how is How.NO_PASS:
        return "switch Temporary Access Pass on for them"
    way = f"demand a strength that also takes `{_kind(state)}`"
    if policy.fields["target.userActions"]:
        return way
    return f"{way}, or exclude `{REGISTRATION_APPLICATION}` and let people register in Microsoft Authenticator"


def _kind(state: TenantState) -> str:
    fields = state.fields(Kind.TEMPORARY_ACCESS_PASS)
    return MULTI_USE if fields is not None and fields["oneTimeUse"] is False else ONE_TIME


def _affected(stuck: Reach | None) -> str:
    return "unknown, because people were not read" if stuck is None else people_words(stuck)


def _is_touched(review: Review, policy: Held, how: How, earlier: _World | None) -> bool:
    """This plan changes the policy, or it was no loop before."""
    if earlier is None or any((each.address.kind, each.id) == (Kind.POLICY, policy.id) for each in review.active):
        return True
    before = earlier.state.by_id(Kind.POLICY, policy.id)
    if before is None:
        return True
    was = [each.how.value for each in earlier.loops(before)]
    return not was or min(was) > how.value
