"""One person from what is kept on this machine: no request, and no library that could send one."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from passkeyctl.census.age import is_fresh
from passkeyctl.census.census import Census
from passkeyctl.cli.console import say
from passkeyctl.cli.remembered import AGAIN, ENDING, Found, found_settings, recall
from passkeyctl.cli.who.states import Known, changes_of, emergency_groups, is_emergency, states_of, the_person
from passkeyctl.errors import PasskeyctlError
from passkeyctl.graph.clouds import GRAPH_URL
from passkeyctl.insight.person.person import groups_mentioned
from passkeyctl.model.change import Action
from passkeyctl.model.desired import Configuration
from passkeyctl.model.people import Gap, Person
from passkeyctl.plan.destination import Destination

SANDBOX = "sandbox"
MOST_CANDIDATES = 10


def look_back(user: str, configuration: Configuration, tenant: str) -> Known:
    found = settings_of(configuration, tenant)
    settings = recall(found)
    changes = changes_of(configuration, settings.prior, settings.directory)
    earlier, later = states_of(settings.prior, changes)
    groups = groups_mentioned(earlier, later) | emergency_groups(configuration, settings.directory)
    path = found.path.with_name(found.path.name.removesuffix(ENDING) + ".db")
    if not path.is_file():
        raise PasskeyctlError("nothing is kept about the people of this tenant", hint=_READ_PEOPLE)
    with Census.open(path) as census:
        known = census.one(the_one(user, census.find(user)), groups)
    known = replace(known, people=replace(known.people, gaps=tuple(_by_reading(each) for each in known.people.gaps)))
    person, people = the_person(known)
    emergency = is_emergency(configuration, settings.directory, person, people)
    count = sum(each.action is not Action.NO_OP for each in changes)
    return Known(settings.destination, earlier, later, count, settings.directory, person, people, emergency,
                 read_at=settings.read_at)  # fmt: skip


def say_what_is_old(known: Known, oldest: timedelta) -> None:
    """On stderr: the answer is one of that moment, and somebody may take it for one of today."""
    now = datetime.now(UTC)
    ages = [*([("the settings", known.read_at)] if known.read_at is not None else [])]
    ages += [(f"what is kept of people's {each.part.value}", each.read_at) for each in known.people.ages]
    for what, read_at in ages:
        if read_at > now:
            say(f"notice: {what}: read {read_at:%Y-%m-%d %H:%M} UTC, which is in the future: a clock was or is wrong")
        elif not is_fresh(read_at, now, oldest):
            say(f"notice: {what}: read {read_at:%Y-%m-%d %H:%M} UTC, which is older than --max-age")


def _by_reading(gap: Gap) -> Gap:
    """Again offline would read nothing."""
    if not gap.hint.startswith("run it again"):
        return gap
    more = " --refresh" if "--refresh" in gap.hint else ""
    return replace(gap, hint=f"read it with `passkeyctl readiness{more}`")


_READ_PEOPLE = "read them with `passkeyctl readiness`, or leave --offline out"


def the_one(user: str, found: tuple[Person, ...]) -> Person:
    if len(found) == 1:
        return found[0]
    if not found:
        raise PasskeyctlError(
            f"nobody called `{user}` is among the people that are kept",
            hint="write the whole sign-in name, or leave --offline out to ask the tenant",
        )
    listed = [f"{each.sign_in_name} ({each.id})" for each in found[:MOST_CANDIDATES]]
    more = [f"and {len(found) - MOST_CANDIDATES} more"] if len(found) > MOST_CANDIDATES else []
    raise PasskeyctlError(
        f"`{user}` is the name of {len(found)} people", hint="use a sign-in name or an id", detail=[*listed, *more]
    )


def settings_of(configuration: Configuration, tenant: str) -> Found:
    """The reading of the tenant that files and command line mean; the only one, where they say none."""
    is_rehearsal = tenant == SANDBOX or tenant.startswith(f"{SANDBOX}:")
    kept = [each for each in found_settings() if _is_sandbox(each.destination) is is_rehearsal]
    described = configuration.tenant
    written = ("" if is_rehearsal else tenant) or (described and (described.id or described.domain)) or ""
    meant = _of_this_graph([each for each in kept if not written or each.is_of(written)])
    if len(meant) == 1:
        return meant[0]
    if not meant:
        raise PasskeyctlError("the settings of this tenant were never read on this machine", hint=AGAIN)
    listed = [f"{each.destination.tenant_id} {each.destination.tenant_name}" for each in meant]
    raise PasskeyctlError("settings of several tenants are kept", hint="say which: --tenant ID", detail=listed)


def _of_this_graph(found: list[Found]) -> list[Found]:
    """Several may have played one tenant: the Graph that is named, or else Microsoft's before any other."""
    url = os.environ.get(GRAPH_URL, "").strip().rstrip("/")
    if url:
        return [each for each in found if each.destination.endpoint in (url, SANDBOX)]
    return [each for each in found if "://" not in each.destination.endpoint] or found


def _is_sandbox(where: Destination) -> bool:
    return where.endpoint == SANDBOX
