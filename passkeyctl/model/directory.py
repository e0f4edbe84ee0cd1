"""What the tenant's directory says about the names and ids that the files and the plan mention."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from passkeyctl.model.facts import GroupTraits
from passkeyctl.model.reference import Reference, RefKind


@dataclass(frozen=True, slots=True)
class DirectoryObject:
    """`detail` tells two of one name apart for people: `Microsoft 365 group`, `synced from Active Directory`.

    `traits` are a group's.
    """

    kind: RefKind
    id: str
    name: str
    detail: str = ""
    is_security_group: bool = True
    traits: GroupTraits | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Account:
    """One emergency account: the ids of all groups it is in, directly or through others; None is unread."""

    id: str
    name: str
    is_enabled: bool | None
    group_ids: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Organization:
    """The tenant's own entry; people of the `federated` among its domains sign in somewhere else."""

    id: str
    display_name: str
    domains: frozenset[str]
    federated: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Directory:
    """`found` holds every candidate for a reference: none is missing, two are ambiguous. Absent means not looked up.

    `names` gives the display name of an id, for showing only. `gone` are ids that the tenant answered it has nothing
    for; what it refused to tell is not among them.
    """

    found: Mapping[Reference, tuple[DirectoryObject, ...]] = field(default_factory=dict)
    names: Mapping[tuple[RefKind, str], str] = field(default_factory=dict)
    gone: frozenset[tuple[RefKind, str]] = frozenset()

    def name_of(self, kind: RefKind, id: str) -> str | None:
        return self.names.get((kind, id))

    def merged(self, other: Directory) -> Directory:
        names = {**self.names, **other.names}
        return Directory({**self.found, **other.found}, names, (self.gone | other.gone) - names.keys())


@dataclass(frozen=True, slots=True)
class Emergency:
    """The emergency accounts as found: `group_id` is the group's, members are every person in it, nested or not."""

    group_id: str | None
    accounts: tuple[Account, ...]
