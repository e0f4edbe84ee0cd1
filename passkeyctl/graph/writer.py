"""The tenant as an apply sees it: one that can send an operation and read a family afresh."""

from __future__ import annotations

from passkeyctl.graph.client import GraphClient
from passkeyctl.graph.reader import read_again
from passkeyctl.json_types import JsonObject
from passkeyctl.model.state import PriorState
from passkeyctl.plan.operation import Family, Operation
from passkeyctl.plan.record.answer import Answer
from passkeyctl.wire.canonical import identifier


class GraphTenant:
    def __init__(self, client: GraphClient) -> None:
        self._client = client

    async def send(self, operation: Operation, body: JsonObject | None) -> Answer:
        reply = await self._client.send(operation.method, operation.path, body, creates=bool(operation.creates))
        id = reply.body.get("id") if isinstance(reply.body, dict) else None
        return Answer(identifier(id) if isinstance(id, str) else None, reply.requests)

    async def read(self, families: frozenset[Family], base: PriorState) -> PriorState:
        return await read_again(self._client, families, base)
