"""Reports of runs that are told to stop, killed, or find no room: what only a process of its own can show."""

from __future__ import annotations

import signal
import subprocess
import time
from pathlib import Path

import pytest

from passkeyctl.sandbox.behaviour import DEFAULT
from passkeyctl.sandbox.store import Store
from tests.cli.running import COMMAND, Cli, environment, started
from tests.cli.serving import serving
from tests.cli.test_posix import at
from tests.cli.test_reports import FILES, every, here, json_of, read, reads_as_failure

__all__ = ["here"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_run_that_is_told_to_stop(here: Path, own_home: Path, number: int) -> None:
    with waiting_for_stdin(here, own_home) as running:
        reads_as_failure(here, 1)
        running.send_signal(number)
        running.communicate(timeout=30)
    assert running.returncode == 130
    reads_as_failure(here, 130)
    assert "interrupted" in read(here, "markdown")


def test_a_run_that_is_killed(here: Path, own_home: Path) -> None:
    with waiting_for_stdin(here, own_home) as running:
        running.kill()
        running.communicate(timeout=30)
    reads_as_failure(here, 1)
    assert "the run has not come to its end" in read(here, "markdown")


def waiting_for_stdin(here: Path, own_home: Path) -> subprocess.Popen[bytes]:
    """A run that has begun and can't go on."""
    running = subprocess.Popen(
        [*COMMAND, "validate", "-", *every(here)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(own_home),
    )
    until = time.monotonic() + 30
    while not (here / FILES["text"]).exists():
        assert time.monotonic() < until
        assert running.poll() is None, running.communicate()
        time.sleep(0.02)
    time.sleep(0.2)
    return running


def test_an_apply_whose_evidence_can_not_be_kept(cli: Cli, here: Path, sandbox: str, small: Path) -> None:
    (here / "evidence").symlink_to(here / "nowhere" / "evidence")
    ran = cli("apply", sandbox, small, "--auto-approve", "--evidence", here / "evidence", *every(here))
    assert ran.code == 1
    assert "Applied" in ran.out
    assert "internal error" not in ran.err
    document = json_of(here)
    assert (document["kind"], document["exit_code"]) == ("apply", 1)
    assert "exit code 1" in read(here, "markdown")


def test_an_apply_that_is_stopped_in_the_middle(here: Path, own_home: Path, store: Store, pilot: Path) -> None:
    store.behaviour = DEFAULT.but(latency_ms=150)
    with serving(store) as url:
        running = started("apply", "--auto-approve", pilot, *every(here), env=at(url, environment(own_home)))
        assert running.stderr is not None
        for line in running.stderr:
            if " verified: " in line:
                break
        reads_as_failure(here, 1)
        running.send_signal(signal.SIGTERM)
        running.communicate(timeout=20)
    assert running.returncode == 5
    reads_as_failure(here, 5)
    document = json_of(here)
    assert (document["outcome"], document["reasons"]) == ("open", ["open", "interrupted"])
    assert "### passkeyctl apply: something is open" in read(here, "markdown")
    assert "| verified | " in read(here, "markdown")
    assert "was not sent" in read(here, "junit")


@pytest.mark.parametrize("command", ["plan", "apply"])
def test_a_full_disk_under_one_report_makes_failures_of_the_others(
    cli: Cli, here: Path, sandbox: str, pilot: Path, command: str
) -> None:
    others = [each for each in every(here) if "text=" not in each]
    more = ["--auto-approve"] if command == "apply" else []
    ran = cli(command, sandbox, pilot, *more, *others, "--report", "text=/dev/full")
    assert ran.code == 1
    assert "`/dev/full` could not be written: No space left on device" in ran.err
    (here / FILES["text"]).write_text("passkeyctl ended with exit code 1: ", encoding="utf-8")
    assert json_of(here)["exit_code"] == 1
    assert "passed" not in read(here, "markdown").splitlines()[1]
    is_done = command == "apply"
    assert cli("plan", sandbox, pilot, "--exit-code").code == (0 if is_done else 2)


def test_a_report_is_for_its_owner_only(cli: Cli, here: Path, pilot: Path) -> None:
    cli("validate", pilot, *every(here))
    assert {(here / each).stat().st_mode & 0o777 for each in FILES.values()} == {0o600}
