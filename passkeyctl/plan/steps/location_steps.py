"""Named locations: one request each, and two to delete a trusted one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from passkeyctl.json_types import JsonObject
from passkeyctl.model.address import Kind
from passkeyctl.model.change import Action, ResourceChange
from passkeyctl.model.directions import Direction
from passkeyctl.model.fields import Fields
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.plan.operation import Expectation, Family, Gone, Operation, Present, Stage
from passkeyctl.plan.steps.location_directions import Shift, Use, is_safe, of_location, shift_of, uses
from passkeyctl.plan.steps.restoring import at_rest, once_restored
from passkeyctl.wire import endpoints
from passkeyctl.wire import locations as wire


def operations(changes: Iterable[ResourceChange], prior: PriorState) -> tuple[Operation, ...]:
    """Renames first: a new location may take a name that another one gives up."""
    listed = tuple(changes)
    locations = [each for each in listed if each.address.kind is Kind.LOCATION and each.action is not Action.NO_OP]
    if not locations:
        return ()
    policies = uses(listed, prior)
    in_order = sorted(locations, key=lambda each: each.live is None or each.changed("name") is None)
    return tuple(operation for each in in_order for operation in _of(each, policies))


def stage_of(shift: Shift, policies: Iterable[Use]) -> Stage:
    """Before the policies or after them: as its direction says, unless just the other moment goes unnoticed."""
    listed = tuple(policies)
    is_early = of_location(shift, listed) is not Direction.TIGHTENS
    if not is_safe(shift, listed, early=is_early) and is_safe(shift, listed, early=not is_early):
        is_early = not is_early
    return Stage.WIDER_LOCATIONS if is_early else Stage.NARROWER_LOCATIONS


def _of(change: ResourceChange, policies: tuple[Use, ...]) -> Iterator[Operation]:
    planned, live = change.planned, change.live
    match change.action:
        case Action.CREATE if change.restores is not None:
            expected = _present(change, change.restores.fields)
            yield _operation(change, Stage.LOCATIONS, "restore", "POST", None, expected)
            if (rest := once_restored(change)) is not None:
                yield from _of(rest, policies)
        case Action.CREATE if planned is not None:
            body = wire.create_json(planned)
            yield _operation(change, Stage.LOCATIONS, "create", "POST", body, _present(change, planned))
        case Action.UPDATE if live is not None and planned is not None:
            body = wire.patch_json(live.fields, planned, live.original)
            stage = _stage(change, policies)
            yield _operation(change, stage, "update", "PATCH", body, _present(change, planned))
        case Action.DELETE if live is not None:
            yield from _deletion(change, live)


def _stage(change: ResourceChange, policies: tuple[Use, ...]) -> Stage:
    """A name that is given up is free before another location takes it, wherever the change may be early at all."""
    stage = stage_of(shift_of(change), policies)
    is_renamed = change.changed("name") is not None
    return Stage.LOCATIONS if is_renamed and stage is Stage.WIDER_LOCATIONS else stage


def _deletion(change: ResourceChange, live: LiveObject) -> Iterator[Operation]:
    """Graph does not delete a trusted location."""
    distrusted = at_rest(Kind.LOCATION, live.fields)
    if distrusted != live.fields:
        body = wire.patch_json(live.fields, distrusted, live.original)
        expected = _present(change, distrusted)
        yield _operation(change, Stage.NARROWER_LOCATIONS, "no longer trust", "PATCH", body, expected)
    yield _operation(change, Stage.DELETED_LOCATIONS, "delete", "DELETE", None, Gone(Kind.LOCATION, change.id))


def _present(change: ResourceChange, fields: Fields) -> Present:
    return Present(Kind.LOCATION, change.id, fields)


def _operation(
    change: ResourceChange, stage: Stage, verb: str, method: str, body: JsonObject | None, expected: Expectation
) -> Operation:
    is_new = change.action is Action.CREATE and change.restores is None
    return Operation(
        stage=stage,
        family=Family.LOCATIONS,
        addresses=(change.address,),
        summary=f"{verb} named location `{change.name}`",
        method=method,
        path=_path(change),
        body=body,
        expects=(expected,),
        creates=(change.address,) if is_new else (),
    )


def _path(change: ResourceChange) -> str:
    if change.action is not Action.CREATE:
        return endpoints.location(change.id)
    return endpoints.LOCATIONS if change.restores is None else endpoints.restored_location(change.id)
