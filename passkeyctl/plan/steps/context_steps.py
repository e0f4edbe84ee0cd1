"""Authentication contexts: one PATCH makes or changes one, since its id is the tenant's own choice.

Source: https://learn.microsoft.com/graph/api/authenticationcontextclassreference-update
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from passkeyctl.json_types import JsonObject
from passkeyctl.model.address import Kind
from passkeyctl.model.change import Action, ResourceChange
from passkeyctl.model.fields import Fields
from passkeyctl.model.state import LiveObject
from passkeyctl.plan.operation import Expectation, Family, Gone, Operation, Present, Stage
from passkeyctl.wire import contexts as wire
from passkeyctl.wire import endpoints


def operations(changes: Iterable[ResourceChange]) -> tuple[Operation, ...]:
    return tuple(operation for each in changes if each.address.kind is Kind.CONTEXT for operation in _of(each))


def _of(change: ResourceChange) -> Iterator[Operation]:
    planned, live = change.planned, change.live
    match change.action:
        case Action.CREATE if planned is not None:
            body = wire.create_json(planned)
            yield _operation(change, Stage.CONTEXTS, "create", "PATCH", body, _present(change, planned))
        case Action.UPDATE if live is not None and planned is not None:
            body = wire.patch_json(live.fields, planned)
            yield _operation(change, _stage(change), "update", "PATCH", body, _present(change, planned))
        case Action.DELETE if live is not None:
            yield from _deletion(change, live)


def _stage(change: ResourceChange) -> Stage:
    """Applications ask for a context only while it is published: the policies that need it let go of it first."""
    published = change.changed("published")
    is_withdrawn = published is not None and published.planned is not True
    return Stage.NARROWER_CONTEXTS if is_withdrawn else Stage.CONTEXTS


def _deletion(change: ResourceChange, live: LiveObject) -> Iterator[Operation]:
    """Graph does not delete a published context."""
    if live.fields["published"] is True:
        withdrawn: Fields = {**live.fields, "published": False}
        body = wire.patch_json(live.fields, withdrawn)
        yield _operation(change, Stage.NARROWER_CONTEXTS, "unpublish", "PATCH", body, _present(change, withdrawn))
    yield _operation(change, Stage.DELETED_CONTEXTS, "delete", "DELETE", None, Gone(Kind.CONTEXT, change.id))


def _present(change: ResourceChange, fields: Fields) -> Present:
    return Present(Kind.CONTEXT, change.id, fields)


def _operation(
    change: ResourceChange, stage: Stage, verb: str, method: str, body: JsonObject | None, expected: Expectation
) -> Operation:
    return Operation(
        stage=stage,
        family=Family.CONTEXTS,
        addresses=(change.address,),
        summary=f"{verb} authentication context `{change.name}`",
        method=method,
        path=endpoints.context(change.id),
        body=body,
        expects=(expected,),
    )
