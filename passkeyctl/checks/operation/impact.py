"""Whom a plan puts at a disadvantage: only where somebody asked who is affected."""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.checks.profiles import asking
from passkeyctl.checks.registration.known import known_after
from passkeyctl.checks.review import Review
from passkeyctl.diagnostics import error, warning
from passkeyctl.insight.bootstrap_path.grants import takes_pass
from passkeyctl.insight.bootstrap_path.ways import is_about_registering
from passkeyctl.insight.impact.counting import number, people_words
from passkeyctl.insight.impact.demands import is_about_methods, is_in_force
from passkeyctl.insight.impact.effect import Demand, Effect
from passkeyctl.insight.impact.impact import Impact
from passkeyctl.insight.impact.moved_places import brings_about
from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.insight.passkeys.access import Nesting
from passkeyctl.insight.passkeys.sorts import Sort, admits_some, model_types
from passkeyctl.insight.policies.temporary_access import may_be_given_pass
from passkeyctl.insight.tenant_state import Held, after
from passkeyctl.model.address import Kind
from passkeyctl.model.change import ResourceChange
from passkeyctl.model.crowds import EMPTY, Reach
from passkeyctl.model.finding import Finding, Weight
from passkeyctl.model.people import People

NOBODY = Reach.exactly(EMPTY)
LOSING, UNABLE = "--max-losing", "--max-unable"
TAKEN = ("lose_keys", "lose_access")
MOST_GAPS = 3
PASSES = frozenset({"temporaryAccessPassOneTime", "temporaryAccessPassMultiUse"})


def keys_fall_out(review: Review) -> Iterator[Finding]:
    """PRF110: registered passkeys stop signing in; it blocks where too many of their holders have nothing else."""
    if review.impact is None or review.known_people is None:
        return
    total, people = review.impact.total, review.known_people.people
    left = len(total.no_other_method.possibly)
    is_unknown = not people.is_complete and any(asking.asked_before(review))
    if not total.lose_keys.possibly and not is_unknown:
        return
    limit = review.limits.losing
    is_over = limit.is_exceeded(left, len(people.enabled.surely))
    summary = f"registered passkeys of {people_words(total.lose_keys)} stop signing in"
    detail = [
        f"without another passkey that is accepted: {number(total.no_other_passkey)}",
        f"without any other method that Graph reports: {number(total.no_other_method)}",
    ]
    if review.prior.unread_policies:
        detail.append("policies in the beta list only may ask for a passkey as well: what they ask is not known")
    if is_unknown:
        detail.append("there may be others: not everybody could be read")
    stranded = len(total.no_other_method.possibly & review.impact.emergency)
    if stranded:
        detail.append(f"emergency accounts among them, which {LOSING} does not let pass: {stranded}")
    if is_over or is_unknown or stranded:
        detail.append(f"the limit is {limit} without any other method; where that can't be told, they count")
        detail += _reasons(people, total)
        hint = _hint("PRF110", "let them register another passkey first", LOSING, can_raise=not stranded)
        yield Finding(
            error("PRF110", summary, address="passkeys", detail=detail, hint=hint), Weight.BLOCKS, can_override=True
        )
    else:
        hint = "tell them before: --impact-csv FILE lists them"
        yield Finding(warning("PRF110", summary, address="passkeys", detail=detail, hint=hint), Weight.SAYS)


def cannot_satisfy(review: Review) -> Iterator[Finding]:
    """CAP409: a policy asks people what they can't do with what they have registered."""
    if review.impact is None or review.known_people is None:
        return
    people, limit = review.known_people.people, review.limits.unable
    said = set[str]()
    for demand in review.impact.demands:
        is_over = limit.is_exceeded(len(demand.unable.possibly), len(people.enabled.surely))
        if is_over and demand.is_about_methods:
            said.add(demand.id)
            left = demand.unable - _with_pass(review, demand, people)
            is_refused = limit.is_exceeded(len(left.possibly), len(people.enabled.surely))
            yield _unable(review, demand, people) if is_refused else _needing_pass(review, demand)
    if not people.is_complete:
        yield from _perhaps_unable(review, said)


def _with_pass(review: Review, demand: Demand, people: People) -> Reach:
    """On the way to registering, a Temporary Access Pass is what people without a method are meant to come with."""
    state = known_after(review)
    policy = state.by_id(Kind.POLICY, demand.id)
    if policy is None or not is_about_registering(policy.fields) or takes_pass(policy.fields, state) is not True:
        return NOBODY
    counts, does_not = (may_be_given_pass(state, people, each) for each in Nesting)
    return counts.either(does_not)


def _needing_pass(review: Review, demand: Demand) -> Finding:
    change = next((each for each in review.active if each.address == demand.cause), None)
    diagnostic = warning(
        "CAP409",
        f"{people_words(demand.unable)} need a Temporary Access Pass to register under `{demand.name}`",
        address=str(demand.cause) if demand.cause is not None else "conditionalAccess",
        source=change.source if change is not None else None,
        detail=[f"it demands: {demand.requirement}", "they have registered nothing else that it takes"],
        hint="give each of them one when they are to register",
    )
    return Finding(diagnostic, Weight.SAYS, value=demand.name, affected=people_words(demand.unable))


def _unable(review: Review, demand: Demand, people: People) -> Finding:
    change = next((each for each in review.active if each.address == demand.cause), None)
    verb = "could not satisfy" if change is not None else "could no longer satisfy"
    detail = [
        f"it demands: {demand.requirement}",
        f"the limit is {review.limits.unable}; where it can't be told, they count as unable",
        "by what Graph reports: certificates and other identity providers don't show there",
        *_reasons(people, demand.unable),
    ]
    diagnostic = error(
        "CAP409",
        f"{people_words(demand.unable)} {verb} the policy `{demand.name}` with what they have registered",
        address=str(demand.cause) if demand.cause is not None else "conditionalAccess",
        source=change.source if change is not None else None,
        detail=detail,
        hint=_hint("CAP409", _way_out(review, demand), UNABLE),
    )
    return Finding(diagnostic, Weight.BLOCKS, can_override=True)


def _way_out(review: Review, demand: Demand) -> str:
    state = after(review.prior, review.changes)
    policy = state.by_id(Kind.POLICY, demand.id)
    strength = policy.fields["grant.authenticationStrength"] if policy is not None else None
    held = state.by_id(Kind.STRENGTH, strength) if isinstance(strength, str) else None
    if held is not None and members(held.fields, "allowedCombinations") & PASSES:
        return "a Temporary Access Pass would do, if it is switched on: give them one"
    return "let them register first"


def _perhaps_unable(review: Review, said: set[str]) -> Iterator[Finding]:
    """Where not even who there is could be read, nobody counts those who are unable: no limit holds, and no zero."""
    for policy, change in _asking(review):
        if policy.id in said:
            continue
        diagnostic = error(
            "CAP409",
            f"who could satisfy the policy `{policy.name}` is unknown: not everybody could be read",
            address=str(change.address),
            source=change.source,
            hint=_hint("CAP409", "let the tool read the report of registered methods", UNABLE, can_raise=False),
        )
        yield Finding(diagnostic, Weight.BLOCKS, can_override=True)


def _asking(review: Review) -> Iterator[tuple[Held, ResourceChange]]:
    """Policies about registered methods that are in force afterwards, and change, or their strength or places do."""
    changed = {(each.address.kind, each.id): each for each in review.active}
    for policy in after(review.prior, review.changes).of(Kind.POLICY):
        strength = (Kind.STRENGTH, str(policy.fields["grant.authenticationStrength"]))
        change = changed.get((Kind.POLICY, policy.id)) or changed.get(strength)
        change = change or brings_about(policy.fields, review.active)
        if change is not None and is_in_force(policy) and is_about_methods(policy.fields):
            yield policy, change


def _hint(code: str, first: str, option: str, *, can_raise: bool = True) -> str:
    way = f", raise the limit with {option}" if can_raise else ""
    return f'{first}{way}, or `--override {code}="reason"`'


def _reasons(people: People, what: Reach | Effect) -> Iterator[str]:
    """What could not be read, where the figures have two bounds because of it."""
    reaches = [what] if isinstance(what, Reach) else [what.lose_keys, what.no_other_method]
    if all(each.is_exact for each in reaches):
        return
    for gap in people.gaps[:MOST_GAPS]:
        yield f"not known: {gap.why}"
    if len(people.gaps) > MOST_GAPS:
        yield f"not known: {len(people.gaps) - MOST_GAPS} more"


def asked_before(review: Review) -> Iterator[Finding]:
    """OPS907 about passkeys; nothing is asked where the analysis shows that nobody loses anything."""
    harmless = _harmless(review)
    takes = review.impact is not None and _takes(review.impact.total)
    for each in asking.asked_before(review):
        # What is grave is often about several changes together.
        if each.diagnostic.address not in harmless or (each.is_grave and takes):
            yield each


def _harmless(review: Review) -> frozenset[str]:
    """The addresses of changes that surely take no passkey, and no way to get one, from anybody."""
    impact, known = review.impact, review.known_people
    if impact is None or known is None or not known.people.is_complete or impact.disabled:
        return frozenset()
    affecting = {address for address, effect in impact.by_change if _takes(effect)}
    # What several changes take together may be in no change's own figures: then each of them is asked.
    if any(_is_taken_together(impact, name) for name in TAKEN):
        return frozenset()
    return frozenset(
        str(each.address)
        for each in review.active
        if each.address not in affecting and not _is_about_what_nobody_holds_yet(each)
    )


def _is_about_what_nobody_holds_yet(change: ResourceChange) -> bool:
    """A profile that asks for attestation, or takes nothing any more, shows in no key that is registered already."""
    planned = change.planned
    if change.address.kind is not Kind.PROFILE or planned is None:
        return False
    types = model_types()
    takes_some = any(admits_some(planned, each, types) for each in (Sort.SYNCED, Sort.DEVICE_BOUND))
    return change.changed("enforceAttestation") is not None or not takes_some


def _is_taken_together(impact: Impact, name: str) -> bool:
    """Whether somebody loses something that no change takes by itself, nor would be kept without one of them."""
    left = impact.total.reaches[name].possibly
    for _, effect in impact.by_change:
        left -= effect.reaches[name].possibly
    return bool(left)


def _takes(effect: Effect) -> bool:
    return any(effect.reaches[name].possibly for name in TAKEN)
