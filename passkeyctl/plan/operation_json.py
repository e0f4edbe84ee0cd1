"""Operations as JSON: what a plan file keeps and a later plan is compared with."""

from __future__ import annotations

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.plan.operation import Operation
from passkeyctl.plan.plan import Plan


def operations_json(plan: Plan) -> list[JsonValue]:
    """Every request in the order in which it is sent; ids that are not known yet as `<id of ADDRESS>`."""
    return [operation_json(each) for each in plan.operations]


def operation_json(operation: Operation) -> JsonObject:
    return {
        "stage": operation.stage.name.lower(),
        "method": operation.method,
        "path": operation.path,
        "body": operation.body,
        "addresses": [str(each) for each in operation.addresses],
        "creates": [str(each) for each in operation.creates],
        "summary": operation.summary,
    }
