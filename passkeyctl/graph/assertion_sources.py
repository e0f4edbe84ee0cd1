"""Where a pipeline's assertions come from. Each call gets a new one: they end within minutes, and none is kept."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import httpx

from passkeyctl.errors import SignInError
from passkeyctl.graph import assertions as names
from passkeyctl.graph.assertions import Presented, read_assertion, time_left

# Seconds before each further attempt to reach the pipeline's own service.
_WAITS = (1.0, 3.0)
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Assertion:
    """What Entra exchanges for an access token: as good as a password while it lives."""

    value: str = field(repr=False)
    presented: Presented | None


class AssertionSource(Protocol):
    async def fetch(self) -> Assertion:
        """A new one where there is any; raises `SignInError`."""


@dataclass(frozen=True, slots=True)
class Asking:
    """How the pipeline's service is asked."""

    http: httpx.AsyncClient = field(repr=False)
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


@dataclass(frozen=True, slots=True)
class GitHubAssertions:
    """https://docs.github.com/actions/reference/security/oidc"""

    url: str
    token: str = field(repr=False)
    audience: str
    asking: Asking

    async def fetch(self) -> Assertion:
        url = httpx.URL(self.url)
        request = httpx.Request(
            "GET",
            url.copy_merge_params({"audience": self.audience}),
            headers={"authorization": f"Bearer {self.token}", "accept": "application/json; api-version=2.0"},
        )
        return await _asked(self.asking, request, "value", _Vouching("GitHub", self.token, _GITHUB_HINT))


@dataclass(frozen=True, slots=True)
class AzurePipelinesAssertions:
    """https://learn.microsoft.com/azure/devops/pipelines/release/azure-rm-endpoint

    azure-identity's own credential asks with a blocking client of its own, which knows neither our certificates
    nor our proxy, and reads the address from the process's environment.
    """

    url: str
    token: str = field(repr=False)
    connection: str
    asking: Asking

    async def fetch(self) -> Assertion:
        request = httpx.Request(
            "POST",
            httpx.URL(self.url).copy_merge_params({"api-version": "7.1", "serviceConnectionId": self.connection}),
            headers={
                "authorization": f"Bearer {self.token}",
                "content-type": "application/json",
                "x-tfs-fedauthredirect": "Suppress",
            },
        )
        hint = _AZURE_HINT.format(self.connection)
        return await _asked(self.asking, request, "oidcToken", _Vouching("Azure DevOps", self.token, hint))


@dataclass(frozen=True, slots=True)
class GivenAssertion:
    """GitLab's way: the job starts with the only one it ever has."""

    value: str = field(repr=False)
    now: Callable[[], float]

    async def fetch(self) -> Assertion:
        presented = read_assertion(self.value)
        _check_alive(presented, self.now(), f"the id token in {names.ID_TOKEN}", _GITLAB_HINT)
        return Assertion(self.value, presented)


@dataclass(frozen=True, slots=True)
class FileAssertions:
    """A file that somebody keeps fresh (Kubernetes does), read for each new token."""

    path: str
    now: Callable[[], float]

    async def fetch(self) -> Assertion:
        try:
            value = Path(self.path).read_text(encoding="utf-8").strip()
        except (OSError, ValueError) as error:
            said = getattr(error, "strerror", None) or "it is not text"
            raise SignInError(f"`{self.path}` could not be read: {said}", hint=_FILE_HINT) from None
        if not value or not is_sendable(value):
            raise SignInError(f"`{self.path}` holds no assertion", hint=_FILE_HINT)
        presented = read_assertion(value)
        _check_alive(presented, self.now(), f"the assertion in {self.path}", _FILE_HINT)
        return Assertion(value, presented)


def source_of(
    pipeline: names.Pipeline, audience: str, environ: Mapping[str, str], asking: Asking, now: Callable[[], float]
) -> AssertionSource:
    """The environment was found complete before."""
    match pipeline:
        case names.Pipeline.GITHUB:
            token = _header(environ, names.GITHUB_TOKEN)
            return GitHubAssertions(_address(environ, names.GITHUB_URL), token, audience, asking)
        case names.Pipeline.AZURE_PIPELINES:
            token, connection = _header(environ, names.AZURE_TOKEN), environ[names.AZURE_CONNECTION].strip()
            return AzurePipelinesAssertions(_address(environ, names.AZURE_URL), token, connection, asking)
        case names.Pipeline.GITLAB:
            return GivenAssertion(_header(environ, names.ID_TOKEN), now)


def is_sendable(secret: str) -> bool:
    """The HTTP library quotes a header it can't send, and so would print the secret."""
    return bool(secret) and secret.isascii() and secret.isprintable() and " " not in secret


_GITHUB_HINT = (
    "the job needs `permissions: id-token: write`, and asks while it runs; pull requests from forks never get it"
)
_AZURE_HINT = (
    "check that the service connection `{}` exists in this project, uses workload identity federation, and that "
    "this pipeline is permitted to use it"
)
_GITLAB_HINT = "GitLab renews no id token: start the job again, and let passkeyctl be its first step"
_FILE_HINT = f"check {'AZURE_FEDERATED_TOKEN_FILE'}, and what writes that file"


@dataclass(frozen=True, slots=True)
class _Vouching:
    """Who is asked, with which secret, and what to do when it says no."""

    name: str
    token: str = field(repr=False)
    hint: str

    def failed(self, why: str) -> SignInError:
        return SignInError(f"{self.name} gave this job no identity: {why}", hint=self.hint)


def _header(environ: Mapping[str, str], name: str) -> str:
    value = environ[name].strip()
    if not is_sendable(value):
        raise SignInError(f"`{name}` holds characters that no token has", hint="check how it was set")
    return value


def _address(environ: Mapping[str, str], name: str) -> str:
    """The pipeline's token goes there, so it has to be encrypted on its way, or stay on this machine."""
    url = environ[name].strip()
    parts = urlsplit(url)
    is_here = parts.hostname in {"127.0.0.1", "::1", "localhost"}
    if not parts.hostname or (parts.scheme != "https" and not (parts.scheme == "http" and is_here)):
        raise SignInError(f"`{name}` is no https address", hint="leave it as the pipeline sets it")
    return url


async def _asked(asking: Asking, request: httpx.Request, key: str, service: _Vouching) -> Assertion:
    response = await _reached(asking, request, service)
    if response.status_code != 200:
        raise service.failed(_answered(response, service.token))
    try:
        document = response.json()
    except ValueError:
        document = None
    value = document.get(key) if isinstance(document, dict) else None
    if not isinstance(value, str) or not value or not is_sendable(value):
        raise service.failed("its answer holds no token")
    return Assertion(value, read_assertion(value))


async def _reached(asking: Asking, request: httpx.Request, service: _Vouching) -> httpx.Response:
    for wait in (*_WAITS, None):
        try:
            response = await asking.http.send(request, follow_redirects=False)
        except httpx.TransportError as error:
            if wait is None:
                raise service.failed(f"it could not be reached: {error}") from None
        else:
            if wait is None or response.status_code < 500:
                return response
        await asking.sleep(wait)
    raise AssertionError("the last attempt returns or raises")


def _answered(response: httpx.Response, secret: str) -> str:
    """Status and message in one line; a service that echoes what it was sent does not get it printed."""
    said = _message(response).replace(secret, "***") if secret else _message(response)
    return f"it answered {response.status_code}" + (f" `{said}`" if said else "")


def _message(response: httpx.Response) -> str:
    try:
        document = json.loads(response.content)
    except ValueError:
        is_text = response.headers.get("content-type", "").startswith("text/plain")
        return " ".join(response.text.split())[:_LONGEST] if is_text else ""
    said = document.get("message") if isinstance(document, dict) else None
    return " ".join(said.split())[:_LONGEST] if isinstance(said, str) else ""


def _check_alive(presented: Presented | None, now: float, what: str, hint: str) -> None:
    if presented is not None and presented.expires_at is not None and presented.expires_at <= now:
        raise SignInError(f"{what} ended {time_left(now - presented.expires_at)} ago", hint=hint)
