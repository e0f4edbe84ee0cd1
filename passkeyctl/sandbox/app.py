"""The sandbox as an ASGI application."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from passkeyctl.sandbox.calls import Answer
from passkeyctl.sandbox.faults import Fault, Faults
from passkeyctl.sandbox.gateway import Gateway, Incoming, Watcher
from passkeyctl.sandbox.store import Store

_CONTENT_TYPE = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8"
_METHODS = ["GET", "POST", "PATCH", "PUT", "DELETE"]


def create_app(store: Store, faults: Sequence[Fault] | Faults = (), watcher: Watcher | None = None) -> Starlette:
    """Serve this store under `/v1.0` and `/beta`; `watcher` sees what took effect, also where the answer is lost."""
    gateway = Gateway(store, faults, watcher)

    async def endpoint(request: Request) -> Response:
        incoming = Incoming(
            request.method,
            request.scope["path"],
            dict(request.query_params),
            dict(request.headers),
            await request.body(),
            f"{request.url.scheme}://{request.url.netloc}",
        )
        latency = store.behaviour.latency_ms
        if latency:
            await asyncio.sleep(latency / 1000)
        answer = gateway.answer(incoming)
        return _response(answer, store.now())

    return Starlette(routes=[Route("/{path:path}", endpoint, methods=_METHODS)])


def _response(answer: Answer, now: datetime) -> Response:
    headers = {**answer.headers, "Date": format_datetime(now.astimezone(UTC), usegmt=True)}
    if answer.text is not None:
        return PlainTextResponse(answer.text, answer.status, headers=headers)
    if answer.status == 204:
        return Response(None, 204, headers=headers)
    return JSONResponse(answer.body, answer.status, headers=headers, media_type=_CONTENT_TYPE)
