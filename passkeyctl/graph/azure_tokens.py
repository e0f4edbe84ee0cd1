"""Tokens from azure-identity, by the one way that was chosen (imported only when that way is not a token at hand)."""

from __future__ import annotations

import asyncio
import logging
import re
import ssl
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias

import httpx
from azure.core.credentials import AccessToken
from azure.core.exceptions import AzureError

from passkeyctl.errors import SignInError
from passkeyctl.graph import credentials as names
from passkeyctl.graph.assertion_sources import (
    Asking,
    Assertion,
    AssertionSource,
    FileAssertions,
    is_sendable,
    source_of,
)
from passkeyctl.graph.assertions import Pipeline, audience_of
from passkeyctl.graph.azure_people import ask_person
from passkeyctl.graph.azure_transport import AsyncTransport, BlockingTransport
from passkeyctl.graph.clouds import Cloud
from passkeyctl.graph.credentials import FEDERATED, PERSONAL, Prompting, SignIn, Way
from passkeyctl.graph.secrets import NOTHING_KNOWN, Mask

# azure-identity's credentials share a protocol, but not one constructor.
Credential: TypeAlias = Any

# What azure-identity stumbles over where an answer is not the sign-in page's: the page of a proxy, for one.
_NO_TOKEN = (AttributeError, KeyError, TypeError)
_QUOTING = tuple(
    f"azure.identity.{part}"
    for part in (
        *("_internal.get_token_mixin", "aio._internal.get_token_mixin"),
        *("_internal.decorators", "aio._internal.decorators"),
        *("_internal.interactive", "_internal.msal_managed_identity_client"),
    )
)
_LONGEST = 600
# Seconds before its end at which a token is replaced, so that none runs out on its way.
EARLY = 300
_HINTS = {
    Way.BROWSER: "without a browser on this machine, choose --auth device-code",
    Way.DEVICE_CODE: "the organization may forbid device codes: choose another --auth",
    Way.CLI: "run `az login`, or choose another --auth",
    Way.SECRET: "check that the secret is current and that the application belongs to this tenant",
    Way.CERTIFICATE: "check the certificate's file and password, and that the application knows it",
    Way.MANAGED_IDENTITY: "it needs an Azure host with a managed identity; name a user-assigned one by --client-id",
    Way.WORKLOAD: "check the application's federated credential: issuer, subject and audience",
    Way.GITHUB: "check the application's federated credential: issuer, subject and audience",
    Way.AZURE_PIPELINES: "check the application's federated credential: issuer, subject and audience",
    Way.GITLAB: "GitLab renews no id token: start the job again",
}


class AzureTokens:
    """Asks azure-identity, and keeps the token until shortly before its end."""

    def __init__(
        self,
        way: Way,
        ask: Callable[[str | None], Awaitable[AccessToken]],
        close: Callable[[], Awaitable[None]],
        now: Callable[[], float],
        hide: Mask = NOTHING_KNOWN,
    ) -> None:
        self._way = way
        self._ask = ask
        self._close = close
        self._now = now
        self._hide = hide
        self._kept: AccessToken | None = None
        self._one_at_a_time = asyncio.Lock()

    @property
    def hint(self) -> str:
        return f"sign in again; {_HINTS[self._way]}"

    async def token(self, claims: str | None = None) -> str:
        async with self._one_at_a_time:
            if self._kept is None or claims is not None or self._kept.expires_on - EARLY <= self._now():
                self._kept = await self._fresh(claims)
            return self._kept.token

    async def close(self) -> None:
        await self._close()

    async def _fresh(self, claims: str | None) -> AccessToken:
        try:
            token = await self._ask(claims)
        except (AzureError, OSError, ValueError) as error:
            raise refused(self._way, error, self._hide) from None
        except _NO_TOKEN:
            raise no_token(self._way) from None
        if not is_sendable(token.token):
            raise no_token(self._way)
        return token


def open_azure(
    sign_in: SignIn,
    cloud: Cloud,
    scopes: tuple[str, ...],
    environ: Mapping[str, str],
    prompting: Prompting,
    *,
    tls: ssl.SSLContext,
    now: Callable[[], float],
    transport: httpx.AsyncBaseTransport | None = None,
) -> AzureTokens:
    _keep_quiet()
    hide = Mask.of(environ)
    authority = (environ.get(names.AUTHORITY_HOST) or cloud.login).rstrip("/")
    if sign_in.way in PERSONAL:
        wanted = tuple(f"{cloud.graph}/{scope}" for scope in scopes)
        return AzureTokens(
            sign_in.way, ask_person(sign_in, authority, wanted, prompting, BlockingTransport(tls)), _nothing, now
        )
    if sign_in.way in FEDERATED:
        return _federated(sign_in, cloud, authority, environ, AsyncTransport(tls, transport), now)
    try:
        credential = _credential(sign_in, authority, environ, AsyncTransport(tls, transport))
    except (ValueError, OSError) as error:
        raise refused(sign_in.way, error, hide) from None

    async def ask(claims: str | None) -> AccessToken:
        more = {} if claims is None else {"claims": claims}
        token: AccessToken = await credential.get_token(cloud.scope, enable_cae=True, **more)
        return token

    return AzureTokens(sign_in.way, ask, credential.close, now, hide)


def _credential(sign_in: SignIn, authority: str, environ: Mapping[str, str], transport: AsyncTransport) -> Credential:
    from azure.identity import aio

    own = {"authority": authority, "transport": transport, "retry_total": 3}
    match sign_in.way:
        case Way.SECRET:
            secret = environ[names.CLIENT_SECRET]
            return aio.ClientSecretCredential(sign_in.tenant, sign_in.client_id, secret, **own)
        case Way.CERTIFICATE:
            path, password = environ[names.CERTIFICATE_PATH], environ.get(names.CERTIFICATE_PASSWORD)
            return aio.CertificateCredential(sign_in.tenant, sign_in.client_id, path, password=password, **own)
        case Way.MANAGED_IDENTITY:
            return aio.ManagedIdentityCredential(client_id=sign_in.client_id or None, transport=transport)
        case _:
            return aio.AzureCliCredential(tenant_id=sign_in.tenant, process_timeout=60)


def _federated(
    sign_in: SignIn,
    cloud: Cloud,
    authority: str,
    environ: Mapping[str, str],
    transport: AsyncTransport,
    now: Callable[[], float],
) -> AzureTokens:
    """azure-identity keeps what it read of a file for ten minutes, so each token has a credential of its own."""
    from azure.identity import aio

    source = _source(sign_in.way, cloud, environ, transport, now)
    hide = Mask.of(environ)

    async def ask(claims: str | None) -> AccessToken:
        assertion = await source.fetch()
        # It must not close the transport, which the next one needs.
        credential = aio.ClientAssertionCredential(
            sign_in.tenant,
            sign_in.client_id,
            lambda: assertion.value,
            authority=authority,
            transport=transport,
            retry_total=3,
        )
        more = {} if claims is None else {"claims": claims}
        try:
            token: AccessToken = await credential.get_token(cloud.scope, enable_cae=True, **more)
        except (AzureError, ValueError) as error:
            raise refused_assertion(sign_in, error, assertion, hide) from None
        except _NO_TOKEN:
            raise no_token(sign_in.way) from None
        return token

    return AzureTokens(sign_in.way, ask, transport.close, now)


def _source(
    way: Way, cloud: Cloud, environ: Mapping[str, str], transport: AsyncTransport, now: Callable[[], float]
) -> AssertionSource:
    if way is Way.WORKLOAD:
        return FileAssertions(environ[names.TOKEN_FILE], now)
    return source_of(Pipeline(way), audience_of(cloud), environ, Asking(transport.http), now)


def refused_assertion(sign_in: SignIn, error: Exception, assertion: Assertion, hide: Mask) -> SignInError:
    """What Entra answered, and what it had been shown: the claims of an assertion are no secret, it is."""
    plain = refused(sign_in.way, error, hide.also(assertion.value))
    said = plain.detail
    shown = () if assertion.presented is None else (f"presented: {assertion.presented}",)
    return SignInError(plain.summary, hint=_what_is_missing(sign_in, said, assertion), detail=(*said, *shown))


def _what_is_missing(sign_in: SignIn, said: tuple[str, ...], assertion: Assertion) -> str:
    """https://learn.microsoft.com/entra/identity-platform/reference-error-codes"""
    codes = frozenset(re.findall(r"AADSTS\d+", " ".join(said)))
    if codes & {"AADSTS70021", "AADSTS700211", "AADSTS700212", "AADSTS700213"} and assertion.presented is not None:
        return (
            f"the application `{sign_in.client_id}` has no federated credential for it: add one with exactly this "
            "issuer, subject and audience (docs/sign-in.md)"
        )
    if "AADSTS700024" in codes:
        return f"the assertion was not within its time: check this machine's clock; {_HINTS[sign_in.way]}"
    if "AADSTS700016" in codes:
        return f"the tenant `{sign_in.tenant}` knows no application `{sign_in.client_id}`: check both ids"
    return _HINTS[sign_in.way]


def refused(way: Way, error: Exception, hide: Mask = NOTHING_KNOWN) -> SignInError:
    """azure-identity's first line says what Entra answered; the others advertise its own documentation."""
    said = hide(str(getattr(error, "message", "") or error)).strip().partition("\n")[0][:_LONGEST]
    return SignInError(f"sign-in with {names.words(way)} failed", hint=_HINTS[way], detail=(said,) if said else ())


def _keep_quiet() -> None:
    """Its warnings repeat the errors that we report, and quote whole answers, with tokens where those hold any."""
    logging.getLogger("azure").addHandler(logging.NullHandler())
    for name in _QUOTING:
        logging.getLogger(name).disabled = True


def no_token(way: Way) -> SignInError:
    return SignInError(
        f"sign-in with {names.words(way)} failed: the answer holds no token",
        hint="a proxy may have answered in place of the sign-in page",
    )


async def _nothing() -> None:
    return None
