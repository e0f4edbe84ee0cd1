"""The order of a plan's requests as JSON: fields, not sentences."""

from __future__ import annotations

from passkeyctl.insight.between.proof import Harmed
from passkeyctl.json_types import JsonObject
from passkeyctl.plan.plan import Plan
from passkeyctl.render.naming import Names, names_of
from passkeyctl.render.order_view import OrderStep, order_of


def order_json(plan: Plan) -> JsonObject:
    """`order` has each request in its place, `order_proof` what is known of all the moments between."""
    names = names_of(plan)
    return {
        "order": [_step(each, names) for each in order_of(plan.operations, plan.path)],
        "order_proof": {
            "followed": plan.path is not None,
            "proven": plan.path is not None and plan.path.is_safe,
            "unclear": [*plan.path.unclear] if plan.path is not None else [],
        },
    }


def _step(step: OrderStep, names: Names) -> JsonObject:
    """`after` is the number of the last request that this one has to come after, `leaves` what stands then."""
    return {
        "step": step.number,
        "summary": step.operation.summary,
        "addresses": [str(each) for each in step.operation.addresses],
        "stage": step.operation.stage.value,
        "direction": step.direction.value,
        "after": step.waits_for,
        "leaves": step.moment.value,
        "harms": [_harmed(each, names) for each in step.harms],
    }


def _harmed(harmed: Harmed, names: Names) -> JsonObject:
    who = harmed.persona
    return {
        "harm": harmed.harm.value,
        "certain": harmed.is_sure,
        "memberships": [{"kind": kind.value, "id": id, "name": names.of(kind, id)} for kind, id in who.memberships()],
        "guest": who.is_guest,
        "using": [*harmed.using],
        "sign_in": harmed.sign_in or None,
        "policies": [*harmed.policies],
        "surely": len(harmed.known.surely),
        "possibly": len(harmed.known.possibly),
    }
