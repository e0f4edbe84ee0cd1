"""Signing in a person, with the real MSAL and a sign-in page that is faked at the level of HTTP."""

from __future__ import annotations

import base64
import json
import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs

import httpx
import pytest
import respx
from msal_extensions import FilePersistence  # type: ignore[import-untyped]

from passkeyctl.errors import SignInError
from passkeyctl.graph.azure_tokens import AzureTokens, open_azure
from passkeyctl.graph.clouds import Cloud
from passkeyctl.graph.credentials import COMMAND_LINE_TOOLS, Prompting, SignIn, Way
from passkeyctl.graph.transports import without_trust
from tests.graph.connections import run
from tests.graph.jwts import TENANT, jwt

LOGIN = f"https://login.microsoftonline.com/{TENANT}"
SCOPES = ("Policy.Read.All", "Group.ReadBasic.All")


def token_answer(access_token: str) -> httpx.Response:
    identity = {
        "aud": COMMAND_LINE_TOOLS,
        "iss": f"{LOGIN}/v2.0",
        "sub": "subject",
        "tid": TENANT,
        "preferred_username": "annie@contoso.example",
        "iat": int(time.time()) - 5,
        "exp": int(time.time()) + 3600,
    }
    account = json.dumps({"uid": "user", "utid": TENANT}).encode()
    return httpx.Response(
        200,
        json={
            "token_type": "Bearer",
            "scope": " ".join(f"https://graph.microsoft.com/{scope}" for scope in SCOPES),
            "expires_in": 3600,
            "access_token": access_token,
            "refresh_token": "refresh",
            "id_token": jwt(**identity),
            "client_info": base64.urlsafe_b64encode(account).decode(),
        },
    )


@pytest.fixture
def page() -> Iterator[respx.MockRouter]:
    with respx.mock(assert_all_called=False) as router:
        router.get(f"{LOGIN}/v2.0/.well-known/openid-configuration").respond(
            json={
                "issuer": f"{LOGIN}/v2.0",
                "authorization_endpoint": f"{LOGIN}/oauth2/v2.0/authorize",
                "token_endpoint": f"{LOGIN}/oauth2/v2.0/token",
                "device_authorization_endpoint": f"{LOGIN}/oauth2/v2.0/devicecode",
            }
        )
        router.get("https://login.microsoftonline.com/common/discovery/instance").respond(
            json={"tenant_discovery_endpoint": f"{LOGIN}/v2.0/.well-known/openid-configuration", "metadata": []}
        )
        router.post(f"{LOGIN}/oauth2/v2.0/devicecode", name="code").respond(
            json={
                "device_code": "dc",
                "user_code": "ABCD-EFGH",
                "verification_uri": "https://microsoft.com/devicelogin",
                "expires_in": 900,
                "interval": 0,
                "message": "unused",
            }
        )
        router.post(f"{LOGIN}/oauth2/v2.0/token", name="token").mock(return_value=token_answer("for-annie"))
        yield router


def tokens(shown: list[str], folder: Path | None) -> AzureTokens:
    prompting = Prompting(shown.append, folder)
    sign_in = SignIn(Way.DEVICE_CODE, COMMAND_LINE_TOOLS, TENANT)
    return open_azure(sign_in, Cloud.GLOBAL, SCOPES, {}, prompting, tls=without_trust(), now=lambda: 0.0)


async def twice(source: AzureTokens) -> tuple[str, str]:
    return await source.token(), await source.token()


@pytest.fixture(autouse=True)
def no_keychain(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The system's keychain is out of reach, as over SSH; the real one must never be touched."""

    def out_of_reach(*args: object) -> None:
        raise OSError("no keychain here", args)

    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("azure.identity._persistent_cache._get_persistence", out_of_reach)


def test_a_code_is_shown_and_the_token_kept_in_memory(page: respx.MockRouter, tmp_path: Path) -> None:
    shown: list[str] = []
    assert run(twice(tokens(shown, tmp_path / "state"))) == ("for-annie", "for-annie")
    assert shown == ["open https://microsoft.com/devicelogin and enter the code ABCD-EFGH"]
    asked = parse_qs(page["code"].calls[0].request.content.decode())
    assert asked["client_id"] == [COMMAND_LINE_TOOLS]
    graph = {scope for scope in asked["scope"][0].split() if "graph" in scope}
    assert graph == {f"https://graph.microsoft.com/{scope}" for scope in SCOPES}
    assert page["token"].call_count == 1
    assert list(tmp_path.rglob("*.json")) == []


def test_a_refusal_of_the_sign_in_page_is_quoted(page: respx.MockRouter) -> None:
    page["token"].respond(400, json={"error": "access_denied", "error_description": "AADSTS50105: not assigned"})
    with pytest.raises(SignInError, match="a device code failed") as caught:
        run(twice(tokens([], None)))
    assert "AADSTS50105" in caught.value.detail[0]
    assert page["code"].call_count == 1


@pytest.mark.parametrize("lost", [httpx.ReadError("cut"), httpx.ConnectError("no route")])
def test_a_sign_in_page_out_of_reach_is_a_sign_in_error(
    page: respx.MockRouter, lost: httpx.TransportError, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("azure.core.pipeline.transport.HttpTransport.sleep", lambda *_: None)
    page["code"].mock(side_effect=lost)
    with pytest.raises(SignInError) as caught:
        run(twice(tokens([], None)))
    assert str(lost) in caught.value.detail[0]


def test_a_keychain_remembers_the_account(
    page: respx.MockRouter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def keychain(*, cache_name: str, **_: object) -> FilePersistence:
        return FilePersistence(str(tmp_path / cache_name))

    monkeypatch.setattr("azure.identity._persistent_cache._get_persistence", keychain)
    shown: list[str] = []
    folder = tmp_path / "state"
    assert run(twice(tokens(shown, folder))) == ("for-annie", "for-annie")
    assert run(twice(tokens(shown, folder))) == ("for-annie", "for-annie")
    assert len(shown) == page["token"].call_count == 1
    (record,) = folder.iterdir()
    assert record.name == f"sign-in-{TENANT}-{COMMAND_LINE_TOOLS}.json"
    assert "for-annie" not in record.read_text(encoding="utf-8")
    if os.name == "posix":
        assert stat.S_IMODE(record.stat().st_mode) == 0o600
    record.write_text("{broken", encoding="utf-8")
    run(twice(tokens(shown, folder)))
    assert len(shown) == 2
