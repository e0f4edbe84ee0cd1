"""A snapshot as answers: by path what Graph said, and what is said where it was not heard."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial

from passkeyctl.graph.paths import EndpointName, spec_of
from passkeyctl.json_types import JsonObject
from passkeyctl.snapshot.document import Part, Snapshot, Unread
from passkeyctl.snapshot.parts import LazyParts
from passkeyctl.wire.locations import in_short

_METHODS = "authenticationMethodConfigurations"
LISTS: Mapping[Part, EndpointName] = {
    Part.STRENGTHS: EndpointName.STRENGTHS,
    Part.POLICIES: EndpointName.POLICIES,
    Part.POLICY_IDS_BETA: EndpointName.POLICY_IDS_BETA,
    Part.LOCATIONS: EndpointName.LOCATIONS,
    Part.CONTEXTS: EndpointName.CONTEXTS,
}
SINGLE: Mapping[Part, EndpointName] = {
    Part.METHODS_POLICY: EndpointName.METHODS_POLICY,
    Part.METHODS_POLICY_BETA: EndpointName.METHODS_POLICY_BETA,
}
METHODS: Mapping[str, EndpointName] = {
    "fido2": EndpointName.FIDO2,
    "temporaryaccesspass": EndpointName.TEMPORARY_ACCESS_PASS,
}
LOOKED_UP: Mapping[Part, tuple[str, ...]] = {
    Part.ORGANIZATION: ("organization",),
    Part.GROUPS: ("groups", "directoryObjects"),
    Part.USERS: ("users", "directoryObjects"),
    Part.SERVICE_PRINCIPALS: ("servicePrincipals",),
}
FACTS = (EndpointName.LICENCES, EndpointName.SECURITY_DEFAULTS)
"""What `requires` asks about; no snapshot holds it, and an empty answer would be a wrong one."""
NEVER = Unread(403, "it was never asked for")


def answers_of(snapshot: Snapshot) -> dict[str, Callable[[], bytes]]:
    """The body for each address that the snapshot holds; made when it is asked for."""
    lists = {part: endpoint for part, endpoint in LISTS.items() if unread_part(snapshot, part) is None}
    found: dict[str, Callable[[], bytes]] = {
        path_of(endpoint): partial(_list_body, snapshot, part) for part, endpoint in lists.items()
    }
    for part, endpoint in SINGLE.items():
        if unread_part(snapshot, part) is None and snapshot.read(part):
            found[path_of(endpoint)] = partial(_body, snapshot.read(part)[0])
    for configuration in configurations(snapshot):
        method = METHODS.get(str(configuration.get("id")).lower())
        if method is not None:
            found[path_of(method)] = partial(_body, configuration)
    return found


def refusals_of(snapshot: Snapshot) -> list[tuple[str, int, str]]:
    """A pattern of paths, the status and the words for each part that the snapshot does not hold."""
    held = answers_of(snapshot)
    found: list[tuple[str, int, str]] = []
    for part, endpoint in {**LISTS, **SINGLE}.items():
        unread = unread_part(snapshot, part)
        if unread is not None:
            found.append((_exactly(path_of(endpoint)), _status(part, unread), _words(unread)))
    found += [_missing_method(snapshot, each) for each in METHODS.values() if path_of(each) not in held]
    for part, roots in LOOKED_UP.items():
        unread = unread_part(snapshot, part)
        # What an import mentions is made up; its tenant is not.
        if unread is not None and (unread is not NEVER or part is Part.ORGANIZATION):
            found += [(rf"^/?v1\.0/{root}\b", 403, _words(unread)) for root in roots]
    found += [(_exactly(path_of(each)), 403, _words(NEVER)) for each in FACTS]
    return [*found, *_unread_people(snapshot)]


def _missing_method(snapshot: Snapshot, endpoint: EndpointName) -> tuple[str, int, str]:
    """A tenant need not show every method; without passkeys nothing can be planned for them."""
    unread = unread_part(snapshot, Part.METHODS_POLICY)
    is_absent = unread is None and endpoint is not EndpointName.FIDO2
    return _exactly(path_of(endpoint)), 404 if is_absent else 403, _words(unread or NEVER)


def _unread_people(snapshot: Snapshot) -> Iterator[tuple[str, int, str]]:
    """Members of a group, and groups of a person, are known for those that were asked about."""
    groups = "|".join(re.escape(each) for each in snapshot.members)
    people = "|".join(re.escape(each) for each in snapshot.memberships)
    not_members = rf"(?!(?:{groups})/)" if groups else ""
    not_people = rf"(?!(?:{people})/)" if people else ""
    words = "the snapshot does not hold it: nobody asked for the members when it was taken"
    yield rf"^/?v1\.0/groups/{not_members}[^/]+/transitiveMembers", 403, words
    yield rf"^/?v1\.0/users/{not_people}[^/]+/(transitiveMemberOf|checkMemberGroups)", 403, words


def path_of(endpoint: EndpointName) -> str:
    spec = spec_of(endpoint)
    return f"/{spec.version}{spec.path}"


def unread_part(snapshot: Snapshot, part: Part) -> Unread | None:
    """Why a part is not there; asking this reads nothing of it."""
    parts = snapshot.parts
    if isinstance(parts, LazyParts):
        return None if parts.holds(part) else _or_never(parts.get(part))
    return None if snapshot.is_read(part) else _or_never(parts.get(part))


def _or_never(content: object) -> Unread:
    return content if isinstance(content, Unread) else NEVER


def _status(part: Part, unread: Unread) -> int:
    """An endpoint without beta had none when it was asked, and one that was never asked is like it."""
    has_no_beta = part in (Part.POLICY_IDS_BETA, Part.METHODS_POLICY_BETA) and (unread is NEVER or unread.status == 404)
    return 404 if has_no_beta else 403


def _words(unread: Unread) -> str:
    if unread is NEVER:
        return f"the snapshot does not hold it: {unread.why}"
    status = f"{unread.status} " if unread.status else "no answer "
    return f"the snapshot does not hold it: {status}when it was taken ({unread.why})"


def _exactly(path: str) -> str:
    return f"^/?{re.escape(path.lstrip('/'))}$"


def configurations(snapshot: Snapshot) -> list[JsonObject]:
    if unread_part(snapshot, Part.METHODS_POLICY) is not None:
        return []
    found = [each.get(_METHODS) for each in snapshot.read(Part.METHODS_POLICY)]
    return [each for listed in found if isinstance(listed, list) for each in listed if isinstance(each, dict)]


def _list_body(snapshot: Snapshot, part: Part) -> bytes:
    parts = snapshot.parts
    lines = parts.lines(part) if isinstance(parts, LazyParts) else [_body([*snapshot.read(part)])]
    # Whoever reads locations wants no more of a range than its address: a quarter of the memory.
    rows = map(in_short, lines) if part is Part.LOCATIONS else lines
    return b"".join((b'{"value":', *rows, b"}"))


def _body(value: JsonObject | list[JsonObject]) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()
