"""What Graph keeps of deleted policies and named locations: they can be restored with their ids for thirty days.

Source: https://learn.microsoft.com/entra/architecture/recover-from-deletions
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from passkeyctl.errors import GraphError
from passkeyctl.graph.client import GraphClient
from passkeyctl.graph.paths import EndpointName
from passkeyctl.json_types import JsonObject
from passkeyctl.model.address import Kind
from passkeyctl.model.state import LiveObject
from passkeyctl.plan.saved.three_way import Key
from passkeyctl.plan.undo.coming_back import Bin
from passkeyctl.wire import locations, policies
from passkeyctl.wire.canonical import identifier

SHELVES: dict[Kind, tuple[EndpointName, Callable[[JsonObject], LiveObject]]] = {
    Kind.POLICY: (EndpointName.DELETED_POLICIES, policies.read),
    Kind.LOCATION: (EndpointName.DELETED_LOCATIONS, locations.read),
}
REFUSED = {400, 403, 404, 405, 501}
"""Answers of an endpoint that has no recycle bin, or to somebody who may not look into it."""


async def read_bin(client: GraphClient, wanted: Iterable[Key]) -> Bin:
    """These objects as far as they are there; an endpoint without a recycle bin has none and says why."""
    asked = frozenset(wanted)
    held: dict[Key, LiveObject] = {}
    for kind, (endpoint, read) in SHELVES.items():
        ids = {id for each, id in asked if each is kind}
        if not ids:
            continue
        try:
            listed = await client.read_all(endpoint)
        except GraphError as refused:
            if refused.status not in REFUSED:
                raise
            return Bin(held, f"the recycle bin can't be read ({refused.summary})")
        rows = (each for each in listed if identifier(str(each.get("id"))) in ids)
        held |= {(live.kind, live.id): live for live in map(read, rows)}
    return Bin(held)
