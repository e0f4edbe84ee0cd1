"""Where requests go."""

from __future__ import annotations

import pytest

from passkeyctl.errors import ExitCode, UsageError
from passkeyctl.graph.clouds import SANDBOX, Cloud, Endpoint, endpoint_from

TOKEN = {"PASSKEYCTL_ACCESS_TOKEN": "t"}


@pytest.mark.parametrize(
    ("cloud", "graph", "login"),
    [
        (Cloud.GLOBAL, "https://graph.microsoft.com", "https://login.microsoftonline.com"),
        (Cloud.USGOV, "https://graph.microsoft.us", "https://login.microsoftonline.us"),
        (Cloud.DOD, "https://dod-graph.microsoft.us", "https://login.microsoftonline.us"),
        (Cloud.CHINA, "https://microsoftgraph.chinacloudapi.cn", "https://login.chinacloudapi.cn"),
    ],
)
def test_each_cloud_has_its_hosts(cloud: Cloud, graph: str, login: str) -> None:
    assert (cloud.graph, cloud.login, cloud.scope) == (graph, login, f"{graph}/.default")
    assert endpoint_from(cloud, {}) == Endpoint("cloud", graph, cloud.value)


@pytest.mark.parametrize(
    ("url", "environ"),
    [
        ("http://127.0.0.1:8080", {}),
        ("http://localhost:8080/graph", {}),
        ("http://[::1]:8080", {}),
        ("https://proxy.example/graph", TOKEN),
    ],
)
def test_another_url_is_its_own_label(url: str, environ: dict[str, str]) -> None:
    assert endpoint_from(Cloud.GLOBAL, {**environ, "PASSKEYCTL_GRAPH_URL": f"{url}/"}) == Endpoint("url", url, url)


@pytest.mark.parametrize(
    ("url", "environ", "message"),
    [
        ("https://proxy.example/v1.0", TOKEN, "ends in `/v1.0`"),
        ("http://localhost:1/Beta/", {}, "ends in `/beta`"),
        ("http://proxy.example", TOKEN, "must be https"),
        ("http://localhost.evil.example", TOKEN, "must be https"),
        ("http://127.0.0.1.evil.example", TOKEN, "must be https"),
        ("https://proxy.example", {}, "with `PASSKEYCTL_ACCESS_TOKEN` only"),
        ("https://user:pw@proxy.example", TOKEN, "scheme, host, port and path"),
        ("https://proxy.example/?x=1", TOKEN, "scheme, host, port and path"),
        ("https://proxy.example/#x", TOKEN, "scheme, host, port and path"),
        ("proxy.example", TOKEN, "not a URL"),
        ("ftp://proxy.example", TOKEN, "not a URL"),
        ("https://", TOKEN, "not a URL"),
        ("https://[broken", TOKEN, "not a URL"),
        ("https://proxy.example:port", TOKEN, "not a URL"),
    ],
)
def test_unsafe_or_mistyped_urls_are_refused(url: str, environ: dict[str, str], message: str) -> None:
    with pytest.raises(UsageError, match=message.replace("(", r"\(")) as caught:
        endpoint_from(Cloud.GLOBAL, {**environ, "PASSKEYCTL_GRAPH_URL": url})
    assert caught.value.exit_code is ExitCode.USAGE
    assert "user:pw" not in str(caught.value.diagnostics())


def test_the_sandbox_is_no_address_of_the_network() -> None:
    assert (SANDBOX.label, SANDBOX.base) == ("sandbox", "https://sandbox.invalid")
    assert not SANDBOX.is_loopback
