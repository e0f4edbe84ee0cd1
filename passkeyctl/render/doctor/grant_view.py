"""What to grant to which application: a reader, a writer, one that issues passes, each with what it needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from passkeyctl.model.needs_of_commands import Need, Use, Weight

GRAPH_APP = "00000003-0000-0000-c000-000000000000"
READER, WRITER, ISSUER = "reader", "writer", "issuer"
IDENTITY_OF = {Use.APPLY: WRITER, Use.INVITE: ISSUER}


@dataclass(frozen=True, slots=True)
class Grant:
    """One application permission, by its name: ids differ from cloud to cloud."""

    permission: str
    weight: Weight
    uses: tuple[str, ...]
    purposes: tuple[str, ...]

    @property
    def is_optional(self) -> bool:
        return self.weight is Weight.HELPFUL


@dataclass(frozen=True, slots=True)
class Identity:
    """One application, and the commands that sign in as it."""

    name: str
    uses: tuple[str, ...]
    grants: tuple[Grant, ...]

    @property
    def granted(self) -> tuple[Grant, ...]:
        return tuple(each for each in self.grants if not each.is_optional)

    @property
    def optional(self) -> tuple[Grant, ...]:
        return tuple(each for each in self.grants if each.is_optional)


def identities_of(needs: Iterable[tuple[Use, Need]]) -> tuple[Identity, ...]:
    listed = tuple(needs)
    names = dict.fromkeys(IDENTITY_OF.get(use, READER) for use, _ in listed)
    return tuple(_identity(name, listed) for name in (READER, WRITER, ISSUER) if name in names)


def _identity(name: str, listed: Iterable[tuple[Use, Need]]) -> Identity:
    own = [(use, need) for use, need in listed if IDENTITY_OF.get(use, READER) == name]
    order = list(Weight)
    chosen: dict[str, Grant] = {}
    for use, need in sorted(own, key=lambda each: order.index(each[1].weight)):
        permission = next((each for each in need.any_of if each in chosen), need.least)
        before = chosen.get(permission) or Grant(permission, need.weight, (), ())
        chosen[permission] = replace(
            before,
            uses=tuple(dict.fromkeys((*before.uses, use.command))),
            purposes=tuple(dict.fromkeys((*before.purposes, need.purpose))),
        )
    return Identity(name, tuple(dict.fromkeys(use.command for use, _ in own)), tuple(chosen.values()))
