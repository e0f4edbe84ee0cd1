"""azure-identity's requests over httpx: one TLS context for everything, and no second HTTP library."""

from __future__ import annotations

import ssl
from types import TracebackType
from typing import Any, Self

import httpx
from azure.core.exceptions import ServiceRequestError, ServiceResponseError
from azure.core.pipeline.transport import AsyncHttpResponse, AsyncHttpTransport
from azure.core.rest import HttpRequest


class HttpxResponse(AsyncHttpResponse):
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


class HttpxTransport(AsyncHttpTransport[HttpRequest, HttpxResponse]):
    def __init__(self, tls: ssl.SSLContext, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._http = httpx.AsyncClient(verify=tls, transport=transport, timeout=httpx.Timeout(60.0, connect=20.0))

    async def open(self) -> None:
        return None

    async def close(self) -> None:
        await self._http.aclose()

    async def send(self, request: HttpRequest, **kwargs: Any) -> HttpxResponse:  # noqa: ARG002 - azure-core's hints
        content = request.content
        body: dict[str, Any] = {"data": content} if isinstance(content, dict) else {"content": content}
        try:
            response = await self._http.request(request.method, request.url, headers=dict(request.headers), **body)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise ServiceRequestError(str(error), error=error) from error
        except httpx.TransportError as error:
            raise ServiceResponseError(str(error), error=error) from error
        return HttpxResponse(request, response)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None = None,
        error: BaseException | None = None,
        trace: TracebackType | None = None,
    ) -> None:
        await self.close()
