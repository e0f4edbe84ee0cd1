"""Which proxy the HTTP library goes through for an address, by the variables that it reads, as it reads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

USABLE = frozenset({"http", "https"})
SOCKS = frozenset({"socks5", "socks5h"})


@dataclass(frozen=True, slots=True)
class Proxy:
    """`variable` is where it is written; `shown` has no user and no password."""

    variable: str
    scheme: str
    shown: str


def proxy_for(url: str, environ: Mapping[str, str]) -> Proxy | None:
    """None: the address is gone to directly."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    if any(_leaves_out(each, host) for each in _left_out(environ)):
        return None
    for scheme in (parts.scheme, "all"):
        for variable in (f"{scheme}_proxy", f"{scheme}_proxy".upper()):
            if environ.get(variable) and not _is_of_a_request(variable, environ):
                return _proxy(variable, environ[variable])
    return None


def exception_for(url: str, environ: Mapping[str, str]) -> str:
    """The part of NO_PROXY that makes the address be gone to directly; empty where none does."""
    host = (urlsplit(url).hostname or "").lower()
    return next((each for each in _left_out(environ) if _leaves_out(each, host)), "")


def _is_of_a_request(variable: str, environ: Mapping[str, str]) -> bool:
    """In a CGI program `HTTP_PROXY` is a header that a stranger sent."""
    return variable == "HTTP_PROXY" and bool(environ.get("REQUEST_METHOD"))


def _left_out(environ: Mapping[str, str]) -> Iterator[str]:
    for each in (environ.get("no_proxy") or environ.get("NO_PROXY") or "").split(","):
        if each.strip():
            yield each.strip()


def _leaves_out(written: str, host: str) -> bool:
    """`contoso.com` is meant with all below it, `.contoso.com` only what is below it."""
    name = (urlsplit(written).hostname or "" if "://" in written else written).lower()
    if name == "*":
        return True
    if name == "localhost" or _is_address(name):
        return host == name
    return host.endswith(name) if name.startswith(".") else host == name or host.endswith(f".{name}")


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _proxy(variable: str, written: str) -> Proxy:
    url = written if "://" in written else f"http://{written}"
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return Proxy(variable, "", "")
    return Proxy(variable, parts.scheme, f"{parts.scheme}://{parts.hostname or ''}{port}")
