"""Whoever applies, and the last Global Administrator, can still sign in afterwards (EMG505)."""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.checks.review import Review
from passkeyctl.checks.verdict import PEOPLE_UNREAD, read_them, unchecked, verdict
from passkeyctl.diagnostics import Severity
from passkeyctl.insight.accounts.account import OneAccount, alone
from passkeyctl.insight.accounts.signing_in import stopped
from passkeyctl.insight.tenant_state import TenantState
from passkeyctl.model.crowds import Crowd
from passkeyctl.model.facts import Fact, Operator
from passkeyctl.model.finding import Finding
from passkeyctl.model.people import People
from passkeyctl.model.roles import GLOBAL_ADMINISTRATOR

CODE = "EMG505"


def operator_keeps_access(review: Review) -> Iterator[Finding]:
    """EMG505: the person who is signed in could satisfy what the plan puts in force."""
    if Fact.OPERATOR not in review.facts.wanted:
        return
    operator = review.facts.operator
    if operator is None:
        yield unchecked(CODE, f"who is signed in isn't known: {review.facts.unread.get(Fact.OPERATOR, 'not read')}")
    elif operator.who.is_person:
        yield from _judged(review, operator)


def _judged(review: Review, operator: Operator) -> Iterator[Finding]:
    one = _account(review, operator)
    earlier = _stopping(one, review.before)
    for name, is_sure in _stopping(one, review.after).items():
        if is_sure and earlier.get(name) is not True:
            yield verdict(
                review,
                CODE,
                Severity.ERROR,
                f"`{operator.who.name}`, who is signed in, could not sign in any more: `{name}` stops them",
                is_touched=True,
                hint="register what it demands first, or leave yourself out until you have it",
                value=operator.who.name,
                affected=operator.who.name,
            )
        elif not is_sure and name not in earlier:
            yield unchecked(
                CODE, _open(review, operator, name), read_them(review) if review.known_people is None else ""
            )


def _account(review: Review, operator: Operator) -> OneAccount:
    who = operator.who
    return OneAccount(
        who.id,
        operator.group_ids,
        review.facts.passkeys.get(who.id),
        operator.role_ids or frozenset(),
        _registered(review, who.id),
    )


def _registered(review: Review, id: str) -> frozenset[str] | None:
    people = review.known_people.people if review.known_people is not None else None
    ordinal = people.ids.get(id) if people is not None else None
    if people is None or ordinal is None or ordinal in people.unreported:
        return None
    return frozenset(word for word, holders in people.registered.items() if ordinal in holders)


def _stopping(one: OneAccount, state: TenantState) -> dict[str, bool]:
    """By the name of each policy that may stop the account: whether it surely does."""
    return {each.policy.name: bool(each.whom.surely) for each in stopped(state, alone(one, state))}


def _open(review: Review, operator: Operator, name: str) -> str:
    why = review.facts.unread.get(Fact.OPERATOR)
    because = why or (PEOPLE_UNREAD if review.known_people is None else "not all of their methods are known")
    return f"whether `{operator.who.name}`, who is signed in, can do what `{name}` asks is open: {because}"


def last_global_administrator(review: Review) -> Iterator[Finding]:
    """EMG505: somebody is left who can sign in as a Global Administrator."""
    if Fact.OPERATOR not in review.facts.wanted:
        return
    if review.known_people is None:
        yield unchecked(CODE, PEOPLE_UNREAD, read_them(review))
        return
    people = review.known_people.people
    if people.roles is None:
        yield unchecked(CODE, "who holds which role was not read")
        return
    if _usable(review.before, people) and not _usable(review.after, people):
        yield verdict(
            review,
            CODE,
            Severity.ERROR,
            "no Global Administrator could sign in any more",
            is_touched=True,
            hint="leave the emergency access accounts out of every policy, or register what the policies demand first",
            value="no Global Administrator",
            affected="everybody: nobody could undo it",
        )


def _usable(state: TenantState, people: People) -> Crowd:
    """Holders of the role, eligible ones too, whom nothing surely stops."""
    left = people.holders(GLOBAL_ADMINISTRATOR).possibly & people.enabled.possibly
    for each in stopped(state, people):
        left -= each.whom.surely
    return left
