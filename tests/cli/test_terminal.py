"""At a terminal: what is asked, what counts as a yes, and what colours are for."""

from __future__ import annotations

import io
import os
import pty
import select
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from passkeyctl.cli.apply.approval import approve
from passkeyctl.cli.plan.planning import Verdict
from passkeyctl.diagnostics import Diagnostic, Severity
from passkeyctl.model.finding import Finding, Weight
from passkeyctl.plan.plan import Destination, Plan
from passkeyctl.sandbox.defaults import ORGANIZATION
from passkeyctl.sandbox.store import Store
from tests.cli.running import COMMAND, Cli, environment

YES_ASKED = "type `yes` to go on: "


class Terminal:
    """A program at a terminal of 100 columns: what it shows, and what a person types."""

    def __init__(self, *arguments: str | Path, env: dict[str, str]) -> None:
        self._own, its = pty.openpty()
        self.process = subprocess.Popen(
            [*COMMAND, *map(str, arguments)],
            stdin=its,
            stdout=its,
            stderr=its,
            env={**env, "TERM": "xterm-256color", "COLUMNS": "100"},
            start_new_session=True,
        )
        os.close(its)
        self.shown = ""

    def until(self, words: str) -> None:
        end = time.monotonic() + 30
        while words not in self.shown:
            assert time.monotonic() < end, self.shown
            if not self._read():
                break
        assert words in self.shown, self.shown
        self.shown = self.shown.partition(words)[2]

    def type(self, text: str) -> None:
        os.write(self._own, text.encode())

    def end(self) -> int:
        while self._read():
            pass
        code = self.process.wait(timeout=30)
        os.close(self._own)
        return code

    def _read(self) -> bool:
        ready, _, _ = select.select([self._own], [], [], 30)
        try:
            found = os.read(self._own, 65536) if ready else b""
        except OSError:  # the other end is closed
            return False
        self.shown += found.decode(errors="replace")
        return bool(found)


@pytest.fixture
def env(own_home: Path) -> dict[str, str]:
    return environment(own_home)


def test_yes(env: dict[str, str], sandbox: str, small: Path, cli: Cli) -> None:
    terminal = Terminal("apply", sandbox, small, env=env)
    terminal.until("Apply these changes to `Contoso` (sandbox)?")
    terminal.until(YES_ASKED)
    terminal.type("yes\n")
    terminal.until("Applied: 2 verified.")
    assert terminal.end() == 0
    assert cli("plan", sandbox, "--exit-code", small).code == 0


@pytest.mark.parametrize("answer", ["no\n", "\x04"], ids=["no", "end"])
def test_anything_else(env: dict[str, str], sandbox: str, small: Path, store: Store, answer: str) -> None:
    before = store.export()
    terminal = Terminal("apply", sandbox, small, env=env)
    terminal.until(YES_ASKED)
    terminal.type(answer)
    assert terminal.end() == 3
    assert "not approved: nothing was written" in terminal.shown
    assert store.export() == before


def test_ctrl_c_at_a_question_ends_it_at_once(env: dict[str, str], sandbox: str, small: Path, store: Store) -> None:
    before = store.export()
    terminal = Terminal("apply", sandbox, small, env=env)
    terminal.until(YES_ASKED)
    terminal.process.send_signal(signal.SIGINT)
    assert terminal.end() == 130
    assert "interrupted: nothing was written" in terminal.shown
    assert "Traceback" not in terminal.shown
    assert store.export() == before


def test_json_at_a_terminal_shows_the_plan_before_it_asks(env: dict[str, str], sandbox: str, small: Path) -> None:
    terminal = Terminal("apply", sandbox, "--json", small, env=env)
    terminal.until("Keys only")
    terminal.until(YES_ASKED)
    terminal.type("no\n")
    assert terminal.end() == 3
    assert '"exit_code": 3' in terminal.shown


def test_colours(env: dict[str, str], sandbox: str, small: Path) -> None:
    """Without them: the hostile name below."""
    terminal = Terminal("plan", sandbox, small, env=env)
    assert terminal.end() == 0
    assert "\x1b[" in terminal.shown


def grave(*, can_override: bool = True, grave: bool = True, weight: Weight = Weight.ASKS) -> Finding:
    words = "the row for everybody would go\x1b[2J"
    return Finding(Diagnostic(Severity.WARNING, "OPS907", words), weight, can_override, grave)


@pytest.fixture
def plan(cli: Cli, sandbox: str, small: Path, monkeypatch: pytest.MonkeyPatch) -> Plan:
    """A real plan, to which findings are added."""
    from passkeyctl.cli.plan import planning

    made: list[Plan] = []
    make = planning.make

    def kept(*arguments: object) -> Plan:
        made.append(make(*arguments))  # type: ignore[arg-type]
        return made[-1]

    monkeypatch.setattr(planning, "make", kept)
    assert cli("plan", sandbox, small).code == 0
    return made[0]


def asked(
    plan: Plan, typed: str, monkeypatch: pytest.MonkeyPatch, *, name: str = "Contoso", tenant_id: str = "an id"
) -> bool:
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    changed = replace(plan, findings=(grave(),), destination=Destination("sandbox", tenant_id, name))
    return approve(changed, Verdict({}, Severity.ERROR), asks=True)


def test_the_most_serious_wants_the_name(
    plan: Plan, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert asked(plan, "Contoso\nyes\n", monkeypatch)
    said = capsys.readouterr().err
    assert said.startswith("OPS907: the row for everybody would go\\u001b[2J?\n  type `Contoso` to go on: ")
    assert "\x1b" not in said
    assert not asked(plan, "yes\nyes\n", monkeypatch)
    assert not asked(plan, "Fabrikam\nyes\n", monkeypatch)
    assert not asked(plan, "Contoso\n", monkeypatch)
    for second in ("y", "Yes", "", "no"):
        assert not asked(plan, f"Contoso\n{second}\n", monkeypatch)


NAMES = {
    "none": ("", "an id"),
    "blanks": ("  ", "an id"),
    "unseen": ("\x1b[31mEvil\u202e", "\\u001b[31mEvil\\u202e"),
    "two spellings": ("Zu\u0308rich  AG", "Z\u00fcrich AG"),
}


@pytest.mark.parametrize(("name", "wanted"), NAMES.values(), ids=NAMES)
def test_there_is_always_something_to_type(plan: Plan, monkeypatch: pytest.MonkeyPatch, name: str, wanted: str) -> None:
    assert asked(plan, f"{wanted}\nyes\n", monkeypatch, name=name)
    assert not asked(plan, "\nyes\n", monkeypatch, name=name)
    assert not asked(plan, "", monkeypatch, name=name)


def test_a_tenant_without_name_and_id_is_not_approved_by_silence(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not asked(plan, "", monkeypatch, name="", tenant_id="")
    assert not asked(plan, "\n\n", monkeypatch, name="", tenant_id="")


def test_what_blocks_is_not_asked(plan: Plan, capsys: pytest.CaptureFixture[str]) -> None:
    blocked = replace(plan, findings=(grave(weight=Weight.BLOCKS, can_override=False),))
    assert not approve(blocked, Verdict({"OPS907": "no"}, Severity.ERROR), asks=True)
    assert "OPS907 can't be overridden" in capsys.readouterr().err


def test_a_finding_at_fail_on_refuses_also_beside_a_question(plan: Plan, capsys: pytest.CaptureFixture[str]) -> None:
    said = Finding(Diagnostic(Severity.ERROR, "CAP404", "not evaluated"), Weight.SAYS)
    refused = replace(plan, findings=(grave(), said))
    assert not approve(refused, Verdict({}, Severity.ERROR), asks=True)
    assert "a finding reaches --fail-on" in capsys.readouterr().err


def test_a_hostile_tenant_name_reaches_no_terminal(
    env: dict[str, str], sandbox: str, small: Path, store: Store
) -> None:
    with store.transaction() as tenant:
        (organization,) = tenant.rows(ORGANIZATION)
        tenant.put(ORGANIZATION, {**organization, "displayName": "Con\x1b]0;owned\x07toso\nPlan: 0 to create"})
        tenant.save()
    terminal = Terminal("apply", sandbox, small, env={**env, "NO_COLOR": "1"})
    terminal.until("Apply these changes to `Con\\u001b]0;owned\\u0007toso\\nPlan: 0 to create` (sandbox)?")
    terminal.type("no\n")
    assert terminal.end() == 3
    assert "\x1b" not in terminal.shown
