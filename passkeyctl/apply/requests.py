"""From an operation to the request that leaves: ids that were not known when it was planned are put in."""

from __future__ import annotations

from collections.abc import Mapping

from passkeyctl.errors import PasskeyctlError
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.address import PENDING, Address, PendingId
from passkeyctl.plan.operation import Operation


class UnknownId(PasskeyctlError):
    """An operation needs the id of something whose creation was not seen; it must not be sent."""


def request_body(operation: Operation, ids: Mapping[Address, str]) -> JsonObject | None:
    if operation.body is None:
        return None
    known = {str(PendingId(address)): id for address, id in ids.items()}
    return {key: _filled(value, known, operation) for key, value in operation.body.items()}


def _filled(value: JsonValue, known: Mapping[str, str], operation: Operation) -> JsonValue:
    if isinstance(value, list):
        return [_filled(each, known, operation) for each in value]
    if isinstance(value, dict):
        return {key: _filled(each, known, operation) for key, each in value.items()}
    if not isinstance(value, str) or not value.startswith(PENDING):
        return value
    if value not in known:
        raise UnknownId(
            f"the {value.strip('<>')} is not known",
            address=", ".join(str(each) for each in operation.addresses),
            hint="run again: a new plan reads what is there",
        )
    return known[value]
