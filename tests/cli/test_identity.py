"""Readers and writers kept apart: what is said of it, and that no command that reads can send a write."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from passkeyctl.cli.identity import last_end, notices
from passkeyctl.errors import GraphError, WriteRefused
from passkeyctl.graph.client import GraphClient
from passkeyctl.graph.credentials import SignIn, Way
from passkeyctl.graph.tokens import read_token
from passkeyctl.sandbox.app import create_app
from passkeyctl.sandbox.store import Store
from tests.cli.conftest import IDENTITY, Live
from tests.cli.rolling import SHORT
from tests.cli.running import Cli
from tests.cli.serving import Cut, serving_app
from tests.cli.test_live import ROLES
from tests.graph.jwts import application, jwt, person

ADA = "ada.abel@contoso.onmicrosoft.com"
READ_ONLY = "; read-only: this command can't write\n"
READER = tuple(each for each in ROLES if "Write" not in each)
WARNED = (
    "warning: this command only reads, and the token of this pipeline could write "
    "(`Policy.ReadWrite.AuthenticationMethod` and 1 more): use a reader identity (docs/sign-in.md)\n"
)

pytestmark = pytest.mark.usefixtures("fast")


@pytest.fixture(params=["GITHUB_ACTIONS", "TF_BUILD", "GITLAB_CI", "CI"])
def in_pipeline(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(str(request.param), "true")


def test_a_command_that_reads_says_that_it_can_not_write(cli: Cli, live: Live, small: Path) -> None:
    live(token=application(*READER, tid=IDENTITY.tenant_id))
    ran = cli("plan", small)
    assert ran.code == 0
    assert ran.err.splitlines(keepends=True)[0].endswith(READ_ONLY)
    assert ran.err.count("read-only") == 1
    assert cli("plan", "--redact", small).err.startswith("signed in with the token in PASSKEYCTL_ACCESS_TOKEN, ")
    assert READ_ONLY in cli("plan", "--json", "--redact", small).err


def test_a_command_that_writes_does_not_say_so(cli: Cli, live: Live, small: Path) -> None:
    live(token=application(*ROLES, tid=IDENTITY.tenant_id))
    ran = cli("apply", "--auto-approve", small)
    assert ran.code == 0, ran.err
    assert "read-only" not in ran.err


@pytest.mark.usefixtures("in_pipeline")
def test_a_reader_that_could_write_is_warned_of_in_a_pipeline(cli: Cli, live: Live, small: Path) -> None:
    live(token=application(*ROLES, tid=IDENTITY.tenant_id))
    assert cli("plan", small).err.endswith(WARNED)
    assert WARNED not in cli("apply", "--auto-approve", small).err
    live(token=application(*READER, tid=IDENTITY.tenant_id))
    assert "warning" not in cli("plan", small).err


@pytest.mark.usefixtures("in_pipeline")
def test_a_person_is_not_warned(cli: Cli, live: Live, small: Path) -> None:
    live(token=person(tid=IDENTITY.tenant_id, scp=" ".join(ROLES)))
    assert "warning" not in cli("plan", small).err


def test_outside_of_a_pipeline_nobody_is_warned(cli: Cli, live: Live, small: Path) -> None:
    live(token=application(*ROLES, tid=IDENTITY.tenant_id))
    assert "warning" not in cli("plan", small).err


def test_how_long_an_id_token_still_is_good_for() -> None:
    sign_in = SignIn(Way.GITLAB)
    environ = {"PASSKEYCTL_ID_TOKEN": jwt(exp=10_000)}
    facts = read_token(application("Policy.Read.All", exp=13_000))
    assert list(notices(sign_in, facts, environ, read_only=True, now=7_300)) == [
        "notice: the id token ends in 45 minutes, and GitLab does not renew it"
    ]
    assert list(notices(sign_in, facts, environ, read_only=True, now=10_000)) == []
    # The token that Entra gave outlives it; where it does not, there will be another one.
    assert last_end(sign_in, facts, environ) == 13_000
    assert last_end(sign_in, facts, {"PASSKEYCTL_ID_TOKEN": jwt(exp=20_000)}) == 20_000
    assert last_end(SignIn(Way.TOKEN), facts, {}) == 13_000
    assert last_end(SignIn(Way.GITHUB), facts, {}) is None
    assert last_end(sign_in, None, environ) is None


class Hearing:
    """What comes in at the tenant's door."""

    def __init__(self, inner: ASGIApp) -> None:
        self._inner = inner
        self.heard: list[tuple[str, str]] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.heard.append((str(scope["method"]), str(scope["path"])))
        await self._inner(scope, receive, send)


@pytest.fixture
def door(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hearing]:
    hearing = Hearing(Cut(create_app(store, ())))
    with serving_app(hearing) as url:
        monkeypatch.setenv("PASSKEYCTL_GRAPH_URL", url)
        monkeypatch.setenv("PASSKEYCTL_ACCESS_TOKEN", "opaque")
        monkeypatch.setenv("PASSKEYCTL_CA_INTERVAL", "0")
        yield hearing


@pytest.fixture
def attempts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every client that a command opens is asked to write before it does anything else."""
    made: list[str] = []
    enter = GraphClient.__aenter__

    async def tempted(client: GraphClient) -> GraphClient:
        opened = await enter(client)
        for method, path in WRITES:
            try:
                await opened.send(method, path, {})
            except WriteRefused as refused:
                made.append(f"{method} {path}: {refused.summary}")
            except GraphError:
                continue
        return opened

    monkeypatch.setattr(GraphClient, "__aenter__", tempted)
    return made


WRITES = (
    ("POST", "/identity/conditionalAccess/policies"),
    ("PATCH", "/policies/authenticationMethodsPolicy"),
    ("DELETE", "/policies/authenticationStrengthPolicies/x"),
)
READS = ("$batch", "getByIds", "checkMemberGroups", "evaluate")
COMMANDS = (
    ("plan",),
    ("plan", "--impact", "--json"),
    ("drift",),
    ("readiness",),
    ("who", ADA),
    ("rollout", "status"),
    ("snapshot", "save", "saved.json"),
    ("doctor",),
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_command_that_reads_can_not_write(
    cli: Cli,
    store: Store,
    door: Hearing,
    attempts: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: tuple[str, ...],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file.yaml").write_text(SHORT, encoding="utf-8")
    before = store.export()
    ran = cli(*command, "file.yaml")
    assert ran.code in {0, 2, 4}, ran.err
    assert len(attempts) >= len(WRITES)
    assert len(attempts) % len(WRITES) == 0
    assert [each for each in attempts if "it was not sent" not in each] == []
    assert len(door.heard) >= 3
    assert [each for each in door.heard if each[0] != "GET" and not each[1].endswith(READS)] == []
    assert store.export() == before


def test_a_command_that_writes_shows_that_the_question_is_a_real_one(
    cli: Cli, door: Hearing, attempts: list[str], small: Path
) -> None:
    """The same questions, asked of an apply: they reach the tenant."""
    cli("apply", "--auto-approve", small)
    assert attempts == []
    assert {(method, f"/v1.0{path}") for method, path in WRITES} <= set(door.heard)
