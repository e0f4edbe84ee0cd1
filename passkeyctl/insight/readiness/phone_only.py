"""People who sign in by phone or mail only, against the dates on which Microsoft ends SMS and voice.

docs/graph-facts.md, "SMS and voice". The dates are those of the public cloud.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from passkeyctl.insight.policies.methods import PHONE_WORDS
from passkeyctl.model.crowds import EMPTY, NONE, Crowd, Reach
from passkeyctl.model.people import People
from passkeyctl.model.roles import GLOBAL_ADMINISTRATOR
from passkeyctl.rules.calendar import CALENDAR, Change

END = CALENDAR[Change.PHONE_RETIRED].day
LATER_END = CALENDAR[Change.PHONE_RETIRED_FOR_ADMINS_AND_EXTERNALS].day
"""For Global Administrators and external users."""


@dataclass(frozen=True, slots=True)
class Cohort:
    """Those for whom phone and mail end on one day; `reached` have a passkey profile."""

    ends: date
    who: Crowd = EMPTY
    reached: Reach = NONE

    def days_left(self, today: date) -> int:
        return (self.ends - today).days


@dataclass(frozen=True, slots=True)
class PhoneOnly:
    """`unsure` are in the earlier cohort because nobody could tell whether they belong to the later one."""

    cohorts: tuple[Cohort, ...] = (Cohort(END), Cohort(LATER_END))
    unsure: Crowd = EMPTY
    unreported: Crowd = EMPTY

    @property
    def who(self) -> Crowd:
        return self.cohorts[0].who | self.cohorts[1].who


def phone_only(people: People, counted: Crowd, reached: Reach) -> PhoneOnly:
    """Of `counted`; `reached` are those with a passkey profile."""
    only = only_phones(people) & counted
    later = people.holders(GLOBAL_ADMINISTRATOR) | people.external
    cohorts = ((END, only - later.surely), (LATER_END, only & later.surely))
    return PhoneOnly(
        tuple(Cohort(ends, who, Reach(who & reached.surely, who & reached.possibly)) for ends, who in cohorts),
        later.unsure & only,
        people.unreported & counted,
    )


def only_phones(people: People) -> Crowd:
    phone = others = EMPTY
    for word, who in people.registered.items():
        if word in PHONE_WORDS:
            phone |= who
        else:
            others |= who
    return phone - others
