"""What an apply shows while it runs: rows at a terminal, lines elsewhere, and on stdout nothing but JSON."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass
from io import StringIO

import pytest

from passkeyctl.apply.events import Status
from passkeyctl.apply.outcome import Ledger
from passkeyctl.cli.apply.event_stream import EventStream
from passkeyctl.cli.apply.progress import pace_of, progress
from passkeyctl.plan.destination import Destination
from passkeyctl.plan.operation import Operation
from passkeyctl.plan.pace import Pace
from tests.render import plans
from tests.render.plans import plan_of, update

GLOBAL = Destination("global", "t-1", "Contoso")
TWO = plan_of(
    *(
        update(f"p{number}", plans.policy(f"CA{number}", f"p-{number}"), {"grant.controls": frozenset({"mfa"})})
        for number in (1, 2)
    )
).operations


class Screen(StringIO):
    """A terminal that keeps what was drawn."""

    def isatty(self) -> bool:
        return True

    @property
    def words(self) -> str:
        """Without the sequences that move the cursor and choose colours."""
        return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", self.getvalue())


@dataclass
class Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


def at_screen(monkeypatch: pytest.MonkeyPatch) -> Screen:
    """Within the test itself: pytest puts its own stream there when a test begins."""
    for name in ("NO_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    made = Screen()
    monkeypatch.setattr(sys, "stderr", made)
    return made


def run_through(operations: tuple[Operation, ...], stream: EventStream | None = None) -> None:
    clock = Clock()
    with progress(operations, GLOBAL, stream, clock=clock) as listener:
        ledger = Ledger(operations, listener)
        for operation in operations:
            ledger.announce(operation)
            clock.now += 1.0
            ledger.reach(operation, Status.SENT)
        clock.now += 12.0
        ledger.reach(operations[0], Status.VERIFIED)
        ledger.reach(operations[1], Status.NOT_VERIFIED, ("`CA2`: `state`",))


def test_at_a_terminal_there_is_a_row_for_each_request_and_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = at_screen(monkeypatch)
    run_through(TWO)
    assert screen.words.startswith("2 requests, about 4 s\n")
    for each in (
        "  sending      update Conditional Access policy `CA1`",
        "  verified     update Conditional Access policy `CA1`",
        "  not verified update Conditional Access policy `CA2`",
        "               `CA2`: `state`",
        "waiting until the tenant shows it (0 s)",
        "━" * 30,
        "0/2, about 4 s left",
        "2/2",
    ):
        assert each in screen.words, each
    assert all(len(each) <= 80 for each in screen.words.replace("\r", "\n").splitlines())


def test_without_colour_there_is_a_line_for_each_step(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = at_screen(monkeypatch)
    monkeypatch.setenv("NO_COLOR", "1")
    run_through(TWO)
    assert screen.getvalue().splitlines() == [
        "2 requests, about 4 s",
        "1/2 sent: update Conditional Access policy `CA1` (3 s left)",
        "2/2 sent: update Conditional Access policy `CA2` (2 s left)",
        "waiting until the tenant shows it",
        "1/2 verified: update Conditional Access policy `CA1`",
        "2/2 not verified: update Conditional Access policy `CA2`",
        "    `CA2`: `state`",
    ]


def test_beside_a_stream_the_rows_stay_off_stdout(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    screen = at_screen(monkeypatch)
    run_through(TWO, EventStream(lambda: "now"))
    events = [json.loads(each) for each in capsys.readouterr().out.splitlines()]
    assert [each.get("status") for each in events] == [
        None,
        "sending",
        "sent",
        "sending",
        "sent",
        "verified",
        "not verified",
    ]
    assert [each["seconds_left"] for each in events] == [4, 4, 3, 3, 2, 2, 0]
    assert '"event"' not in screen.words


def test_lines_and_rows_do_not_share_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = at_screen(monkeypatch)
    out = Screen()
    monkeypatch.setattr(sys, "stdout", out)
    run_through(TWO, EventStream(lambda: "now"))
    assert "1/2 sent: " in screen.getvalue()
    assert "\x1b[2K" not in screen.getvalue()
    assert len(out.getvalue().splitlines()) == 7


def test_the_pace_is_that_of_the_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    assert pace_of(GLOBAL) == Pace(1.0)
    assert pace_of(Destination("sandbox", "t-1", "Contoso")) == Pace(0.0)
    monkeypatch.setenv("PASSKEYCTL_CA_INTERVAL", "0")
    assert pace_of(GLOBAL) == Pace(0.0)
