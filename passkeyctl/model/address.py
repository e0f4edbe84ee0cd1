"""How people and plans name a resource. The tenant never sees an address."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of resource, in the order in which a plan shows them."""

    PASSKEYS = "passkeys"
    PROFILE = "passkeys.profiles"
    TARGET = "passkeys.targets"
    EXCLUDE = "passkeys.exclude"
    TEMPORARY_ACCESS_PASS = "temporaryAccessPass"
    CAMPAIGN = "registrationCampaign"
    STRENGTH = "authenticationStrengths"
    LOCATION = "namedLocations"
    CONTEXT = "authenticationContexts"
    POLICY = "conditionalAccess"


KIND_ORDER: tuple[Kind, ...] = tuple(Kind)


@dataclass(frozen=True, slots=True)
class Address:
    """`conditionalAccess.pilot-enforce`: the kind and the key in YAML; `local` is empty where there is only one.

    An object that no file lists has no key; its name or id stands in brackets: `conditionalAccess["CA001"]`.
    """

    kind: Kind
    local: str = ""
    is_unlisted: bool = False

    def __str__(self) -> str:
        if not self.local:
            return self.kind.value
        return f'{self.kind}["{self.local}"]' if self.is_unlisted else f"{self.kind}.{self.local}"

    @property
    def sort_key(self) -> tuple[int, bool, str]:
        return (KIND_ORDER.index(self.kind), self.is_unlisted, self.local)

    @classmethod
    def parse(cls, text: str) -> Address:
        """What `str` made of an address. Raises ValueError where it is none."""
        for kind in sorted(Kind, key=lambda each: len(each.value), reverse=True):
            rest = text.removeprefix(kind.value)
            if text == kind.value:
                return cls(kind)
            if rest != text and rest.startswith('["') and rest.endswith('"]'):
                return cls(kind, rest[2:-2], is_unlisted=True)
            if rest != text and rest.startswith(".") and len(rest) > 1:
                return cls(kind, rest[1:])
        raise ValueError(text)


PENDING = "<id of "


class PendingId(str):
    """An id that is known after apply; it reads `<id of ADDRESS>` wherever it is printed."""

    __slots__ = ("address",)

    address: Address

    def __new__(cls, address: Address) -> PendingId:
        made = super().__new__(cls, f"{PENDING}{address}>")
        made.address = address
        return made
