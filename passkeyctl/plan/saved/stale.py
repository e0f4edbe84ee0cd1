"""Whether a saved plan still is what it was when it was reviewed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from passkeyctl.errors import PlanFileRejected
from passkeyctl.model.address import Kind
from passkeyctl.model.fields import Fields
from passkeyctl.plan.operation import Expectation, Fido2Shows, Gone, Operation, Present
from passkeyctl.plan.plan import Destination, Plan
from passkeyctl.plan.record.operation_json import operation_json
from passkeyctl.plan.saved.plan_document import SavedPlan
from passkeyctl.plan.saved.read_objects import moved_elsewhere
from passkeyctl.plan.saved.three_way import Key, Moved, Wish, three_way
from passkeyctl.wire.moment import moment_state
from passkeyctl.wire.passkeys import FIDO2_ID

SANDBOX = "sandbox"


@dataclass(frozen=True, slots=True)
class Staleness:
    """`touched` has moved of what the plan writes, `elsewhere` besides.

    `has_other_requests`: the same files would send something else now. `catalogue` says which one was read then and
    which one now, where they differ.
    """

    touched: tuple[Moved, ...]
    elsewhere: tuple[Moved, ...]
    has_other_requests: bool
    catalogue: str = ""

    @property
    def is_stale(self) -> bool:
        """What the plan does not touch may move, as long as it would send the same."""
        return bool(self.touched) or self.has_other_requests


def staleness(saved: SavedPlan, plan: Plan) -> Staleness:
    """`plan` was made now, from the files in `saved`."""
    touched = three_way(moment_state(saved.before), wishes_of(saved), plan.prior)
    elsewhere = moved_elsewhere(saved.objects, plan.prior, {(each.kind, each.id): each for each in touched})
    return Staleness(
        touched,
        elsewhere,
        _requests(saved.operations) != _requests(plan.operations),
        _other_catalogue(saved, plan),
    )


def _requests(operations: Iterable[Operation]) -> list[str]:
    """In one spelling: what was read from a file is compared with what was made now."""
    return [json.dumps(operation_json(each), sort_keys=True) for each in operations]


def wishes_of(saved: SavedPlan) -> dict[Key, Wish]:
    """What the plan that was saved would have made of the objects that were there."""
    shown: dict[Key, Fields] = {}
    for each in saved.operations:
        for expected in each.expects:
            shown.update(_shows(expected))
    return {
        (each.kind, each.id): Wish(
            each.address,
            None
            if each.paths is None
            else {path: value for path, value in shown.get((each.kind, each.id), {}).items() if path in each.paths},
        )
        for each in saved.touches
    }


def _shows(expected: Expectation) -> Iterator[tuple[Key, Fields]]:
    match expected:
        case Gone():
            return
        case Present(kind, id, fields):
            yield (kind, id), fields
        case Fido2Shows():
            yield (Kind.PASSKEYS, FIDO2_ID), expected.settings
            yield from (((Kind.PROFILE, id), fields) for id, fields in expected.profiles.items())
            yield from (((Kind.TARGET, id), {"profiles": listed}) for id, listed in expected.targets.items())


def _other_catalogue(saved: SavedPlan, plan: Plan) -> str:
    """Empty where both were made by the same one, so that it can't be the reason."""
    made_by = saved.catalogue.get("date") if isinstance(saved.catalogue, dict) else None
    if made_by is None or plan.catalogue is None or made_by == plan.catalogue.date:
        return ""
    return f"from {made_by} to {plan.catalogue.date}"


def check_endpoint(saved: SavedPlan, label: str, *, redact: bool = False) -> None:
    """Before anything is opened: a plan of the sandbox sends nothing to a tenant, not even a question."""
    made_for = saved.destination.shown(redact=redact)
    made_at = made_for.endpoint
    if made_at != label:
        raise PlanFileRejected(
            f"the plan was made for `{made_for.tenant_name}` at `{made_at}`, this is `{label}`",
            hint="add --tenant sandbox"
            if made_at == SANDBOX
            else "apply it where it was made, or make a new plan here",
        )


def check_destination(saved: SavedPlan, now: Destination, *, redact: bool = False) -> None:
    made_for, here = saved.destination.shown(redact=redact), now.shown(redact=redact)
    if (made_for.endpoint, made_for.tenant_id) != (here.endpoint, here.tenant_id):
        raise PlanFileRejected(
            f"the plan was made for `{made_for.tenant_name}` (`{made_for.tenant_id}`), "
            f"this is `{here.tenant_name}` (`{here.tenant_id}`)",
            hint="apply it where it was made, or make a new plan here",
        )
