"""Reading and writing a tenant through Graph: plain JSON in and out, whole lists or an error."""

from __future__ import annotations

import json
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from types import TracebackType
from typing import Self

import httpx
from kiota_abstractions.method import Method as HttpMethod
from kiota_abstractions.request_information import RequestInformation

from passkeyctl.errors import GraphError, IncompleteRead
from passkeyctl.graph.batch import BatchRequest, batch_request, chunks, longest_wait, replies_of
from passkeyctl.graph.builders import Query, prepare, request_for
from passkeyctl.graph.clouds import Endpoint
from passkeyctl.graph.errors import graph_error
from passkeyctl.graph.exchange import FAILURES, Ask, Exchange, Parse
from passkeyctl.graph.pacing import REPORT_WINDOW, Limiter, Patience, Timing, Window, pause
from passkeyctl.graph.paths import EndpointName, EndpointSpec, is_reading, is_repeatable, route_for, spec_of
from passkeyctl.graph.reply import Reply
from passkeyctl.graph.together import together
from passkeyctl.graph.tokens import TokenSource
from passkeyctl.graph.transports import open_http
from passkeyctl.json_types import JsonObject, JsonValue

NEXT_LINK = "@odata.nextLink"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a connection takes from outside: clock, chance, and the pace."""

    timing: Timing
    new_id: Callable[[], str]
    patience: Patience = field(default_factory=Patience)
    ca_interval: float = 1.0
    report_window: float = REPORT_WINDOW


class GraphClient:
    """A connection to one endpoint, to be used as `async with GraphClient.connect(...) as client`."""

    def __init__(self, endpoint: Endpoint, exchange: Exchange, settings: Settings) -> None:
        self.endpoint = endpoint
        self._exchange = exchange
        self._settings = settings
        self._window = Window(settings.report_window, settings.timing)

    @classmethod
    def connect(
        cls,
        endpoint: Endpoint,
        tokens: TokenSource,
        settings: Settings,
        *,
        read_only: bool,
        issues_passes: bool = False,
        transport: httpx.AsyncBaseTransport | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> GraphClient:
        """Opens nothing yet: the first request does. With `read_only` no request that writes can leave.

        `issues_passes` lets the one leave, even so, that makes a Temporary Access Pass; without it none does.
        The client closes `tokens` with itself. Share `tls` with them: loading the authorities takes time.
        """
        http = open_http(endpoint, read_only=read_only, issues_passes=issues_passes, transport=transport, tls=tls)
        limiter = Limiter(settings.ca_interval, settings.timing)
        exchange = Exchange(http, endpoint.base, tokens, settings.timing, settings.patience, limiter, settings.new_id)
        return cls(endpoint, exchange, settings)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        await self._exchange.close()

    @property
    def told_time(self) -> datetime | None:
        """What the tenant's own clock said with the last answer; None before the first one, or where it is not said."""
        return self._exchange.told_time

    def reports_window(self) -> Window:
        """What Graph's reports allow in a while: one count for all that read them through this connection."""
        return self._window

    async def read(
        self,
        endpoint: EndpointName,
        params: Mapping[str, str] | None = None,
        query: Query | None = None,
        *,
        body: JsonObject | None = None,
        parse: Parse = json.loads,
    ) -> JsonObject:
        """One answer. With `body` it is a POST that reads, such as `getByIds`."""
        spec = spec_of(endpoint)
        method = "GET" if body is None else "POST"
        if not is_reading(spec, method):
            raise ValueError(f"{method} of {endpoint} does not read")
        ask = self._ask(spec, method, params or {}, query or {}, body, parse=parse)
        return _object((await self._exchange.answer(ask)).body, ask.call)

    async def read_all(
        self,
        endpoint: EndpointName,
        params: Mapping[str, str] | None = None,
        query: Query | None = None,
        *,
        body: JsonObject | None = None,
        parse: Parse = json.loads,
    ) -> list[JsonObject]:
        """Every entry of a list, all pages of it; never a part."""
        spec = spec_of(endpoint)
        first = await self.read(endpoint, params, query, body=body, parse=parse)
        return await self._all_entries(spec, f"GET {spec.filled(params or {})}", first, parse)

    async def send(self, method: str, path: str, body: JsonObject | None = None, *, creates: bool = False) -> Reply:
        """One write to a path of the table, such as `/identity/conditionalAccess/policies/{id}`.

        `creates` marks a PATCH that makes something new; a POST always counts as one, except those that may be
        repeated. Such a request is never sent twice unless the first was refused: `Unreachable.maybe_received` then
        says that a read has to decide.
        """
        route = route_for(method, path)
        ask = self._ask(route.spec, method, route.params, {}, body, creates=creates)
        return await self._exchange.answer(ask)

    async def issue(self, spec: EndpointSpec, params: Mapping[str, str], body: JsonObject) -> Reply:
        """A POST outside of the table; only a connection that was opened for it lets it leave. Never sent twice."""
        return await self._exchange.answer(self._ask(spec, "POST", params, {}, body, creates=True))

    async def batch(self, requests: Sequence[BatchRequest]) -> tuple[Reply, ...]:
        """The replies in the order of the requests. A refusal is raised, but for those that are an answer.

        A list in a reply is complete: further pages are read and put in.
        """
        return await together(*map(self._completed, requests, await self.batch_of_first_pages(requests)))

    async def batch_of_first_pages(self, requests: Sequence[BatchRequest]) -> tuple[Reply, ...]:
        """As `batch`, with lists as Graph gave them: for those too long to be held as JSON. `pages_from` goes on."""
        parts = await together(*(self._part(part) for part in chunks(requests)))
        return tuple(reply for part in parts for reply in part)

    async def pages_from(
        self,
        request: BatchRequest,
        first: Reply | None = None,
        *,
        window: Window | None = None,
        parse: Parse = json.loads,
    ) -> AsyncGenerator[list[JsonObject], None]:
        """A list page by page; a page that was read already comes first. What fails midway is an `IncompleteRead`."""
        window = window or Window(0.0, self._settings.timing)
        if first is None:
            async with window.room():
                body = await self.read(request.endpoint, request.params, request.query, parse=parse)
        else:
            body = _object(first.body, request.call)
        async for page in self._pages(request.spec, request.call, body, parse, window=window):
            yield page

    async def _part(self, part: Mapping[str, BatchRequest]) -> list[Reply]:
        """One batch; what was throttled or failed in it is asked again, alone."""
        timing, patience = self._settings.timing, self._settings.patience
        began, tries, found, rest = timing.monotonic(), 0, dict[str, Reply](), part
        while rest:
            build = partial(batch_request, self._exchange.sdk, rest)
            found |= replies_of(rest, await self._exchange.answer(Ask("POST /$batch", build, reads=True)))
            tries += 1
            rest = {id: each for id, each in part.items() if found[id].status in {429, *FAILURES}}
            wait = pause(tries, longest_wait(found[id] for id in rest), timing)
            if tries == patience.tries or timing.monotonic() - began + wait > patience.seconds:
                break
            if rest:
                await timing.sleep(wait)
        for id, each in part.items():
            if not found[id].is_success and found[id].status not in each.is_answered_by:
                raise graph_error(found[id], each.call, each.spec.needs(each.method))
        return [found[id] for id in part]

    async def _completed(self, request: BatchRequest, reply: Reply) -> Reply:
        if not isinstance(reply.body, dict) or NEXT_LINK not in reply.body:
            return reply
        entries: list[JsonValue] = [*await self._all_entries(request.spec, request.call, reply.body)]
        whole = {key: value for key, value in reply.body.items() if key != NEXT_LINK}
        return Reply(reply.status, {**whole, "value": entries}, reply.headers)

    async def _all_entries(
        self, spec: EndpointSpec, call: str, first: JsonObject, parse: Parse = json.loads
    ) -> list[JsonObject]:
        pages = self._pages(spec, call, first, parse, window=Window(0.0, self._settings.timing))
        return [each async for page in pages for each in page]

    async def _pages(
        self, spec: EndpointSpec, call: str, first: JsonObject, parse: Parse = json.loads, *, window: Window
    ) -> AsyncIterator[list[JsonObject]]:
        found, page, seen = _entries(first, call), first, set[str]()
        count = len(found)
        yield found
        while link := page.get(NEXT_LINK):
            url = self._next_url(link, call)
            if url in seen:
                raise IncompleteRead(f"`{call}` leads in a circle after {count} entries", hint="run again")
            seen.add(url)
            build = partial(_next_request, url, spec)
            ask = Ask(call, build, reads=True, needs=spec.reads, paced=spec.paced, version=spec.version, parse=parse)
            try:
                async with window.room():
                    page = _object((await self._exchange.answer(ask)).body, call)
            except GraphError as error:
                raise IncompleteRead(
                    f"`{call}` could not be read to its end: page {len(seen) + 1} failed",
                    hint=error.hint or "run again",
                    detail=(error.summary, *error.detail),
                ) from error
            found = _entries(page, call)
            count += len(found)
            yield found

    def _next_url(self, link: JsonValue, call: str) -> str:
        """The next page's address: it gets our token, so it has to be where we asked."""
        base = httpx.URL(self.endpoint.base)
        try:
            url = httpx.URL(str(link))
        except httpx.InvalidURL:
            url = httpx.URL()
        if (url.scheme, url.host, url.port) != (base.scheme, base.host, base.port) or url.userinfo:
            raise GraphError(
                f"`{call}` names its next page on another host, `{url.host}`; it was not followed",
                hint="check the address of the endpoint, and proxies on the way to it",
            )
        return str(link)

    def _ask(
        self,
        spec: EndpointSpec,
        method: str,
        params: Mapping[str, str],
        query: Query,
        body: JsonObject | None,
        *,
        creates: bool = False,
        parse: Parse = json.loads,
    ) -> Ask:
        return Ask(
            call=f"{method} {spec.filled(params)}",
            build=lambda: request_for(self._exchange.sdk, spec, method, params, query, body),
            reads=is_reading(spec, method),
            needs=spec.needs(method),
            creates=creates or not is_repeatable(spec, method),
            deletes=method == "DELETE",
            paced=spec.paced,
            version=spec.version,
            parse=parse,
        )


def _next_request(url: str, spec: EndpointSpec) -> RequestInformation:
    request = RequestInformation(HttpMethod.GET, None, {})
    request.url = url
    if spec.advanced:
        request.headers.try_add("ConsistencyLevel", "eventual")
    prepare(request)
    return request


def _object(body: JsonValue, call: str) -> JsonObject:
    if isinstance(body, dict):
        return body
    raise IncompleteRead(f"`{call}` was answered, but not with an object", hint="check the address of the endpoint")


def _entries(page: JsonObject, call: str) -> list[JsonObject]:
    value = page.get("value")
    if not isinstance(value, list):
        raise IncompleteRead(f"`{call}` was answered without a list", hint="check the address of the endpoint")
    return [_object(entry, call) for entry in value]
