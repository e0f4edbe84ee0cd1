"""Answers that were kept, given again byte for byte; what nobody kept goes to a small directory, or is refused.

The lists of a snapshot don't go through the sandbox's store: it would fill in what it thinks Graph fills in, and would
read and write twenty-five megabytes of address ranges three times over.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from datetime import datetime

import httpx

from passkeyctl.json_types import JsonObject
from passkeyctl.sandbox.faults import Fault, Refuse
from passkeyctl.sandbox.store import Store
from passkeyctl.sandbox.transport import SandboxTransport

ALWAYS = 1 << 62
_DIRECTORY = r"^/?(v1\.0|beta)/(?!\$batch|organization|groups|users|servicePrincipals|roleManagement|directoryObjects)"


def directory_store(collections: JsonObject, *, clock: Callable[[], datetime], new_id: Callable[[], str]) -> Store:
    """A tenant in memory that nothing is left of."""
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    store = Store.within(connection, clock=clock, new_id=new_id)
    store.load(collections)
    return store


class ReplayTransport(httpx.AsyncBaseTransport):
    """`answers` are bodies by path, made when they are asked for; `refused` is what each path, as a pattern, gets."""

    def __init__(
        self, store: Store, answers: Mapping[str, Callable[[], bytes]], refused: Sequence[tuple[str, Refuse]]
    ) -> None:
        faults = [Fault("*", pattern, 1, effect, ALWAYS) for pattern, effect in refused]
        unknown = Refuse(403, "NotInTheSnapshot", "nobody asked for it")
        self._directory = SandboxTransport(store, faults=[*faults, Fault("*", _DIRECTORY, 1, unknown, ALWAYS)])
        self._answers = {path.lower(): answer for path, answer in answers.items()}
        self._store = store

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = self._answers.get(request.url.path.lower()) if request.method == "GET" else None
        if answer is None:
            return await self._directory.handle_async_request(request)
        return httpx.Response(200, content=answer(), headers={"Content-Type": "application/json"}, request=request)

    async def aclose(self) -> None:
        with closing(self._store):
            await self._directory.aclose()
