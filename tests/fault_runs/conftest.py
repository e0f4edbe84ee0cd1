"""One server and one tenant for all fault runs of a process; every run begins with both as new."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fault_runs.rehearsal import Rehearsal
from tests.fault_runs.running import Time, fast
from tests.fault_runs.serving import Port, loopback


@pytest.fixture(scope="session")
def port() -> Iterator[Port]:
    with loopback() as found:
        yield found


@pytest.fixture
def time() -> Iterator[Time]:
    found = Time()
    with fast(found):
        yield found


@pytest.fixture
def tenant(port: Port, time: Time, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rehearsal]:
    monkeypatch.setenv("PASSKEYCTL_GRAPH_URL", port.url)
    monkeypatch.setenv("PASSKEYCTL_ACCESS_TOKEN", "opaque")
    monkeypatch.setenv("PASSKEYCTL_CA_INTERVAL", "0")
    found = Rehearsal.behind(port, lambda: time.waited)
    yield found
    found.store.close()
