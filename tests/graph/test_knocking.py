"""One request without a token: whether Graph is there, and how far the clocks are apart."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from passkeyctl.graph.clouds import Cloud, endpoint_of
from passkeyctl.graph.knocking import knock

NOW = datetime(2026, 11, 23, 12, 0, 0, 500_000, tzinfo=UTC)
GRAPH = endpoint_of(Cloud.GLOBAL)


def answering(date: str = "", status: int = 401) -> httpx.MockTransport:
    def answer(request: httpx.Request) -> httpx.Response:
        assert "authorization" not in request.headers
        assert str(request.url) == "https://graph.microsoft.com/v1.0/organization"
        return httpx.Response(status, headers={"date": date} if date else {})

    return httpx.MockTransport(answer)


@pytest.mark.parametrize(
    ("date", "ahead"),
    [
        ("Mon, 23 Nov 2026 12:00:00 GMT", timedelta()),
        ("Mon, 23 Nov 2026 11:52:00 GMT", timedelta(minutes=8)),
        ("Mon, 23 Nov 2026 12:06:00 GMT", timedelta(minutes=-6)),
        ("yesterday", None),
        ("", None),
    ],
)
def test_the_answer_tells_the_time(date: str, ahead: timedelta | None) -> None:
    found = asyncio.run(knock(GRAPH, lambda: NOW, transport=answering(date)))
    assert (found.status, found.ahead, found.error) == (401, ahead, "")


def test_no_answer_says_why() -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no route", request=request)

    found = asyncio.run(knock(GRAPH, lambda: NOW, transport=httpx.MockTransport(fail)))
    assert (found.status, found.ahead, found.error) == (0, None, "no route")
