"""What may have been made and does not show: a person at a terminal is asked, and nobody else decides."""

from __future__ import annotations

import io

import pytest

from passkeyctl.apply.resuming import settled
from passkeyctl.cli.apply.doubts import InDoubt, check_found
from passkeyctl.errors import ExitCode
from tests.apply.plans import NEW_STRENGTH
from tests.plan.stopped_runs import Stopped


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def in_doubt(*statuses: str) -> Stopped:
    stopped = Stopped()
    for each in ("sending", *statuses):
        stopped.reach(0, each)
    return stopped


def test_a_yes_is_enough(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    stopped = in_doubt()
    monkeypatch.setattr("sys.stdin", Terminal("yes\n"))
    check_found(settled(stopped.left(), stopped.now), (), asks=True)
    assert capsys.readouterr().err == (
        "authenticationStrengths.keys: create authentication strength `Keys`. It was sent and does not show. "
        "The admin centre does not show it either, so send it again?\n  type `yes` to go on: "
    )


@pytest.mark.parametrize("answer", ["no\n", "\n", ""])
def test_anything_else_is_a_no(monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    stopped = in_doubt("sent")
    monkeypatch.setattr("sys.stdin", Terminal(answer))
    with pytest.raises(InDoubt) as refused:
        check_found(settled(stopped.left(), stopped.now), (), asks=True)
    assert refused.value.exit_code is ExitCode.OPEN
    assert refused.value.detail == (
        "authenticationStrengths.keys: create authentication strength `Keys`: Graph accepted it",
    )
    assert "--send-again authenticationStrengths.keys if it is not" in refused.value.hint


def test_what_was_named_is_not_asked_about(monkeypatch: pytest.MonkeyPatch) -> None:
    stopped = in_doubt()
    monkeypatch.setattr("sys.stdin", Terminal(""))
    check_found(settled(stopped.left(), stopped.now), (str(NEW_STRENGTH),), asks=True)
    check_found(settled(stopped.left(), stopped.now), (str(NEW_STRENGTH),), asks=False)
