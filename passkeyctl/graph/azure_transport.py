"""azure-identity's requests over httpx: one TLS context for everything, and no second HTTP library."""

from __future__ import annotations

import ssl
from types import TracebackType
from typing import Any, Self

import httpx
from azure.core.exceptions import AzureError, ServiceRequestError, ServiceResponseError
from azure.core.pipeline.transport import AsyncHttpResponse, AsyncHttpTransport, HttpResponse, HttpTransport
from azure.core.rest import HttpRequest

TIMEOUT = httpx.Timeout(60.0, connect=20.0)


class Answer(HttpResponse):
    """An answer that was read whole, in the shape azure-core's policies expect."""

    def __init__(self, request: HttpRequest, response: httpx.Response) -> None:
        super().__init__(request, response)  # type: ignore[arg-type] # azure-core mixes two generations of requests
        self.status_code = response.status_code
        self.headers = response.headers
        self.reason = response.reason_phrase
        self.content_type = response.headers.get("content-type")
        self._content = response.content

    def body(self) -> bytes:
        return self._content


class AsyncAnswer(Answer, AsyncHttpResponse):  # type: ignore[misc] # each generation has its own context manager
    pass


class BlockingTransport(HttpTransport[HttpRequest, Answer]):
    """For the credentials that ask a person."""

    def __init__(self, tls: ssl.SSLContext, transport: httpx.BaseTransport | None = None) -> None:
        self._http = httpx.Client(verify=tls, transport=transport, timeout=TIMEOUT)

    def open(self) -> None:
        return None

    def close(self) -> None:
        self._http.close()

    def send(self, request: HttpRequest, **kwargs: Any) -> Answer:  # noqa: ARG002 - azure-core's hints
        try:
            return Answer(request, self._http.request(request.method, request.url, **_parts(request)))
        except httpx.TransportError as error:
            raise _lost(error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None = None,
        error: BaseException | None = None,
        trace: TracebackType | None = None,
    ) -> None:
        self.close()


class AsyncTransport(AsyncHttpTransport[HttpRequest, AsyncAnswer]):
    """For the credentials of applications."""

    def __init__(self, tls: ssl.SSLContext, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._http = httpx.AsyncClient(verify=tls, transport=transport, timeout=TIMEOUT)

    @property
    def http(self) -> httpx.AsyncClient:
        """For requests that are not azure-identity's, over the same connections."""
        return self._http

    async def open(self) -> None:
        return None

    async def close(self) -> None:
        await self._http.aclose()

    async def send(self, request: HttpRequest, **kwargs: Any) -> AsyncAnswer:  # noqa: ARG002 - azure-core's hints
        try:
            return AsyncAnswer(request, await self._http.request(request.method, request.url, **_parts(request)))
        except httpx.TransportError as error:
            raise _lost(error) from error

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None = None,
        error: BaseException | None = None,
        trace: TracebackType | None = None,
    ) -> None:
        await self.close()


def _parts(request: HttpRequest) -> dict[str, Any]:
    content = request.content
    body = {"data": content} if isinstance(content, dict) else {"content": content}
    return {"headers": dict(request.headers), **body}


def _lost(error: httpx.TransportError) -> AzureError:
    # azure-core retries the first kind even where the second might have had an effect.
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
        return ServiceRequestError(str(error), error=error)
    return ServiceResponseError(str(error), error=error)
