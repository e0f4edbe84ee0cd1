"""The HTTP client below the SDK: its transport, the guard of read-only runs, and the SDK's middleware."""

from __future__ import annotations

import json
import re
import ssl
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

import httpx
from kiota_http.middleware.options import RedirectHandlerOption, RetryHandlerOption, UserAgentHandlerOption

from passkeyctl import __version__
from passkeyctl.errors import WriteRefused
from passkeyctl.graph.clouds import Endpoint

if TYPE_CHECKING:
    # mypy would follow the SDK into all of its 16 000 modules, which takes minutes.
    GraphClientFactory: Any
else:
    from msgraph_core import GraphClientFactory

_READING_POST = re.compile(
    r"/directoryObjects/getByIds|/users/[^/?]+/checkMemberGroups|/identity/conditionalAccess/evaluate"
)
_ISSUING = re.compile(r"/users/[^/?]+/authentication/temporaryAccessPassMethods", re.IGNORECASE)
_VERSION = re.compile(r".*?/(?:v1\.0|beta)(?=/)")
TIMEOUT = httpx.Timeout(100.0, connect=30.0)


class ReadOnlyTransport(httpx.AsyncBaseTransport):
    """Lets through what reads and raises `WriteRefused` for the rest, before anything is sent."""

    def __init__(self, inner: httpx.AsyncBaseTransport, *, issues_passes: bool = False) -> None:
        self._inner = inner
        self._issues_passes = issues_passes

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        path = request.url.raw_path.decode("ascii").partition("?")[0]
        may_leave = self._issues_passes and _issues(request.method, path)
        if not may_leave and not _reads(request.method, path, await request.aread()):
            raise WriteRefused(
                f"a read-only run tried to send `{request.method} {path}`; it was not sent",
                hint="this is a fault of passkeyctl: please report it",
            )
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        await self._inner.aclose()


class PassGuard(httpx.AsyncBaseTransport):
    """For a connection that writes: it sets up tenants, and never touches what people sign in with."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        path = request.url.raw_path.decode("ascii").partition("?")[0]
        if request.method != "GET" and "/temporaryaccesspassmethods" in path.lower():
            raise WriteRefused(
                f"`{request.method} {path}` was not sent: passes are made by `rollout invite` only",
                hint="this is a fault of passkeyctl: please report it",
            )
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        await self._inner.aclose()


class ClosingTransport(httpx.AsyncBaseTransport):
    """Closes the connections below the SDK's middleware, whose own transport has no way to."""

    def __init__(self, outer: httpx.AsyncBaseTransport, inner: Sequence[httpx.AsyncBaseTransport]) -> None:
        self._outer = outer
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        told = _TOLD_WHEN_IT_LEAVES.get()
        if told is not None:
            request.extensions["trace"] = _trace(told)
        return await self._outer.handle_async_request(request)

    async def aclose(self) -> None:
        for each in self._inner:
            await each.aclose()


# The SDK's adapter stands between who sends and the transport, and hands nothing on but the request itself.
_TOLD_WHEN_IT_LEAVES: ContextVar[Callable[[], None] | None] = ContextVar("told_when_it_leaves", default=None)


@contextmanager
def telling(leaves: Callable[[], None] | None) -> Iterator[None]:
    """`leaves` is called when the request that is sent within has gone out on its connection."""
    token = _TOLD_WHEN_IT_LEAVES.set(leaves)
    try:
        yield
    finally:
        _TOLD_WHEN_IT_LEAVES.reset(token)


def _trace(leaves: Callable[[], None]) -> Callable[[str, object], Awaitable[None]]:
    async def trace(event: str, _: object) -> None:
        # Not when it is about to: whatever else starts up in this process may come before the writing.
        if event.endswith("send_request_headers.complete"):
            leaves()

    return trace


def _reads(method: str, path: str, content: bytes) -> bool:
    if method == "GET":
        return True
    return method == "POST" and (_is_reading_post(path) or (path.endswith("/$batch") and _batch_reads(content)))


def _issues(method: str, path: str) -> bool:
    return method == "POST" and _ISSUING.fullmatch(_VERSION.sub("", path, count=1)) is not None


def _is_reading_post(path: str) -> bool:
    return _READING_POST.fullmatch(_VERSION.sub("", path, count=1)) is not None


def _batch_reads(content: bytes) -> bool:
    try:
        batch = json.loads(content)
    except ValueError:
        return False
    requests = batch.get("requests") if isinstance(batch, dict) else None
    return isinstance(requests, list) and all(map(_batch_request_reads, requests))


def _batch_request_reads(request: object) -> bool:
    match request:
        case {"method": "GET", "url": str()}:
            return True
        case {"method": "POST", "url": str(url)}:
            return _READING_POST.fullmatch(url.partition("?")[0]) is not None
        case _:
            return False


def open_http(
    endpoint: Endpoint,
    *,
    read_only: bool,
    issues_passes: bool = False,
    transport: httpx.AsyncBaseTransport | None = None,
    tls: ssl.SSLContext | None = None,
) -> httpx.AsyncClient:
    """An HTTP client with the SDK's middleware; the SDK's own retries and redirects are off."""
    secure = endpoint.base.startswith("https:")
    client = httpx.AsyncClient(
        transport=transport,
        verify=tls or (trusted() if secure and transport is None else without_trust()),
        http2=secure,
        timeout=TIMEOUT,
        follow_redirects=False,
        trust_env=not endpoint.is_loopback,
    )
    if read_only or issues_passes:
        _guard(client, lambda inner: ReadOnlyTransport(inner, issues_passes=issues_passes))
    else:
        _guard(client, PassGuard)
    inner = (client._transport, *client._mounts.values())
    options = (
        RetryHandlerOption(max_retries=0, should_retry=False),
        RedirectHandlerOption(max_redirect=0, should_redirect=False),
        UserAgentHandlerOption(product_name="passkeyctl", product_version=__version__),
    )
    guarded: httpx.AsyncClient = GraphClientFactory.create_with_default_middleware(
        client=client, options={option.get_key(): option for option in options}
    )
    guarded._transport = ClosingTransport(guarded._transport, [each for each in inner if each is not None])
    return guarded


def trusted() -> ssl.SSLContext:
    """The public certificate authorities, or those of SSL_CERT_FILE; loading them takes time, so make one and share."""
    return httpx.create_ssl_context()


def without_trust() -> ssl.SSLContext:
    """A context that trusts nobody: costs nothing to make, for connections without TLS."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _guard(client: httpx.AsyncClient, guarded: Callable[[httpx.AsyncBaseTransport], httpx.AsyncBaseTransport]) -> None:
    # Wrapped in place, as the SDK's factory does: a transport that is handed in would lose httpx's proxies.
    client._transport = guarded(client._transport)
    client._mounts = {pattern: guarded(mounted) if mounted else None for pattern, mounted in client._mounts.items()}
