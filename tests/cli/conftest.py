"""A command line, a rehearsal tenant, and the same tenant behind a port with things going wrong."""

from __future__ import annotations

import asyncio
import shutil
import socket
import sys
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from passkeyctl.sandbox.faults import Fault
from passkeyctl.sandbox.places import Identity, identity_of
from passkeyctl.sandbox.seed import company
from passkeyctl.sandbox.store import Store
from tests.cli.running import DOMAIN, PILOT, SMALL, Cli
from tests.cli.serving import serving

IDENTITY: Identity = identity_of(None, DOMAIN, "")
FOR_POSIX = ["test_invite_posix.py", "test_posix.py", "test_reports_posix.py", "test_terminal.py"]
collect_ignore = FOR_POSIX if sys.platform == "win32" else []


def opened(path: Path) -> Store:
    return Store.open(path, clock=lambda: datetime.now(UTC), new_id=lambda: str(uuid.uuid4()))


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(capsys)


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("seed") / "tenant.db"
    store = opened(path)
    store.seed(company(IDENTITY.tenant_id, IDENTITY.domain))
    store.close()
    return path


@pytest.fixture
def state(seeded: Path, tmp_path: Path) -> Path:
    """The state file of a rehearsal tenant of this test's own."""
    path = tmp_path / "tenant.db"
    shutil.copy(seeded, path)
    return path


@pytest.fixture
def store(state: Path) -> Iterator[Store]:
    """The tenant itself, to look at it and to be another administrator in it."""
    opened_store = opened(state)
    yield opened_store
    opened_store.close()


@pytest.fixture
def sandbox(state: Path) -> str:
    return f"--tenant=sandbox:{state}"


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    path.write_text(SMALL, encoding="utf-8")
    return path


@pytest.fixture
def pilot() -> Path:
    return PILOT


@dataclass
class FastClock:
    """Waits take no time, and are counted."""

    now: float = 0.0

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        await asyncio.sleep(0)


@pytest.fixture
def fast(monkeypatch: pytest.MonkeyPatch) -> FastClock:
    clock = FastClock()
    monkeypatch.setattr("passkeyctl.cli.pace.time", SimpleNamespace(monotonic=clock.monotonic))
    monkeypatch.setattr("passkeyctl.cli.pace.asyncio", SimpleNamespace(sleep=clock.sleep))
    return clock


Live = Callable[..., str]


@pytest.fixture
def live(store: Store, fast: FastClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Live]:
    """`live(faults, token="...")` serves the tenant on loopback and points the command line at it.

    Called again, it is the same tenant on another port.
    """
    assert fast.now == 0.0
    with ExitStack() as stack:

        def serve(faults: Sequence[Fault] = (), *, token: str = "opaque") -> str:
            url = stack.enter_context(serving(store, faults))
            monkeypatch.setenv("PASSKEYCTL_GRAPH_URL", url)
            monkeypatch.setenv("PASSKEYCTL_ACCESS_TOKEN", token)
            monkeypatch.setenv("PASSKEYCTL_CA_INTERVAL", "0")
            return url

        yield serve


@pytest.fixture
def unused_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        assert isinstance(port, int)
        return port
