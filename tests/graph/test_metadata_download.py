"""A list is fetched over https alone, without a token, and never more of it than a list can be."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import httpx
import pytest

from passkeyctl.errors import PasskeyctlError, UsageError
from passkeyctl.graph.metadata import download as module
from passkeyctl.graph.metadata.download import download

URL = "https://mds3.fidoalliance.org/"
Answer = Callable[[httpx.Request], httpx.Response]


def fetched(answer: Answer, url: str = URL) -> bytes:
    return asyncio.run(download(url, transport=httpx.MockTransport(answer)))


def failing(answer: Answer, url: str = URL) -> PasskeyctlError:
    with pytest.raises(PasskeyctlError) as raised:
        fetched(answer, url)
    assert raised.value.hint
    return raised.value


def moved(location: str) -> httpx.Response:
    return httpx.Response(302, headers={"location": location})


def test_the_request_carries_no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PASSKEYCTL_ACCESS_TOKEN", "secret")
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, content=b"a.b.c")

    assert fetched(answer) == b"a.b.c"
    assert [(each.method, str(each.url)) for each in seen] == [("GET", URL)]
    assert "authorization" not in seen[0].headers
    assert "secret" not in str(seen[0].headers)
    assert seen[0].headers["user-agent"].startswith("passkeyctl/")


@pytest.mark.parametrize(
    "url",
    ["http://mds3.fidoalliance.org/", "ftp://example.com/x", "https://", "https://me:pw@example.com/", "https://[::1"],
)
def test_an_address_that_is_not_https(url: str) -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        raise AssertionError

    assert isinstance(failing(answer, url), UsageError)


def test_redirects_are_followed_to_https_only() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/":
            return moved("/list")
        return moved("https://cdn.example/x") if request.url.path == "/list" else httpx.Response(200, content=b"list")

    assert fetched(answer) == b"list"
    assert "`http:`" in failing(lambda _: moved("http://mds3.fidoalliance.org/list")).summary
    assert "`file:`" in failing(lambda _: moved("file:///etc/passwd")).summary
    assert "again and again" in failing(lambda _: moved("/")).summary


def test_an_answer_that_is_no_list() -> None:
    assert "answered 404" in failing(lambda _: httpx.Response(404)).summary
    assert "answered 500" in failing(lambda _: httpx.Response(500)).summary


def test_no_answer() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("name not known", request=request)

    assert failing(answer).summary == "no answer from `mds3.fidoalliance.org`: name not known"


def test_what_is_too_large_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST", 3 * 1024 * 1024)
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 1
            yield b"x" * 1024 * 1024

    assert "larger than 3 MiB" in failing(lambda _: httpx.Response(200, content=endless())).summary
    assert sent == 4


def test_an_answer_that_is_packed_in_a_broken_way() -> None:
    broken = httpx.Response(200, headers={"content-encoding": "gzip"}, stream=httpx.ByteStream(b"not packed"))
    assert failing(lambda _: broken).summary.startswith("what `mds3.fidoalliance.org` sends can't be unpacked: ")


@pytest.mark.parametrize("proxy", ["ftp://proxy", "::::"])
def test_a_proxy_that_can_not_be_used(monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    with pytest.raises(PasskeyctlError, match="the proxy can't be used"):
        asyncio.run(download(URL))
