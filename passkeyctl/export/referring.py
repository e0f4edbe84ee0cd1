"""How a file refers to the objects of a tenant: by local id or name where that is sure, by id elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from passkeyctl.config.references import as_guid, is_nearly_guid
from passkeyctl.export.nodes import Listed, Mapped, Node, Pair, Scalar
from passkeyctl.export.options import ExportNames, ExportOptions
from passkeyctl.export.variables import Variables
from passkeyctl.export.yaml_text import can_say, scalar
from passkeyctl.identity import exact, folded
from passkeyctl.model.address import Kind
from passkeyctl.model.conditional_access import LOCATION_WORDS, RESOURCE_WORDS
from passkeyctl.model.reference import Reference, RefKind
from passkeyctl.model.state import PriorState
from passkeyctl.model.strengths import BUILT_IN_STRENGTHS

GONE = "not in the tenant"
UNNAMED = "its name could not be read"
NO_NAME = "it has no name"
_NEVER_NAMES = frozenset(
    each.casefold()
    for each in (
        *RESOURCE_WORDS,
        *LOCATION_WORDS,
        *("All", "AllTrusted", "Office365", "MicrosoftAdminPortals", "ServicePrincipalsInMyTenant"),
        *("None", "GuestsOrExternalUsers", "everyone", "default"),
    )
)
"""Words with a meaning of their own in some list: an object called so is referred to by id."""

OWN_KINDS = {
    RefKind.STRENGTH: Kind.STRENGTH,
    RefKind.PROFILE: Kind.PROFILE,
    RefKind.LOCATION: Kind.LOCATION,
    RefKind.CONTEXT: Kind.CONTEXT,
}


@dataclass(frozen=True, slots=True)
class Referring:
    """`local_ids` has the objects that the same files describe, by kind and id."""

    state: PriorState
    names: ExportNames
    options: ExportOptions
    local_ids: Mapping[Kind, Mapping[str, str]]
    variables: Variables = field(default_factory=Variables)

    def members(self, kind: RefKind, ids: Iterable[str], *, by_id: bool = False) -> Listed | None:
        """Names first, in their order; None where one of them can't be said."""
        nodes = [self.member(kind, id, by_id=by_id) for id in sorted(ids)]
        said = [each for each in nodes if each is not None]
        return Listed(in_order(said)) if len(said) == len(nodes) else None

    def literal(self, id: str) -> Scalar:
        """The id of what files can't name: terms of use, another tenant."""
        text = self.names.placeholders.get(id)
        return Scalar(scalar(id)) if text is None else self.variables.required(None, id, text)

    def member(self, kind: RefKind, id: str, *, by_id: bool = False) -> Scalar | None:
        if id in self.names.placeholders:
            return self.variables.required(kind, id, self.names.placeholders[id])
        if kind in OWN_KINDS:
            return self._own(kind, id)
        name = self.names.directory.name_of(kind, id)
        if name is None or name == id:
            return self._nameless(kind, id, is_there=name is not None)
        if as_guid(id) is None:
            return None
        if not by_id and self._is_unique(kind, id, name):
            return Scalar(scalar(name))
        if (kind, id) in self.names.made and can_say(name):
            return self.variables.named(kind, id, name)
        return Scalar(id, name)

    def _nameless(self, kind: RefKind, id: str, *, is_there: bool) -> Scalar | None:
        if as_guid(id) is None:
            return None
        hint = self.names.hints.get(id, "")
        if self.options.variables_for_unknown:
            return self.variables.known_by_id(kind, id, hint)
        why = NO_NAME if is_there else UNNAMED if kind in self.names.unread else GONE
        return Scalar(id, f"{hint} ({why})" if hint else why)

    def _is_unique(self, kind: RefKind, id: str, name: str) -> bool:
        """Whether a plan would find just this object by its name."""
        if not is_name(name):
            return False
        same = _same_user if kind is RefKind.USER else _same
        found = self.names.directory.found.get(Reference(kind, name, name), ())
        return [each.id for each in found if same(each.name, name) and each.is_security_group] == [id]

    def _own(self, kind: RefKind, id: str) -> Scalar | None:
        own = OWN_KINDS[kind]
        live = self.state.by_id(own, id)
        local = self.local_ids.get(own, {}).get(id)
        if local is not None and (live is None or not live.is_built_in or kind is RefKind.PROFILE):
            return Scalar(scalar(local), self._title(kind, live.name if live else ""))
        if kind is RefKind.STRENGTH and id in BUILT_IN_STRENGTHS:
            return self._built_in(id)
        if kind is RefKind.CONTEXT and re.fullmatch("c[1-9][0-9]?", id):
            return Scalar(id, live.name if live else "")
        if live is None:
            return self._missing(kind, id)
        if kind is not RefKind.PROFILE and self._is_only(own, live.name) and is_name(live.name):
            return Scalar(scalar(live.name))
        return Scalar(id, live.name) if as_guid(id) else None

    def _title(self, kind: RefKind, name: str) -> str:
        return name if kind is RefKind.CONTEXT else ""

    def _built_in(self, id: str) -> Scalar:
        """By the name that every tenant understands, unless somebody's own strength has taken it."""
        name = BUILT_IN_STRENGTHS[id]
        bare = folded(name)
        others = [each for each in self.state.of(Kind.STRENGTH) if folded(each.name) == bare and each.id != id]
        return Scalar(id, name) if others else Scalar(scalar(name))

    def _missing(self, kind: RefKind, id: str) -> Scalar | None:
        """A plan refuses what refers to a strength or profile that is not there; other ids may dangle."""
        if as_guid(id) is None:
            return None
        hint = self.names.hints.get(id, "")
        if self.options.variables_for_unknown and kind is not RefKind.PROFILE:
            return self.variables.known_by_id(kind, id, hint)
        is_unread = OWN_KINDS[kind] in self.state.unread_kinds
        if kind in (RefKind.STRENGTH, RefKind.PROFILE) and not is_unread:
            return None
        return Scalar(id, hint or (UNNAMED if is_unread else GONE))

    def _is_only(self, kind: Kind, name: str) -> bool:
        others = self.local_ids.get(kind, {}).values()
        return name not in others and sum(_same(each.name, name) for each in self.state.of(kind)) == 1

    def user(self, id: str) -> Node | None:
        """`{user: UPN}`, as lists of groups that may hold a user have it."""
        said = self.member(RefKind.USER, id)
        return Mapped((Pair("user", Scalar(said.text)),), said.comment) if said is not None else None


def in_order(nodes: Iterable[Scalar]) -> tuple[Scalar, ...]:
    """What has a name by its name, then bare ids."""
    return tuple(sorted(nodes, key=lambda each: (bool(each.comment), each.text.casefold(), each.text)))


def is_name(name: str) -> bool:
    """Whether a reference of this text is read as a name, and as this one."""
    return (
        can_say(name)
        and name.casefold() not in _NEVER_NAMES
        and not name.startswith("@")
        and as_guid(name) is None
        and not is_nearly_guid(name)
        and re.fullmatch("c[1-9][0-9]?", name) is None
    )


def _same(name: str, other: str) -> bool:
    return exact(name) == exact(other)


def _same_user(name: str, other: str) -> bool:
    return exact(name).casefold() == exact(other).casefold()
