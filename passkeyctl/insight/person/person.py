"""One person, before a plan and after it: what the settings mean for them, and why."""

from __future__ import annotations

from dataclasses import dataclass

from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.insight.person.bootstrap import Bootstrap, bootstrap_of
from passkeyctl.insight.person.passkeys import PasskeysOfPerson, World, passkeys_of, worlds
from passkeyctl.insight.person.policies import (
    Outcome,
    PolicyOfPerson,
    PolicyVerdict,
    outcome_of,
    policies_of,
    side_by_side,
)
from passkeyctl.insight.sign_in.sign_in import SignIn
from passkeyctl.insight.tenant_state import TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.methods import EVERYONE_WORD
from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.model.people import Age, Gap, People, Person


@dataclass(frozen=True, slots=True)
class Standing:
    """Who the person is. `roles` are those they hold now, `eligible` those they may activate; None: not read."""

    person: Person
    is_enabled: bool | None
    is_guest: bool | None
    is_external: bool | None
    is_administrator: bool | None
    roles: tuple[str, ...] | None
    eligible: tuple[str, ...]
    is_emergency: bool | None


@dataclass(frozen=True, slots=True)
class Moment:
    """What one state of the tenant means for them."""

    passkeys: PasskeysOfPerson
    policies: tuple[PolicyOfPerson, ...]
    bootstrap: Bootstrap


@dataclass(frozen=True, slots=True)
class PersonView:
    """`before` is `after` where nothing is planned. `unread_policies` are names: what these demand nobody can tell."""

    standing: Standing
    before: Moment
    after: Moment
    gaps: tuple[Gap, ...]
    ages: tuple[Age, ...]
    unread_policies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WhatIf:
    """One sign-in before a plan and after it."""

    sign_in: SignIn
    policies: tuple[PolicyVerdict, ...]
    before: Outcome
    after: Outcome


def person_view(
    person: Person, before: TenantState, after: TenantState, people: People, *, is_emergency: bool | None
) -> PersonView:
    """`people` are those of one: the person, under their ordinal."""
    earlier = _moment(before, people, person.ordinal)
    later = earlier if after == before else _moment(after, people, person.ordinal)
    unread = tuple(sorted(name for _, name in after.unread_policies))
    return PersonView(_standing(person, people, is_emergency), earlier, later, people.gaps, people.ages, unread)


def what_if(person: Person, before: TenantState, after: TenantState, people: People, sign_in: SignIn) -> WhatIf:
    earlier, later = (policies_of(worlds(each, people, person.ordinal), sign_in) for each in (before, after))
    return WhatIf(sign_in, side_by_side(earlier, later), outcome_of(earlier, before), outcome_of(later, after))


def groups_mentioned(*states: TenantState) -> frozenset[str]:
    """Every group that decides something about people in these states."""
    found: set[str] = set()
    for state in states:
        found.update(each.id for kind in (Kind.TARGET, Kind.EXCLUDE) for each in state.of(kind))
        for kind, paths in _LISTS.items():
            found.update(id for each in state.of(kind) for path in paths for id in members(each.fields, path))
    return frozenset(found - {EVERYONE, EVERYONE_WORD})


_LISTS = {
    Kind.POLICY: ("users.include.groups", "users.exclude.groups"),
    Kind.TEMPORARY_ACCESS_PASS: ("targets", "exclude"),
    Kind.CAMPAIGN: ("include", "exclude"),
}


def _moment(state: TenantState, people: People, ordinal: int) -> Moment:
    pair: tuple[World, World] = worlds(state, people, ordinal)
    return Moment(passkeys_of(state, people, ordinal, pair), policies_of(pair), bootstrap_of(state, people, ordinal))


def _standing(person: Person, people: People, is_emergency: bool | None) -> Standing:
    roles = people.roles
    held = None if roles is None else tuple(sorted(id for id, each in roles.items() if person.ordinal in each.active))
    eligible = sorted(id for id, each in (roles or {}).items() if person.ordinal in each.eligible)
    return Standing(
        person,
        people.enabled.of(person.ordinal),
        people.guests.of(person.ordinal),
        people.external.of(person.ordinal),
        _is_administrator(person, people),
        held,
        tuple(eligible),
        is_emergency,
    )


def _is_administrator(person: Person, people: People) -> bool | None:
    """The report says so, and so do the roles; where neither was read nobody can tell."""
    if person.ordinal in people.administrators:
        return True
    return None if people.roles is None and person.ordinal in people.unreported else False
