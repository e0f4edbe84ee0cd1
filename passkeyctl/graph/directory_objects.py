"""Directory objects from Graph's JSON, and which of them a name stands for; nothing here can send a request."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from passkeyctl.json_types import JsonObject
from passkeyctl.model.directory import Directory, DirectoryObject, Organization
from passkeyctl.model.facts import GroupTraits
from passkeyctl.model.reference import Reference, RefKind
from passkeyctl.wire import canonical as c

GROUP_PROPERTIES = [
    "id",
    "displayName",
    "securityEnabled",
    "groupTypes",
    "onPremisesSyncEnabled",
    "isAssignableToRole",
]
USER_PROPERTIES = ["id", "displayName", "userPrincipalName", "accountEnabled"]
PRINCIPAL_PROPERTIES = ["id", "appId", "displayName"]


def object_of(kind: RefKind, document: JsonObject) -> DirectoryObject:
    match kind:
        case RefKind.GROUP:
            return _group(document)
        case RefKind.USER:
            return DirectoryObject(kind, _id(document), str(document.get("userPrincipalName") or _name(document)))
        case RefKind.APPLICATION:
            app_id = c.identifier(c.required_text(document, "appId", "an application"))
            return DirectoryObject(kind, app_id, _name(document))
        case RefKind.ROLE:
            template = c.text(document.get("templateId")) or _id(document)
            return DirectoryObject(kind, c.identifier(template), _name(document))
        case _:
            return _named(kind, document)


def _named(kind: RefKind, document: JsonObject) -> DirectoryObject:
    return DirectoryObject(kind, _id(document), _name(document))


def _group(document: JsonObject) -> DirectoryObject:
    is_unified = "Unified" in c.strings(document.get("groupTypes"))
    is_security = document.get("securityEnabled") is True and not is_unified
    words = [
        *(["Microsoft 365 group"] if is_unified else [] if is_security else ["distribution group"]),
        *(["synced from Active Directory"] if document.get("onPremisesSyncEnabled") is True else []),
    ]
    return DirectoryObject(
        RefKind.GROUP, _id(document), _name(document), ", ".join(words), is_security, traits_of(document)
    )


def traits_of(document: JsonObject) -> GroupTraits:
    """Graph gives null where a group isn't role-assignable or synced; what it leaves out is not known."""
    return GroupTraits(
        is_role_assignable=document["isAssignableToRole"] is True if "isAssignableToRole" in document else None,
        is_dynamic="DynamicMembership" in c.strings(document.get("groupTypes")) if "groupTypes" in document else None,
        is_synced=document["onPremisesSyncEnabled"] is True if "onPremisesSyncEnabled" in document else None,
    )


def _id(document: JsonObject) -> str:
    return c.identifier(c.required_text(document, "id", "a directory object"))


def _name(document: JsonObject) -> str:
    return c.text(document.get("displayName")) or _id(document)


def organization_of(documents: Sequence[JsonObject]) -> Organization | None:
    """The tenant's own entry; None where nobody could read it."""
    if not documents:
        return None
    found = documents[0]
    domains = {str(each.get("name")).lower(): each.get("type") for each in c.objects(found.get("verifiedDomains"))}
    federated = frozenset(name for name, kind in domains.items() if kind == "Federated")
    return Organization(_id(found), _name(found), frozenset(domains), federated)


def directory_of(references: Iterable[Reference], objects: Sequence[DirectoryObject]) -> Directory:
    """Candidates for each reference: the object with its id, or those whose name is the same but for case."""
    by_id = {(each.kind, each.id): each for each in objects}
    by_name: dict[tuple[RefKind, str], dict[str, DirectoryObject]] = {}
    for each in objects:
        by_name.setdefault((each.kind, _folded(each.name)), {})[each.id] = each
    found: dict[Reference, tuple[DirectoryObject, ...]] = {}
    for reference in references:
        if reference.id is not None:
            known = by_id.get((reference.kind, reference.id))
            found[reference] = (known,) if known is not None else ()
        else:
            found[reference] = tuple(by_name.get((reference.kind, _folded(reference.name or "")), {}).values())
    return Directory(found, {key: each.name for key, each in by_id.items()})


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
