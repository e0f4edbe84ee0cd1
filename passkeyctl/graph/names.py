"""The names of all that a tenant's configuration mentions, and whether each name means just that object."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from passkeyctl.graph.batch import BatchRequest
from passkeyctl.graph.client import GraphClient
from passkeyctl.graph.directory import ORGANIZATION, Question, answered, questions_for
from passkeyctl.graph.directory_objects import organization_of
from passkeyctl.graph.paths import EndpointName
from passkeyctl.graph.reply import Reply
from passkeyctl.model.address import Kind
from passkeyctl.model.directory import Directory, Organization
from passkeyctl.model.fields import Field
from passkeyctl.model.kinds import FIELDS
from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.model.reference import Reference, RefKind
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.wire import canonical as c

ASKED = (RefKind.GROUP, RefKind.USER, RefKind.ROLE, RefKind.APPLICATION, RefKind.SERVICE_PRINCIPAL)
ONE_LIST = (RefKind.USER, RefKind.ROLE)
"""A principal name belongs to one person, and roles come as one list: looking them up by id says all there is."""


@dataclass(frozen=True, slots=True)
class NamesRead:
    """`refused` are kinds that may not be read here: what has no name among them need not be gone."""

    directory: Directory
    organization: Organization | None
    refused: frozenset[RefKind]


async def read_names(client: GraphClient, state: PriorState) -> NamesRead:
    """Two round trips, however large the tenant: the objects by their ids, then how many others have their names."""
    by_id = sorted(mentioned(state), key=lambda each: (each.kind, each.written))
    questions = questions_for(by_id)
    organization = BatchRequest(EndpointName.ORGANIZATION, query=ORGANIZATION, may_be_refused=True)
    first, *replies = await client.batch([organization, *_requests(questions)])
    found = answered(by_id, questions, replies, (), ())
    names = tuple(Reference(kind, name, name) for (kind, _), name in sorted(found.names.items()) if name)
    known = answered([each for each in names if each.kind in ONE_LIST], questions, replies, (), ())
    by_name = [each for each in names if each.kind in ASKED and each.kind not in ONE_LIST]
    again = questions_for(by_name)
    others = await client.batch(_requests(again)) if again else []
    namesakes = answered(by_name, again, others, (), ())
    refused = (*_refused(questions, replies), *_refused(again, others))
    directory = Directory({**known.found, **namesakes.found}, found.names)
    return NamesRead(directory, _organization(first), frozenset(refused))


def mentioned(state: PriorState) -> frozenset[Reference]:
    """Every id of a group, user, role or application in the state; words and other texts are none."""
    return frozenset(Reference(kind, id, id=id) for each in state.objects for kind, id in _ids(each) if c.is_guid(id))


def _ids(live: LiveObject) -> Iterator[tuple[RefKind, str]]:
    if live.kind in (Kind.TARGET, Kind.EXCLUDE) and live.id != EVERYONE:
        yield RefKind.GROUP, live.id
    for field in FIELDS[live.kind]:
        yield from ((kind, id) for kind, id in _of_field(field, live) if kind in ASKED)


def _of_field(field: Field, live: LiveObject) -> Iterable[tuple[RefKind, str]]:
    value = live.fields[field.path]
    if field.refers_to is None or not isinstance(value, frozenset):
        return ()
    return ((field.refers_to, str(each)) for each in value)


def _requests(questions: Sequence[Question]) -> list[BatchRequest]:
    """A name is welcome, not needed: without the permission ids stay ids."""
    return [replace(each.request, may_be_refused=True) for each in questions]


def _refused(questions: Sequence[Question], replies: Sequence[Reply]) -> Iterator[RefKind]:
    return (each.kind for each, reply in zip(questions, replies, strict=True) if not reply.is_success)


def _organization(reply: Reply) -> Organization | None:
    body = reply.body if reply.is_success and isinstance(reply.body, dict) else {}
    return organization_of(c.objects(body.get("value")))
