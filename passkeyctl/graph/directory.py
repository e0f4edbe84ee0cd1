"""Names to ids and ids to names: only what the files and the plan mention, many look-ups in one request."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from passkeyctl.graph.batch import BatchRequest
from passkeyctl.graph.builders import Query
from passkeyctl.graph.client import GraphClient
from passkeyctl.graph.directory_objects import (
    GROUP_PROPERTIES,
    PRINCIPAL_PROPERTIES,
    USER_PROPERTIES,
    directory_of,
    object_of,
    organization_of,
)
from passkeyctl.graph.paths import EndpointName
from passkeyctl.graph.reply import Reply
from passkeyctl.graph.together import together
from passkeyctl.json_types import JsonObject
from passkeyctl.model.address import Kind
from passkeyctl.model.directory import Directory, DirectoryObject, Organization
from passkeyctl.model.reference import Reference, RefKind
from passkeyctl.model.state import PriorState
from passkeyctl.wire import canonical as c

NAMES_PER_FILTER = 15
"""Graph takes at most 15 values in one `in` (https://learn.microsoft.com/graph/filter-query-parameter)."""

ORGANIZATION: Query = {"$select": ["id", "displayName", "verifiedDomains"]}
ROLE_PROPERTIES = ["id", "displayName", "templateId"]


@dataclass(frozen=True, slots=True)
class Question:
    """One look-up and which references it answers."""

    request: BatchRequest
    kind: RefKind


Found = tuple[DirectoryObject, ...]


LISTED = {RefKind.LOCATION: Kind.LOCATION, RefKind.CONTEXT: Kind.CONTEXT}
"""References to what is read as a whole list, by the kind of that list."""


async def look_up(
    client: GraphClient, references: Iterable[Reference], read_already: frozenset[Kind] = frozenset()
) -> tuple[Directory, Organization | None]:
    """All references of the files and the tenant itself, in one `$batch` (and two lists, where files need them).

    `read_already` are kinds that this run reads anyway: `answered_by` answers for them. An application without
    Organization.Read.All can't read the tenant's own entry: None.
    """
    references = [each for each in references if LISTED.get(each.kind) not in read_already]
    wanted = sorted(references, key=lambda each: (each.kind, each.written))
    questions = questions_for(wanted)
    organization = BatchRequest(EndpointName.ORGANIZATION, query=ORGANIZATION, may_be_refused=True)
    replies, locations, contexts = await together(
        client.batch([organization, *(each.request for each in questions)]),
        list_where(client, EndpointName.LOCATIONS, any(each.kind is RefKind.LOCATION for each in wanted)),
        list_where(client, EndpointName.CONTEXTS, any(each.kind is RefKind.CONTEXT for each in wanted)),
    )
    return answered(wanted, questions, replies[1:], locations, contexts), _organization(replies[0])


def answered_by(state: PriorState, references: Iterable[Reference]) -> Directory:
    """What was read with the tenant's configuration answers for references to it."""
    kinds = {ours: theirs for theirs, ours in LISTED.items() if ours not in state.unread_kinds}
    objects = [
        DirectoryObject(kinds[each.kind], each.id, each.name or each.id) for each in state.objects if each.kind in kinds
    ]
    return directory_of([each for each in references if each.kind in kinds.values()], objects)


def answered(
    references: Sequence[Reference],
    questions: Sequence[Question],
    replies: Sequence[Reply],
    locations: Iterable[JsonObject],
    contexts: Iterable[JsonObject],
) -> Directory:
    objects = [found for each, reply in zip(questions, replies, strict=True) for found in _objects(each, reply)]
    objects += [object_of(RefKind.LOCATION, each) for each in locations]
    objects += [object_of(RefKind.CONTEXT, each) for each in contexts]
    return directory_of(references, objects)


async def list_where(client: GraphClient, endpoint: EndpointName, is_wanted: bool) -> list[JsonObject]:
    return await client.read_all(endpoint) if is_wanted else []


def questions_for(references: Sequence[Reference]) -> tuple[Question, ...]:
    """What to ask, deduplicated; roles come as one list, since their names can't be filtered together."""
    named = {kind: sorted({each.name or "" for each in references if each.kind is kind and each.id is None})
             for kind in RefKind}  # fmt: skip
    by_id = {kind: sorted({each.id for each in references if each.kind is kind and each.id}) for kind in RefKind}
    return (
        *_filtered(RefKind.GROUP, EndpointName.GROUPS, "displayName", named[RefKind.GROUP], GROUP_PROPERTIES),
        *_filtered(RefKind.USER, EndpointName.USERS, "userPrincipalName", named[RefKind.USER], USER_PROPERTIES),
        *_principals(RefKind.APPLICATION, "displayName", named[RefKind.APPLICATION]),
        *_principals(RefKind.APPLICATION, "appId", by_id[RefKind.APPLICATION]),
        *_principals(RefKind.SERVICE_PRINCIPAL, "displayName", named[RefKind.SERVICE_PRINCIPAL]),
        *_by_ids(RefKind.GROUP, by_id[RefKind.GROUP]),
        *_by_ids(RefKind.USER, by_id[RefKind.USER]),
        *_by_ids(RefKind.SERVICE_PRINCIPAL, by_id[RefKind.SERVICE_PRINCIPAL]),
        *([_roles()] if named[RefKind.ROLE] or by_id[RefKind.ROLE] else []),
    )


def _principals(kind: RefKind, key: str, values: Sequence[str]) -> Iterable[Question]:
    return _filtered(kind, EndpointName.SERVICE_PRINCIPALS, key, values, PRINCIPAL_PROPERTIES)


def _filtered(
    kind: RefKind, endpoint: EndpointName, key: str, values: Sequence[str], properties: Sequence[str]
) -> Iterable[Question]:
    for start in range(0, len(values), NAMES_PER_FILTER):
        quoted = ",".join("'" + each.replace("'", "''") + "'" for each in values[start : start + NAMES_PER_FILTER])
        query: dict[str, str | int | Sequence[str]] = {
            "$filter": f"{key} in ({quoted})",
            "$select": list(properties),
            "$top": 999,
        }
        yield Question(BatchRequest(endpoint, query=query), kind)


TYPES = {RefKind.GROUP: "group", RefKind.USER: "user", RefKind.SERVICE_PRINCIPAL: "servicePrincipal"}
IDS_PER_REQUEST = 1000


def _by_ids(kind: RefKind, ids: Sequence[str]) -> Iterable[Question]:
    for start in range(0, len(ids), IDS_PER_REQUEST):
        body: JsonObject = {"ids": [*ids[start : start + IDS_PER_REQUEST]], "types": [TYPES[kind]]}
        yield Question(BatchRequest(EndpointName.GET_BY_IDS, body=body), kind)


def _roles() -> Question:
    return Question(BatchRequest(EndpointName.ROLE_DEFINITIONS, query={"$select": ROLE_PROPERTIES}), RefKind.ROLE)


def _objects(question: Question, reply: Reply) -> Found:
    body = c.an_object(reply.body, question.kind) if reply.is_success else {}
    return tuple(object_of(question.kind, each) for each in c.objects(body.get("value")))


def _organization(reply: Reply) -> Organization | None:
    if not reply.is_success:
        return None
    body = c.an_object(reply.body, "organization")
    document = next(iter(c.objects(body.get("value"))), None)
    return organization_of([c.an_object(document, "organization")])
