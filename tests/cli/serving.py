"""The sandbox on a loopback port with faults, so that the command line meets it as it meets Graph."""

from __future__ import annotations

import gc
import socket
import threading
import warnings
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from passkeyctl.sandbox.app import create_app
from passkeyctl.sandbox.faults import ConnectionDropped, Fault
from passkeyctl.sandbox.store import Store


class Cut:
    """Turns a dropped connection of the sandbox into a real one: an answer is begun and never finished."""

    def __init__(self, inner: ASGIApp) -> None:
        self._inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_and_close(message: Message) -> None:
            # Every connection serves one request, so that none is left when the server goes.
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"connection", b"close")]
            await send(message)

        try:
            await self._inner(scope, receive, send_and_close)
        except ConnectionDropped:
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1000")]})
            await send({"type": "http.response.body", "body": b"{", "more_body": False})


class Mending:
    """One port whose faults change: what was in the way of a run is gone when it goes on."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._app = Cut(create_app(store, ()))

    def now_with(self, *faults: Fault) -> None:
        self._app = Cut(create_app(self._store, faults))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)


def serving(store: Store, faults: Sequence[Fault] = ()) -> AbstractContextManager[str]:
    """The address, without `/v1.0`."""
    return serving_app(Cut(create_app(store, faults)))


@contextmanager
def serving_app(app: ASGIApp) -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, log_level="critical", ws="none", lifespan="off"))
    # With the protocol named asyncio sends at once what it has; else each answer waits 40 ms for an acknowledgement.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()
        _let_go()


def _let_go() -> None:
    """A connection that came while the server went is nobody's any more, and not the next test's fault."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="unclosed (transport|<socket)", category=ResourceWarning)
        gc.collect()
