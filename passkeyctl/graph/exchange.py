"""One request until there is a definite answer: through the SDK's adapter, paced, sent again where that is safe."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urlsplit

import httpx
from kiota_abstractions.authentication import (
    AccessTokenProvider,
    AllowedHostsValidator,
    BaseBearerTokenAuthenticationProvider,
)
from kiota_abstractions.native_response_handler import NativeResponseHandler
from kiota_abstractions.request_information import RequestInformation
from kiota_http.middleware.options import ResponseHandlerOption

from passkeyctl.errors import GraphError, SignInError
from passkeyctl.graph.errors import graph_error, no_answer, token_refused
from passkeyctl.graph.pacing import Limiter, Patience, Timing, date_of, pause, retry_after
from passkeyctl.graph.paths import Version
from passkeyctl.graph.permission_rows import Needs
from passkeyctl.graph.reply import Reply, fault_of
from passkeyctl.graph.tokens import TokenSource
from passkeyctl.graph.transports import telling
from passkeyctl.json_types import JsonValue

if TYPE_CHECKING:
    # mypy would follow the SDK into all of its 16 000 modules, which takes minutes.
    GraphRequestAdapter: Any
    GraphServiceClient: Any
else:
    from msgraph import GraphRequestAdapter, GraphServiceClient

FAILURES = frozenset({500, 502, 503, 504})
# Raised before a connection stands, so the request can't have arrived.
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)


Parse: TypeAlias = Callable[[bytes], JsonValue]


@dataclass(frozen=True, slots=True)
class Ask:
    """One request as the exchange sees it. `reads`: sending it twice changes nothing. `creates`: it may not be sent
    again unless it certainly had no effect. `parse` reads the JSON of an answer."""

    call: str
    build: Callable[[], RequestInformation]
    reads: bool
    needs: Needs = ()
    creates: bool = False
    deletes: bool = False
    paced: bool = False
    version: Version = "v1.0"
    parse: Parse = json.loads


@dataclass(frozen=True, slots=True)
class Lost:
    """No usable answer. `sent` says whether the request may have arrived."""

    why: str
    sent: bool
    hint: str = ""
    is_final: bool = False


Outcome: TypeAlias = Reply | Lost


class Bearer(AccessTokenProvider):
    """Hands our token to the SDK, for our host only."""

    def __init__(self, tokens: TokenSource, host: str) -> None:
        self._tokens = tokens
        self._hosts = AllowedHostsValidator([host])

    async def get_authorization_token(
        self, uri: str, additional_authentication_context: dict[str, Any] | None = None
    ) -> str:
        if not self._hosts.is_url_host_valid(uri):
            return ""
        claims = (additional_authentication_context or {}).get("claims")
        return await self._tokens.token(base64.b64decode(claims).decode() if claims else None)

    def get_allowed_hosts_validator(self) -> AllowedHostsValidator:
        return self._hosts


class Exchange:
    """The SDK's two adapters (v1.0 and beta) over one HTTP client, with our own rules for sending again."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        base: str,
        tokens: TokenSource,
        timing: Timing,
        patience: Patience,
        limiter: Limiter,
        new_id: Callable[[], str],
    ) -> None:
        provider = BaseBearerTokenAuthenticationProvider(Bearer(tokens, urlsplit(base).hostname or ""))
        self._adapters = {version: _adapter(provider, http, f"{base}/{version}") for version in ("v1.0", "beta")}
        self.sdk = GraphServiceClient(request_adapter=self._adapters["v1.0"])
        self._http = http
        self._tokens = tokens
        self._timing = timing
        self._patience = patience
        self._limiter = limiter
        self._new_id = new_id
        self.told_time: datetime | None = None

    async def close(self) -> None:
        await self._http.aclose()
        await self._tokens.close()

    async def answer(self, ask: Ask) -> Reply:
        """A successful reply, or the error that says why there is none."""
        began, tries, in_doubt, requests = self._timing.monotonic(), 0, False, dict[str, None]()
        while True:
            try:
                outcome = await self._once(ask)
            except SignInError as ended:
                if not in_doubt or ask.reads:
                    raise
                raise no_answer(ask.call, ended.summary, maybe_received=True, hint=ended.hint) from ended
            tries += 1
            if isinstance(outcome, Reply) and (id := fault_of(outcome).request_id):
                requests[id] = None
            if isinstance(outcome, Reply) and outcome.is_success:
                return replace(outcome, requests=tuple(requests))
            if isinstance(outcome, Reply) and outcome.status == 404 and ask.deletes and in_doubt:
                return Reply(204, None, outcome.headers, tuple(requests))
            wait = self._wait(ask, outcome, tries, self._timing.monotonic() - began)
            if wait is None:
                failure = _failure(ask, outcome, in_doubt=in_doubt)
                failure.requests = tuple(requests)
                raise failure
            in_doubt = in_doubt or may_have_arrived(outcome)
            if ask.paced:
                self._limiter.hold(wait)
            await self._timing.sleep(wait)

    def _wait(self, ask: Ask, outcome: Outcome, tries: int, passed: float) -> float | None:
        """Seconds until the next try; None where there is none."""
        if not may_repeat(ask, outcome) or tries >= self._tries(outcome):
            return None
        asked = retry_after(outcome.headers) if isinstance(outcome, Reply) else None
        wait = pause(tries, asked, self._timing)
        return wait if passed + wait <= self._patience.seconds else None

    def _tries(self, outcome: Outcome) -> int:
        never_sent = isinstance(outcome, Lost) and not outcome.sent
        return self._patience.connects if never_sent else self._patience.tries

    async def _once(self, ask: Ask) -> Outcome:
        outcome, used = await self._send(ask)
        if not isinstance(outcome, Reply) or outcome.status != 401:
            return outcome
        # An expired token is renewed by asking for one again; the same one once more is of no use.
        if await self._tokens.token() != used:
            outcome, _ = await self._send(ask)
        if isinstance(outcome, Reply) and outcome.status == 401:
            raise token_refused(outcome, ask.call, self._tokens.hint)
        return outcome

    async def _send(self, ask: Ask) -> tuple[Outcome, str]:
        """The outcome, and the token that was used."""
        if ask.paced:
            await self._limiter.turn()
        request = ask.build()
        request.headers.try_add("client-request-id", self._new_id())
        request.add_request_options([ResponseHandlerOption(NativeResponseHandler())])
        adapter = self._adapters[ask.version]
        try:
            with telling(self._limiter.left if ask.paced else None):
                response = await adapter.send_primitive_async(request, "bytes", {})
        except httpx.RequestError as error:
            return _lost(error), ""
        finally:
            if ask.paced:
                self._limiter.answered()
        self.told_time = date_of(response.headers) or self.told_time
        return _reply(response, ask.parse), response.request.headers.get("authorization", "").removeprefix("Bearer ")


def may_repeat(ask: Ask, outcome: Outcome) -> bool:
    """A create goes out again only where the first one was refused or never left."""
    match outcome:
        case Lost(is_final=True):
            return False
        case Lost(sent=False) | Reply(status=429):
            return True
        case Reply(status=status) if status not in FAILURES:
            return False
        case _:
            return not ask.creates


def may_have_arrived(outcome: Outcome) -> bool:
    match outcome:
        case Lost(sent=sent):
            return sent
        case Reply(status=status):
            return status in FAILURES


def _failure(ask: Ask, outcome: Outcome, *, in_doubt: bool) -> GraphError:
    """A refusal says that nothing was written, unless an earlier try of the same write was left without an answer."""
    doubtful = (in_doubt or may_have_arrived(outcome)) and not ask.reads
    if isinstance(outcome, Lost):
        return no_answer(ask.call, outcome.why, maybe_received=doubtful, hint=outcome.hint)
    if doubtful:
        why = f"Graph failed with {outcome.status}" if outcome.status in FAILURES else f"then {outcome.status}"
        return no_answer(ask.call, why, maybe_received=True)
    return graph_error(outcome, ask.call, ask.needs)


def _adapter(provider: BaseBearerTokenAuthenticationProvider, http: httpx.AsyncClient, base: str) -> Any:
    adapter = GraphRequestAdapter(provider, http)
    adapter.base_url = base
    return adapter


def _lost(error: httpx.RequestError) -> Lost:
    why = str(error) or type(error).__name__
    if "CERTIFICATE_VERIFY_FAILED" in why:
        hint = "if your network inspects TLS, set SSL_CERT_FILE to the file of its certificate authority"
        return Lost("the server's certificate is not trusted", sent=False, hint=hint, is_final=True)
    if isinstance(error, _NEVER_SENT):
        return Lost(why, sent=False, hint="check the network, and HTTPS_PROXY if there is a proxy")
    return Lost(why, sent=True)


def _reply(response: httpx.Response, parse: Parse) -> Outcome:
    headers = {name.lower(): value for name, value in response.headers.items()}
    # In httpx an answer and its stream hold each other: many pages would wait in memory for the collector.
    response.stream = httpx.ByteStream(b"")
    try:
        body: JsonValue = parse(response.content) if response.content else None
    except ValueError:
        if response.is_success:
            return Lost("the answer is not JSON", sent=True)
        body = None
    return Reply(response.status_code, body, headers)
