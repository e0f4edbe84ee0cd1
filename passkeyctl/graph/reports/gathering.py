"""Bringing what is known about a tenant's people up to date: only what is wanted, only what is missing or too old."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from passkeyctl.census import Census
from passkeyctl.census.age import is_fresh
from passkeyctl.graph.client import GraphClient
from passkeyctl.graph.reports.events import Listener, Notice
from passkeyctl.graph.reports.groups import read_groups
from passkeyctl.graph.reports.named import read_named
from passkeyctl.graph.reports.passkeys import read_passkeys
from passkeyctl.graph.reports.registrations import read_registrations
from passkeyctl.graph.reports.roles import RolesRead, read_roles
from passkeyctl.model.people import Age, Gap, Knowledge, KnownPeople, People, PeopleWanted


async def gather(
    client: GraphClient,
    census: Census,
    wanted: PeopleWanted,
    *,
    now: Callable[[], datetime],
    max_age: timedelta,
    refresh: bool,
    listener: Listener,
) -> KnownPeople:
    """Who a plan concerns. What can't be read is a gap; what was read is kept, whatever happens afterwards."""
    freshness = _Freshness(census, now(), timedelta(-1) if refresh else max_age)
    freshness.say_what_is_from_the_future(wanted, listener)
    window = client.reports_window()
    if freshness.is_due(Knowledge.REGISTRATIONS):
        await read_registrations(client, census, window, now(), listener)
    read_at = now()
    roles = await _roles(client, census, wanted, freshness)
    named = {id.lower() for id in wanted.groups | wanted.keys_of}
    due = {each for each in named if freshness.is_due(Knowledge.MEMBERS, each)}
    # Groups that hold roles are read with the roles, whatever their age: they are as old as these from then on.
    await read_groups(client, census, sorted(due | _groups_of(census, roles)), now, listener)
    for each in roles:
        each.keep(census, read_at)
    await read_named(client, census, census.unlisted(wanted.users), now())
    people = census.keys_to_read(wanted, freshness.oldest, now())
    await read_passkeys(client, census, people, window, now, listener)
    return KnownPeople(_without_old_roles(_doubted(census.people(wanted, freshness.oldest)), wanted), census.roster())


def recall(census: Census, wanted: PeopleWanted, *, now: datetime, max_age: timedelta) -> KnownPeople:
    """What is kept, without asking anybody; what is too old for the reader is said to be."""
    people = census.people(wanted)
    known = {(each.part, each.subject) for each in people.gaps}
    stale = tuple(each for each in map(_stale, _too_old(people.ages, now, max_age)) if (each.part, "") not in known)
    return KnownPeople(_doubted(replace(people, gaps=(*people.gaps, *stale))), census.roster())


@dataclass(frozen=True, slots=True)
class _Freshness:
    census: Census
    now: datetime
    max_age: timedelta

    @property
    def oldest(self) -> datetime:
        """What was read before has to be read again; with a negative age that is everything."""
        return self.now - max(self.max_age, timedelta())

    def is_due(self, part: Knowledge, subject: str = "") -> bool:
        return not is_fresh(self.census.read_at(part, subject), self.now, self.max_age)

    def say_what_is_from_the_future(self, wanted: PeopleWanted, listener: Listener) -> None:
        """The clock was wrong then, or is now: how old it is nobody knows, so it is read again."""
        parts = [(Knowledge.REGISTRATIONS, ""), *((Knowledge.MEMBERS, each) for each in sorted(wanted.groups))]
        parts += [(Knowledge.ROLES, ""), (Knowledge.ELIGIBILITIES, "")] if wanted.roles else []
        times = (self.census.read_at(part, subject) for part, subject in parts)
        future = [each for each in times if each is not None and each > self.now]
        if future:
            listener(
                Notice(
                    f"what is kept of people says that it was read at {_shown(max(future))}, and now it is "
                    f"{_shown(self.now)}: a clock was or is wrong, so it is read again"
                )
            )


async def _roles(client: GraphClient, census: Census, wanted: PeopleWanted, freshness: _Freshness) -> list[RolesRead]:
    parts = (Knowledge.ROLES, Knowledge.ELIGIBILITIES)
    due = [part for part in parts if wanted.roles and freshness.is_due(part)]
    return await read_roles(client, census, due) if due else []


def _groups_of(census: Census, roles: Iterable[RolesRead]) -> frozenset[str]:
    """Groups with a role. What Graph says nothing of may be one, unless it is known as a person."""
    found = set[str]()
    for each in roles:
        found |= each.groups
        found |= {id for id in each.unclear if not census.find(id)}
    return frozenset(found)


def _doubted(people: People) -> People:
    """Where the report could not be read anew, or not all of it, there may be more people than are known."""
    has_gap = any(each.part is Knowledge.REGISTRATIONS for each in people.gaps)
    return replace(people, is_complete=people.is_complete and not has_gap)


def _without_old_roles(people: People, wanted: PeopleWanted) -> People:
    """Who had a role when somebody last asked may have none now, and the other way round."""
    doubtful = {each.part for each in people.gaps} | (set() if wanted.roles else {Knowledge.ROLES})
    return replace(
        people,
        roles=None if Knowledge.ROLES in doubtful else people.roles,
        eligibilities_unread=people.eligibilities_unread or Knowledge.ELIGIBILITIES in doubtful,
    )


def _too_old(ages: Iterable[Age], now: datetime, max_age: timedelta) -> Iterator[tuple[Age, timedelta]]:
    for each in ages:
        if not is_fresh(each.read_at, now, max_age):
            yield each, now - each.read_at


_READ = {
    Knowledge.REGISTRATIONS: "the report of registered methods was",
    Knowledge.MEMBERS: "members of groups were",
    Knowledge.ROLES: "roles were",
    Knowledge.ELIGIBILITIES: "eligible roles were",
    Knowledge.PASSKEYS: "registered passkeys were",
}


def _stale(found: tuple[Age, timedelta]) -> Gap:
    age, passed = found
    if passed < timedelta():
        why = f"{_READ[age.part]} read at {_shown(age.read_at)}, which is in the future: a clock was or is wrong"
    else:
        hours = passed // timedelta(hours=1)
        ago = f"{hours // 24} days" if hours >= 48 else f"{hours} hours" if hours else "less than an hour"
        why = f"{_READ[age.part]} read {ago} ago, which is older than asked for"
    return Gap(age.part, why, "run it without `--offline` to read it again")


def _shown(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M UTC")
