"""From the sets of a file to what is known about people, and what isn't."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from passkeyctl.census.age import moment
from passkeyctl.census.bitmaps import Sets
from passkeyctl.census.gaps import gaps
from passkeyctl.census.keys import keys_of, united
from passkeyctl.census.records import Records
from passkeyctl.census.sources import Source
from passkeyctl.model.crowds import EMPTY, Crowd, Reach
from passkeyctl.model.people import Age, Knowledge, Members, People, PeopleWanted, RoleHolders

NAMED = ""
"""In place of a group's id: people named one by one whom no list has."""


def assembled(source: Source, records: Records, wanted: PeopleWanted, keys_since: int | None = None) -> People:
    groups = _groups(source, records, wanted.groups | wanted.keys_of)
    roles = _holders(source, records)
    reported, methods = source.of(Sets.REPORTED), source.with_subject(Sets.METHOD)
    with_role = united(each.active | each.eligible for each in roles.values())
    listed = reported | united(each.nested for each in groups.values()) | with_role
    everyone = source.everyone(listed | _named(source, records, wanted))
    report_read_at = records.read_at.get((Knowledge.REGISTRATIONS, ""))
    keys = keys_of(source, reported, everyone, methods, report_read_at, keys_since)
    ids, enabled = _ids(source, records, wanted, everyone), _enabled(source, reported, everyone)
    with_keys = keys_wanted(wanted, everyone, groups, roles, ids)
    return People(
        everyone=everyone,
        is_complete=records.was_read(Knowledge.REGISTRATIONS),
        enabled=enabled,
        guests=_reach(source, Sets.GUEST, Sets.MEMBER, everyone),
        external=_reach(source, Sets.EXTERNAL, Sets.INTERNAL, everyone),
        administrators=source.of(Sets.ADMINISTRATORS) | with_role,
        registered=methods,
        unreported=everyone - reported,
        keys=keys.held,
        keys_unread=keys.unread,
        groups=groups,
        roles=_roles(records, roles, everyone),
        eligibilities_unread=not records.was_read(Knowledge.ELIGIBILITIES),
        gaps=tuple(gaps(records, wanted, keys.unread & with_keys & enabled.possibly)),
        ages=tuple(_ages(source, records, wanted, with_keys)),
        ids=ids,
    )


def _named(source: Source, records: Records, wanted: PeopleWanted) -> Crowd:
    """People named one by one who were found though no list has them."""
    places = (source.place(records.ordinals[id]) for id in map(str.lower, wanted.users) if id in records.ordinals)
    return Crowd.of(each for each in places if each is not None) & source.of(Sets.NESTED, NAMED)


def keys_wanted(
    wanted: PeopleWanted,
    everyone: Crowd,
    groups: Mapping[str, Members],
    roles: Mapping[str, RoleHolders],
    ids: Mapping[str, int],
) -> Crowd:
    """Whose registered passkeys an analysis asks for."""
    if wanted.keys_of_everyone:
        return everyone
    members = (each.nested for id, each in groups.items() if id in wanted.keys_of)
    holders = (each.active | each.eligible for id, each in roles.items() if id in wanted.keys_of_roles)
    alone = Crowd.of(ids[each] for each in wanted.keys_of_users if each in ids)
    return united((*members, *holders, alone))


def _groups(source: Source, records: Records, ids: frozenset[str]) -> dict[str, Members]:
    with_groups_inside = source.groups_with_direct()
    return {
        id: _members(source, id.lower(), id.lower() in with_groups_inside)
        for id in sorted(ids)
        if records.was_read(Knowledge.MEMBERS, id.lower())
    }


def _members(source: Source, id: str, has_direct: bool) -> Members:
    nested = source.of(Sets.NESTED, id)
    return Members(nested, source.of(Sets.DIRECT, id) if has_direct else nested)


def _holders(source: Source, records: Records) -> dict[str, RoleHolders]:
    """A role given to a group is held by the people in it."""
    found: dict[str, RoleHolders] = {}
    for each in records.assignments:
        ordinal = records.ordinals.get(each.principal_id)
        who = source.of(Sets.NESTED, each.principal_id) if ordinal is None else _alone(source, ordinal)
        before = found.get(each.role_id, RoleHolders(EMPTY))
        if each.is_eligible:
            found[each.role_id] = RoleHolders(before.active, before.eligible | who)
        else:
            found[each.role_id] = RoleHolders(before.active | who, before.eligible)
    return {role: each for role, each in sorted(found.items()) if each.active or each.eligible}


def _alone(source: Source, ordinal: int) -> Crowd:
    place = source.place(ordinal)
    return EMPTY if place is None else Crowd(1 << place)


def _roles(records: Records, roles: dict[str, RoleHolders], everyone: Crowd) -> dict[str, RoleHolders] | None:
    """A role that an unread group has may be anybody's."""
    if not records.was_read(Knowledge.ROLES):
        return None
    unread = records.unread_principals
    for each in records.assignments:
        if each.principal_id in unread:
            roles = {**roles, each.role_id: RoleHolders(roles.get(each.role_id, RoleHolders(EMPTY)).active, everyone)}
    return roles


def _enabled(source: Source, reported: Crowd, everyone: Crowd) -> Reach:
    """The report leaves disabled accounts out, so whoever is in it is enabled, unless a list says otherwise.

    https://learn.microsoft.com/graph/api/resources/userregistrationdetails
    """
    said, denied = source.of(Sets.ENABLED), source.of(Sets.DISABLED)
    return Reach((said | (reported - denied)) & everyone, everyone - (denied - reported))


def _reach(source: Source, yes: Sets, no: Sets, everyone: Crowd) -> Reach:
    return Reach(source.of(yes) & everyone, everyone - source.of(no))


def _ages(source: Source, records: Records, wanted: PeopleWanted, with_keys: Crowd) -> Iterator[Age]:
    groups = {each.lower() for each in wanted.groups | wanted.keys_of}
    asked = [(Knowledge.REGISTRATIONS, ""), *((Knowledge.MEMBERS, each) for each in groups)]
    if wanted.roles:
        asked += [(Knowledge.ROLES, ""), (Knowledge.ELIGIBILITIES, "")]
    for part in dict.fromkeys(part for part, _ in asked):
        found = [records.read_at[each] for each in asked if each[0] is part and each in records.read_at]
        if found:
            yield Age(part, moment(min(found)))
    first = source.keys_read_first(with_keys) if with_keys else None
    if first is not None:
        yield Age(Knowledge.PASSKEYS, moment(first))


def _ids(source: Source, records: Records, wanted: PeopleWanted, everyone: Crowd) -> dict[str, int]:
    places = ((id.lower(), source.place(records.ordinals[id.lower()])) for id in sorted(wanted.users)
              if id.lower() in records.ordinals)  # fmt: skip
    return {id: place for id, place in places if place is not None and place in everyone}
