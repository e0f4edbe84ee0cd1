"""What a proof says: who would be harmed at which moment of an apply, and what could not be judged."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from passkeyctl.model.crowds import NONE, Reach
from passkeyctl.model.reference import RefKind


class Harm(StrEnum):
    SHUT_OUT = "shut out"
    LET_IN = "let in"
    REGISTERS = "may register"


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody without a name: in these groups, with these roles, and nothing else that the settings mention.

    `user` is set where the settings name that one person.
    """

    groups: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    user: str | None = None
    is_guest: bool = False

    def memberships(self) -> tuple[tuple[RefKind, str], ...]:
        """Whom a reader has to look up to know this persona, in a steady order."""
        return (
            *((RefKind.GROUP, each) for each in sorted(self.groups)),
            *((RefKind.ROLE, each) for each in sorted(self.roles)),
            *(((RefKind.USER, self.user),) if self.user is not None else ()),
        )


@dataclass(frozen=True, slots=True)
class Harmed:
    """One witness. `state` is the place in the states: 1 is what the first request leaves behind.

    `using` is what they have, in words; `sign_in` what they sign in to, in words, empty where it makes no difference;
    `policies` are names of the policies that decide. `is_sure`: however Graph reads what its documentation leaves open.
    `known` are the people who were read and are surely, or possibly, like this.
    """

    harm: Harm
    state: int
    persona: Persona
    using: tuple[str, ...]
    sign_in: str = ""
    policies: tuple[str, ...] = ()
    is_sure: bool = True
    known: Reach = field(default=NONE)


@dataclass(frozen=True, slots=True)
class Step:
    """What was looked at in one state between. `is_idle`: it demands and allows just what the state before it does.

    `looks_like` says which of the first and the last state it equals for everybody, if any. `judged` counts the cases
    that were followed up; those that can't be, since something at least as strict holds before or after, are not.
    """

    state: int
    is_idle: bool = False
    looks_like: str = ""
    judged: int = 0


@dataclass(frozen=True, slots=True)
class PathProof:
    """`unclear` says, in words, what could not be judged: unknown is never safe. `steps` are the states between."""

    states: int
    harms: tuple[Harmed, ...] = ()
    unclear: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()

    @property
    def is_safe(self) -> bool:
        return not self.harms and not self.unclear
