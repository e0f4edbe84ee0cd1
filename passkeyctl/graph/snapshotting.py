"""A whole tenant as raw answers of one moment. What can't be read is kept as unread, never as empty."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from passkeyctl.errors import GraphError, IncompleteRead
from passkeyctl.graph.batch import BatchRequest
from passkeyctl.graph.client import GraphClient
from passkeyctl.graph.directory import questions_for
from passkeyctl.graph.directory_objects import USER_PROPERTIES
from passkeyctl.graph.emergency import groups_requests
from passkeyctl.graph.mentioned import excluded_groups, mentioned, methods_of, trimmed
from passkeyctl.graph.paths import EndpointName
from passkeyctl.graph.reader import LARGEST_PAGE
from passkeyctl.graph.reply import Reply, fault_of
from passkeyctl.graph.together import together
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.reference import Reference, RefKind
from passkeyctl.snapshot.document import Content, Part, Snapshot, Unread

LISTS: Mapping[Part, EndpointName] = {
    Part.ORGANIZATION: EndpointName.ORGANIZATION,
    Part.STRENGTHS: EndpointName.STRENGTHS,
    Part.POLICIES: EndpointName.POLICIES,
    Part.POLICY_IDS_BETA: EndpointName.POLICY_IDS_BETA,
    Part.LOCATIONS: EndpointName.LOCATIONS,
    Part.CONTEXTS: EndpointName.CONTEXTS,
    Part.ROLE_DEFINITIONS: EndpointName.ROLE_DEFINITIONS,
}
PARTS_OF = {
    RefKind.GROUP: Part.GROUPS,
    RefKind.USER: Part.USERS,
    RefKind.APPLICATION: Part.SERVICE_PRINCIPALS,
    RefKind.SERVICE_PRINCIPAL: Part.SERVICE_PRINCIPALS,
}
SMALL_GROUP = 20
"""Of each member of an excluded group no larger than this, all groups are read: it may hold emergency accounts."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What files name besides what the tenant's own policies do; `emergency` are the group and the accounts."""

    references: frozenset[Reference] = frozenset()
    emergency: frozenset[Reference] = frozenset()


async def take(client: GraphClient, wanted: Wanted, now: datetime) -> Snapshot:
    """A few round trips: the lists; the objects that they and the files mention; others of the same names; the members
    of groups that matter."""
    parts = await _configured(client)
    directory = await _directory(client, wanted.references | mentioned(parts))
    directory = _with_namesakes(directory, await _directory(client, _names_in(directory)))
    groups = excluded_groups(parts) | _ids(wanted.emergency, RefKind.GROUP, directory)
    people = await _people(client, groups, _ids(wanted.emergency, RefKind.USER, directory))
    whole = {**parts, **directory}
    if people.users and isinstance(users := whole[Part.USERS], tuple):
        whole[Part.USERS] = (*users, *_new(people.users, users))
    return Snapshot(
        taken_at=now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        endpoint=client.endpoint.label,
        parts=whole,
        members=people.members,
        memberships=people.memberships,
    )


async def _configured(client: GraphClient) -> dict[Part, Content]:
    names = tuple(LISTS)
    found = await together(
        *(_content(partial(_listed, client, each)) for each in names),
        _content(partial(_methods, client)),
        _content(partial(_single, client, EndpointName.METHODS_POLICY_BETA)),
    )
    return dict(zip((*names, Part.METHODS_POLICY, Part.METHODS_POLICY_BETA), found, strict=True))


async def _content(read: Callable[[], Awaitable[tuple[JsonObject, ...]]]) -> Content:
    try:
        return await read()
    except GraphError as error:
        return Unread(error.status, error.summary)
    except IncompleteRead as error:
        return Unread(0, error.summary)


async def _listed(client: GraphClient, part: Part) -> tuple[JsonObject, ...]:
    query = LARGEST_PAGE if part in (Part.POLICIES, Part.POLICY_IDS_BETA) else {}
    if part is Part.POLICY_IDS_BETA:
        query = {**query, "$select": ["id", "displayName"]}
    found = await client.read_all(LISTS[part], query=query)
    return tuple(trimmed(part, each) for each in found)


async def _single(client: GraphClient, endpoint: EndpointName) -> tuple[JsonObject, ...]:
    return (await client.read(endpoint),)


async def _methods(client: GraphClient) -> tuple[JsonObject, ...]:
    """The policy, with the two methods that a plan reads as their own addresses give them."""
    root, fido2, temporary = await together(
        client.read(EndpointName.METHODS_POLICY),
        client.read(EndpointName.FIDO2),
        _if_any(client, EndpointName.TEMPORARY_ACCESS_PASS),
    )
    return (methods_of(root, (fido2, *temporary)),)


async def _if_any(client: GraphClient, endpoint: EndpointName) -> tuple[JsonObject, ...]:
    try:
        return await _single(client, endpoint)
    except GraphError as error:
        if error.status == 404:
            return ()
        raise


async def _directory(client: GraphClient, references: frozenset[Reference]) -> dict[Part, Content]:
    """Groups, people and applications; roles and the tenant's own lists are read whole."""
    asked = [each for each in references if each.kind in PARTS_OF]
    questions = questions_for(sorted(asked, key=lambda each: (each.kind, each.written, each.id or "")))
    found: dict[Part, Content] = dict.fromkeys(PARTS_OF.values(), ())
    replies = await _replies(client, [_permissive(each.request) for each in questions])
    if isinstance(replies, Unread):
        return dict.fromkeys(found, replies)
    for question, reply in zip(questions, replies, strict=True):
        part = PARTS_OF[question.kind]
        found[part] = _joined(part, found[part], _answered(reply))
    return found


NAMED = {Part.GROUPS: (RefKind.GROUP,), Part.SERVICE_PRINCIPALS: (RefKind.APPLICATION, RefKind.SERVICE_PRINCIPAL)}


def _names_in(directory: Mapping[Part, Content]) -> frozenset[Reference]:
    """Whether a name means one object can't be told from that object alone."""
    found = ((kind, each.get("displayName")) for part, kinds in NAMED.items() for kind in kinds
             for each in _rows(directory[part]))  # fmt: skip
    return frozenset(Reference(kind, name, name=name) for kind, name in found if isinstance(name, str) and name)


def _with_namesakes(before: Mapping[Part, Content], more: Mapping[Part, Content]) -> dict[Part, Content]:
    return {part: _joined(part, content, more[part]) for part, content in before.items()}


def _rows(content: Content) -> tuple[JsonObject, ...]:
    return content if isinstance(content, tuple) else ()


def _permissive(request: BatchRequest) -> BatchRequest:
    return BatchRequest(request.endpoint, request.params, request.query, request.body, may_be_refused=True)


async def _replies(client: GraphClient, requests: list[BatchRequest]) -> tuple[Reply, ...] | Unread:
    try:
        return await client.batch(requests) if requests else ()
    except GraphError as error:
        return Unread(error.status, error.summary)
    except IncompleteRead as error:
        return Unread(0, error.summary)


def _answered(reply: Reply) -> Content:
    if not reply.is_success:
        return Unread(reply.status, fault_of(reply).message or "it is not permitted")
    value = reply.body.get("value") if isinstance(reply.body, dict) else None
    listed = value if isinstance(value, list) else []
    return tuple(each for each in listed if isinstance(each, dict))


def _joined(part: Part, before: Content, more: Content) -> Content:
    """One look-up that was refused leaves all of its kind unread: what it would have found is not missing."""
    if isinstance(before, Unread):
        return before
    if isinstance(more, Unread):
        return more
    return (*before, *_new([trimmed(part, each) for each in more], before))


def _new(more: Iterable[JsonObject], known: Iterable[JsonObject]) -> list[JsonObject]:
    found = {_id(each): each for each in more}
    return [each for id, each in found.items() if id not in {_id(each) for each in known}]


def _id(document: JsonObject) -> str:
    return str(document.get("id")).lower()


def _ids(references: Iterable[Reference], kind: RefKind, directory: Mapping[Part, Content]) -> frozenset[str]:
    """The ids behind references, as far as the directory knows their names."""
    rows = _rows(directory[PARTS_OF[kind]])
    key = "userPrincipalName" if kind is RefKind.USER else "displayName"
    named: dict[str, set[str]] = {}
    for row in rows:
        named.setdefault(_folded(row.get(key)), set()).add(_id(row))
    of_kind = [each for each in references if each.kind is kind]
    by_name = {id for each in of_kind if each.id is None for id in named.get(_folded(each.name), ())}
    return frozenset(by_name | {each.id.lower() for each in of_kind if each.id is not None})


def _folded(name: JsonValue) -> str:
    return str(name).casefold()


@dataclass(frozen=True, slots=True)
class _People:
    members: dict[str, tuple[str, ...]] = field(default_factory=dict)
    memberships: dict[str, tuple[str, ...]] = field(default_factory=dict)
    users: list[JsonObject] = field(default_factory=list)


async def _people(client: GraphClient, groups: frozenset[str], accounts: frozenset[str]) -> _People:
    """Who is in these groups, and in which groups the accounts are; what is refused is left out, which is unread."""
    found = _People()
    asked = sorted(groups)
    for group, reply in zip(asked, await _refusable(client, [_members_request(each) for each in asked]), strict=False):
        content = _answered(reply)
        if isinstance(content, tuple):
            found.members[group] = tuple(_id(each) for each in content)
            found.users.extend(trimmed(Part.USERS, each) for each in content)
    small = {id for ids in found.members.values() if len(ids) <= SMALL_GROUP for id in ids}
    people = sorted(accounts | small)
    for person, reply in zip(people, await _refusable(client, groups_requests(people)), strict=False):
        content = _answered(reply)
        if isinstance(content, tuple):
            found.memberships[person] = tuple(sorted(_id(each) for each in content))
    return found


def _members_request(group: str) -> BatchRequest:
    return BatchRequest(EndpointName.GROUP_USERS, {"id": group}, {"$select": USER_PROPERTIES, "$top": 999})


async def _refusable(client: GraphClient, requests: list[BatchRequest]) -> tuple[Reply, ...]:
    replies = await _replies(client, [_permissive(each) for each in requests])
    return replies if isinstance(replies, tuple) else ()
