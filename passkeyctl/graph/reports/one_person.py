"""From what Graph answered about one person to a crowd of one: what it refused is unknown, and said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from passkeyctl.graph.batch import BatchRequest
from passkeyctl.graph.paths import EndpointName
from passkeyctl.graph.reply import Reply
from passkeyctl.graph.reports.refusals import gap_of_reply, why_refused
from passkeyctl.graph.reports.roles import RolesRead, roles_of
from passkeyctl.graph.reports.rows import id_of, key_of, registration_of, rows_of
from passkeyctl.json_types import JsonObject
from passkeyctl.model.crowds import EMPTY, NONE, Crowd, Reach
from passkeyctl.model.people import (
    Age,
    Gap,
    KeyModel,
    Knowledge,
    KnownPeople,
    ListedRoster,
    Members,
    People,
    Person,
    PersonRecord,
    Registration,
    RoleAssignment,
    RoleHolders,
)

PASS = "temporaryAccessPass"
ONE = Crowd.first(1)
_N = EndpointName
_PARTS = {
    Knowledge.REGISTRATIONS: (_N.REGISTRATION_DETAIL, _N.REGISTRATION_DETAILS),
    Knowledge.MEMBERS: (_N.USER_GROUPS, _N.USER_DIRECT_GROUPS),
    Knowledge.ROLES: (_N.ROLE_ASSIGNMENTS,),
    Knowledge.ELIGIBILITIES: (_N.ROLE_ELIGIBILITIES,),
    Knowledge.PASSKEYS: (_N.USER_PASSKEYS,),
}

_ROLES = (Knowledge.ROLES, Knowledge.ELIGIBILITIES)


@dataclass(frozen=True, slots=True)
class Answers:
    """The replies by what was asked."""

    by_endpoint: Mapping[EndpointName, tuple[BatchRequest, Reply]]

    def reply(self, endpoint: EndpointName) -> Reply:
        return self.by_endpoint[endpoint][1]

    def rows(self, endpoint: EndpointName) -> list[JsonObject]:
        return rows_of(self.reply(endpoint).body)

    def ids(self, endpoint: EndpointName) -> frozenset[str]:
        return frozenset(filter(None, map(id_of, self.rows(endpoint))))

    def refused(self, endpoint: EndpointName) -> tuple[BatchRequest, Reply] | None:
        """That a person is not in the report is an answer, and no refusal."""
        if endpoint not in self.by_endpoint:
            return None
        request, reply = self.by_endpoint[endpoint]
        is_answer = reply.is_success or (endpoint is _N.REGISTRATION_DETAIL and reply.status == 404)
        return None if is_answer else (request, reply)

    def gap(self, part: Knowledge, subject: str) -> Gap | None:
        refused = next(filter(None, map(self.refused, _PARTS[part])), None)
        if refused is not None:
            return gap_of_reply(part, *refused, subject)
        return self.roles(part).gap("run it again", subject) if part in _ROLES else None

    def roles(self, part: Knowledge) -> RolesRead:
        (endpoint,) = _PARTS[part]
        return roles_of(part, self.rows(endpoint))

    @property
    def registration(self) -> Registration | None:
        """The person's row of the report, by whichever way it was asked for."""
        if _N.REGISTRATION_DETAIL in self.by_endpoint:
            reply = self.reply(_N.REGISTRATION_DETAIL)
            return registration_of(reply.body) if reply.is_success and isinstance(reply.body, dict) else None
        return next(filter(None, map(registration_of, self.rows(_N.REGISTRATION_DETAILS))), None)


def known(person: PersonRecord, answers: Answers, groups: frozenset[str], now: datetime) -> KnownPeople:
    """`groups` are those that somebody asks about, beside the person's own."""
    gaps = {part: answers.gap(part, person.id) for part in _PARTS}
    registration = answers.registration
    nested = answers.ids(_N.USER_GROUPS)
    roles = _holdings(person.id, nested, answers)
    is_administrator = bool(roles) or (registration is not None and registration.is_administrator)
    people = People(
        everyone=ONE,
        is_complete=True,
        # The report leaves disabled accounts out, so whoever is in it is enabled.
        enabled=_where(person.is_enabled if person.is_enabled is not None else (registration is not None or None)),
        guests=_where(person.is_guest),
        external=_where(_is_external(person)),
        administrators=ONE if is_administrator else EMPTY,
        registered=_registered(registration, answers),
        unreported=EMPTY if registration is not None else ONE,
        keys=_keys(answers),
        keys_unread=ONE if gaps[Knowledge.PASSKEYS] else EMPTY,
        groups={} if gaps[Knowledge.MEMBERS] else _memberships(groups, nested, answers.ids(_N.USER_DIRECT_GROUPS)),
        roles=None if gaps[Knowledge.ROLES] or gaps[Knowledge.MEMBERS] else roles,
        eligibilities_unread=gaps[Knowledge.ELIGIBILITIES] is not None,
        gaps=(*filter(None, gaps.values()), *_pass_gap(answers, person.id)),
        ages=tuple(Age(part, now) for part, gap in gaps.items() if gap is None),
        ids={person.id: 0},
    )
    return KnownPeople(people, ListedRoster({0: Person(0, person.id, person.sign_in_name, person.name)}))


def _where(said: bool | None) -> Reach:
    return Reach.unknown(ONE) if said is None else Reach.exactly(ONE) if said else NONE


def _is_external(person: PersonRecord) -> bool | None:
    """Invited accounts are named `name_domain#EXT#@tenant`, unless an administrator renamed them.

    https://learn.microsoft.com/entra/external-id/user-properties
    """
    if "#EXT#" in person.sign_in_name.upper():
        return True
    return False if person.sign_in_name and person.is_guest is False else None


def _registered(registration: Registration | None, answers: Answers) -> dict[str, Crowd]:
    """A pass is looked at itself: the report is hours old, and a pass lives for one."""
    found = dict.fromkeys(sorted(registration.methods), ONE) if registration is not None else {}
    if answers.refused(_N.USER_PASSES) is None:
        usable = [each.get("isUsable") for each in answers.rows(_N.USER_PASSES)]
        found[PASS] = ONE if True in usable else EMPTY
    return found


def _pass_gap(answers: Answers, id: str) -> Iterator[Gap]:
    refused = answers.refused(_N.USER_PASSES)
    if refused is not None:
        why, hint = why_refused(*refused)
        yield Gap(
            Knowledge.REGISTRATIONS, f"whether a Temporary Access Pass waits for them is unknown: {why}", hint, id
        )


def _keys(answers: Answers) -> dict[KeyModel, Crowd]:
    return dict.fromkeys(map(key_of, answers.rows(_N.USER_PASSKEYS)), ONE)


def _memberships(groups: frozenset[str], nested: frozenset[str], direct: frozenset[str]) -> dict[str, Members]:
    every = sorted({each.lower() for each in groups} | nested | direct)
    return {id: Members(ONE if id in nested | direct else EMPTY, ONE if id in direct else EMPTY) for id in every}


def _holdings(id: str, groups: frozenset[str], answers: Answers) -> dict[str, RoleHolders]:
    """Roles of their own, and of groups they are in."""
    found: dict[str, RoleHolders] = {}
    for each in _assignments(answers):
        if each.principal_id == id or each.principal_id in groups:
            before = found.get(each.role_id, RoleHolders(EMPTY))
            found[each.role_id] = (
                RoleHolders(before.active, ONE) if each.is_eligible else RoleHolders(ONE, before.eligible)
            )
    return dict(sorted(found.items()))


def _assignments(answers: Answers) -> Iterator[RoleAssignment]:
    for part in _ROLES:
        yield from answers.roles(part).assignments
