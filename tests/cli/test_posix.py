"""Full disks, signals, closed streams and rights: what only a process of its own can show."""

from __future__ import annotations

import json
import os
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from passkeyctl.plan.record.journal import Outcome
from passkeyctl.plan.record.receipt import load_receipt
from passkeyctl.sandbox.behaviour import DEFAULT
from passkeyctl.sandbox.defaults import POLICIES
from passkeyctl.sandbox.jsonread import objects
from passkeyctl.sandbox.store import Store
from tests.cli.running import COMMAND, Cli, Ran, environment, process, started
from tests.cli.serving import serving

FULL = Path("/dev/full")


@pytest.fixture
def env(own_home: Path) -> dict[str, str]:
    return environment(own_home)


def shell(line: str, env: dict[str, str], **names: str | Path) -> Ran:
    """`{passkeyctl}` stands for the command."""
    words = {name: str(each) for name, each in names.items()}
    text = line.format(passkeyctl=f"{sys.executable} -m passkeyctl", **words)
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", text], capture_output=True, env=env, encoding="utf-8", timeout=60, check=False
    )
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    return Ran(done.returncode, done.stdout, done.stderr)


@contextmanager
def full_stdout() -> Iterator[None]:
    """Whatever is written there finds no room."""
    before = sys.stdout
    with FULL.open("w", encoding="utf-8") as sys.stdout:
        try:
            yield
        finally:
            sys.stdout = before


LINES = ("plan", "plan --json", "apply --auto-approve", "apply --auto-approve --json", "validate --json")


@pytest.mark.parametrize("line", LINES)
def test_a_full_disk_behind_stdout(line: str, sandbox: str, small: Path, cli: Cli) -> None:
    command, *options = line.split()
    with full_stdout():
        ran = cli(command, *options, *([] if command == "validate" else [sandbox]), small)
    assert ran.code == 1
    assert "error: the output could not be written: No space left on device" in ran.err
    assert ran.err.count("error:") == 1
    # `apply --json` writes its document at the end: the tenant is as wanted, only the document is missing.
    is_done = line == "apply --auto-approve --json"
    assert cli("plan", sandbox, "--exit-code", small).code == (0 if is_done else 2)


@pytest.mark.parametrize("option", [[], ["--json"]], ids=["text", "json"])
def test_a_full_disk_under_the_plan_file(cli: Cli, sandbox: str, small: Path, option: list[str]) -> None:
    ran = cli("plan", sandbox, *option, small, "--out", FULL)
    assert ran.code == 1
    assert "error: `/dev/full` could not be written: No space left on device" in ran.err
    if option:
        assert ran.json()["kind"] == "error"


@contextmanager
def files_up_to(size: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_plan_file_that_does_not_fit_leaves_the_old_one(cli: Cli, sandbox: str, small: Path, tmp_path: Path) -> None:
    out = tmp_path / "plan.json"
    assert cli("plan", sandbox, small, "--out", out).code == 0
    old = out.read_bytes()
    with files_up_to(1000):
        ran = cli("plan", sandbox, small, "--out", out)
    assert ran.code == 1
    assert f"`{out}` could not be written: File too large" in ran.err
    assert out.read_bytes() == old
    assert sorted(each.name for each in tmp_path.iterdir()) == ["plan.json", "small.yaml", "tenant.db"]


def test_a_sandbox_that_does_not_fit_is_not_half_a_tenant(cli: Cli, small: Path, tmp_path: Path) -> None:
    state = tmp_path / "new.db"
    with files_up_to(30_000):
        ran = cli("plan", f"--tenant=sandbox:{state}", small)
    assert (ran.code, ran.out) == (1, "")
    assert f"error: the sandbox's file `{state}` can't be read or written: " in ran.err
    assert cli("plan", f"--tenant=sandbox:{state}", small).code == 0


@pytest.mark.parametrize("room", [0, 4096])
def test_a_sandbox_that_fills_up_during_an_apply(cli: Cli, state: Path, sandbox: str, pilot: Path, room: int) -> None:
    """What was written before is told, and the next run goes on from there."""
    with files_up_to(state.stat().st_size + room):
        ran = cli("apply", "--auto-approve", sandbox, pilot)
    assert ran.code == 5
    assert "can't be read or written" in ran.err
    assert "Stopped: " in ran.out
    assert cli("apply", "--auto-approve", sandbox, pilot).code == 0
    assert cli("plan", "--exit-code", sandbox, pilot).code == 0


@pytest.fixture
def locked() -> Iterator[Path]:
    """A folder in which nobody without special rights can make anything."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o555)
        yield folder
        folder.chmod(0o755)


def test_a_state_folder_that_can_not_be_made(env: dict[str, str], small: Path) -> None:
    ran = shell("XDG_STATE_HOME=/dev/null/state {passkeyctl} plan --tenant sandbox {small}", env, small=small)
    assert (ran.code, ran.out) == (1, "")
    assert "the sandbox's file `/dev/null/state/passkeyctl/sandbox/" in ran.err
    assert "can't be read or written: Not a directory" in ran.err


def test_a_folder_that_is_read_only(env: dict[str, str], locked: Path, small: Path) -> None:
    """The superuser writes anywhere; everybody else is told."""
    ran = process("plan", f"--tenant=sandbox:{locked / 'tenant.db'}", small, env=env)
    is_free = os.geteuid() == 0
    assert ran.code == (0 if is_free else 1)
    assert is_free == (f"`{locked / 'tenant.db'}` can't be read or written: Permission denied" not in ran.err)


STREAMS = {
    "no stdout": ("plan", ">&-", 0),
    "none at all": ("plan", "<&- >&- 2>&-", 0),
    "nobody to ask": ("apply", "<&-", 64),
}


@pytest.mark.parametrize(("command", "closed", "code"), STREAMS.values(), ids=STREAMS)
def test_streams_that_are_closed(
    env: dict[str, str], state: Path, small: Path, command: str, closed: str, code: int
) -> None:
    ran = shell(
        "{passkeyctl} {command} --tenant=sandbox:{state} {small} {closed}",
        env,
        command=command,
        state=state,
        small=small,
        closed=closed,
    )
    assert ran.code == code
    if code == 64:
        assert ran.err == (
            "error: there is no terminal to ask at\n  hint: add --auto-approve, or run it at a terminal\n"
        )


def test_a_file_from_a_closed_stdin(env: dict[str, str]) -> None:
    ran = shell("{passkeyctl} validate - <&-", env)
    assert ran.code == 1
    assert "OPS901" in ran.err


@pytest.mark.parametrize("command", ["plan --help", "plan --tenant=sandbox:{state} {small}"])
def test_a_reader_that_has_seen_enough(env: dict[str, str], state: Path, small: Path, command: str) -> None:
    ran = shell("{passkeyctl} " + command + " | head -1", env, state=state, small=small)
    assert ran.out.count("\n") == 1
    assert "rror" not in ran.err


def test_an_apply_goes_on_without_its_reader(env: dict[str, str], state: Path, small: Path, cli: Cli) -> None:
    ran = shell(
        "{passkeyctl} apply --auto-approve --tenant=sandbox:{state} {small} | head -1", env, state=state, small=small
    )
    assert "rror" not in ran.err
    assert cli("plan", f"--tenant=sandbox:{state}", "--exit-code", small).code == 0


@pytest.fixture
def slow(store: Store) -> Store:
    store.behaviour = DEFAULT.but(latency_ms=150)
    return store


def wait_for(seen: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not seen():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.mark.parametrize(("command", "number"), [("plan", signal.SIGTERM), ("apply", signal.SIGINT)])
def test_interrupted_before_the_first_write(
    env: dict[str, str], slow: Store, pilot: Path, command: str, number: signal.Signals
) -> None:
    slow.behaviour = DEFAULT.but(latency_ms=1500)
    before = slow.export()
    more = ["--auto-approve"] if command == "apply" else []
    with serving(slow) as url:
        running = started(command, "--json", *more, pilot, env=at(url, env))
        assert running.stderr is not None
        first = running.stderr.readline()
        assert first.startswith("signed in with the token")
        time.sleep(0.3)
        running.send_signal(number)
        out, err = running.communicate(timeout=20)
    assert running.returncode == 130
    assert err == "interrupted: nothing was written\n"
    assert json.loads(out)["reasons"] == ["interrupted"]
    assert slow.export() == before


def at(url: str, env: dict[str, str]) -> dict[str, str]:
    return {**env, "PASSKEYCTL_GRAPH_URL": url, "PASSKEYCTL_ACCESS_TOKEN": "opaque", "PASSKEYCTL_CA_INTERVAL": "0"}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
def test_interrupted_during_an_apply(
    env: dict[str, str], slow: Store, state: Path, pilot: Path, cli: Cli, number: signal.Signals
) -> None:
    with serving(slow) as url:
        running = started("apply", "--auto-approve", pilot, env=at(url, env))
        assert running.stderr is not None
        for line in running.stderr:
            if " verified: " in line:
                break
        running.send_signal(number)
        out, err = running.communicate(timeout=20)
    assert running.returncode == 5
    assert "finishing the request that is under way; once more ends at once" in err
    assert "interrupted\n" in err
    assert "Traceback" not in err
    summary = re.search(r"Stopped: (\d) verified, .*", out)
    assert summary is not None
    assert "pending" in summary[0]
    assert "`passkeyctl apply --resume`" in out
    assert re.search("^receipt: .*receipt.json$", out, re.MULTILINE)
    slow.behaviour = DEFAULT
    assert cli("apply", f"--tenant=sandbox:{state}", "--auto-approve", pilot).code == 0
    assert cli("plan", f"--tenant=sandbox:{state}", "--exit-code", pilot).code == 0
    policies = [each["displayName"] for each in objects(slow.export()[POLICIES])]
    assert len(policies) == len(set(policies)) == 9


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_second_wish_to_end_does_not_wait_for_the_answer(
    env: dict[str, str], slow: Store, pilot: Path, number: signal.Signals
) -> None:
    slow.behaviour = DEFAULT.but(latency_ms=300)
    with serving(slow) as url:
        running = started("apply", "--auto-approve", pilot, env=at(url, env))
        assert running.stderr is not None
        for line in running.stderr:
            if "9 sent: " in line:
                break
        slow.behaviour = DEFAULT.but(latency_ms=4000)
        running.send_signal(number)
        assert running.stderr.readline().startswith("finishing the request that is under way")
        began = time.monotonic()
        running.send_signal(number)
        out, err = running.communicate(timeout=20)
        assert time.monotonic() - began < 2
    assert running.returncode == 5
    assert "interrupted\n" in err
    assert "Traceback" not in err
    receipt = load_receipt(the_receipt_named_in(out))
    assert receipt.outcome is Outcome.OPEN
    assert receipt.ended is not None
    assert receipt.ended.reasons == ("interrupted",)
    assert receipt.steps[0].status == "sent"


def the_receipt_named_in(out: str) -> str:
    place = re.search("^receipt: (.*)$", out, re.MULTILINE)
    assert place is not None
    return Path(place[1]).read_text(encoding="utf-8")


def test_ending_what_a_shell_started_in_the_background(env: dict[str, str], slow: Store, pilot: Path) -> None:
    """There SIGINT is ignored, and SIGTERM has to end it all the same."""
    slow.behaviour = DEFAULT.but(latency_ms=1500)
    with serving(slow) as url:
        running = subprocess.Popen(
            [*COMMAND, "apply", "--auto-approve", str(pilot)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=at(url, env),
            encoding="utf-8",
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),
        )
        assert running.stderr is not None
        assert running.stderr.readline().startswith("signed in")
        time.sleep(0.3)
        running.send_signal(signal.SIGINT)
        time.sleep(0.3)
        assert running.poll() is None
        running.send_signal(signal.SIGTERM)
        _, err = running.communicate(timeout=20)
    assert (running.returncode, err) == (130, "interrupted: nothing was written\n")


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_legacy_console(env: dict[str, str], small: Path, state: Path, encoding: str) -> None:
    text = small.read_text(encoding="utf-8").replace("Keys only", "Schlüssel 鍵 only")
    small.write_text(text, encoding="utf-8")
    ran = process("plan", f"--tenant=sandbox:{state}", small, env={**env, "PYTHONIOENCODING": encoding})
    assert ran.code == 0
    assert '"Schlüssel 鍵 only"' in ran.out


def test_a_path_that_is_not_text(cli: Cli, small: Path, sandbox: str) -> None:
    odd = os.fsdecode(os.fsencode(small.parent) + b"/caf\xe9.yaml")
    Path(odd).write_text(small.read_text(encoding="utf-8"), encoding="utf-8")
    out = small.parent / "odd.json"
    assert cli("plan", sandbox, odd, "--out", out).code == 0
    digest = json.loads(out.read_text(encoding="utf-8"))["digest"]
    ran = cli("apply", sandbox, "--auto-approve", out, "--digest", digest)
    assert ran.code == 0, ran.err


def test_two_processes_on_one_sandbox(env: dict[str, str], state: Path, small: Path, tmp_path: Path, cli: Cli) -> None:
    other = tmp_path / "other.yaml"
    more = "more: {name: More, allowedCombinations: [fido2, windowsHelloForBusiness]}\n"
    other.write_text(small.read_text(encoding="utf-8").partition("keys:")[0] + more, encoding="utf-8")
    sandbox = f"--tenant=sandbox:{state}"
    both = [started("apply", sandbox, "--auto-approve", each, env=env) for each in (small, other)]
    ended = [(running.communicate(timeout=60), running.returncode) for running in both]
    for _, code in ended:
        assert code in (0, 1, 4)  # one waits for nobody: the tenant is locked, or has changed under it
    for each in (small, other):
        assert cli("apply", sandbox, "--auto-approve", each).code == 0
    assert cli("plan", sandbox, "--exit-code", small).code == 0
    assert cli("plan", sandbox, "--exit-code", other).code == 0


def answers(url: str, **headers: str) -> int:
    """The status, as curl would see it; 0 where nobody listens yet."""
    try:
        return httpx.get(url, headers=headers, trust_env=False).status_code
    except httpx.ConnectError:
        return 0


def test_serving_it_to_other_programs(
    env: dict[str, str], cli: Cli, sandbox: str, small: Path, unused_port: int
) -> None:
    inside = cli("plan", sandbox, small)
    serving_it = started("sandbox", "serve", sandbox, small, "--port", str(unused_port), env=env)
    url = f"http://127.0.0.1:{unused_port}"
    assert serving_it.stderr is not None
    assert f"serving on {url} until interrupted" in serving_it.stderr.readline()
    wait_for(lambda: answers(f"{url}/v1.0/organization", authorization="Bearer x") == 200)
    assert answers(f"{url}/v1.0/organization") == 401
    outside = process("plan", small, env=at(url, env))
    assert outside.out.splitlines()[2:] == inside.out.splitlines()[2:]
    assert process("apply", "--auto-approve", small, env=at(url, env)).code == 0
    assert process("plan", "--exit-code", small, env=at(url, env)).code == 0
    serving_it.send_signal(signal.SIGINT)
    _, err = serving_it.communicate(timeout=20)
    assert serving_it.returncode == 0
    assert err.endswith("sandbox: stopped\n")
