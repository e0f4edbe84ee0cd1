"""Who works in the seeded company."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

_GIVEN = (
    *("Ada", "Astrid", "Bram", "Cees", "Dario", "Edith", "Elin", "Farah", "Finn", "Greta"),
    *("Hugo", "Ines", "Ivar", "Jana", "Jonas", "Kaya", "Lars", "Lena", "Mads", "Maya"),
    *("Nils", "Nora", "Oskar", "Petra", "Quinn", "Rosa", "Sami", "Tara", "Ulla", "Vera"),
)
_FAMILY = (
    *("Abel", "Berg", "Castro", "Dahl", "Eriksen", "Falk", "Grant", "Holm", "Ivers", "Jensen", "Klein", "Lund"),
    *("Moreno", "Nagy", "Olsen", "Palm", "Quist", "Ramos", "Sand", "Tan", "Urban", "Vik", "Weber", "Young", "Zeman"),
)


class Kind(StrEnum):
    STAFF = "staff"
    FRONTLINE = "frontline"
    CONTRACTOR = "contractor"
    ADMIN = "admin"
    EMERGENCY = "emergency"
    GUEST = "guest"


@dataclass(frozen=True, slots=True)
class Person:
    """`account` is the part of the sign-in name before the `@`; `number` counts within the kind."""

    account: str
    name: str
    kind: Kind
    number: int
    department: str
    enabled: bool = True


# How many of each department; IT comes first because the first ring is made of it.
_DEPARTMENTS = (
    ("IT", 24),
    ("Finance", 32),
    ("Sales", 48),
    ("Engineering", 56),
    ("People", 20),
    ("Legal", 12),
)
_FRONTLINE = 48
_CONTRACTORS = 20
_ADMINS = 12
_GUESTS = 16
_LEAVERS = 4  # the last of the staff, whose accounts are disabled


def people() -> tuple[Person, ...]:
    """Everybody, in a fixed order."""
    return (
        *(Person(f"bg{each}", f"Emergency access {each}", Kind.EMERGENCY, each, "") for each in (1, 2)),
        *_administrators(),
        *_staff(),
        *_others(Kind.FRONTLINE, _FRONTLINE, "Stores", 200),
        *_others(Kind.CONTRACTOR, _CONTRACTORS, "Contractors", 260),
        *_others(Kind.GUEST, _GUESTS, "", 300),
    )


def _name(place: int) -> tuple[str, str]:
    """No two places below 750 share a name: 30 given names against 25 family names, stepped on after each round."""
    given = _GIVEN[place % len(_GIVEN)]
    family = _FAMILY[(place + place // len(_GIVEN)) % len(_FAMILY)]
    return given, family


def _administrators() -> tuple[Person, ...]:
    found = []
    for number in range(1, _ADMINS + 1):
        given, family = _name(number - 1)
        account = f"adm-{given}.{family}".lower()
        found.append(Person(account, f"{given} {family} (admin)", Kind.ADMIN, number, "IT"))
    return tuple(found)


def _staff() -> tuple[Person, ...]:
    departments = [name for name, size in _DEPARTMENTS for _ in range(size)]
    found = []
    for place, department in enumerate(departments):
        given, family = _name(place)
        enabled = place < len(departments) - _LEAVERS
        account = f"{given}.{family}".lower()
        found.append(Person(account, f"{given} {family}", Kind.STAFF, place + 1, department, enabled))
    return tuple(found)


def _others(kind: Kind, size: int, department: str, start: int) -> tuple[Person, ...]:
    found = []
    for number in range(1, size + 1):
        given, family = _name(start + number)
        account = f"{given}.{family}".lower()
        if kind is Kind.GUEST:
            account = f"{account}_partner.example#EXT#"
        found.append(Person(account, f"{given} {family}", kind, number, department))
    return tuple(found)
