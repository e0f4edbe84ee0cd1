"""`rollout invite` ended half-way, where there are signals."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from passkeyctl.sandbox.store import Store
from tests.cli.conftest import Live
from tests.cli.inviting import (
    GROUP,
    assert_nowhere_else,
    holders,
    rows,
    tenant_with_passes,
    values,
    verdicts,
)
from tests.cli.running import Cli, environment, started
from tests.cli.test_terminal import Terminal


@pytest.fixture
def file(tmp_path: Path, store: Store) -> Path:
    return tenant_with_passes(store, tmp_path)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_a_run_that_is_ended_half_way_is_taken_up_again(
    cli: Cli, live: Live, file: Path, store: Store, tmp_path: Path, own_home: Path, number: int
) -> None:
    live()
    out = tmp_path / "p.csv"
    running = started("rollout", "invite", GROUP, "--out", out, "--yes", file, env=environment(own_home))
    while running.poll() is None and len(holders(store)) < 2:
        pass
    running.send_signal(number)
    said = running.communicate(timeout=60)
    assert running.returncode == (5 if number == signal.SIGINT else -number), said
    early = {each["signInName"] for each in rows(out)}
    assert early
    resumed = cli("rollout", "invite", GROUP, "--out", out, "--yes", "--resume", "--json", file)
    assert resumed.code == 0
    lost = holders(store) - {each["signInName"] for each in rows(out)}
    assert len(lost) <= (1 if number == signal.SIGKILL else 0)
    assert len(rows(out)) == len({each["signInName"] for each in rows(out)})
    assert early < {each["signInName"] for each in rows(out)}
    assert "issued by this run" in verdicts(resumed.json()).values()
    assert_nowhere_else(values(out), own_home, out, *said, resumed.out, resumed.err)


def test_the_number_of_passes_is_typed(sandbox: str, file: Path, store: Store, tmp_path: Path, own_home: Path) -> None:
    out = tmp_path / "p.csv"
    for answer, code, made in (("yes\n", 3, 0), ("\x04", 3, 0), ("13\n", 0, 13)):
        terminal = Terminal("rollout", "invite", GROUP, sandbox, "--out", out, file, env=environment(own_home))
        terminal.until("Make 13 passes in `Contoso` (sandbox)?")
        terminal.until("type `13` to go on: ")
        terminal.type(answer)
        assert terminal.end() == code
        assert len(holders(store)) == made
    assert_nowhere_else(values(out), own_home, out, terminal.shown)


def test_each_valid_pass_is_asked_about(
    cli: Cli, sandbox: str, file: Path, store: Store, tmp_path: Path, own_home: Path
) -> None:
    first, second = tmp_path / "1.csv", tmp_path / "2.csv"
    assert cli("rollout", "invite", GROUP, sandbox, "--out", first, "--yes", file).code == 0
    terminal = Terminal("rollout", "invite", GROUP, sandbox, "--out", second, file, env=environment(own_home))
    for each in rows(first):
        terminal.until(f"{each['signInName']} has a pass that is good. Replace it?")
        terminal.until("type `yes` if so: ")
        terminal.type("yes\n" if each == rows(first)[3] else "no\n")
    terminal.until("type `1` to go on: ")
    terminal.type("1\n")
    assert terminal.end() == 0
    assert [each["signInName"] for each in rows(second)] == [rows(first)[3]["signInName"]]
    assert len(holders(store)) == 13


def test_a_pipe_is_no_table_and_is_not_waited_for(
    cli: Cli, sandbox: str, file: Path, store: Store, tmp_path: Path
) -> None:
    pipe = tmp_path / "p.csv"
    os.mkfifo(pipe, 0o600)
    ran = cli("rollout", "invite", GROUP, sandbox, "--out", pipe, "--yes", "--resume", file)
    assert ran.code == 64
    assert "no table of passes" in ran.err
    assert not holders(store)
