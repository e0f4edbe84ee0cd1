"""What an analysis wanted and the file does not have: said once, by whoever tried to read it or else from here."""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.census.records import Records
from passkeyctl.model.crowds import Crowd
from passkeyctl.model.people import Gap, Knowledge, PeopleWanted

_AGAIN = "run it again with `--refresh`"


def gaps(records: Records, wanted: PeopleWanted, unread_keys: Crowd) -> Iterator[Gap]:
    """What was tried and failed first, even where something older is at hand."""
    groups = {each.lower() for each in wanted.groups | wanted.keys_of}
    unread_holders = records.unread_principals
    for gap in records.gaps.values():
        if _is_wanted(gap, wanted, groups | unread_holders):
            yield gap
    for gap in (
        *_unread(records, wanted),
        *(_unread_group(each) for each in sorted(groups) if not records.was_read(Knowledge.MEMBERS, each)),
        *(_unread_holder(each) for each in sorted(unread_holders - groups)),
        *_unread_keys(unread_keys),
    ):
        if (gap.part, gap.subject) not in records.gaps:
            yield gap


def _is_wanted(gap: Gap, wanted: PeopleWanted, groups: set[str]) -> bool:
    match gap.part:
        case Knowledge.REGISTRATIONS:
            return True
        case Knowledge.MEMBERS:
            return not gap.subject or gap.subject in groups
        case Knowledge.ROLES | Knowledge.ELIGIBILITIES:
            return wanted.roles
        case Knowledge.PASSKEYS:
            return wanted.keys_of_everyone or bool(wanted.keys_of)


def _unread(records: Records, wanted: PeopleWanted) -> Iterator[Gap]:
    if not records.was_read(Knowledge.REGISTRATIONS):
        yield Gap(Knowledge.REGISTRATIONS, "the report of registered methods was not read", _AGAIN)
    if wanted.roles and not records.was_read(Knowledge.ROLES):
        yield Gap(Knowledge.ROLES, "who holds which role was not read", _AGAIN)
    if wanted.roles and not records.was_read(Knowledge.ELIGIBILITIES):
        yield Gap(Knowledge.ELIGIBILITIES, "who may activate which role was not read", _AGAIN)


def _unread_group(id: str) -> Gap:
    return Gap(Knowledge.MEMBERS, f"the members of group `{id}` were not read", _AGAIN, id)


def _unread_holder(id: str) -> Gap:
    why = f"a role is given to `{id}`: not a person who is known, and if it is a group, its members were not read"
    return Gap(Knowledge.MEMBERS, why, _AGAIN, id)


def _unread_keys(crowd: Crowd) -> Iterator[Gap]:
    if crowd:
        whose = "1 person" if len(crowd) == 1 else f"{len(crowd):,} people"
        yield Gap(Knowledge.PASSKEYS, f"the registered passkeys of {whose} were not read", "run it again to read on")
