"""The proxy that is named is the one that the HTTP library would take."""

from __future__ import annotations

import os

import httpx
import pytest

from passkeyctl.graph.proxies import exception_for, proxy_for

GRAPH = "https://graph.microsoft.com"
PROXY = "http://proxy.example:8080"


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def taken_by_httpx(url: str) -> bool:
    with httpx.Client(verify=False) as client:
        return client._transport_for_url(httpx.URL(url)) is not client._transport


@pytest.mark.parametrize(
    ("variables", "is_taken"),
    [
        ({}, False),
        ({"HTTPS_PROXY": PROXY}, True),
        ({"https_proxy": PROXY}, True),
        ({"ALL_PROXY": PROXY}, True),
        ({"HTTP_PROXY": PROXY}, False),
        ({"HTTPS_PROXY": "proxy.example:8080"}, True),
        ({"HTTPS_PROXY": PROXY, "NO_PROXY": "graph.microsoft.com"}, False),
        ({"HTTPS_PROXY": PROXY, "NO_PROXY": "microsoft.com"}, False),
        ({"HTTPS_PROXY": PROXY, "NO_PROXY": ".microsoft.com"}, False),
        ({"HTTPS_PROXY": PROXY, "NO_PROXY": ".graph.microsoft.com"}, True),
        ({"HTTPS_PROXY": PROXY, "NO_PROXY": "soft.com"}, True),
        ({"HTTPS_PROXY": PROXY, "NO_PROXY": "localhost, 10.0.0.1,"}, True),
        ({"HTTPS_PROXY": PROXY, "NO_PROXY": "*"}, False),
        ({"HTTPS_PROXY": PROXY, "no_proxy": "a.example, graph.microsoft.com"}, False),
    ],
)
def test_as_the_library_does(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], is_taken: bool) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert taken_by_httpx(GRAPH) is is_taken
    found = proxy_for(GRAPH, os.environ)
    assert (found is not None) is is_taken
    if found is not None:
        assert found.shown == PROXY


def test_who_signs_in_at_a_proxy_is_not_shown() -> None:
    found = proxy_for(GRAPH, {"HTTPS_PROXY": "http://ada:secret@proxy.example:8080"})
    assert found is not None
    assert (found.variable, found.scheme, found.shown) == ("HTTPS_PROXY", "http", PROXY)


def test_the_part_that_leaves_an_address_out_is_named() -> None:
    environ = {"HTTPS_PROXY": PROXY, "NO_PROXY": "a.example,.microsoft.com"}
    assert exception_for(GRAPH, environ) == ".microsoft.com"
    assert exception_for(GRAPH, {"NO_PROXY": "a.example"}) == ""


def test_what_is_no_address_has_no_scheme() -> None:
    found = proxy_for(GRAPH, {"HTTPS_PROXY": "http://proxy.example:port"})
    assert found is not None
    assert found.scheme == ""
