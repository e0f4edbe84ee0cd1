"""The verdict on two states of a tenant: is everybody's effective passkey access the same in both?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from passkeyctl.insight.passkeys.access import is_unread
from passkeyctl.insight.proof.people import Affected, affected
from passkeyctl.insight.proof.symbolic import Contrast, Phase, Symbolic, compare
from passkeyctl.insight.tenant_state import TenantState
from passkeyctl.model.people import People


class Verdict(StrEnum):
    """EQUAL: for everybody, whoever is in which group; EQUAL_TODAY: for the people who are in the groups now."""

    EQUAL = "equal"
    EQUAL_TODAY = "equal_today"
    DIFFERENT = "different"
    UNKNOWN = "unknown"


class Why(StrEnum):
    """Why it can't be told."""

    UNCLEAR_PROFILES = "unclear_profiles"
    UNCLEAR_STATE = "unclear_state"
    NESTING = "nesting"
    UNREAD_GROUPS = "unread_groups"
    UNKNOWN_PEOPLE = "unknown_people"


@dataclass(frozen=True, slots=True)
class Proof:
    """`contrasts` say for which membership access differs, `people` who is concerned today, where that is known.

    `unclear` are the profiles of which nobody can tell what they accept, `unread` the ids of groups that matter and
    were not read. `models` are all that any profile names: the others are treated alike by all of them.
    """

    verdict: Verdict
    contrasts: tuple[Contrast, ...]
    for_guests: tuple[str, ...]
    is_off: bool
    people: tuple[Affected, ...] | None = None
    reasons: tuple[Why, ...] = ()
    unclear: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    models: frozenset[str] = frozenset()

    @property
    def is_proven(self) -> bool:
        return self.verdict in (Verdict.EQUAL, Verdict.EQUAL_TODAY)

    def affected(self, phase: Phase) -> Affected | None:
        return next((each for each in self.people or () if each.phase is phase), None)


def prove_equal(before: TenantState, after: TenantState, people: People | None) -> Proof:
    """Without `people` only what holds for every membership."""
    if is_unread(before) or is_unread(after):
        return Proof(Verdict.UNKNOWN, (), (), is_off=False, reasons=(Why.UNCLEAR_STATE,))
    symbolic = compare(before, after)
    if not symbolic.contrasts:
        return Proof(Verdict.EQUAL, (), symbolic.for_guests, symbolic.is_off)
    found = affected(symbolic, people) if people is not None else None
    verdict = _by_membership(symbolic) if people is None or found is None else _by_people(found, people)
    unread = _unread(symbolic, people) if people is not None else ()
    return Proof(
        verdict,
        symbolic.contrasts,
        symbolic.for_guests,
        symbolic.is_off,
        found,
        _reasons(symbolic, found, people, unread) if verdict is Verdict.UNKNOWN else (),
        symbolic.unclear,
        unread,
        symbolic.models,
    )


def _by_membership(symbolic: Symbolic) -> Verdict:
    return Verdict.DIFFERENT if any(each.is_clear for each in symbolic.contrasts) else Verdict.UNKNOWN


def _by_people(found: tuple[Affected, ...], people: People) -> Verdict:
    """Whoever is not known may be concerned."""
    if any(each.is_sure for each in found):
        return Verdict.DIFFERENT
    return Verdict.EQUAL_TODAY if people.is_complete and all(each.is_none for each in found) else Verdict.UNKNOWN


def _reasons(
    symbolic: Symbolic, found: tuple[Affected, ...] | None, people: People | None, unread: tuple[str, ...]
) -> tuple[Why, ...]:
    holds = {
        Why.UNCLEAR_PROFILES: bool(symbolic.unclear),
        Why.UNCLEAR_STATE: symbolic.is_state_unclear,
        Why.NESTING: any(each.hangs_on_nesting for each in found or ()),
        Why.UNREAD_GROUPS: bool(unread),
        Why.UNKNOWN_PEOPLE: people is not None and not people.is_complete,
    }
    return tuple(why for why, is_so in holds.items() if is_so)


def _unread(symbolic: Symbolic, people: People) -> tuple[str, ...]:
    """Groups that a difference names, and whatever is excluded, as far as nobody read them."""
    named = {group for each in symbolic.contrasts for group in each.groups}
    named |= {*symbolic.before.excluded, *symbolic.after.excluded}
    return tuple(sorted(named - {*people.groups}))
