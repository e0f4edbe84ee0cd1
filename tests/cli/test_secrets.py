"""Nothing that signs somebody in is printed, logged or kept: whatever goes wrong, and with every logger talking."""

from __future__ import annotations

import io
import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import respx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from passkeyctl.graph.secrets import Mask
from passkeyctl.sandbox.faults import EXPIRED_TOKEN, FORBIDDEN, Fault, fails
from passkeyctl.sandbox.store import Store
from tests.cli.conftest import IDENTITY
from tests.cli.running import Cli, Ran
from tests.cli.serving import serving, serving_app
from tests.cli.test_live import ROLES
from tests.graph.jwts import application, jwt

ALWAYS = 999
ADA = "ada.abel@contoso.onmicrosoft.com"
SIGN_IN = f"https://login.microsoftonline.com/{IDENTITY.tenant_id}/oauth2/v2.0/token"
ACCESS = application(*ROLES, tid=IDENTITY.tenant_id, jti="the-access-token")
ASSERTION = jwt(iss="https://token.actions.githubusercontent.com", sub="repo:c/p:pull_request", aud="a", jti="mine")
REQUEST_TOKEN = "request-token-of-the-job"
SECRET = "hush-hush~secret"
SECRETS = {"access token": ACCESS, "assertion": ASSERTION, "request token": REQUEST_TOKEN, "client secret": SECRET}

pytestmark = pytest.mark.usefixtures("fast")


@dataclass
class Stage:
    """A tenant on a port, GitHub's service on another, Entra's page, and every log there is."""

    cli: Cli
    folder: Path
    home: Path
    log: io.StringIO
    entra: respx.Route
    monkeypatch: pytest.MonkeyPatch

    def as_github(self, url: str) -> None:
        self._set("ACTIONS_ID_TOKEN_REQUEST_URL", url)
        self._set("ACTIONS_ID_TOKEN_REQUEST_TOKEN", REQUEST_TOKEN)
        self._set("GITHUB_ACTIONS", "true")
        self._set("GITHUB_REPOSITORY", "contoso/passkeys")

    def as_azure_pipelines(self, url: str) -> None:
        self._set("SYSTEM_OIDCREQUESTURI", url)
        self._set("SYSTEM_ACCESSTOKEN", REQUEST_TOKEN)
        self._set("AZURESUBSCRIPTION_SERVICE_CONNECTION_ID", "c0ffee00-0000-4000-8000-000000000001")
        self._set("TF_BUILD", "True")

    def as_gitlab(self, token: str) -> None:
        self._set("PASSKEYCTL_ID_TOKEN", token)
        self._set("GITLAB_CI", "true")

    def as_application(self) -> None:
        self._set("AZURE_CLIENT_SECRET", SECRET)

    def at(self, url: str) -> None:
        self._set("PASSKEYCTL_GRAPH_URL", url)

    def run(self, *arguments: str | Path) -> Ran:
        """And finds no secret in whatever came of it, nor in any file."""
        self.log.truncate(0)
        capture = self.cli.capture
        capture.readouterr()
        from passkeyctl.cli.app import run

        code = int(run([str(each) for each in arguments]))
        said = capture.readouterr()
        texts = {"stdout": said.out, "stderr": said.err, "log": self.log.getvalue(), **self._files()}
        assert [(where, what) for where, text in texts.items() for what in leaked(text)] == []
        return Ran(code, said.out, said.err)

    def _files(self) -> dict[str, str]:
        found = (each for root in (self.folder, self.home) for each in root.rglob("*") if each.is_file())
        return {str(each): each.read_bytes().decode("utf-8", errors="replace") for each in found}

    def _set(self, name: str, value: str) -> None:
        self.monkeypatch.setenv(name, value)


def leaked(text: str) -> list[str]:
    """The middle of a secret is one as well: a line that was wrapped or cut does not hide it."""
    squeezed = "".join(text.split())
    return [what for what, secret in SECRETS.items() if secret in squeezed or secret[-40:-12] in squeezed]


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    loggers = [logging.getLogger(name) for name in ("", "azure", "msal", "httpx", "httpcore", "msgraph", "kiota_http")]
    levels = [each.level for each in loggers]
    for each in loggers:
        each.setLevel(logging.DEBUG)
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)
    for each, level in zip(loggers, levels, strict=True):
        each.setLevel(level)


@pytest.fixture
def stage(
    cli: Cli, tmp_path: Path, own_home: Path, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Stage]:
    async def at_once(self: object, seconds: float) -> None:
        del self, seconds

    monkeypatch.setattr("azure.core.pipeline.transport.AsyncHttpTransport.sleep", at_once)
    monkeypatch.setattr("passkeyctl.graph.assertion_sources._WAITS", (0.0, 0.0))
    for name, value in (
        ("PASSKEYCTL_DEBUG", "1"),
        ("PASSKEYCTL_CA_INTERVAL", "0"),
        ("AZURE_TENANT_ID", IDENTITY.tenant_id),
        ("AZURE_CLIENT_ID", "6c6f4f3a-90a1-4a5e-8d0e-111111111111"),
    ):
        monkeypatch.setenv(name, value)
    folder = tmp_path / "written"
    folder.mkdir()
    with respx.mock(assert_all_called=False) as router:
        router.route(host="127.0.0.1").pass_through()
        entra = router.post(SIGN_IN)
        entra.respond(json={"token_type": "Bearer", "expires_in": 3600, "access_token": ACCESS})
        yield Stage(cli, folder, own_home, log, entra, monkeypatch)


def github(answer: Callable[[Request], Response]) -> Starlette:
    async def answered(request: Request) -> Response:
        assert request.headers["authorization"] == f"Bearer {REQUEST_TOKEN}"
        response = answer(request)
        response.headers["connection"] = "close"
        return response

    return Starlette(routes=[Route("/token", answered, methods=["GET", "POST"])])


@pytest.fixture
def job(stage: Stage, store: Store) -> Iterator[Stage]:
    """Signed in as a job of GitHub, to a tenant that answers."""
    with serving_app(github(lambda _: JSONResponse({"value": ASSERTION}))) as service, serving(store) as graph:
        stage.as_github(f"{service}/token")
        stage.at(graph)
        yield stage


def test_everything_that_a_pipeline_runs(job: Stage, pilot: Path) -> None:
    folder = job.folder
    plan = job.run("plan", "--out", folder / "p.json", "--report", f"html={folder / 'p.html'}", pilot)
    assert plan.code == 0, plan.err
    assert "signed in as `passkeyctl-ci`" in plan.err
    assert "with the identity of a GitHub Actions job" in plan.err
    assert job.run("plan", "--json", pilot).code == 0
    assert job.run("apply", "--auto-approve", "--report", f"json={folder / 'a.json'}", pilot).code == 0
    assert job.run("drift", "--report", f"sarif={folder / 'd.sarif'}", pilot).code in {0, 2}
    assert job.run("readiness", "--csv", folder / "r.csv", pilot).code == 0
    assert job.run("who", ADA, pilot).code == 0
    assert "`repo:" in job.run("doctor", pilot).out
    assert job.run("history", "--json", pilot).code == 0
    assert job.run("snapshot", "save", folder / "s.json", pilot).code == 0
    (applied,) = (each for each in job.home.rglob("receipt*.json") if each.is_file())
    assert job.run("undo", "--plan-only", applied).code in {0, 3}
    # The search would have found something: the calls were made, and files were written.
    assert job.entra.call_count >= 7
    assert "client_assertion=" in job.entra.calls[0].request.content.decode()
    assert "HTTP Request: POST https://login.microsoftonline.com" in job.log.getvalue()
    assert len([each for each in job.home.rglob("*") if each.is_file()]) >= 2
    assert len([each for each in folder.rglob("*") if each.is_file()]) >= 5


def test_a_build_of_azure_pipelines(stage: Stage, store: Store, pilot: Path) -> None:
    with serving_app(github(lambda _: JSONResponse({"oidcToken": ASSERTION}))) as service, serving(store) as graph:
        stage.as_azure_pipelines(f"{service}/token")
        stage.at(graph)
        ran = stage.run("plan", pilot)
    assert ran.code == 0, ran.err
    assert "with a service connection of Azure Pipelines, endpoint" in ran.err


def test_a_job_of_gitlab(stage: Stage, store: Store, pilot: Path) -> None:
    now = int(time.time())
    with serving(store) as graph:
        stage.at(graph)
        stage.as_gitlab(given := jwt(iss="https://gitlab.com", sub="project_path:c/p", aud="a", exp=now + 1830))
        ran = stage.run("plan", pilot)
        assert ran.code == 0, ran.err
        assert "with the id token of a GitLab job, endpoint" in ran.err
        assert "notice: the id token ends in 30 minutes, and GitLab does not renew it\n" in ran.err
        stage.as_gitlab(ended := jwt(iss="https://gitlab.com", sub="project_path:c/p", aud="a", exp=now - 7300))
        late = stage.run("plan", pilot)
    assert late.code == 1
    assert "error: the id token in PASSKEYCTL_ID_TOKEN ended 2 hours ago" in late.err
    assert stage.entra.call_count == 1
    assert not [each for each in (given, ended) if each in ran.out + ran.err + late.err]


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (EXPIRED_TOKEN, "the access token was not accepted"),
        (FORBIDDEN, "OPS903"),
        (fails(500), "500"),
    ],
)
@pytest.mark.parametrize("command", [("plan", "--json"), ("drift",), ("apply", "--auto-approve")])
def test_a_refusal_of_graph(
    job: Stage, store: Store, pilot: Path, fault: object, said: str, command: tuple[str, ...]
) -> None:
    with serving(store, [Fault("*", ".", 1, fault, ALWAYS)]) as graph:  # type: ignore[arg-type]
        job.at(graph)
        ran = job.run(*command, "--report", f"markdown={job.folder / 'r.md'}", pilot)
    assert ran.code == 1
    assert said in ran.out + ran.err


def test_nobody_answers(job: Stage, pilot: Path, unused_port: int) -> None:
    job.at(f"http://127.0.0.1:{unused_port}")
    ran = job.run("plan", pilot)
    assert ran.code == 1
    assert "error: " in ran.err


def test_what_answers_does_not_speak_tls(job: Stage, store: Store, pilot: Path) -> None:
    with serving(store) as graph:
        job.at(graph.replace("http:", "https:"))
        ran = job.run("plan", pilot)
    assert ran.code == 1
    assert "ssl" in ran.err.lower()


@pytest.mark.parametrize("way", ["github", "secret"])
@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(401, json={"error": "invalid_client", "error_description": f"AADSTS7: {ASSERTION} {SECRET}"}),
        httpx.Response(401, json={"error": "invalid_client", "access_token": ACCESS}),
        httpx.Response(200, json={"access_token": ACCESS}),
        httpx.Response(200, json={"access_token": ACCESS, "expires_in": "soon"}),
        httpx.Response(200, json=[ACCESS]),
        httpx.Response(200, html=f"<html>{ACCESS}</html>"),
        httpx.Response(500, text=ACCESS),
        httpx.ConnectError("certificate verify failed"),
        httpx.ReadError("cut"),
    ],
)
def test_entra_answers_anything(
    stage: Stage, store: Store, pilot: Path, way: str, answer: httpx.Response | httpx.TransportError
) -> None:
    stage.entra.mock(side_effect=lambda _: _again(answer))
    with serving_app(github(lambda _: JSONResponse({"value": ASSERTION}))) as service, serving(store) as graph:
        stage.as_github(f"{service}/token")
        stage.as_application()
        stage.at(graph)
        ran = stage.run("plan", "--auth", way, "--report", f"json={stage.folder / 'p.json'}", pilot)
    assert ran.code == 1
    assert "sign-in with " in ran.err
    assert "internal error" not in ran.err


def _again(answer: httpx.Response | httpx.TransportError) -> httpx.Response:
    if isinstance(answer, httpx.TransportError):
        raise answer
    return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)


@pytest.mark.parametrize("status", [403, 500])
def test_github_repeats_what_it_was_sent(stage: Stage, pilot: Path, status: int) -> None:
    with serving_app(github(lambda _: JSONResponse({"message": f"no, {REQUEST_TOKEN}"}, status))) as service:
        stage.as_github(f"{service}/token")
        ran = stage.run("plan", pilot)
    assert ran.code == 1
    assert f"error: GitHub gave this job no identity: it answered {status} `no, ***`" in ran.err
    assert stage.entra.call_count == 0


def test_a_trace_of_an_internal_error(job: Stage, pilot: Path) -> None:
    def stumbles(token: str) -> None:
        raise RuntimeError(f"{token}, {REQUEST_TOKEN} and {ASSERTION!r}")

    job.monkeypatch.setattr("passkeyctl.cli.connection.read_token", stumbles)
    ran = job.run("plan", "--report", f"html={job.folder / 'p.html'}", pilot)
    assert ran.code == 1
    assert "internal error: RuntimeError: ***, *** and '***'" in ran.err
    assert "Traceback" in ran.err


@pytest.mark.parametrize("token", ["first-line-of-it\nsecond-line-of-it", "höchst-geheim", "two words"])
def test_a_token_that_no_header_may_hold(cli: Cli, pilot: Path, monkeypatch: pytest.MonkeyPatch, token: str) -> None:
    """The HTTP library would quote it."""
    monkeypatch.setenv("PASSKEYCTL_ACCESS_TOKEN", token)
    monkeypatch.setenv("PASSKEYCTL_DEBUG", "1")
    ran = cli("plan", pilot)
    assert ran.code == 1
    assert "error: `PASSKEYCTL_ACCESS_TOKEN` holds characters that no token has" in ran.err
    assert not [each for each in token.split() if each in ran.out + ran.err]


def test_what_is_taken_out_of_a_text() -> None:
    environ = {"AZURE_CLIENT_SECRET": "a'b\"c~d", "SYSTEM_ACCESSTOKEN": "t", "PASSKEYCTL_ID_TOKEN": " opaque-one\n"}
    text = f"that {ACCESS} 'a'b\"c~d' opaque-one x=eyJ"
    assert Mask.of(environ)(text) == "that *** '***' *** x=eyJ"
