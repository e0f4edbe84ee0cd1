"""Signing in a person: azure-identity's blocking credentials in a thread, remembered in the system's keychain."""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeAlias

from azure.core.credentials import AccessToken
from azure.core.exceptions import AzureError, ClientAuthenticationError
from azure.identity import (
    AuthenticationRecord,
    AuthenticationRequiredError,
    DeviceCodeCredential,
    InteractiveBrowserCredential,
    TokenCachePersistenceOptions,
)

from passkeyctl.errors import SignInError
from passkeyctl.graph.azure_transport import BlockingTransport
from passkeyctl.graph.credentials import Prompting, SignIn, Way

CACHE = "passkeyctl"
Outcome: TypeAlias = AccessToken | Exception


def ask_person(
    sign_in: SignIn, authority: str, scopes: tuple[str, ...], prompting: Prompting, transport: BlockingTransport
) -> Callable[[str | None], Awaitable[AccessToken]]:
    """A function that gives a token for these scopes: silently where the keychain has one, else by asking."""
    person = _Person(sign_in, authority, scopes, prompting, transport)

    async def ask(claims: str | None) -> AccessToken:
        return await _in_thread(lambda: person.token(claims))

    return ask


class _Person:
    def __init__(
        self,
        sign_in: SignIn,
        authority: str,
        scopes: tuple[str, ...],
        prompting: Prompting,
        transport: BlockingTransport,
    ) -> None:
        self._sign_in = sign_in
        self._authority = authority
        self._scopes = scopes
        self._prompting = prompting
        self._transport = transport
        self._has_keychain = True
        self._credential = self._build()

    def token(self, claims: str | None) -> AccessToken:
        try:
            return self._ask(claims)
        except ClientAuthenticationError as error:
            # What is no answer of Entra comes from the keychain: there is none, or it is locked.
            if not self._has_keychain or error.__cause__ is None or isinstance(error.__cause__, AzureError):
                raise
        self._has_keychain = False
        self._credential = self._build()
        return self._ask(claims)

    def _ask(self, claims: str | None) -> AccessToken:
        more = {} if claims is None else {"claims": claims}
        try:
            return self._credential.get_token(*self._scopes, enable_cae=True, **more)
        except AuthenticationRequiredError:
            record = self._credential.authenticate(scopes=self._scopes, enable_cae=True, **more)
        self._remember(record)
        return self._credential.get_token(*self._scopes, enable_cae=True)

    def _build(self) -> InteractiveBrowserCredential | DeviceCodeCredential:
        more: dict[str, Any] = {
            "client_id": self._sign_in.client_id,
            "tenant_id": self._sign_in.tenant or "organizations",
            "disable_automatic_authentication": True,
            "transport": self._transport,
        }
        record = self._remembered() if self._has_keychain else None
        # azure-identity takes the authority from a record, and does not bear both.
        more |= {"authentication_record": record} if record else {"authority": self._authority}
        if self._has_keychain:
            more["cache_persistence_options"] = TokenCachePersistenceOptions(name=CACHE)
        if self._sign_in.way is Way.DEVICE_CODE:
            return DeviceCodeCredential(
                prompt_callback=lambda url, code, _: self._prompting.show(f"open {url} and enter the code {code}"),
                **more,
            )
        return InteractiveBrowserCredential(**more)

    def _remembered(self) -> AuthenticationRecord | None:
        """Which account it was the last time. The record holds no secret; the keychain does."""
        path = self._record_path()
        try:
            record = AuthenticationRecord.deserialize(path.read_text(encoding="utf-8")) if path else None
        except (OSError, ValueError, KeyError):
            return None
        return record if record and self._authority.endswith(record.authority) else None

    def _remember(self, record: AuthenticationRecord) -> None:
        path = self._record_path()
        if path is None or not self._has_keychain:
            return
        # Signing in again the next time is the worst that follows.
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
                file.write(record.serialize())

    def _record_path(self) -> Path | None:
        folder = self._prompting.folder
        tenant = self._sign_in.tenant or "organizations"
        return folder / f"sign-in-{tenant}-{self._sign_in.client_id}.json" if folder else None


async def _in_thread(work: Callable[[], AccessToken]) -> AccessToken:
    """A daemon thread: asyncio's own would keep an interrupted run waiting for the browser."""
    loop = asyncio.get_running_loop()
    settled: asyncio.Future[AccessToken] = loop.create_future()

    def go() -> None:
        outcome: Outcome = SignInError("the sign-in broke off")
        try:
            outcome = work()
        except (AzureError, OSError, ValueError) as error:
            outcome = error
        finally:
            with contextlib.suppress(RuntimeError):  # the loop is gone: nobody waits any more
                loop.call_soon_threadsafe(_settle, settled, outcome)

    threading.Thread(target=go, name="sign-in", daemon=True).start()
    return await settled


def _settle(settled: asyncio.Future[AccessToken], outcome: Outcome) -> None:
    if settled.done():
        return
    if isinstance(outcome, Exception):
        settled.set_exception(outcome)
    else:
        settled.set_result(outcome)
