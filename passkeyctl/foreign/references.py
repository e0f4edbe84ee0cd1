"""Names in the places of ids become ids, those of the import or made ones; what is no name is a placeholder."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from passkeyctl.foreign.directory import KnownDirectory, folded
from passkeyctl.foreign.schema import Branch, Leaf, Member, Refers, Rows
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.strengths import BUILT_IN_STRENGTHS
from passkeyctl.snapshot.document import Part
from passkeyctl.snapshot.made_ids import bare_guid, is_placeholder, made_id

LEGACY_TRUSTED_IPS = "00000000-0000-0000-0000-000000000000"
_LEGACY_NAMES = frozenset({"multifactor authentication trusted ips", "mfa trusted ips"})
_CONTEXT = re.compile(r"c[0-9]{1,2}")
_OTHER_STRENGTH_NAMES = {
    "phishing resistant mfa": "00000000-0000-0000-0000-000000000004",
    "multi-factor authentication": "00000000-0000-0000-0000-000000000002",
}
_STRENGTHS = {folded(name): id for id, name in BUILT_IN_STRENGTHS.items()} | _OTHER_STRENGTH_NAMES
_APPLICATIONS = {"office 365": "Office365", "microsoft admin portals": "MicrosoftAdminPortals"}
"""The portal's names for what Graph has a word for."""

_NO_NAMES = frozenset({"all", "none", "selected"})
_OWN_PARTS = {
    Refers.LOCATION: Part.LOCATIONS,
    Refers.CONTEXT: Part.CONTEXTS,
    Refers.STRENGTH: Part.STRENGTHS,
}


@dataclass(slots=True)
class References:
    """`own` are the ids of imported objects by part and name; `placeholders` what was found to be filled in."""

    directory: KnownDirectory
    own: Mapping[tuple[Part, str], frozenset[str]]
    placeholders: dict[str, str] = field(default_factory=dict)

    def resolved(self, document: JsonObject, branch: Branch, inlined: Mapping[str, str]) -> JsonObject:
        """A copy with ids only; `inlined` are the locations that lay in this very object, by name."""
        return {key: self._member(value, branch.members.get(key), inlined) for key, value in document.items()}

    def _member(self, value: JsonValue, member: Member | None, inlined: Mapping[str, str]) -> JsonValue:
        match member, value:
            case Branch(), dict() if "displayName" in member.members and set(member.members) == {"id", "displayName"}:
                return self._strength(value)
            case ((Branch() | Rows()), dict()):
                return self.resolved(value, Branch(member.members), inlined)
            case Rows(), list():
                return [self._member(each, member, inlined) for each in value]
            case Leaf(refers=Refers() as refers), list():
                words = frozenset(member.words)
                return [each if each in words else self._id(refers, str(each), inlined) for each in value]
            case Leaf(refers=Refers() as refers), str() if value not in member.words:
                return self._id(refers, value, inlined)
            case _:
                return value

    def _id(self, refers: Refers, written: str, inlined: Mapping[str, str]) -> str:
        text = written.strip()
        guid = bare_guid(text)
        if guid is not None:
            return self.directory.mention(guid)
        if refers is Refers.CONTEXT and _CONTEXT.fullmatch(text.casefold()):
            return text.casefold()
        is_name = not is_placeholder(text) and folded(text) not in _NO_NAMES
        found = self._named(refers, text, inlined) if is_name else None
        return found if found is not None else self._placeholder(refers, written)

    def _named(self, refers: Refers, name: str, inlined: Mapping[str, str]) -> str | None:
        match refers:
            case Refers.GROUP:
                return self.directory.id_of(Part.GROUPS, name)
            case Refers.USER:
                return self._user(name)
            case Refers.PERSON:
                return self._user(name) if "@" in name else self.directory.id_of(Part.GROUPS, name)
            case Refers.ROLE:
                return self.directory.role_of(name)
            case Refers.APPLICATION:
                return _APPLICATIONS.get(folded(name)) or self.directory.app_id_of(name)
            case Refers.SERVICE_PRINCIPAL:
                return self.directory.id_of(Part.SERVICE_PRINCIPALS, name)
            case Refers.LOCATION if folded(name) in _LEGACY_NAMES:
                return LEGACY_TRUSTED_IPS
            case Refers.LOCATION if name in inlined:
                return inlined[name]
            case _:
                return self._own(refers, name)

    def _user(self, name: str) -> str | None:
        """People are found by their user principal name; a display name says too little."""
        known = len(self.directory.known(Part.USERS, name)) == 1
        return self.directory.id_of(Part.USERS, name) if known or "@" in name else None

    def _own(self, refers: Refers, name: str) -> str | None:
        part = _OWN_PARTS.get(refers)
        found = self.own.get((part, folded(name)), frozenset()) if part is not None else frozenset()
        return next(iter(found)) if len(found) == 1 else None

    def _placeholder(self, refers: Refers, text: str) -> str:
        id = made_id("placeholder", refers.value, text.strip())
        self.placeholders[id] = text.strip()
        return self.directory.mention(id)

    def _strength(self, strength: JsonObject) -> JsonObject:
        """Policies hold a strength whole, in another rendering: only its id and its name tell something."""
        id, name = strength.get("id"), strength.get("displayName")
        written = next((each for each in (id, name) if isinstance(each, str) and bare_guid(each)), "")
        guid = bare_guid(written)
        if guid is None:
            text = next((each for each in (name, id) if isinstance(each, str) and each.strip()), "")
            found = None if is_placeholder(text) else _STRENGTHS.get(folded(text)) or self._own(Refers.STRENGTH, text)
            guid = found if found is not None else self._placeholder(Refers.STRENGTH, text or "authentication strength")
        elif isinstance(name, str) and name.strip() and name != written:
            self.directory.names.setdefault(guid, name)
        self.directory.mention(guid)
        return {**strength, "id": guid}
