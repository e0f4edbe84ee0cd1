"""What the objects of an import mention and do not hold: made up, so that their references lead somewhere.

Another tool's files hold policies, seldom the groups they name. That a group is not among them says nothing about the
tenant it came from; in a snapshot of our own it says that the group is gone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from passkeyctl.graph.mentioned import at, mentioned, methods_of, texts
from passkeyctl.graph.replaying import configurations
from passkeyctl.json_types import JsonObject
from passkeyctl.model.reference import RefKind
from passkeyctl.model.strengths import BUILT_IN_STRENGTHS
from passkeyctl.snapshot.document import Content, Part, Snapshot
from passkeyctl.snapshot.made_ids import made_id
from passkeyctl.wire.canonical import is_guid

IMPORT = "import"
_PARTS = {
    RefKind.GROUP: Part.GROUPS,
    RefKind.USER: Part.USERS,
    RefKind.APPLICATION: Part.SERVICE_PRINCIPALS,
    RefKind.SERVICE_PRINCIPAL: Part.SERVICE_PRINCIPALS,
}
_DOCUMENTATION_RANGE = "192.0.2.0/24"


def with_people(snapshot: Snapshot) -> Snapshot:
    """With an object for each group, person and application that an import names by id."""
    if snapshot.endpoint != IMPORT:
        return snapshot
    rows: dict[Part, list[JsonObject]] = {part: [*snapshot.read(part)] for part in _PARTS.values()}
    known = {kind: {_key(kind, each) for each in rows[part]} for kind, part in _PARTS.items()}
    for reference in sorted(mentioned(snapshot.parts), key=lambda each: (each.kind, each.id or "")):
        kind, id = reference.kind, reference.id or ""
        if id not in known[kind]:
            row = _row(kind, id, snapshot.names.get(id))
            if kind is RefKind.APPLICATION and id in known[RefKind.SERVICE_PRINCIPAL]:
                row["id"] = made_id("principal", id)
            rows[_PARTS[kind]].append(row)
            # An application's row stands for its service principal too, which some files write by the same id.
            known[RefKind.SERVICE_PRINCIPAL if kind is RefKind.APPLICATION else kind].add(_id(row))
    return replace(snapshot, parts={**snapshot.parts, **{part: tuple(listed) for part, listed in rows.items()}})


def with_everything(snapshot: Snapshot, described: frozenset[Part] = frozenset()) -> Snapshot:
    """As `with_people`, and with the locations, contexts and strengths that policies name by id.

    A part that files describe is left as it is: made up, it would look as if what they list were not there.
    """
    whole = with_people(snapshot)
    if snapshot.endpoint != IMPORT:
        return whole
    parts = dict(whole.parts)
    for part, listed, row in (
        (Part.LOCATIONS, _locations(whole), _location),
        (Part.CONTEXTS, _contexts(whole), _context),
        (Part.STRENGTHS, _strengths(whole), _strength),
    ):
        if whole.is_read(part) or part not in described:
            parts[part] = _completed(whole, part, listed, row)
    return replace(whole, parts=parts)


def with_untouched(
    snapshot: Snapshot,
    described: frozenset[Part],
    fido2: JsonObject,
    strengths: Sequence[JsonObject],
    *,
    describes_passkeys: bool | None = None,
) -> Snapshot:
    """An import in which what it lacks, and files don't describe, is as in a tenant that nobody has configured.

    Passkeys are a part of a part: files may describe the campaign beside them and not them.
    """
    whole = with_everything(snapshot, described)
    if snapshot.endpoint != IMPORT:
        return whole
    parts = dict(whole.parts)
    if not whole.is_read(Part.POLICIES) and Part.POLICIES not in described:
        parts[Part.POLICIES] = ()
    if not snapshot.is_read(Part.STRENGTHS) and Part.STRENGTHS not in described:
        parts[Part.STRENGTHS] = (*strengths, *whole.read(Part.STRENGTHS))
    is_for_methods = Part.METHODS_POLICY in described
    describes = is_for_methods if describes_passkeys is None else describes_passkeys
    is_there = whole.is_read(Part.METHODS_POLICY) or not is_for_methods
    if is_there and not describes and not holds_passkeys(whole):
        roots = whole.read(Part.METHODS_POLICY) or ({"id": "authenticationMethodsPolicy"},)
        parts[Part.METHODS_POLICY] = tuple(methods_of(each, (fido2,)) for each in roots)
    return replace(whole, parts=parts)


def holds_passkeys(snapshot: Snapshot) -> bool:
    """Whether the passkey policy is among what was read."""
    return any(_id(each) == "fido2" for each in configurations(snapshot))


def made_up(before: Snapshot, after: Snapshot) -> Counter[Part]:
    """How many objects of each part were added."""
    grown = {part: len(after.read(part)) - len(before.read(part)) for part in after.parts}
    return Counter({part: number for part, number in grown.items() if number})


def _completed(snapshot: Snapshot, part: Part, ids: Iterable[str], row: Callable[[str, str], JsonObject]) -> Content:
    rows = snapshot.read(part)
    known = {_id(each) for each in rows}
    missing = [id for id in dict.fromkeys(ids) if id not in known]
    return (*rows, *(row(id, snapshot.names.get(id, f"{part} {id}")) for id in missing))


def _locations(snapshot: Snapshot) -> list[str]:
    found = _named(snapshot, "conditions", "locations", keys=("includeLocations", "excludeLocations"))
    return [each for each in found if is_guid(each)]


def _contexts(snapshot: Snapshot) -> list[str]:
    return _named(snapshot, "conditions", "applications", keys=("includeAuthenticationContextClassReferences",))


def _strengths(snapshot: Snapshot) -> list[str]:
    found = [at(each, "grantControls", "authenticationStrength", "id") for each in snapshot.read(Part.POLICIES)]
    ids = [each.lower() for each in found if isinstance(each, str)]
    return [each for each in ids if is_guid(each) and each not in BUILT_IN_STRENGTHS]


def _named(snapshot: Snapshot, *path: str, keys: tuple[str, ...]) -> list[str]:
    return [id for each in snapshot.read(Part.POLICIES) for key in keys for id in texts(at(each, *path, key))]


def _row(kind: RefKind, id: str, name: str | None) -> JsonObject:
    """Nothing is made up but that it is there: no name, no rights."""
    match kind:
        case RefKind.USER:
            upn = name if name is not None and "@" in name else None
            return {"id": id, "displayName": name, "userPrincipalName": upn, "accountEnabled": None}
        case RefKind.APPLICATION:
            return {"id": id, "appId": id, "displayName": name}
        case _:
            return {"id": id, "displayName": name}


def _location(id: str, name: str) -> JsonObject:
    cidr: JsonObject = {"@odata.type": "#microsoft.graph.iPv4CidrRange", "cidrAddress": _DOCUMENTATION_RANGE}
    return {"@odata.type": "#microsoft.graph.ipNamedLocation", "id": id, "displayName": name, "ipRanges": [cidr]}


def _context(id: str, name: str) -> JsonObject:
    return {"id": id, "displayName": name, "description": "", "isAvailable": True}


def _strength(id: str, name: str) -> JsonObject:
    return {
        "id": id,
        "displayName": name,
        "description": "",
        "policyType": "custom",
        "requirementsSatisfied": "mfa",
        "allowedCombinations": ["fido2"],
        "combinationConfigurations": [],
    }


def _key(kind: RefKind, document: Mapping[str, object]) -> str:
    return str(document.get("appId")).lower() if kind is RefKind.APPLICATION else _id(document)


def _id(document: Mapping[str, object]) -> str:
    return str(document.get("id")).lower()
