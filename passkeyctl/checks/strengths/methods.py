"""STR303: combinations of methods that are switched off, or off for the people a policy is for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from passkeyctl.checks.authenticators.wording import joined, value_of
from passkeyctl.checks.conditional_access.judged import touches
from passkeyctl.checks.profiles.planned import members_either_way, people_read
from passkeyctl.checks.review import Review
from passkeyctl.checks.strengths.demanding import Demanded, demanded_strengths
from passkeyctl.checks.strengths.offer import ALSO_IN_LEGACY, MIGRATED, MODES_OF_METHOD, MULTI_USE, ONE_TIME, offer_in
from passkeyctl.checks.verdict import unchecked, verdict
from passkeyctl.diagnostics import Severity
from passkeyctl.insight.impact.counting import people_words
from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.insight.passkeys.access import Nesting, access
from passkeyctl.insight.policies.methods import FIDO2
from passkeyctl.insight.policies.scope import in_scope
from passkeyctl.insight.policies.temporary_access import may_be_given_pass
from passkeyctl.insight.tenant_state import Held, TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.crowds import Reach, union
from passkeyctl.model.facts import Fact, MethodState
from passkeyctl.model.finding import Finding
from passkeyctl.model.people import People

CODE = "STR303"
PLANNED = frozenset({"fido2", "temporaryaccesspass"})
"""Methods whose planned state is at hand, which may differ from what was read."""


def dead_combinations(review: Review) -> Iterator[Finding]:
    """STR303: of a strength of one's own each combination that nobody can use; of any one, that nothing is left."""
    asked = list(demanded_strengths(review))
    if review.facts.methods is None and any(each.is_touched(review) for each in asked):
        yield unchecked(CODE, review.facts.why(Fact.METHODS))
    off, people = _off(review, review.after), people_read(review)
    for strength in asked:
        combinations = members(strength.strength.fields, "allowedCombinations")
        dead = _using(off, combinations)
        if dead and (dead == combinations or not _is_built_in(review, strength)):
            yield _dead(review, strength, dead, is_all=dead == combinations)
        if dead != combinations and people is not None and not _is_about_models(strength, combinations):
            yield from _off_for_these(review, strength, combinations - dead, people)


def _off(review: Review, state: TenantState) -> frozenset[str]:
    """That passes are of the other kind is what STR304 is about."""
    off = offer_in(review, state).modes_off
    return off if ONE_TIME in off else off - {MULTI_USE}


def _using(off: frozenset[str], combinations: frozenset[str]) -> frozenset[str]:
    return frozenset(each for each in combinations if off & set(each.split(",")))


def _is_built_in(review: Review, strength: Demanded) -> bool:
    held = review.prior.by_id(Kind.STRENGTH, strength.strength.id)
    return held is not None and held.is_built_in


def _is_about_models(strength: Demanded, combinations: frozenset[str]) -> bool:
    """Then STR301 says whose profiles do not do."""
    return combinations == {FIDO2} and bool(members(strength.strength.fields, "fido2.allowedAAGUIDs"))


def _dead(review: Review, strength: Demanded, dead: frozenset[str], *, is_all: bool) -> Finding:
    words = joined(each.replace(",", " + ") for each in sorted(dead))
    was_alive = bool(dead - _using(_off(review, review.before), dead))
    is_violated = is_all and any(each.fields["state"] == "enabled" for each in strength.without_alternative)
    nothing = ": nothing is left to satisfy it with" if is_all else ""
    return verdict(
        review,
        CODE,
        Severity.ERROR if is_violated else Severity.WARNING,
        f"`{strength.name}` takes {words}, which nobody may use{nothing}",
        about=strength.change,
        path="allowedCombinations",
        address=strength.address,
        is_touched=strength.is_touched(review) or was_alive,
        detail=[f"demanded by `{each.name}`" for each in strength.policies],
        hint="switch the method on in the authentication methods policy, or take the combination out",
        value=value_of(sorted(dead)),
        affected="everybody it is for" if is_violated else "",
    )


def _moves_methods(review: Review) -> bool:
    kinds = (Kind.PASSKEYS, Kind.TARGET, Kind.EXCLUDE, Kind.TEMPORARY_ACCESS_PASS)
    return any(each.address.kind in kinds for each in review.active)


def _reaches(review: Review, state: TenantState, people: People) -> Mapping[str, Reach]:
    """Whom each mode is for that the authentication methods policy decides about; the others are anybody's."""
    found = {}
    for id, method in (review.facts.methods or {}).items():
        id = id.lower()
        if id in PLANNED or (id in ALSO_IN_LEGACY and review.facts.migration_state != MIGRATED):
            continue
        for mode in MODES_OF_METHOD.get(id, ()):
            found[mode] = _reach(method, people)
    both = [access(state, people, each).reached for each in Nesting]
    found[FIDO2] = both[0].either(both[1])
    passes = [may_be_given_pass(state, people, each) for each in Nesting]
    for mode in MODES_OF_METHOD["temporaryaccesspass"]:
        found[mode] = passes[0].either(passes[1])
    return found


def _reach(method: MethodState, people: People) -> Reach:
    if method.state != "enabled":
        return Reach.unknown(people.everyone)
    targeted, excluded = (union(_in(each, people) for each in sorted(ids)) for ids in (method.targets, method.excludes))
    return targeted - excluded


def _in(id: str, people: People) -> Reach:
    """Of other methods than passkeys, the row for everybody has guests in it too."""
    return Reach.exactly(people.everyone) if id == "all_users" else members_either_way(id, people)


def _off_for_these(
    review: Review, strength: Demanded, combinations: frozenset[str], people: People
) -> Iterator[Finding]:
    able = _able(review, review.after, combinations, people)
    earlier = _able(review, review.before, combinations, people) if _moves_methods(review) else able
    for policy in strength.without_alternative:
        scope = (in_scope(policy.fields, people) & people.enabled) - (people.guests | people.external)
        stuck = Reach(scope.surely - able.possibly, scope.possibly - able.surely)
        if stuck.surely:
            is_everybody = not scope.possibly & able.possibly
            is_worse = bool(stuck.surely & earlier.possibly)
            yield _stuck(review, strength, policy, stuck, is_everybody=is_everybody, is_worse=is_worse)


def _able(review: Review, state: TenantState, combinations: frozenset[str], people: People) -> Reach:
    reaches, everybody = _reaches(review, state, people), Reach.exactly(people.everyone)
    return union(_together(each, reaches, everybody) for each in sorted(combinations))


def _together(combination: str, reaches: Mapping[str, Reach], everybody: Reach) -> Reach:
    found = everybody
    for mode in combination.split(","):
        found &= reaches.get(mode, everybody)
    return found


def _stuck(
    review: Review, strength: Demanded, policy: Held, stuck: Reach, *, is_everybody: bool, is_worse: bool
) -> Finding:
    change = review.change_of(Kind.POLICY, policy.id)
    return verdict(
        review,
        CODE,
        Severity.ERROR if is_everybody and policy.fields["state"] == "enabled" else Severity.WARNING,
        f"no combination of `{strength.name}` is open to {people_words(stuck)} whom `{policy.name}` is for",
        about=change or strength.change,
        address="" if change is not None else strength.address,
        path="grant.authenticationStrength",
        is_touched=touches(review, (policy,)) or is_worse,
        detail=["each has a method that is not targeted at them"],
        hint="target them with one of the methods in the authentication methods policy, or exclude them here",
        value=strength.name,
        affected=people_words(stuck),
    )
