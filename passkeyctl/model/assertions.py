"""An assertion of the files whose people are known by their ids."""

from __future__ import annotations

from dataclasses import dataclass

from passkeyctl.model.desired import Assertion


@dataclass(frozen=True, slots=True)
class Asserted:
    """`groups`, `roles` and `users` are ids, in lower case where the tenant gave them."""

    assertion: Assertion
    groups: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    users: frozenset[str] = frozenset()
