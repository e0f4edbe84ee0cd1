"""STR301: the models of passkey that a strength asks for, against what the profiles of its users admit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from passkeyctl.checks.authenticators.known import entry
from passkeyctl.checks.authenticators.wording import joined, quoted, value_of
from passkeyctl.checks.conditional_access.judged import touches, touches_passkeys
from passkeyctl.checks.profiles.planned import people_read
from passkeyctl.checks.review import Review
from passkeyctl.checks.strengths.demanding import Demanded, demanded_strengths
from passkeyctl.checks.strengths.offer import offer_of, profiles_in_rows
from passkeyctl.checks.verdict import unchecked, verdict, with_impact
from passkeyctl.diagnostics import Severity
from passkeyctl.insight.impact.counting import people_words
from passkeyctl.insight.joint.ways import may_have
from passkeyctl.insight.passkeys.acceptance import accepts, members
from passkeyctl.insight.passkeys.access import Nesting, access
from passkeyctl.insight.policies.methods import FIDO2
from passkeyctl.insight.policies.scope import in_scope
from passkeyctl.insight.tenant_state import Held, TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.crowds import Reach, union
from passkeyctl.model.fields import Fields
from passkeyctl.model.finding import Finding
from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.model.people import KeyModel, People

CODE = "STR301"
MODELS = "fido2.allowedAAGUIDs"
ROWS_UNKNOWN = "the files do not own all the rows of `passkeys.targets`"


@dataclass(frozen=True, slots=True)
class Asked:
    """A strength with a list of models; `others` are combinations without a passkey that people may have."""

    of: Demanded
    models: frozenset[str]
    others: tuple[str, ...]

    @property
    def is_only_way(self) -> bool:
        return not self.others and bool(self.of.without_alternative)


def models_nobody_may_use(review: Review) -> Iterator[Finding]:
    """STR301: no profile that reaches the users of a policy admits what its strength asks for."""
    asked = list(_asked(review))
    if not asked:
        return
    profiles = offer_of(review).profiles
    if profiles is None:
        hint = "`manage: {passkeys: all}` says that they are all there are; `plan` reads the tenant's"
        why = ROWS_UNKNOWN if review.is_of_files_alone else "which profiles reach people could not be read"
        yield unchecked(CODE, why, hint if review.is_of_files_alone else "")
        return
    people = people_read(review)
    for each in asked:
        dead = frozenset(model for model in each.models if not may_have(profiles, model))
        if dead:
            yield _dead(review, each, dead)
        if dead == each.models or not each.is_only_way:
            continue
        if people is not None:
            yield from _by_people(review, each, people)
        if people is None or not people.is_complete:  # those who are known don't speak for those who are missing
            yield from _by_rows(review, each)


def _asked(review: Review) -> Iterator[Asked]:
    off = offer_of(review).modes_off
    for each in demanded_strengths(review):
        models = frozenset(model.lower() for model in members(each.strength.fields, MODELS))
        combinations = members(each.strength.fields, "allowedCombinations")
        if models and FIDO2 in combinations:
            others = sorted(one for one in combinations - {FIDO2} if not off & set(one.split(",")))
            yield Asked(each, models, tuple(others))


def _dead(review: Review, asked: Asked, dead: frozenset[str]) -> Finding:
    """No row's profile takes these models, whoever is in its group."""
    is_all, named = dead == asked.models, names_of_models(dead)
    summary = f"no profile that reaches anybody admits {quoted(named)}, which `{asked.of.name}` asks for"
    is_violated = is_all and asked.is_only_way
    if is_violated:
        summary += f": nobody could ever satisfy {_policies(asked.of.without_alternative)}"
    hint = "admit them in a profile of the people the policies are for, or ask for models that are admitted"
    return verdict(
        review,
        CODE,
        Severity.ERROR if is_violated else Severity.WARNING,
        summary,
        about=asked.of.change,
        path=MODELS,
        address=asked.of.address,
        is_touched=asked.of.is_touched(review) or _was_admitted(review, dead),
        detail=_detail(asked, is_all),
        hint=hint,
        value=value_of(named),
        affected="everybody it is for" if is_violated else "",
    )


def _detail(asked: Asked, is_all: bool) -> Iterator[str]:
    yield f"demanded by {_policies(asked.of.policies)}"
    if asked.others and is_all:
        yield f"left to satisfy it: {joined(each.replace(',', ' + ') for each in asked.others)}"


def _was_admitted(review: Review, dead: frozenset[str]) -> bool:
    """Whether this plan takes any of them out of the last profile that admitted it."""
    if review.is_of_files_alone:
        return False
    before = profiles_in_rows(review, review.before)
    return before is not None and any(may_have(before, model) for model in dead)


def _by_people(review: Review, asked: Asked, people: People) -> Iterator[Finding]:
    """Whom a policy is for for certain, and no profile that may reach them takes any of the models."""
    reached = _reached(review.after, people, asked.models)
    earlier = _reached(review.before, people, asked.models) if touches_passkeys(review) else reached
    for policy in asked.of.without_alternative:
        scope = (in_scope(policy.fields, people) & people.enabled) - (people.guests | people.external)
        outside = _left_out(scope, reached)
        if outside.surely:
            is_everybody = people.is_complete and not scope.possibly & reached.possibly
            is_worse = bool(outside.surely - _left_out(scope, earlier).surely)
            yield _outside(review, asked, policy, outside, is_everybody=is_everybody, is_worse=is_worse)


def _left_out(scope: Reach, reached: Reach) -> Reach:
    return Reach(scope.surely - reached.possibly, scope.possibly - reached.surely)


def _reached(state: TenantState, people: People, models: frozenset[str]) -> Reach:
    """Whom a profile reaches that may take one of the models, whether or not groups inside groups count."""
    taking = [KeyModel(model, None, None) for model in sorted(models)]
    return union(
        each.reach
        for nesting in Nesting
        for each in access(state, people, nesting).profiles
        if each.fields is None or any(accepts(each.fields, model) is not False for model in taking)
    )


def _outside(
    review: Review, asked: Asked, policy: Held, outside: Reach, *, is_everybody: bool, is_worse: bool
) -> Finding:
    whom = "nobody it is for" if is_everybody else f"{people_words(outside)} it is for"
    could = "could" if is_everybody else "could not"
    return verdict(
        review,
        CODE,
        Severity.ERROR if is_everybody else Severity.WARNING,
        f"{whom} {could} ever satisfy `{policy.name}`: no profile that reaches them admits {_any_of(asked)}",
        about=review.change_of(Kind.POLICY, policy.id) or asked.of.change,
        address="" if review.change_of(Kind.POLICY, policy.id) else asked.of.address,
        path="grant.authenticationStrength",
        is_touched=touches(review, (policy,)) or is_worse,
        detail=[f"`{asked.of.name}` asks for {_any_of(asked)}"],
        hint="target these people with a profile that admits one of these models, or exclude them",
        value=value_of(names_of_models(asked.models)),
        affected=people_words(outside),
    )


def _by_rows(review: Review, asked: Asked) -> Iterator[Finding]:
    """Where people are not known: a group whose own profiles do not do, unless its members are in another row too."""
    for policy in asked.of.without_alternative:
        for group in sorted(_unserved(review, asked, policy)):
            yield verdict(
                review,
                CODE,
                Severity.WARNING,
                f"the profiles of {group} admit no {_any_of(asked)}, which `{policy.name}` asks for",
                about=review.change_of(Kind.POLICY, policy.id) or asked.of.change,
                address="" if review.change_of(Kind.POLICY, policy.id) else asked.of.address,
                path="grant.authenticationStrength",
                is_touched=touches(review, (policy,)) or touches_passkeys(review),
                is_unknown=True,
                hint=f"admit one of these models there; `{with_impact(review)}` reads whether its members are in "
                "another row too",
                value=value_of(names_of_models(asked.models)),
                affected="unknown, because people were not read",
            )


def _unserved(review: Review, asked: Asked, policy: Held) -> Iterator[str]:
    rows = {each.id: each for each in review.after.of(Kind.TARGET)}
    for group in members(policy.fields, "users.include.groups"):
        if group not in rows:
            continue
        own = [fields for id in {group, EVERYONE} & set(rows) for fields in _profiles(review, rows[id])]
        if not any(may_have(own, model) for model in asked.models):
            yield review.name_of_target(group)


def _profiles(review: Review, row: Held) -> Iterator[Fields]:
    named = members(row.fields, "profiles")
    yield from (each.fields for each in review.after.of(Kind.PROFILE) if each.id in named)


def _any_of(asked: Asked) -> str:
    return quoted(names_of_models(asked.models))


def _policies(policies: Iterable[Held]) -> str:
    return quoted(sorted(each.name for each in policies))


def names_of_models(aaguids: Iterable[str]) -> tuple[str, ...]:
    """Aliases of the catalogue, else the AAGUIDs themselves."""
    known = {each: entry(each) for each in aaguids}
    return tuple(sorted(found.alias if found is not None else aaguid for aaguid, found in known.items()))
