"""The people of a tenant of any size, all made from one number: who they are, what they registered, where they belong.

The settings are those of `tests/bench/tenant.py`: 10 profiles, 15 strengths, 240 policies, 60 groups. At a million
people the largest groups have 500,000 and 300,000 passkeys are registered; with fewer people all of it shrinks.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from passkeyctl.census import Census
from passkeyctl.model.people import KeyModel, Knowledge, PersonRecord, Registration, RoleAssignment
from tests.bench.policies import ROLES, an_id
from tests.bench.tenant import AAGUIDS, DOMAIN, EMERGENCY, Size

READ_AT = datetime(2026, 11, 23, 6, tzinfo=UTC)
GROUPS = (EMERGENCY, *(f"SG-Bench-{number:03d}" for number in range(Size().groups - 1)))
SHARES = (2, 2, 4, 4, 10, 10, 10, 10, 50, 50, 50, 50)
"""The first groups hold half, a quarter, a tenth of everybody and so on, the others a thousandth."""
STEP = 7_368_787
"""A prime: walking through people in such steps meets everybody once, in no order."""
METHODS = ("microsoftAuthenticatorPush", "softwareOneTimePasscode", "windowsHelloForBusiness", "mobilePhone")
MODELS = tuple(
    KeyModel(aaguid, "synced" if number % 4 == 1 else "deviceBound", number % 4 != 1 and number % 3 != 2)
    for number, aaguid in enumerate(AAGUIDS)
)


@dataclass(frozen=True, slots=True)
class Inhabitants:
    """Everybody of a tenant with `count` accounts: one in twenty a guest, one in fifty disabled."""

    count: int

    def id(self, number: int) -> str:
        mixed = number * 0x9E3779B97F4A7C15F39CC0605CEDC835 & (1 << 128) - 1
        text = f"{mixed:032x}"
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"

    def sign_in_name(self, number: int) -> str:
        if self.is_guest(number):
            return f"person{number:07d}_partner.example#EXT#@{DOMAIN}"
        return f"person{number:07d}@{DOMAIN}"

    def name(self, number: int) -> str:
        return f"Person {number:07d}"

    def is_guest(self, number: int) -> bool:
        return number % 20 == 7

    def is_enabled(self, number: int) -> bool:
        return number % 50 != 11

    def methods(self, number: int) -> tuple[str, ...]:
        """A quarter has a passkey, one in ten nothing."""
        kinds = {self.word(each) for each in self.keys(number)}
        others = () if number % 10 == 3 else (METHODS[number % 4], METHODS[number // 4 % 4])
        return tuple(sorted({*kinds, *others}))

    def word(self, key: KeyModel) -> str:
        return "passKeySynced" if key.passkey_type == "synced" else "passKeyDeviceBound"

    def keys(self, number: int) -> tuple[KeyModel, ...]:
        """Of a quarter of the people one, of a fifth of these a second one."""
        if number % 4:
            return ()
        first = MODELS[number // 4 % len(MODELS)]
        return (first, MODELS[number // 9 % len(MODELS)]) if number % 5 == 0 else (first,)

    def members(self, group: int) -> Iterator[int]:
        """The emergency group has two."""
        size = 2 if group == 0 else self.count // (SHARES[group - 1] if group <= len(SHARES) else 1000)
        start = group * 104_729
        return ((start + step * STEP) % self.count for step in range(size))

    def direct(self, group: int) -> list[int] | None:
        """Every sixth group holds a tenth of its people through a group inside it."""
        if group % 6 != 1:
            return None
        return [each for place, each in enumerate(self.members(group)) if place % 10]

    def roles(self) -> Iterator[tuple[int, str, bool]]:
        """Person, role, whether they are eligible only: one in two thousand."""
        for place, number in enumerate(range(0, self.count, 2000)):
            yield number, an_id("role", ROLES[place % len(ROLES)]), place % 3 == 0


def fill(path: Path, inhabitants: Inhabitants) -> None:
    """What Graph would have said of everybody."""
    everybody = range(inhabitants.count)
    with Census.open(path) as census:
        rows = (registration(inhabitants, each) for each in everybody if inhabitants.is_enabled(each))
        census.add_registrations(rows, READ_AT)
        for number, group in enumerate(GROUPS):
            direct = inhabitants.direct(number)
            census.set_members(
                an_id("group", group),
                (member(inhabitants, each) for each in inhabitants.members(number)),
                None if direct is None else map(inhabitants.id, direct),
                READ_AT,
            )
        for part, eligible in ((Knowledge.ROLES, False), (Knowledge.ELIGIBILITIES, True)):
            given = [
                RoleAssignment(inhabitants.id(number), role, eligible)
                for number, role, is_eligible in inhabitants.roles()
                if is_eligible is eligible
            ]
            census.set_roles(given, part, READ_AT)
        with_keys = ((inhabitants.id(each), inhabitants.keys(each)) for each in everybody if inhabitants.keys(each))
        census.set_passkeys_of(with_keys, READ_AT)


def registration(inhabitants: Inhabitants, number: int) -> Registration:
    record = PersonRecord(
        inhabitants.id(number),
        inhabitants.sign_in_name(number),
        inhabitants.name(number),
        is_guest=inhabitants.is_guest(number),
    )
    return Registration(record, frozenset(inhabitants.methods(number)), number % 2000 == 0)


def member(inhabitants: Inhabitants, number: int) -> PersonRecord:
    return PersonRecord(
        inhabitants.id(number),
        inhabitants.sign_in_name(number),
        inhabitants.name(number),
        inhabitants.is_enabled(number),
        inhabitants.is_guest(number),
    )


if __name__ == "__main__":
    fill(Path(sys.argv[1]), Inhabitants(int(sys.argv[2])))
