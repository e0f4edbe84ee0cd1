"""Temporary Access Pass in one PATCH, or two where people join and others leave; the registration campaign in one.

Graph replaces the lists and the whole campaign, so each PATCH carries what stays as it was read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from passkeyctl.json_types import JsonObject
from passkeyctl.model.address import Kind
from passkeyctl.model.change import Action, ResourceChange
from passkeyctl.model.directions import BOTH, Direction, of_pass
from passkeyctl.model.fields import Fields
from passkeyctl.plan.operation import Family, Operation, Present, Stage
from passkeyctl.plan.steps.method_directions import with_targets_of_both
from passkeyctl.wire import endpoints
from passkeyctl.wire import methods as wire

ACCESS_PASS = "Temporary Access Pass"


def operations(changes: Iterable[ResourceChange]) -> tuple[Operation, ...]:
    return tuple(operation for each in changes if each.action is Action.UPDATE for operation in _of(each))


def _of(change: ResourceChange) -> Iterator[Operation]:
    match change.address.kind:
        case Kind.TEMPORARY_ACCESS_PASS:
            yield from _access_pass(change)
        case Kind.CAMPAIGN:
            yield from _campaign(change)


def _access_pass(change: ResourceChange) -> Iterator[Operation]:
    assert change.live is not None
    prior = change.live.fields
    for stage, summary, planned in _steps(prior, change.planned or prior):
        body = wire.temporary_access_pass_json(prior, planned, change.live.original)
        yield _operation(change, stage, summary, endpoints.TEMPORARY_ACCESS_PASS, body, planned)
        prior = planned


def _steps(prior: Fields, planned: Fields) -> tuple[tuple[Stage, str, Fields], ...]:
    """The states on the way. Whoever joins does so before policies may count on it, whoever leaves does so after."""
    direction = of_pass(prior, planned)
    between = with_targets_of_both(prior, planned) if direction is BOTH else None
    if between is not None:
        return (
            (Stage.WIDER_METHODS, f"target {ACCESS_PASS}", between),
            (Stage.NARROWER_METHODS, f"narrow {ACCESS_PASS}", planned),
        )
    return ((_STAGES[direction], _summary(prior, planned, direction), planned),)


_STAGES = {
    Direction.NEITHER: Stage.WIDER_METHODS,
    Direction.LOOSENS: Stage.WIDER_METHODS,
    Direction.TIGHTENS: Stage.NARROWER_METHODS,
    BOTH: Stage.CHANGED_METHODS,
}


def _summary(prior: Fields, planned: Fields, direction: Direction) -> str:
    if prior["state"] != planned["state"]:
        return f"{'enable' if planned['state'] == 'enabled' else 'disable'} {ACCESS_PASS}"
    return f"{'narrow' if direction is Direction.TIGHTENS else 'change'} {ACCESS_PASS}"


def _campaign(change: ResourceChange) -> Iterator[Operation]:
    assert change.live is not None
    planned, live = change.planned or change.live.fields, change.live
    is_beta = wire.campaign_is_beta(planned, live.original)
    path = endpoints.METHODS_POLICY_BETA if is_beta else endpoints.METHODS_POLICY
    body = wire.campaign_json(live.fields, planned, live.original)
    yield _operation(change, Stage.CAMPAIGN, "change the registration campaign", path, body, planned)


def _operation(
    change: ResourceChange, stage: Stage, summary: str, path: str, body: JsonObject, planned: Fields
) -> Operation:
    return Operation(
        stage=stage,
        family=Family.METHODS,
        addresses=(change.address,),
        summary=summary,
        method="PATCH",
        path=path,
        body=body,
        expects=(Present(change.address.kind, change.id, planned),),
    )
