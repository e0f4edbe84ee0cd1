"""Fetching a list of the FIDO Metadata Service: a plain GET without any token, over https all the way."""

from __future__ import annotations

import httpx

from passkeyctl import __version__
from passkeyctl.errors import PasskeyctlError, UsageError

LARGEST = 64 * 1024 * 1024
"""Five times what the list takes: enough for years, and for no memory to be filled."""

MOST_REDIRECTS = 5
TIMEOUT = httpx.Timeout(60.0, connect=30.0)
BY_HAND = "fetch it another way and name the file: `--mds FILE`"


async def download(url: str, *, transport: httpx.AsyncBaseTransport | None = None) -> bytes:
    """What stands at the address; raises where it is not https, too large or does not answer."""
    address = _checked(url)
    try:
        async with _client(transport) as client:
            for _ in range(MOST_REDIRECTS + 1):
                async with client.stream("GET", address) as reply:
                    if not reply.has_redirect_location:
                        return await _content(reply)
                    address = _next(address, reply.headers["location"])
    except httpx.TransportError as error:
        raise PasskeyctlError(f"no answer from `{address.host}`: {_why(error)}", hint=BY_HAND) from error
    except httpx.DecodingError as error:
        raise PasskeyctlError(f"what `{address.host}` sends can't be unpacked: {_why(error)}", hint=BY_HAND) from error
    raise PasskeyctlError(f"`{address.host}` redirects again and again", hint=BY_HAND)


def _client(transport: httpx.AsyncBaseTransport | None) -> httpx.AsyncClient:
    """By the proxy that the environment names, which is looked at here."""
    try:
        return httpx.AsyncClient(
            transport=transport, timeout=TIMEOUT, headers={"User-Agent": f"passkeyctl/{__version__}"}
        )
    except (ValueError, ImportError, httpx.InvalidURL) as error:
        raise PasskeyctlError(
            f"the proxy can't be used that the environment names: {error}",
            hint=f"correct HTTPS_PROXY or ALL_PROXY, or {BY_HAND}",
        ) from error


def _checked(url: str) -> httpx.URL:
    try:
        address = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise UsageError(f"`{url}` is no address", hint="write https://…, or the name of a file") from error
    if address.scheme != "https" or not address.host or address.userinfo:
        raise UsageError(f"`{url}` can't be fetched from", hint="only https:// addresses without a password are")
    return address


def _next(address: httpx.URL, location: str) -> httpx.URL:
    try:
        following = address.join(location)
    except httpx.InvalidURL as error:
        raise PasskeyctlError(f"`{address.host}` redirects to no address", hint=BY_HAND) from error
    if following.scheme != "https":
        raise PasskeyctlError(f"`{address.host}` redirects to `{following.scheme}:`, not to https:", hint=BY_HAND)
    return following


async def _content(reply: httpx.Response) -> bytes:
    if reply.status_code != httpx.codes.OK:
        raise PasskeyctlError(f"`{reply.url.host}` answered {reply.status_code}", hint=BY_HAND)
    parts: list[bytes] = []
    size = 0
    async for part in reply.aiter_bytes():
        size += len(part)
        if size > LARGEST:
            raise PasskeyctlError(
                f"what `{reply.url.host}` sends is larger than {LARGEST // 1024 // 1024} MiB: it can't be the list",
                hint="check the address",
            )
        parts.append(part)
    return b"".join(parts)


def _why(error: httpx.RequestError) -> str:
    return str(error) or type(error).__name__
