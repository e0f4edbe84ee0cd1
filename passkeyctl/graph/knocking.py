"""One request without a token: whether Graph answers at all, and what time it is there."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx

from passkeyctl.errors import GraphError
from passkeyctl.graph.clouds import Endpoint
from passkeyctl.graph.pacing import date_of
from passkeyctl.graph.transports import open_http

SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Knock:
    """`ahead` is by how much this machine's clock is ahead of Graph's; None: Graph did not say what time it is.

    `error` says why there was no answer; `status` is HTTP's, usually 401: nobody is signed in here.
    """

    status: int = 0
    ahead: timedelta | None = None
    error: str = ""


async def knock(
    endpoint: Endpoint,
    clock: Callable[[], datetime],
    *,
    tls: ssl.SSLContext | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
) -> Knock:
    """Whatever is answered is an answer; nothing of it but the time is used.

    Raises GraphError where not even a connection can be tried: for a proxy that is none, or one that takes SOCKS.
    """
    try:
        client = open_http(endpoint, read_only=True, transport=transport, tls=tls)
    except (httpx.InvalidURL, ValueError, ImportError) as fault:
        raise GraphError(f"no connection can be made: {fault}", hint="check HTTPS_PROXY and ALL_PROXY") from fault
    async with client as http:
        before = clock()
        try:
            response = await http.get(f"{endpoint.base}/v1.0/organization", timeout=SECONDS)
        except httpx.RequestError as error:
            return Knock(error=str(error) or type(error).__name__)
        now = before + (clock() - before) / 2
    told = date_of({name.lower(): value for name, value in response.headers.items()})
    # The header has whole seconds, cut off: half of one is the best guess for the rest.
    ahead = now - told - timedelta(seconds=0.5) if told is not None else None
    return Knock(response.status_code, ahead)
