"""Authentication strengths: created whole; changed through a PATCH, an action and child requests, looser ones first.

Source: https://learn.microsoft.com/graph/api/authenticationstrengthpolicy-updateallowedcombinations
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from passkeyctl.model.address import Kind
from passkeyctl.model.change import Action, ResourceChange
from passkeyctl.model.fields import Fields
from passkeyctl.model.state import LiveObject
from passkeyctl.plan.operation import Family, Gone, Operation, Present, Stage
from passkeyctl.plan.steps import strength_course
from passkeyctl.wire import endpoints
from passkeyctl.wire import strengths as wire


def operations(changes: Iterable[ResourceChange]) -> tuple[Operation, ...]:
    """Renames first: a new strength may take a name that another one gives up."""
    strengths = [each for each in changes if each.address.kind is Kind.STRENGTH]
    in_order = sorted(strengths, key=lambda each: each.live is None or each.changed("name") is None)
    return tuple(operation for each in in_order for operation in _of(each))


def _of(change: ResourceChange) -> Iterator[Operation]:
    match change.action:
        case Action.CREATE if change.planned is not None:
            yield _creation(change, change.planned)
        case Action.DELETE:
            yield _deletion(change)
        case Action.UPDATE if change.live is not None and change.planned is not None:
            yield from _update(change, change.live, change.planned)


def _creation(change: ResourceChange, planned: Fields) -> Operation:
    return Operation(
        stage=Stage.STRENGTHS,
        family=Family.STRENGTHS,
        addresses=(change.address,),
        summary=f"create authentication strength `{change.name}`",
        method="POST",
        path=endpoints.STRENGTHS,
        body=wire.create_json(planned),
        expects=(Present(Kind.STRENGTH, change.id, planned),),
        creates=(change.address,),
    )


def _deletion(change: ResourceChange) -> Operation:
    return Operation(
        stage=Stage.DELETED_STRENGTHS,
        family=Family.STRENGTHS,
        addresses=(change.address,),
        summary=f"delete authentication strength `{change.name}`",
        method="DELETE",
        path=endpoints.strength(change.id),
        body=None,
        expects=(Gone(Kind.STRENGTH, change.id),),
    )


def _update(change: ResourceChange, live: LiveObject, planned: Fields) -> Iterator[Operation]:
    """Each operation expects the fields as they stand after it, so that a wave verifies what it has done."""
    for request in strength_course.requests(live, planned):
        yield Operation(
            stage=request.stage,
            family=Family.STRENGTHS,
            addresses=(change.address,),
            summary=f"{request.summary} of authentication strength `{change.name}`",
            method=request.method,
            path=request.path,
            body=request.body,
            expects=(Present(Kind.STRENGTH, live.id, request.after.fields),),
        )
