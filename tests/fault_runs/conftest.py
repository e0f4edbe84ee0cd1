"""One server for all fault runs of a process; every run begins with a tenant as new."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fault_runs.cases import COUNT
from tests.fault_runs.passing import Between
from tests.fault_runs.rehearsal import Rehearsal
from tests.fault_runs.running import Time, fast
from tests.fault_runs.serving import Port, loopback
from tests.fault_runs.stage import Known, Stage

collect_ignore = ["test_kills.py"] if sys.platform == "win32" else []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    ran = sum("fault_runs/" in str(each.nodeid) for each in terminalreporter.stats.get("passed", ()))
    terminalreporter.write_line(f"fault runs: {COUNT} distinct; {ran} tests of tests/fault_runs passed")


@pytest.fixture(scope="session")
def port() -> Iterator[Port]:
    with loopback() as found:
        yield found


@pytest.fixture(scope="session")
def between() -> Between:
    return Between()


@pytest.fixture(scope="session")
def known() -> Known:
    return Known()


@pytest.fixture
def stage(
    port: Port,
    between: Between,
    known: Known,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> Iterator[Stage]:
    time = Time()
    monkeypatch.setenv("PASSKEYCTL_GRAPH_URL", port.url)
    monkeypatch.setenv("PASSKEYCTL_ACCESS_TOKEN", "opaque")
    monkeypatch.setenv("PASSKEYCTL_CA_INTERVAL", "0")
    tenant = Rehearsal.behind(port, lambda: time.waited)
    with fast(time):
        yield Stage(capsys, tenant, time, between, known, tmp_path)
    tenant.store.close()
