"""Why something holds of one person: chains of links, each from the person to the setting that decides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.model.values import Value


class LinkKind(StrEnum):
    """What a link is about; its `id` is of that kind."""

    EVERYONE = "everyone"
    USER = "user"
    GROUP = "group"
    ROLE = "role"
    GUESTS = "guests"
    NOT_A_GUEST = "notAGuest"
    """something that no guest may do"""
    TARGET = "passkeys.targets"
    EXCLUDE = "passkeys.exclude"
    PROFILE = "passkeys.profiles"
    SETTING = "setting"
    METHOD = "method"
    """a registered method, in Graph's word"""
    NOTHING = "nothing"
    """no row, no policy, no method leads there"""
    UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class Link:
    """One step. `holds` is None where nobody can tell; `is_direct` is False for members through another group only.

    For a setting `id` is its path and `value` what it says.
    """

    kind: LinkKind
    id: str = ""
    holds: bool | None = True
    is_direct: bool | None = None
    value: Value = None


Chain: TypeAlias = "tuple[Link, ...]"
"""From the person on, who is not a link of their own."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What holds, and why. With `hangs_on_nesting` it hangs on whether members of groups inside groups count."""

    holds: bool | None
    chains: tuple[Chain, ...] = ()
    hangs_on_nesting: bool = False


def member_link(group: str, *, holds: bool | None, is_direct: bool | None) -> Link:
    """Of a group, or of the row for everybody."""
    if group == EVERYONE:
        return Link(LinkKind.EVERYONE, EVERYONE, holds)
    return Link(LinkKind.GROUP, group, holds, is_direct)


def setting(path: str, value: Value, *, holds: bool | None = True) -> Link:
    return Link(LinkKind.SETTING, path, holds, value=value)


def either(counts: Statement, does_not: Statement) -> Statement:
    """What is left where nobody knows which of two worlds is the real one."""
    chains = tuple(dict.fromkeys((*counts.chains, *does_not.chains)))
    if counts.holds == does_not.holds:
        return Statement(counts.holds, chains)
    return Statement(None, chains, hangs_on_nesting=True)


def distinct(chains: Iterable[Chain]) -> tuple[Chain, ...]:
    return tuple(dict.fromkeys(chains))
