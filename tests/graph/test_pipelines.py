"""Signing in as the job of a pipeline, down to what its service and Entra are sent."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from passkeyctl.errors import SignInError, UsageError
from passkeyctl.graph.assertion_sources import Assertion
from passkeyctl.graph.azure_tokens import AzureTokens
from passkeyctl.graph.client import GraphClient
from passkeyctl.graph.clouds import Cloud, Endpoint
from passkeyctl.graph.credentials import SignIn, SignInOptions, Way, check_endpoint, choose_sign_in
from passkeyctl.graph.paths import EndpointName
from passkeyctl.graph.tokens import StaticToken
from tests.graph.connections import answered, page, run
from tests.graph.federation import APP, AUDIENCE, AZURE, GITHUB, IDS, ISSUER, SUBJECT, Federation, entra
from tests.graph.jwts import TENANT

GITLAB_SUBJECT = "project_path:contoso/passkeys:ref_type:branch:ref:main"


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    async def at_once(self: object, seconds: float) -> None:
        del self, seconds

    monkeypatch.setattr("passkeyctl.graph.assertion_sources._WAITS", (0.0, 0.0))
    monkeypatch.setattr("azure.core.pipeline.transport.AsyncHttpTransport.sleep", at_once)


async def tokens_of(source: AzureTokens, *, times: int = 1) -> list[str]:
    try:
        return [await source.token() for _ in range(times)]
    finally:
        await source.close()


def failing(federation: Federation, environ: dict[str, str], auth: str = "") -> SignInError:
    with pytest.raises(SignInError) as caught:
        run(tokens_of(federation.open(environ, auth=auth)))
    return caught.value


def test_a_job_of_github_shows_its_token_and_entra_the_assertion() -> None:
    federation = Federation()
    assert run(tokens_of(federation.open(GITHUB), times=2)) == ["access-1", "access-1"]
    asked, exchanged = federation.sent
    assert (asked.method, asked.url.host) == ("GET", "run.actions.githubusercontent.com")
    assert dict(asked.url.params) == {"api-version": "2.0", "audience": AUDIENCE}
    assert asked.headers["authorization"] == "Bearer request-token-of-the-job"
    assert str(exchanged.url) == f"https://login.microsoftonline.com/{TENANT}/oauth2/v2.0/token"
    assert "authorization" not in exchanged.headers
    assert f"client_id={APP}" in exchanged.content.decode()
    assert federation.exchanged == federation.assertions


@pytest.mark.parametrize(
    ("cloud", "audience", "host"),
    [
        (Cloud.USGOV, "api://AzureADTokenExchangeUSGov", "login.microsoftonline.us"),
        (Cloud.CHINA, "api://AzureADTokenExchangeChina", "login.chinacloudapi.cn"),
    ],
)
def test_each_cloud_has_its_audience(cloud: Cloud, audience: str, host: str) -> None:
    federation = Federation(audience=audience)
    assert run(tokens_of(federation.open(GITHUB, cloud))) == ["access-1"]
    assert federation.sent[0].url.params["audience"] == audience
    assert federation.sent[1].url.host == host


def test_a_build_of_azure_pipelines_names_its_service_connection() -> None:
    federation = Federation()
    assert run(tokens_of(federation.open(AZURE))) == ["access-1"]
    asked = federation.sent[0]
    assert (asked.method, asked.url.path.rpartition("/")[2]) == ("POST", "oidctoken")
    assert dict(asked.url.params) == {
        "api-version": "7.1",
        "serviceConnectionId": AZURE["AZURESUBSCRIPTION_SERVICE_CONNECTION_ID"],
    }
    assert asked.headers["authorization"] == "Bearer access-token-of-the-build"
    # Else Azure DevOps answers with a page to sign in on.
    assert asked.headers["x-tfs-fedauthredirect"] == "Suppress"


@pytest.mark.parametrize("environ", [GITHUB, AZURE])
def test_a_run_outlives_many_assertions(environ: dict[str, str]) -> None:
    """A wait of hours: the first assertion has long ended when the next token is wanted."""
    federation = Federation()

    async def wait() -> list[str]:
        source = federation.open(environ)
        seen = []
        for _ in range(40):
            seen.append(await source.token())
            federation.now += 600
        await source.close()
        return seen

    seen = run(wait())
    assert len(set(seen)) == len(federation.exchanged) == len(set(federation.exchanged)) == 7
    assert federation.exchanged == federation.assertions


def test_a_connection_reads_on_with_tokens_of_new_assertions() -> None:
    """Down to the header that Graph sees, over four hours."""
    federation, wire = Federation(), answered(page({"id": "1"}))

    async def read(client: GraphClient) -> None:
        for _ in range(5):
            await client.read_all(EndpointName.STRENGTHS)
            federation.now += 3600

    wire.run(read, wire.client(read_only=True, tokens=federation.open(GITHUB)))
    assert [each.headers["authorization"] for each in wire.sent] == [
        f"Bearer access-{number}" for number in range(1, 6)
    ]


@pytest.mark.parametrize("token", ["two\nlines", "", "\x00"])
def test_a_token_that_no_header_may_hold_is_none(token: str) -> None:
    federation = Federation()
    given = httpx.Response(200, json={"value": federation.assertion()})
    answer = {"token_type": "Bearer", "expires_in": 3600, "access_token": token}
    federation.first = [given, httpx.Response(200, json=answer)]
    error = failing(federation, GITHUB)
    assert error.summary == "sign-in with the identity of a GitHub Actions job failed: the answer holds no token"


@pytest.mark.parametrize("way", [Way.GITHUB, Way.AZURE_PIPELINES, Way.GITLAB, Way.WORKLOAD])
def test_what_a_pipeline_signed_in_with_goes_to_no_other_host(way: Way) -> None:
    with pytest.raises(UsageError, match="is not accepted with sign-in by "):
        check_endpoint(Endpoint("url", "https://proxy.example", "x"), SignIn(way))


def test_an_assertion_that_is_kept_would_have_ended() -> None:
    """What the test above proves is not true of everything: Entra looks at the time."""
    federation = Federation()
    given = federation.assertion(sub=GITLAB_SUBJECT, lives=4000)
    federation.trusted = GITLAB_SUBJECT

    async def wait() -> list[str]:
        source = federation.open({**IDS, "PASSKEYCTL_ID_TOKEN": given})
        seen = [await source.token()]
        federation.now += 3500
        seen.append(await source.token())
        federation.now += 3500
        return [*seen, await source.token()]

    with pytest.raises(SignInError, match="the id token in PASSKEYCTL_ID_TOKEN ended 50 minutes ago") as caught:
        run(wait())
    assert federation.exchanged == [given, given]
    assert caught.value.hint == "GitLab renews no id token: start the job again, and let passkeyctl be its first step"


def test_a_claims_challenge_gets_a_new_assertion() -> None:
    federation = Federation()

    async def use() -> list[str]:
        source = federation.open(GITHUB)
        return [await source.token(), await source.token('{"access_token":{"nbf":{}}}')]

    assert run(use()) == ["access-1", "access-2"]
    assert federation.exchanged == federation.assertions
    assert "nbf" in federation.sent[3].content.decode()


def test_a_file_is_read_for_each_token(tmp_path: Path) -> None:
    federation, path = Federation(), tmp_path / "token.jwt"
    environ = {**IDS, "AZURE_FEDERATED_TOKEN_FILE": str(path)}

    async def use() -> None:
        source = federation.open(environ)
        for _ in range(3):
            path.write_text(federation.assertion() + "\n", encoding="utf-8")
            await source.token()
            federation.now += 3500
        path.unlink()
        await source.token()

    with pytest.raises(SignInError, match=r"token.jwt` could not be read: No such file"):
        run(use())
    assert federation.exchanged == federation.assertions
    assert len(federation.sent) == 3


@pytest.mark.parametrize(("content", "said"), [("", "holds no assertion"), ("two words", "holds no assertion")])
def test_a_file_without_an_assertion(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "token.jwt"
    path.write_text(content, encoding="utf-8")
    error = failing(Federation(), {**IDS, "AZURE_FEDERATED_TOKEN_FILE": str(path)})
    assert said in error.summary


def test_a_file_that_nobody_keeps_fresh(tmp_path: Path) -> None:
    federation, path = Federation(), tmp_path / "token.jwt"
    path.write_text(federation.assertion(lives=-7200), encoding="utf-8")
    error = failing(federation, {**IDS, "AZURE_FEDERATED_TOKEN_FILE": str(path)})
    assert error.summary == f"the assertion in {path} ended 2 hours ago"
    assert federation.sent == []


def test_a_subject_that_the_application_does_not_know() -> None:
    error = failing(Federation(trusted="repo:contoso/passkeys:environment:production"), GITHUB)
    assert error.summary == "sign-in with the identity of a GitHub Actions job failed"
    answered, presented = error.detail
    assert f"AADSTS700213: No matching federated identity record found for subject '{SUBJECT}'." in answered
    assert "\n" not in answered
    assert presented == f"presented: issuer `{ISSUER}`, subject `{SUBJECT}`, audience `{AUDIENCE}`"
    assert error.hint == (
        f"the application `{APP}` has no federated credential for it: add one with exactly this issuer, subject and "
        "audience (docs/sign-in.md)"
    )


@pytest.mark.parametrize(
    ("description", "hint"),
    [
        ("AADSTS700024: Client assertion is not within its valid time range.", "check this machine's clock"),
        ("AADSTS700016: Application was not found in the directory.", f"`{TENANT}` knows no application `{APP}`"),
        ("AADSTS50000: something else", "issuer, subject and audience"),
    ],
)
def test_what_entra_answers_decides_what_to_do(description: str, hint: str) -> None:
    federation = Federation()
    given = httpx.Response(200, json={"value": federation.assertion()})
    federation.first = [given, entra(description)]
    error = failing(federation, GITHUB)
    assert description in error.detail[0]
    assert hint in error.hint


def test_an_answer_that_repeats_the_assertion_is_not_printed() -> None:
    federation = Federation()
    given = federation.assertion()
    federation.first = [httpx.Response(200, json={"value": given}), entra(f"AADSTS50027: JWT token {given} is invalid")]
    error = failing(federation, GITHUB)
    assert given not in str(error.diagnostics())
    assert "JWT token *** is invalid" in error.detail[0]


@pytest.mark.parametrize(
    ("environ", "answer", "said"),
    [
        (GITHUB, httpx.Response(403), "GitHub gave this job no identity: it answered 403"),
        (
            GITHUB,
            httpx.Response(400, json={"message": "bad request-token-of-the-job\nsecond line"}),
            "GitHub gave this job no identity: it answered 400 `bad *** second line`",
        ),
        (GITHUB, httpx.Response(200, text="<html>"), "GitHub gave this job no identity: its answer holds no token"),
        (GITHUB, httpx.Response(200, json={"count": 1}), "GitHub gave this job no identity: its answer holds no token"),
        (
            GITHUB,
            httpx.Response(302, headers={"location": "https://elsewhere.example"}),
            "GitHub gave this job no identity: it answered 302",
        ),
        (
            AZURE,
            httpx.Response(404, json={"message": "No service connection found with identifier c0ffee00."}),
            "Azure DevOps gave this job no identity: it answered 404 "
            "`No service connection found with identifier c0ffee00.`",
        ),
        (
            AZURE,
            httpx.Response(203, headers={"content-type": "text/html"}, content=b"<html>sign in</html>"),
            "Azure DevOps gave this job no identity: it answered 203",
        ),
    ],
)
def test_a_service_that_gives_nothing(environ: dict[str, str], answer: httpx.Response, said: str) -> None:
    federation = Federation(first=[answer])
    error = failing(federation, environ)
    assert error.summary == said
    assert ("id-token: write" in error.hint) == (environ is GITHUB)
    assert len(federation.sent) == 1


def test_a_service_that_stumbles_is_asked_again() -> None:
    federation = Federation(first=[httpx.Response(503), httpx.ReadError("cut")])
    assert run(tokens_of(federation.open(GITHUB))) == ["access-1"]
    assert len(federation.sent) == 4


def test_a_service_out_of_reach() -> None:
    federation = Federation(first=[httpx.ConnectError("no route")] * 3)
    assert failing(federation, GITHUB).summary == "GitHub gave this job no identity: it could not be reached: no route"
    assert len(federation.sent) == 3


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("ACTIONS_ID_TOKEN_REQUEST_URL", "http://elsewhere.example/token", "is no https address"),
        ("ACTIONS_ID_TOKEN_REQUEST_URL", "token", "is no https address"),
        ("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "two\nlines", "holds characters that no token has"),
    ],
)
def test_what_a_header_or_a_wire_must_not_hold(name: str, value: str, said: str) -> None:
    federation = Federation()
    error = failing(federation, {**GITHUB, name: value})
    assert error.summary == f"`{name}` {said}"
    assert "two" not in str(error.diagnostics())
    assert federation.sent == []


@pytest.mark.parametrize(
    ("environ", "chosen"),
    [
        (GITHUB, SignIn(Way.GITHUB, APP, TENANT)),
        (AZURE, SignIn(Way.AZURE_PIPELINES, APP, TENANT)),
        ({**AZURE, "AZURE_CLIENT_ID": "another", "AZURE_TENANT_ID": "x"}, SignIn(Way.AZURE_PIPELINES, APP, TENANT)),
        ({**IDS, "PASSKEYCTL_ID_TOKEN": "a.b.c"}, SignIn(Way.GITLAB, APP, TENANT)),
    ],
)
def test_a_pipeline_that_is_complete_decides(environ: dict[str, str], chosen: SignIn) -> None:
    assert choose_sign_in(SignInOptions(), environ, is_terminal=True) == chosen


def test_a_pipeline_and_a_secret_are_two_ways() -> None:
    with pytest.raises(SignInError, match="more than one way to sign in: `secret`, `github`") as caught:
        choose_sign_in(SignInOptions(), {**GITHUB, "AZURE_CLIENT_SECRET": "hush"}, is_terminal=False)
    assert caught.value.hint == "choose one with --auth"


@pytest.mark.parametrize(
    ("environ", "hint"),
    [
        ({"GITHUB_ACTIONS": "true", **IDS}, "a pull request from a fork never gets one"),
        ({"TF_BUILD": "True", **AZURE, "SYSTEM_ACCESSTOKEN": ""}, "`env: {SYSTEM_ACCESSTOKEN: $(System.AccessToken)}`"),
        ({"TF_BUILD": "True", **AZURE, "AZURESUBSCRIPTION_SERVICE_CONNECTION_ID": ""}, "`AzureCLI@2`"),
        ({"GITLAB_CI": "true", **IDS}, "`id_tokens: {PASSKEYCTL_ID_TOKEN: {aud: api://AzureADTokenExchange}}`"),
        ({"GITHUB_ACTIONS": "true", **GITHUB, "AZURE_CLIENT_ID": ""}, "set `AZURE_CLIENT_ID`"),
    ],
)
def test_a_job_without_an_identity_is_told_what_to_write(environ: dict[str, str], hint: str) -> None:
    with pytest.raises(SignInError, match="not signed in, and this job has no way to: `") as caught:
        choose_sign_in(SignInOptions(), environ, is_terminal=False)
    assert hint in caught.value.hint
    way = {"GITHUB_ACTIONS": "github", "TF_BUILD": "azure-pipelines", "GITLAB_CI": "gitlab"}[next(iter(environ))]
    with pytest.raises(SignInError, match="is not configured") as asked:
        choose_sign_in(SignInOptions(auth=way), environ, is_terminal=False)
    assert hint in asked.value.hint


def test_no_credential_shows_its_secret(tmp_path: Path) -> None:
    federation = Federation()
    path = tmp_path / "token.jwt"
    value = federation.assertion()
    path.write_text(value, encoding="utf-8")
    secrets = ("request-token-of-the-job", "access-token-of-the-build", "hush-hush", value, "t0ken")
    environs = (
        GITHUB,
        AZURE,
        {**IDS, "PASSKEYCTL_ID_TOKEN": value},
        {**IDS, "AZURE_FEDERATED_TOKEN_FILE": str(path)},
        {**IDS, "AZURE_CLIENT_SECRET": "hush-hush"},
    )
    shown = [repr(StaticToken("t0ken")), repr(Assertion(value, None))]
    for environ in environs:
        source = federation.open(environ)
        shown += [repr(source), *(repr(each) for each in reachable(source))]
    assert any("GitHubAssertions(url=" in each for each in shown)
    assert any("GivenAssertion(" in each for each in shown)
    assert [(secret, each) for secret in secrets for each in shown if secret in each] == []


def reachable(source: AzureTokens) -> list[object]:
    """Everything that a credential's own functions close over."""
    ask = source._ask
    return [cell.cell_contents for cell in getattr(ask, "__closure__", None) or ()]
