"""Whoever gives assertions to jobs, and Entra that takes them: both with one clock, and nothing lives for ever."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from urllib.parse import parse_qs

import httpx

from passkeyctl.graph.assertions import read_assertion
from passkeyctl.graph.azure_tokens import AzureTokens, open_azure
from passkeyctl.graph.clouds import Cloud
from passkeyctl.graph.credentials import Prompting, SignInOptions, choose_sign_in
from passkeyctl.graph.transports import without_trust
from tests.graph.jwts import TENANT, jwt

APP = "6c6f4f3a-90a1-4a5e-8d0e-111111111111"
IDS = {"AZURE_TENANT_ID": TENANT, "AZURE_CLIENT_ID": APP}
GITHUB_URL = "https://run.actions.githubusercontent.com/7/idtoken/8?api-version=2.0"
GITHUB = {
    **IDS,
    "ACTIONS_ID_TOKEN_REQUEST_URL": GITHUB_URL,
    "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "request-token-of-the-job",
}
AZURE = {
    "SYSTEM_OIDCREQUESTURI": "https://dev.azure.com/contoso/p/_apis/distributedtask/hubs/build/plans/1/jobs/2/oidctoken",
    "SYSTEM_ACCESSTOKEN": "access-token-of-the-build",
    "AZURESUBSCRIPTION_SERVICE_CONNECTION_ID": "c0ffee00-0000-4000-8000-000000000001",
    "AZURESUBSCRIPTION_CLIENT_ID": APP,
    "AZURESUBSCRIPTION_TENANT_ID": TENANT,
}
ISSUER = "https://token.actions.githubusercontent.com"
SUBJECT = "repo:contoso/passkeys:ref:refs/heads/main"
AUDIENCE = "api://AzureADTokenExchange"


@dataclass
class Federation(httpx.AsyncBaseTransport):
    """Assertions live five minutes and access tokens an hour, as on the real ones."""

    now: float = 1_800_000_000.0
    trusted: str = SUBJECT
    audience: str = AUDIENCE
    sent: list[httpx.Request] = field(default_factory=list)
    assertions: list[str] = field(default_factory=list)
    exchanged: list[str] = field(default_factory=list)
    first: list[httpx.Response | Exception] = field(default_factory=list)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(request)
        if self.first:
            answer = self.first.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content, request=request)
        if request.url.path.endswith("/oauth2/v2.0/token"):
            return self._exchange(parse_qs(request.content.decode()))
        given = self.assertion(aud=request.url.params.get("audience", AUDIENCE))
        key = "value" if request.method == "GET" else "oidcToken"
        return httpx.Response(200, json={key: given})

    def assertion(self, lives: float = 300, **claims: object) -> str:
        what = {"iss": ISSUER, "sub": SUBJECT, "aud": AUDIENCE, "exp": int(self.now + lives)}
        self.assertions.append(jwt(**{**what, "jti": len(self.assertions), **claims}))
        return self.assertions[-1]

    def _exchange(self, form: dict[str, list[str]]) -> httpx.Response:
        (assertion,) = form["client_assertion"]
        shown = read_assertion(assertion)
        assert shown is not None
        assert shown.expires_at is not None
        if shown.expires_at <= self.now:
            return entra("AADSTS700024: Client assertion is not within its valid time range.")
        if shown.audience != self.audience:
            return entra(f"AADSTS700212: No matching federated identity record found for audience '{shown.audience}'.")
        if shown.subject != self.trusted:
            return entra(f"AADSTS700213: No matching federated identity record found for subject '{shown.subject}'.")
        self.exchanged.append(assertion)
        return httpx.Response(
            200,
            json={
                "token_type": "Bearer",
                "expires_on": int(self.now + 3600),
                "access_token": f"access-{len(self.exchanged)}",
            },
        )

    def open(self, environ: dict[str, str], cloud: Cloud = Cloud.GLOBAL, auth: str = "") -> AzureTokens:
        chosen = choose_sign_in(SignInOptions(auth=auth), environ, is_terminal=False)
        quiet = Prompting(show=lambda _: None)
        return open_azure(chosen, cloud, (), environ, quiet, tls=without_trust(), now=lambda: self.now, transport=self)


def entra(description: str, status: int = 401) -> httpx.Response:
    body = {"error": "invalid_client", "error_description": f"{description}\r\nTrace ID: 0\r\nTimestamp: 0"}
    return httpx.Response(status, headers={"content-type": "application/json"}, content=json.dumps(body).encode())
