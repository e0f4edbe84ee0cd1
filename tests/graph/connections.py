"""A connection for the tests: real client, real SDK, a clock that costs nothing."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from itertools import count
from typing import TypeVar

import httpx

from passkeyctl.graph.client import GraphClient, Settings
from passkeyctl.graph.clouds import Endpoint
from passkeyctl.graph.pacing import Patience, Timing
from passkeyctl.graph.tokens import StaticToken, TokenSource

T = TypeVar("T")
ENDPOINT = Endpoint("url", "https://graph.example", "https://graph.example")
V1 = "https://graph.example/v1.0"
Answer = httpx.Response | Exception


@dataclass
class Clock:
    """Time passes only by sleeping; `slept` holds how long each time."""

    now: float = 1000.0
    slept: list[float] = field(default_factory=list)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    @property
    def timing(self) -> Timing:
        return Timing(jitter=lambda: 0.5, monotonic=lambda: self.now, sleep=self.sleep)


@dataclass
class Wire(httpx.AsyncBaseTransport):
    """Answers in turn and keeps what was sent; the last answer is given again and again."""

    answers: list[Answer]
    sent: list[httpx.Request] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    clock: Clock = field(default_factory=Clock)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(request)
        self.times.append(self.clock.now)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content, request=request)

    @property
    def calls(self) -> list[str]:
        return [f"{each.method} {each.url.raw_path.decode()}" for each in self.sent]

    def client(
        self,
        *,
        read_only: bool = False,
        tokens: TokenSource | None = None,
        endpoint: Endpoint = ENDPOINT,
        ca_interval: float = 0.0,
        patience: Patience | None = None,
    ) -> GraphClient:
        numbers = count(1)
        settings = Settings(
            self.clock.timing, lambda: f"call-{next(numbers)}", patience or Patience(), ca_interval=ca_interval
        )
        return GraphClient.connect(
            endpoint, tokens or StaticToken("token"), settings, read_only=read_only, transport=self
        )

    def run(self, use: Callable[[GraphClient], Awaitable[T]], client: GraphClient | None = None) -> T:
        async def within() -> T:
            async with client or self.client() as open_client:
                return await use(open_client)

        return run(within())


def run(work: Coroutine[object, object, T]) -> T:
    return asyncio.run(work)


def answered(*answers: Answer) -> Wire:
    return Wire(list(answers))


def page(*entries: dict[str, object], next_link: str = "") -> httpx.Response:
    body: dict[str, object] = {"value": list(entries)}
    return httpx.Response(200, json={**body, "@odata.nextLink": next_link} if next_link else body)


def refused(
    status: int, code: str = "", message: str = "", *, inner: str = "", headers: dict[str, str] | None = None
) -> httpx.Response:
    inner_error: dict[str, object] = {"date": "2026-11-23T08:01:02", "request-id": "93b6f17e"}
    if inner:
        inner_error["message"] = inner
    error = {"code": code, "message": message, "innerError": inner_error}
    return httpx.Response(status, headers=headers, content=json.dumps({"error": error}).encode())


def body_of(request: httpx.Request) -> object:
    return json.loads(request.content)
