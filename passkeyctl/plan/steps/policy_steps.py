"""Conditional Access policies: one request each, and two for a delete."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from passkeyctl.json_types import JsonObject
from passkeyctl.model.address import Kind
from passkeyctl.model.change import Action, ResourceChange
from passkeyctl.model.directions import BOTH, Direction, of_policy
from passkeyctl.model.fields import Fields
from passkeyctl.model.state import LiveObject
from passkeyctl.plan.operation import Family, Gone, Operation, Present, Stage
from passkeyctl.plan.steps.restoring import at_rest, once_restored
from passkeyctl.wire import endpoints
from passkeyctl.wire import policies as wire


def operations(changes: Iterable[ResourceChange]) -> tuple[Operation, ...]:
    """What only tightens before what lets go of some for others: who may pass does not depend on that moment."""
    policies = [each for each in changes if each.address.kind is Kind.POLICY]
    in_order = sorted(policies, key=lambda each: each.action is Action.UPDATE and of_policy(each) is BOTH)
    return tuple(operation for each in in_order for operation in _of(each))


def _of(change: ResourceChange) -> Iterator[Operation]:
    match change.action:
        case Action.CREATE if change.restores is not None:
            yield _restoration(change, change.restores)
            if (rest := once_restored(change)) is not None:
                yield from _of(rest)
        case Action.CREATE if change.planned is not None:
            yield _operation(change, Stage.POLICIES, "create", "POST", wire.create_json(change.planned), change.planned)
        case Action.UPDATE if change.live is not None and change.planned is not None:
            stage = Stage.LOOSER_POLICIES if of_policy(change) is Direction.LOOSENS else Stage.POLICIES
            body = wire.patch_json(change.live.fields, change.planned, change.live.original)
            yield _operation(change, stage, "update", "PATCH", body, change.planned)
        case Action.DELETE if change.live is not None:
            yield from _deletion(change, change.live)


def _operation(
    change: ResourceChange, stage: Stage, verb: str, method: str, body: JsonObject, planned: Fields
) -> Operation:
    is_new = change.action is Action.CREATE
    return Operation(
        stage=stage,
        family=Family.POLICIES,
        addresses=(change.address,),
        summary=f"{verb} Conditional Access policy `{change.name}`",
        method=method,
        path=endpoints.POLICIES if is_new else endpoints.policy(change.id),
        body=body,
        expects=(Present(Kind.POLICY, change.id, planned),),
        creates=(change.address,) if is_new else (),
    )


def _restoration(change: ResourceChange, deleted: LiveObject) -> Operation:
    """It comes back as it was deleted, with its id."""
    return Operation(
        stage=Stage.RESTORED_POLICIES,
        family=Family.POLICIES,
        addresses=(change.address,),
        summary=f"restore Conditional Access policy `{change.name}`",
        method="POST",
        path=endpoints.restored_policy(change.id),
        body=None,
        expects=(Present(Kind.POLICY, change.id, deleted.fields),),
    )


def _deletion(change: ResourceChange, live: LiveObject) -> Iterator[Operation]:
    """First out of force, so that restoring it from the recycle bin can't enforce it."""
    rested = at_rest(Kind.POLICY, live.fields)
    if rested != live.fields:
        body = wire.patch_json(live.fields, rested, live.original)
        yield _operation(change, Stage.LOOSER_POLICIES, "take out of force", "PATCH", body, rested)
    yield Operation(
        stage=Stage.DELETED_POLICIES,
        family=Family.POLICIES,
        addresses=(change.address,),
        summary=f"delete Conditional Access policy `{change.name}`",
        method="DELETE",
        path=endpoints.policy(change.id),
        body=None,
        expects=(Gone(Kind.POLICY, change.id),),
    )
