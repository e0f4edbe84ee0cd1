"""What the newest catalogue knows of the models in a list; read only where some list names a model."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from passkeyctl.authenticators.catalogue import Catalogue
    from passkeyctl.authenticators.entries import Authenticator
    from passkeyctl.authenticators.literals import Literals


@cache
def everything_known() -> Catalogue:
    """Read once: a file may have hundreds of lists."""
    from passkeyctl.authenticators.catalogue import newest

    return newest()


def entry(aaguid: str) -> Authenticator | None:
    return everything_known().by_aaguid.get(aaguid)


@cache
def written_out() -> Literals:
    """Which AAGUIDs are near to a known one at all: comparing digit by digit is felt where a file has hundreds."""
    from passkeyctl.authenticators.literals import literals

    return literals()


def entries(aaguids: Iterable[str]) -> tuple[Authenticator, ...]:
    """Those that are known, by alias."""
    known = everything_known().by_aaguid
    return tuple(sorted((known[each] for each in aaguids if each in known), key=lambda each: each.alias))
