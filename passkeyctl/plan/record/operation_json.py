"""Operations as JSON: what a plan file keeps and a later plan is compared with, and what a journal is read by."""

from __future__ import annotations

from collections.abc import Iterable

from passkeyctl.json_types import JsonObject, JsonValue, object_in
from passkeyctl.model.address import Address
from passkeyctl.plan.operation import Family, Operation, Stage
from passkeyctl.plan.plan import Plan
from passkeyctl.plan.record.expectation_json import expectation_json, expectation_of


def operations_json(plan: Plan) -> list[JsonValue]:
    """Every request in the order in which it is sent; ids that are not known yet as `<id of ADDRESS>`."""
    return kept_operations(plan.operations)


def kept_operations(operations: Iterable[Operation]) -> list[JsonValue]:
    """With what must read back afterwards, so that `operation_of` can read each of them again."""
    return [
        {
            **operation_json(each),
            "family": each.family.value,
            "expects": [expectation_json(expected) for expected in each.expects],
        }
        for each in operations
    ]


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


def operation_of(kept: JsonValue) -> Operation:
    """To know what a request was to bring about, never to send it again.

    Raises KeyError, TypeError or ValueError where `kept_operations` did not make it.
    """
    line = object_in(kept)
    return Operation(
        stage=Stage[str(line["stage"]).upper()],
        family=Family(str(line["family"])),
        addresses=_addresses(line["addresses"]),
        summary=str(line["summary"]),
        method=str(line["method"]),
        path=str(line["path"]),
        body=None if line["body"] is None else object_in(line["body"]),
        expects=tuple(expectation_of(object_in(each)) for each in _listed(line["expects"])),
        creates=_addresses(line["creates"]),
    )


def _addresses(kept: JsonValue) -> tuple[Address, ...]:
    return tuple(Address.parse(str(each)) for each in _listed(kept))


def _listed(kept: JsonValue) -> list[JsonValue]:
    if not isinstance(kept, list):
        raise TypeError(kept)
    return kept
