"""Which way to sign in, and what goes to the sign-in page."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import parse_qs

import httpx
import pytest
import respx

from passkeyctl.errors import SignInError, UsageError
from passkeyctl.graph.azure_tokens import AzureTokens, open_azure
from passkeyctl.graph.clouds import Cloud, Endpoint, endpoint_of
from passkeyctl.graph.credentials import (
    COMMAND_LINE_TOOLS,
    Prompting,
    SignIn,
    SignInOptions,
    Way,
    check_endpoint,
    choose_sign_in,
    open_credential,
    signed_in,
)
from passkeyctl.graph.tokens import TokenSource, read_token
from passkeyctl.graph.transports import without_trust
from tests.graph.connections import Answer, Wire, answered, run
from tests.graph.jwts import TENANT, application, person

APP = "6c6f4f3a-90a1-4a5e-8d0e-111111111111"
IDS = {"AZURE_TENANT_ID": TENANT, "AZURE_CLIENT_ID": APP}
SECRET = {**IDS, "AZURE_CLIENT_SECRET": "hush-hush"}
CERTIFICATE = {**IDS, "AZURE_CLIENT_CERTIFICATE_PATH": "app.pem"}
WORKLOAD = {**IDS, "AZURE_FEDERATED_TOKEN_FILE": "token.jwt"}
QUIET = Prompting(show=lambda _: None)


def choose(environ: dict[str, str], *, is_terminal: bool = False, **options: str) -> SignIn:
    return choose_sign_in(SignInOptions(**options), environ, is_terminal=is_terminal)


@pytest.mark.parametrize(
    ("environ", "chosen"),
    [
        ({"PASSKEYCTL_ACCESS_TOKEN": "t"}, SignIn(Way.TOKEN)),
        ({"PASSKEYCTL_ACCESS_TOKEN": "t", **SECRET}, SignIn(Way.TOKEN)),
        (SECRET, SignIn(Way.SECRET, APP, TENANT)),
        (CERTIFICATE, SignIn(Way.CERTIFICATE, APP, TENANT)),
        (WORKLOAD, SignIn(Way.WORKLOAD, APP, TENANT)),
        ({"IDENTITY_ENDPOINT": "http://x", "IDENTITY_HEADER": "y"}, SignIn(Way.MANAGED_IDENTITY)),
        ({"PASSKEYCTL_AUTH": "device-code", **SECRET}, SignIn(Way.DEVICE_CODE, COMMAND_LINE_TOOLS, TENANT)),
        ({"PASSKEYCTL_AUTH": "cli", "PASSKEYCTL_ACCESS_TOKEN": "t"}, SignIn(Way.CLI)),
    ],
)
def test_the_environment_decides(environ: dict[str, str], chosen: SignIn) -> None:
    assert choose(environ) == chosen
    assert choose(environ, is_terminal=True) == chosen


def test_at_a_terminal_the_browser_is_last() -> None:
    assert choose({}, is_terminal=True) == SignIn(Way.BROWSER, COMMAND_LINE_TOOLS)


def test_options_come_before_the_environment() -> None:
    chosen = choose({**SECRET, "PASSKEYCTL_AUTH": "cli"}, auth="browser", client_id="own-app", tenant="contoso.example")
    assert chosen == SignIn(Way.BROWSER, "own-app", "contoso.example")


def test_options_complete_the_environment() -> None:
    assert choose({"AZURE_CLIENT_SECRET": "s"}, client_id=APP, tenant=TENANT) == SignIn(Way.SECRET, APP, TENANT)


def test_an_application_signs_in_to_the_tenant_it_is_configured_for() -> None:
    assert choose(SECRET, tenant="contoso.example").tenant == TENANT


def test_two_configured_ways_are_no_choice() -> None:
    with pytest.raises(SignInError, match="`secret`, `workload`") as caught:
        choose({**SECRET, **WORKLOAD})
    assert caught.value.hint == "choose one with --auth"


def test_without_a_terminal_the_ways_are_listed() -> None:
    with pytest.raises(SignInError) as caught:
        choose({"AZURE_CLIENT_SECRET": "hush-hush", "AZURE_TENANT_ID": TENANT})
    assert caught.value.detail == ("a client secret: AZURE_CLIENT_ID not set",)
    for word in ("PASSKEYCTL_ACCESS_TOKEN", "--auth", "workload", "--tenant sandbox"):
        assert word in caught.value.hint
    assert "hush-hush" not in str(caught.value.diagnostics())


def test_a_way_that_was_asked_for_is_not_replaced() -> None:
    with pytest.raises(SignInError, match="certificate is not configured") as caught:
        choose(SECRET, auth="certificate", is_terminal=True)
    assert caught.value.hint == "set `AZURE_CLIENT_CERTIFICATE_PATH`"


@pytest.mark.parametrize("auth", ["token", "Browser", "password"])
def test_an_unknown_way_is_a_usage_error(auth: str) -> None:
    with pytest.raises(UsageError, match="no way to sign in"):
        choose({}, auth=auth)


def test_only_a_handed_over_token_goes_to_another_host() -> None:
    elsewhere = Endpoint("url", "https://proxy.example", "https://proxy.example")
    check_endpoint(elsewhere, SignIn(Way.TOKEN))
    check_endpoint(Endpoint("url", "http://127.0.0.1:1", "x"), SignIn(Way.SECRET))
    check_endpoint(endpoint_of(Cloud.GLOBAL), SignIn(Way.SECRET))
    with pytest.raises(UsageError, match="client secret"):
        check_endpoint(elsewhere, SignIn(Way.SECRET))


@pytest.mark.parametrize(
    ("way", "token", "line"),
    [
        (Way.BROWSER, person(), f"signed in as `annie@contoso.example` to tenant `{TENANT}` with the browser"),
        (Way.SECRET, application(), f"signed in as `passkeyctl-ci` to tenant `{TENANT}` with a client secret"),
        (Way.TOKEN, "x", "signed in with the token in PASSKEYCTL_ACCESS_TOKEN; it does not say for whom"),
        (
            Way.TOKEN,
            "e30.e30.e30",
            "signed in as an unnamed account to an unnamed tenant with the token in PASSKEYCTL_ACCESS_TOKEN",
        ),
    ],
)
def test_the_reader_is_told_who_is_signed_in(way: Way, token: str, line: str) -> None:
    assert signed_in(SignIn(way), read_token(token)) == line


def test_a_token_at_hand_is_used_as_it_is() -> None:
    async def use() -> str:
        source = await open_credential(
            SignIn(Way.TOKEN), Cloud.GLOBAL, (), {"PASSKEYCTL_ACCESS_TOKEN": " t \n"}, QUIET, now=lambda: 0.0
        )
        return await source.token()

    assert run(use()) == "t"


def token_answer(token: str, expires_in: int = 3600) -> httpx.Response:
    return httpx.Response(200, json={"token_type": "Bearer", "expires_in": expires_in, "access_token": token})


def secret_tokens(wire: Wire, now: list[float], cloud: Cloud = Cloud.USGOV) -> AzureTokens:
    sign_in = SignIn(Way.SECRET, APP, TENANT)
    return open_azure(sign_in, cloud, (), SECRET, QUIET, tls=without_trust(), now=lambda: now[0], transport=wire)


async def twice(source: TokenSource) -> tuple[str, str]:
    try:
        return await source.token(), await source.token()
    finally:
        await source.close()


def test_a_secret_is_sent_once_and_to_the_clouds_sign_in_page() -> None:
    wire = answered(token_answer("first"), token_answer("second"))
    assert run(twice(secret_tokens(wire, [0.0]))) == ("first", "first")
    (request,) = wire.sent
    assert str(request.url) == f"https://login.microsoftonline.us/{TENANT}/oauth2/v2.0/token"
    form = {key: values[0] for key, values in parse_qs(request.content.decode()).items()}
    assert (form["client_id"], form["client_secret"], form["grant_type"]) == (APP, "hush-hush", "client_credentials")
    assert form["scope"] == "https://graph.microsoft.us/.default"


def test_a_claims_challenge_is_passed_on() -> None:
    wire = answered(token_answer("first"), token_answer("second"))

    async def use() -> tuple[str, str, str]:
        source = secret_tokens(wire, [0.0])
        return await source.token(), await source.token('{"access_token":{"nbf":{}}}'), await source.token()

    assert run(use()) == ("first", "second", "second")
    claims = json.loads(parse_qs(wire.sent[1].content.decode())["claims"][0])
    assert "nbf" in claims["access_token"]


def test_a_token_about_to_end_is_replaced() -> None:
    now = [0.0]
    wire = answered(token_answer("first", expires_in=0), token_answer("second"))

    async def use() -> tuple[str, str]:
        source = secret_tokens(wire, now)
        first = await source.token()
        now[0] = 2_000_000_000_000.0
        return first, await source.token()

    assert run(use()) == ("first", "second")


def failing(answer: Answer) -> SignInError:
    with pytest.raises(SignInError) as caught:
        run(twice(secret_tokens(answered(answer), [0.0])))
    return caught.value


def test_entras_refusal_is_quoted_without_the_secret() -> None:
    error = failing(
        httpx.Response(
            401,
            json={"error": "invalid_client", "error_description": "AADSTS7000215: Invalid client secret provided."},
        )
    )
    assert error.summary == "sign-in with a client secret failed"
    assert "AADSTS7000215" in error.detail[0]
    assert "hush-hush" not in str(error.diagnostics())


@pytest.mark.parametrize("lost", [httpx.ReadError("cut"), httpx.ConnectError("no route")])
def test_a_sign_in_page_out_of_reach_is_a_sign_in_error(
    lost: httpx.TransportError, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def at_once(self: object, duration: float) -> None:
        del self, duration

    monkeypatch.setattr("azure.core.pipeline.transport.AsyncHttpTransport.sleep", at_once)
    assert str(lost) in failing(lost).detail[0]


def test_a_certificate_that_is_not_there_is_a_sign_in_error(tmp_path: Path) -> None:
    environ = {**IDS, "AZURE_CLIENT_CERTIFICATE_PATH": str(tmp_path / "none.pem")}
    with pytest.raises(SignInError, match="a certificate failed"):
        open_azure(choose(environ), Cloud.GLOBAL, (), environ, QUIET, tls=without_trust(), now=lambda: 0.0)


@respx.mock
def test_workload_identity_hands_on_the_federated_token(tmp_path: Path) -> None:
    (tmp_path / "token.jwt").write_text("federated", encoding="utf-8")
    environ = {**IDS, "AZURE_FEDERATED_TOKEN_FILE": str(tmp_path / "token.jwt")}
    route = respx.post(f"https://login.microsoftonline.com/{TENANT}/oauth2/v2.0/token").mock(token_answer("mine"))

    async def use() -> tuple[str, str]:
        return await twice(
            await open_credential(
                choose(environ), Cloud.GLOBAL, (), environ, QUIET, tls=without_trust(), now=lambda: 0.0
            )
        )

    assert run(use()) == ("mine", "mine")
    assert parse_qs(route.calls[0].request.content.decode())["client_assertion"] == ["federated"]


async def opened(sign_in: SignIn) -> tuple[str, str]:
    return await twice(
        await open_credential(sign_in, Cloud.GLOBAL, (), {}, QUIET, tls=without_trust(), now=lambda: 0.0)
    )


def test_a_missing_azure_cli_is_a_sign_in_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SignInError, match="the Azure CLI failed") as caught:
        run(opened(SignIn(Way.CLI)))
    assert caught.value.hint == "run `az login`, or choose another --auth"


@respx.mock
def test_a_managed_identity_is_asked_on_its_host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IDENTITY_ENDPOINT", "http://127.0.0.1:41741/msi/token")
    monkeypatch.setenv("IDENTITY_HEADER", "header-secret")
    route = respx.get("http://127.0.0.1:41741/msi/token").respond(
        json={
            "access_token": "mine",
            "expires_on": "4102444800",
            "resource": "https://graph.microsoft.com",
            "token_type": "Bearer",
        }
    )
    assert run(opened(SignIn(Way.MANAGED_IDENTITY, APP))) == ("mine", "mine")
    request = route.calls[0].request
    assert request.headers["x-identity-header"] == "header-secret"
    assert dict(request.url.params) | {"api-version": ""} == {
        "api-version": "",
        "client_id": APP,
        "resource": "https://graph.microsoft.com",
    }
