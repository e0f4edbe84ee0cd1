"""What an import knows of groups, users, applications and roles, and what it has to make up for names without an id."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field

from passkeyctl.foreign.casing import respelled
from passkeyctl.foreign.kinds import Piece, Sort
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.roles import built_in_role
from passkeyctl.snapshot.document import Part
from passkeyctl.snapshot.made_ids import bare_guid, made_id
from passkeyctl.snapshot.role_definitions import role_definition, role_definitions

_PARTS = {
    Sort.GROUP: Part.GROUPS,
    Sort.USER: Part.USERS,
    Sort.SERVICE_PRINCIPAL: Part.SERVICE_PRINCIPALS,
    Sort.ROLE: Part.ROLE_DEFINITIONS,
}
_TABLE_PARTS = {"group": Part.GROUPS, "user": Part.USERS}
_SOURCE_OF_NAME = {Part.USERS: "userPrincipalName"}


def folded(name: str) -> str:
    return unicodedata.normalize("NFC", name.strip()).casefold()


@dataclass(slots=True)
class KnownDirectory:
    """Filled while files are read, asked once all are: `objects` by part and id, `names` of ids without an object."""

    objects: dict[Part, dict[str, JsonObject]] = field(default_factory=lambda: {each: {} for each in _PARTS.values()})
    names: dict[str, str] = field(default_factory=dict)
    organizations: dict[str, JsonObject] = field(default_factory=dict)
    app_ids: dict[str, str] = field(default_factory=dict)
    mentioned: set[str] = field(default_factory=set)
    _by_name: dict[tuple[Part, str], set[str]] = field(default_factory=dict)

    def add(self, piece: Piece) -> bool:
        """Whether it is one of the directory's; what lacks an id or a name tells nothing."""
        if piece.sort is Sort.MIGRATION_TABLE:
            self._add_table(piece.document)
        elif piece.sort is Sort.ORGANIZATION:
            self._add_organization(piece.document)
        elif piece.sort is Sort.APPLICATION:
            self._add_application(piece.document)
        elif piece.sort in _PARTS:
            self._add_object(_PARTS[piece.sort], piece.document)
        else:
            return False
        return True

    def _add_table(self, table: JsonObject) -> None:
        rows = table.get("Objects")
        for row in rows if isinstance(rows, list) else []:
            if isinstance(row, dict) and (id := bare_guid(str(row.get("Id")))) and (name := _text(row, "DisplayName")):
                part = _TABLE_PARTS.get(str(row.get("Type")).casefold())
                if part is None:
                    self.names.setdefault(id, name)
                else:
                    self._know(part, id, _made(part, id, name))
        tenant, called = bare_guid(str(table.get("TenantId"))), _text(table, "Organization")
        if tenant is not None:
            self.organizations.setdefault(
                tenant, {"id": tenant, "displayName": called or tenant, "verifiedDomains": list[JsonValue]()}
            )

    def _add_organization(self, document: JsonObject) -> None:
        if id := bare_guid(str(document.get("id") or document.get("Id"))):
            found = respelled(document)
            assert isinstance(found, dict)
            domains = found.get("verifiedDomains", found.get("VerifiedDomains"))
            rows = [each for each in domains if isinstance(each, dict)] if isinstance(domains, list) else []
            self.organizations[id] = {**found, "id": id, "verifiedDomains": [*rows]}

    def _add_application(self, document: JsonObject) -> None:
        app_id, name = bare_guid(str(document.get("appId"))), _text(document, "displayName")
        if app_id is not None and name is not None:
            self.names.setdefault(app_id, name)

    def _add_object(self, part: Part, document: JsonObject) -> None:
        """Kept as it is: groups tell by their members whether they are security groups."""
        keyed = {key[:1].lower() + key[1:]: value for key, value in document.items()}
        id, name = bare_guid(str(keyed.get("id"))), _text(keyed, "displayName")
        if part is Part.ROLE_DEFINITIONS:
            id = bare_guid(str(keyed.get("templateId") or keyed.get("roleTemplateId"))) or id
        if id is None or name is None:
            return
        wanted = _made(part, id, name)
        kept = {
            key: value for key, value in keyed.items() if not isinstance(value, (dict, list)) or key == "groupTypes"
        }
        self._know(part, id, {**wanted, **{key: value for key, value in kept.items() if value is not None}, "id": id})

    def _know(self, part: Part, id: str, document: JsonObject) -> None:
        self.objects[part].setdefault(id, document)
        for key in ("displayName", _SOURCE_OF_NAME.get(part, "displayName")):
            self._by_name.setdefault((part, folded(str(document.get(key)))), set()).add(id)
        if part is Part.SERVICE_PRINCIPALS and (app_id := bare_guid(str(document.get("appId")))):
            self.app_ids[app_id] = id

    def mention(self, id: str) -> str:
        self.mentioned.add(id)
        return id

    def known(self, part: Part, name: str) -> set[str]:
        return self._by_name.get((part, folded(name)), set())

    def id_of(self, part: Part, name: str) -> str | None:
        """The one object of this name, made where there is none; None where two have it."""
        found = self.known(part, name)
        if not found:
            id = made_id(part.value, folded(name))
            self._know(part, id, _made(part, id, name.strip()))
            found = {id}
        return self.mention(next(iter(found))) if len(found) == 1 else None

    def app_id_of(self, name: str) -> str | None:
        id = self.id_of(Part.SERVICE_PRINCIPALS, name)
        principal = self.objects[Part.SERVICE_PRINCIPALS].get(id or "", {})
        return bare_guid(str(principal.get("appId")))

    def role_of(self, name: str) -> str | None:
        known = built_in_role(name)
        return known if known is not None else self.id_of(Part.ROLE_DEFINITIONS, name)

    def content(self, part: Part) -> tuple[JsonObject, ...]:
        """Only what is mentioned: a folder may hold every user of a tenant. Roles are few, and whole."""
        held = self.objects[part]
        if part is Part.ROLE_DEFINITIONS:
            every = {str(each["id"]): each for each in role_definitions()}
            return tuple({**held, **every}.values())
        wanted = self.mentioned | {self.app_ids[each] for each in self.mentioned & self.app_ids.keys()}
        return tuple(held[id] for id in sorted(held.keys() & wanted))

    def names_beside(self) -> dict[str, str]:
        held = {id for objects in self.objects.values() for id in objects} | self.app_ids.keys()
        return {id: name for id, name in sorted(self.names.items()) if id in self.mentioned and id not in held}


def _text(document: JsonObject, key: str) -> str | None:
    value = document.get(key)
    return value if isinstance(value, str) and value.strip() else None


def _made(part: Part, id: str, name: str) -> JsonObject:
    """As little as a reader needs; a group in a policy is taken for a security group, since most are."""
    match part:
        case Part.GROUPS:
            return {"id": id, "displayName": name, "groupTypes": list[JsonValue](), "securityEnabled": True}
        case Part.USERS:
            return {"id": id, "displayName": name, "userPrincipalName": name}
        case Part.SERVICE_PRINCIPALS:
            return {"id": id, "appId": made_id("application", id), "displayName": name}
        case _:
            return role_definition(name, id, is_built_in=False)
