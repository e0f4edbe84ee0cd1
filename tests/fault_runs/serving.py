"""One loopback port for all fault runs of a process; what stands behind it changes from run to run."""

from __future__ import annotations

import socket
import struct
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from passkeyctl.sandbox.faults import ConnectionDropped

_RESET_ON_CLOSE = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)


class Port:
    """Serves `app`, and makes a dropped connection of the sandbox a real one: the peer sees a reset."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.app: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert self.app is not None
        try:
            await self.app(scope, receive, send)
        except ConnectionDropped:
            _reset(send)


def _reset(send: Send) -> None:
    """uvicorn hands the connection to nobody: it is found behind the function that sends."""
    cycle: Any = send.__self__  # type: ignore[attr-defined]  # a method of uvicorn's cycle of one request
    sock = cycle.transport.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
    cycle.transport.abort()
    cycle.disconnected = True  # else uvicorn would answer for an application that does not


@contextmanager
def loopback() -> Iterator[Port]:
    # With the protocol named asyncio sends at once what it has; else each answer waits 40 ms for an acknowledgement.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    port = Port(f"http://127.0.0.1:{listener.getsockname()[1]}")
    config = uvicorn.Config(
        port, log_config=None, log_level="critical", ws="none", lifespan="off", http="h11", proxy_headers=False
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    try:
        yield port
    finally:
        server.should_exit = True
        thread.join()
        listener.close()
