"""People who can't come to a passkey: without a method and a pass (REG602), with phones only (REG606).

Sources: https://learn.microsoft.com/entra/identity/authentication/howto-authentication-temporary-access-pass, and
docs/graph-facts.md, "SMS and voice".
"""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.checks.registration.known import PASSKEY_KINDS, known_after, known_before, people_of
from passkeyctl.checks.review import Review
from passkeyctl.checks.verdict import unchecked, verdict, without_people
from passkeyctl.diagnostics import Severity
from passkeyctl.insight.bootstrap_path.path import Paths, paths
from passkeyctl.insight.bootstrap_path.stuck import without_method
from passkeyctl.insight.impact.counting import people_words
from passkeyctl.insight.passkeys.access import Nesting, access
from passkeyctl.insight.readiness.phone_only import Cohort, PhoneOnly, phone_only
from passkeyctl.insight.tenant_state import TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.crowds import EMPTY, Crowd, Reach
from passkeyctl.model.finding import Finding
from passkeyctl.model.people import People

SOON = 60
"""Days before the end of SMS and voice in which a plan may no longer take a passkey profile from people with phones."""


def no_way_in(review: Review) -> Iterator[Finding]:
    """REG602: of people whom a profile reaches, those with no method whom no pass can be given to."""
    people = people_of(review)
    if people is None:
        if any(review.active_of(each) for each in (*PASSKEY_KINDS, Kind.TEMPORARY_ACCESS_PASS, Kind.POLICY)):
            yield from without_people(review, "REG602")
        return
    state = known_after(review)
    if state.fields(Kind.TEMPORARY_ACCESS_PASS) is None:
        if without_method(people, state).possibly:
            yield unchecked("REG602", "Temporary Access Pass was not read", "describe `temporaryAccessPass`")
        return
    found = paths(state, people)
    audience = without_method(people, state) & found.accepted
    left = audience - found.given
    if left.surely:
        yield _left(review, people, found, left)
    elif left.possibly:
        yield unchecked("REG602", f"whether {people_words(left)} without any method can be given a pass is not known")


def _left(review: Review, people: People, found: Paths, left: Reach) -> Finding:
    """An error where policies in force leave no other way, and this plan brings that about."""
    guarded = left - found.anyhow
    before = known_before(review)
    was = without_method(people, before) - paths(before, people).given
    is_worse = bool(left.surely - was.surely)
    change = next((each for each in review.changes if each.address.kind is Kind.TEMPORARY_ACCESS_PASS), None)
    planned = known_after(review).fields(Kind.TEMPORARY_ACCESS_PASS)
    is_off = planned is not None and planned["state"] == "disabled"
    why = "it is switched off" if is_off else "they are not among its targets, or are excluded"
    return verdict(
        review,
        "REG602",
        Severity.ERROR if guarded.surely else Severity.WARNING,
        f"{people_words(left)} without any method can't be given a Temporary Access Pass: {why}",
        about=change,
        path="state" if is_off else "targets",
        address="" if change is not None else "temporaryAccessPass",
        is_touched=is_worse,
        detail=_other_ways(guarded),
        hint="put their group among `temporaryAccessPass.targets`",
        affected=people_words(left),
    )


def _other_ways(guarded: Reach) -> Iterator[str]:
    """Without a pass, registering some other method first would be the way in."""
    if guarded.surely:
        who = people_words(Reach.exactly(guarded.surely))
        yield f"{who} can't register another method first either: policies stop it"
    elif not guarded.possibly:
        yield "all of them may register another method first: no policy in force stops that"


def phones_without_profile(review: Review) -> Iterator[Finding]:
    """REG606: never an error by date alone, only where this plan takes the profile away shortly before."""
    people = people_of(review)
    if people is None:
        if any(review.active_of(each) for each in PASSKEY_KINDS):
            yield from without_people(review, "REG606")
        return
    later = _phones(review.after, people)
    earlier = _phones(review.before, people)
    for cohort, was in zip(later.cohorts, earlier.cohorts, strict=True):
        left = _unreached(cohort)
        if left.surely:
            yield _ends(review, cohort, left, worse=left.surely - _unreached(was).surely)
        elif left.possibly:
            yield unchecked("REG606", f"whether a profile reaches {people_words(left)} with phones only is not known")


def _phones(state: TenantState, people: People) -> PhoneOnly:
    counts, does_not = (access(state, people, each).reached for each in Nesting)
    return phone_only(people, people.enabled.surely, counts.either(does_not))


def _unreached(cohort: Cohort) -> Reach:
    return Reach.exactly(cohort.who) - cohort.reached


def _ends(review: Review, cohort: Cohort, left: Reach, worse: Crowd = EMPTY) -> Finding:
    days = cohort.days_left(review.as_of)
    when = f"in {days} days" if days > 0 else "which has come"
    severity = Severity.ERROR if worse and days <= SOON else Severity.WARNING
    return verdict(
        review,
        "REG606",
        severity,
        f"{people_words(left)} have phone or mail methods only, and no passkey profile reaches them",
        address="passkeys",
        is_touched=bool(worse),
        detail=[f"SMS and voice of Microsoft's end for them on {cohort.ends:%Y-%m-%d}, {when}"],
        hint="add a target row that reaches them, then let them register",
        value=f"{cohort.ends:%Y-%m-%d}",
        affected=people_words(left),
    )
