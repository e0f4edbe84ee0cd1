"""The tenant before a plan and after it, together with one person of it: from the tenant, or from what is kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from passkeyctl.diagnostics import Diagnostic, error, has_errors, in_reading_order
from passkeyctl.errors import UserFault
from passkeyctl.insight.tenant_state import TenantState, after, before
from passkeyctl.model.change import Action, ResourceChange
from passkeyctl.model.desired import Configuration
from passkeyctl.model.directory import Directory
from passkeyctl.model.people import Gap, KnownPeople, People, Person
from passkeyctl.model.reference import Reference
from passkeyctl.model.state import PriorState

if TYPE_CHECKING:
    from passkeyctl.plan.destination import Destination
    from passkeyctl.wire.what_if import Answer


@dataclass(frozen=True, slots=True)
class Known:
    """All that an answer is made from. `read_at`: when the settings were read, where that was not just now."""

    destination: Destination
    before: TenantState
    after: TenantState
    changes: int
    directory: Directory
    person: Person
    people: People
    is_emergency: bool | None
    graphs: tuple[Answer, ...] | None = None
    read_at: datetime | None = None


def states_of(prior: PriorState, changes: Iterable[ResourceChange]) -> tuple[TenantState, TenantState]:
    earlier = before(prior)
    active = [each for each in changes if each.action is not Action.NO_OP]
    return earlier, after(prior, active) if active else earlier


def the_person(known: KnownPeople) -> tuple[Person, People]:
    """Who it is about, findable by their id."""
    (person,) = known.roster.people(known.people.everyone)
    return person, replace(known.people, ids={**known.people.ids, person.id: person.ordinal})


def without_groups(people: People, gaps: Iterable[Gap]) -> People:
    """As if these groups had not been read: a person's own memberships don't show that a group is gone."""
    missing = tuple(sorted(gaps, key=lambda each: each.subject))
    ids = {each.subject for each in missing}
    left = {id: members for id, members in people.groups.items() if id not in ids}
    return replace(people, groups=left, gaps=(*people.gaps, *missing))


def is_emergency(configuration: Configuration, directory: Directory, person: Person, people: People) -> bool | None:
    """Whether the files call them an emergency account; None where they say nothing, or the group was not read."""
    described = configuration.emergency
    if described is None:
        return None
    if any(person.id == id for each in described.accounts for id in _ids(each, directory)):
        return True
    if described.group is None:
        return False
    answers = {people.members(id).of(person.ordinal) for id in _ids(described.group, directory)}
    return True if True in answers else None if None in answers else False


def emergency_groups(configuration: Configuration, directory: Directory) -> frozenset[str]:
    described = configuration.emergency
    return frozenset(_ids(described.group, directory)) if described is not None and described.group else frozenset()


def _ids(reference: Reference, directory: Directory) -> tuple[str, ...]:
    return tuple(each.id for each in directory.found.get(reference, ()))


def changes_of(configuration: Configuration, prior: PriorState, directory: Directory) -> tuple[ResourceChange, ...]:
    """What the files change, by names that were looked up before; no guard judges it here."""
    if not configuration.files:
        return ()
    from passkeyctl.diff import diff
    from passkeyctl.identity import identify
    from passkeyctl.needs import references_of
    from passkeyctl.resolve import Context, resolve

    missing = sorted({each.written for each in references_of(configuration) if each not in directory.found})
    if missing:
        raise UserFault([_not_looked_up(each) for each in missing])
    identities = identify(configuration.entries, prior)
    described = frozenset(each.address for each in configuration.entries if not each.is_absent)
    resolved = resolve(configuration, Context(prior, identities, directory, described))
    difference = diff(resolved.entries, identities, prior, configuration.manage, prune=False)
    found = (*identities.diagnostics, *resolved.diagnostics, *difference.diagnostics)
    if has_errors(found):
        raise UserFault(in_reading_order(found))
    return difference.changes


def _not_looked_up(name: str) -> Diagnostic:
    return error(
        "CAP401",
        f"`{name}` was not looked up when the settings were last read",
        hint="run it once without --offline with these files",
    )
