"""Where Graph and the sign-in page are: Microsoft's clouds, another URL, or the sandbox."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address
from typing import Literal
from urllib.parse import SplitResult, urlsplit

from passkeyctl.errors import UsageError

GRAPH_URL = "PASSKEYCTL_GRAPH_URL"
ACCESS_TOKEN = "PASSKEYCTL_ACCESS_TOKEN"


class Cloud(StrEnum):
    """Microsoft's clouds (https://learn.microsoft.com/graph/deployments)."""

    GLOBAL = "global"
    USGOV = "usgov"
    DOD = "dod"
    CHINA = "china"

    @property
    def graph(self) -> str:
        return _GRAPH[self]

    @property
    def login(self) -> str:
        return _LOGIN[self]

    @property
    def scope(self) -> str:
        return f"{self.graph}/.default"


_GRAPH = {
    Cloud.GLOBAL: "https://graph.microsoft.com",
    Cloud.USGOV: "https://graph.microsoft.us",
    Cloud.DOD: "https://dod-graph.microsoft.us",
    Cloud.CHINA: "https://microsoftgraph.chinacloudapi.cn",
}
_LOGIN = {
    Cloud.GLOBAL: "https://login.microsoftonline.com",
    Cloud.USGOV: "https://login.microsoftonline.us",
    Cloud.DOD: "https://login.microsoftonline.us",
    Cloud.CHINA: "https://login.chinacloudapi.cn",
}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where requests go. `base` has no `/v1.0`; `label` is what plans record."""

    kind: Literal["cloud", "url", "sandbox", "snapshot"]
    base: str
    label: str

    @property
    def is_loopback(self) -> bool:
        return _is_loopback(urlsplit(self.base))


SANDBOX = Endpoint("sandbox", "https://sandbox.invalid", "sandbox")


def endpoint_of(cloud: Cloud) -> Endpoint:
    return Endpoint("cloud", cloud.graph, cloud.value)


def endpoint_from(cloud: Cloud, environ: Mapping[str, str]) -> Endpoint:
    """The cloud's endpoint, unless PASSKEYCTL_GRAPH_URL names another one."""
    url = environ.get(GRAPH_URL, "").strip()
    if not url:
        return endpoint_of(cloud)
    parts = _checked(url)
    if not _is_loopback(parts):
        if parts.scheme != "https":
            raise UsageError(f"`{GRAPH_URL}` must be https", hint="plain http is accepted on localhost only")
        if not environ.get(ACCESS_TOKEN):
            raise UsageError(
                f"`{GRAPH_URL}` is accepted with `{ACCESS_TOKEN}` only",
                hint=f"set `{ACCESS_TOKEN}`, or unset `{GRAPH_URL}`: no other sign-in sends its token to another host",
            )
    base = url.rstrip("/")
    return Endpoint("url", base, base)


def _checked(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise UsageError(f"`{GRAPH_URL}` is not a URL", hint="give it like `https://proxy.example`") from None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise UsageError(f"`{GRAPH_URL}` is not a URL", hint="give it like `https://proxy.example`")
    if parts.username is not None or parts.query or parts.fragment:
        raise UsageError(f"`{GRAPH_URL}` may hold scheme, host, port and path only")
    last = parts.path.rstrip("/").rpartition("/")[2].lower()
    if last in {"v1.0", "beta"}:
        raise UsageError(f"`{GRAPH_URL}` ends in `/{last}`", hint=f"leave `/{last}` out: the tool adds it itself")
    return parts


def _is_loopback(parts: SplitResult) -> bool:
    host = parts.hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
