"""What is put in comes out, whatever the order of readings: compared with plain dictionaries and sets."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from passkeyctl.census.census import Census
from passkeyctl.model.people import Knowledge, Members, PeopleWanted, RoleAssignment
from tests.census.tenants import (
    CLOUD,
    SECURITY_KEY,
    STRANGE,
    SYNCED,
    YUBI,
    Plain,
    an_id,
    as_sets,
    expected,
    hour,
    ids,
    person,
    reported,
)

NUMBERS = st.integers(0, 12)
FLAGS = st.sampled_from([None, True, False])
METHODS = st.frozensets(st.sampled_from([SECURITY_KEY, SYNCED, "mobilePhone"]))
GROUPS = ("g1", "g2")
ROLES = ("admin", "reader")
WANTED = PeopleWanted(frozenset(GROUPS), True, frozenset(), True, frozenset(map(an_id, range(13))))
RECORDS = st.dictionaries(NUMBERS, st.tuples(FLAGS, FLAGS), max_size=8)


class Readings(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.census = Census.open(Path(self.folder.name) / "tenant.db")
        self.plain = Plain()
        self.clock = 0

    def teardown(self) -> None:
        self.census.__exit__(None, None, None)
        self.folder.cleanup()

    def tick(self) -> int:
        self.clock += 1
        return self.clock

    @rule(rows=st.dictionaries(NUMBERS, st.tuples(METHODS, st.booleans(), FLAGS), max_size=8))
    def read_the_report(self, rows: dict[int, tuple[frozenset[str], bool, bool | None]]) -> None:
        listed = [
            reported(n, *found, is_administrator=admin, is_guest=guest) for n, (found, admin, guest) in rows.items()
        ]
        at = self.tick()
        self.census.add_registrations(listed, hour(at))
        self.plain.report, self.plain.report_at = {n: set(found) for n, (found, _, _) in rows.items()}, at
        self.plain.administrators = {n for n, (_, admin, _) in rows.items() if admin}
        for each in listed:
            self.plain.say(each.person)

    @rule(group=st.sampled_from(GROUPS), nested=RECORDS, some=st.none() | st.sets(NUMBERS))
    def read_a_group(
        self, group: str, nested: dict[int, tuple[bool | None, bool | None]], some: set[int] | None
    ) -> None:
        listed = [person(n, is_enabled=enabled, is_guest=guest) for n, (enabled, guest) in nested.items()]
        direct = None if some is None else some & set(nested)
        self.census.set_members(group, listed, None if direct is None else map(an_id, direct), hour(self.tick()))
        self.plain.nested[group] = set(nested)
        self.plain.direct[group] = set(nested) if direct is None else direct
        for each in listed:
            self.plain.say(each)

    @rule(group=st.sampled_from(GROUPS))
    def miss_a_group(self, group: str) -> None:
        self.census.forget_members(group)
        self.plain.nested.pop(group, None)

    @rule(
        part=st.sampled_from([Knowledge.ROLES, Knowledge.ELIGIBILITIES]),
        given=st.lists(st.tuples(NUMBERS.map(an_id) | st.sampled_from(GROUPS), st.sampled_from(ROLES)), max_size=4),
    )
    def read_roles(self, part: Knowledge, given: list[tuple[str, str]]) -> None:
        rows = [RoleAssignment(who, role, part is Knowledge.ELIGIBILITIES) for who, role in given]
        users = [person(n) for n in range(13) if an_id(n) in {who for who, _ in given}]
        self.census.set_roles(rows, part, hour(self.tick()), users)
        self.plain.roles[part] = rows
        for each in users:
            self.plain.say(each)

    @rule(number=NUMBERS, keys=st.frozensets(st.sampled_from([YUBI, CLOUD, STRANGE])))
    def read_keys(self, number: int, keys: frozenset[object]) -> None:
        at = self.tick()
        self.census.set_passkeys(an_id(number), keys, hour(at))  # type: ignore[arg-type]
        self.plain.keys[number] = (at, set(keys))  # type: ignore[arg-type]
        self.plain.say(person(number))

    @invariant()
    def everybody_comes_out(self) -> None:
        assert as_sets(self.census, self.census.people(WANTED)) == expected(self.plain, WANTED)

    @invariant()
    def holders_come_out(self) -> None:
        people = self.census.people(WANTED)
        assert (people.roles is None) == (Knowledge.ROLES not in self.plain.roles)
        assert people.eligibilities_unread == (Knowledge.ELIGIBILITIES not in self.plain.roles)
        unread = {
            each.role_id
            for given in self.plain.roles.values()
            for each in given
            if each.principal_id in GROUPS and each.principal_id not in self.plain.nested
        }
        for role in ROLES if people.roles is not None else ():
            active = self.plain.held(Knowledge.ROLES, role)
            anybody = role in unread or people.eligibilities_unread
            possible = self.plain.everyone(set(GROUPS)) if anybody else self.plain.held(Knowledge.ELIGIBILITIES, role)
            reach = people.holders(role)
            assert (ids(self.census, reach.surely), ids(self.census, reach.possibly)) == (active, active | possible)

    @invariant()
    def one_person_is_the_same_as_among_all(self) -> None:
        people = self.census.people(WANTED)
        for each in self.census.roster().people(people.everyone):
            alone = self.census.one(each, frozenset(GROUPS)).people
            assert alone.everyone.bits == 1
            for name in ("enabled", "guests", "external"):
                assert getattr(alone, name).of(0) == getattr(people, name).of(each.ordinal)
            for name in ("administrators", "unreported", "keys_unread"):
                assert (0 in getattr(alone, name)) == (each.ordinal in getattr(people, name))
            for name in ("registered", "keys"):
                found = {subject for subject, who in getattr(people, name).items() if each.ordinal in who}
                assert {subject for subject, who in getattr(alone, name).items() if who} == found
            assert {id: is_in(each, 0) for id, each in alone.groups.items()} == {
                id: is_in(members, each.ordinal) for id, members in people.groups.items()
            }
            for role in ROLES:
                assert alone.holders(role).of(0) == people.holders(role).of(each.ordinal)
            assert alone.ids == {each.id: 0}


def is_in(members: Members, ordinal: int) -> tuple[bool, bool]:
    return ordinal in members.nested, ordinal in members.direct


TestReadings = Readings.TestCase
TestReadings.settings = settings(max_examples=12, stateful_step_count=12, deadline=None)
