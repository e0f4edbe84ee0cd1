"""What a plan with a roll-out reads and keeps: nothing twice, nobody whom it need not name, and what it could not."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from passkeyctl.cli.apply.runs import runs_folder
from passkeyctl.sandbox.app import create_app
from passkeyctl.sandbox.store import Store
from tests.cli.conftest import IDENTITY
from tests.cli.running import Cli
from tests.cli.serving import Cut, serving_app
from tests.cli.test_rollout_plan import MOST_HOLD_ONE, WEEK, rollout

REPORT = "/v1.0/reports/authenticationMethods/userRegistrationDetails"


class Counting:
    """How often each address was asked."""

    def __init__(self, inner: ASGIApp) -> None:
        self._inner = inner
        self.asked = Counter[str]()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.asked[str(scope["path"])] += 1
        await self._inner(scope, receive, send)


def test_people_are_read_once_for_gates_and_for_who_is_affected(
    cli: Cli, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a large tenant reading everybody anew takes an hour."""
    file = tmp_path / "file.yaml"
    passes = "temporaryAccessPass: {state: enabled, targets: [PK-Pilot-DeviceBound]}\nrollout:"
    file.write_text(rollout(MOST_HOLD_ONE).replace("rollout:", passes, 1), encoding="utf-8")
    app = Counting(Cut(create_app(store, ())))
    with serving_app(app) as url:
        monkeypatch.setenv("PASSKEYCTL_GRAPH_URL", url)
        monkeypatch.setenv("PASSKEYCTL_ACCESS_TOKEN", "opaque")
        monkeypatch.setenv("PASSKEYCTL_CA_INTERVAL", "0")
        ran = cli("plan", "--impact", "--refresh", file)
    assert ran.code == 4
    assert "ROL101" in ran.out
    assert app.asked[REPORT] == 1
    assert ran.err.count("people are kept in") == 1


@pytest.mark.parametrize("command", [["plan"], ["rollout", "status"]])
def test_a_run_that_can_not_be_read_is_said_where_time_is_measured(
    cli: Cli, sandbox: str, tmp_path: Path, command: list[str]
) -> None:
    file = tmp_path / "file.yaml"
    file.write_text(rollout(WEEK, "pilot"), encoding="utf-8")
    assert cli("apply", sandbox, file, "--auto-approve").code == 0
    run = runs_folder(IDENTITY.tenant_id) / "20260101T000000Z-0000"
    run.mkdir(parents=True)
    (run / "journal.jsonl").write_text("{}\n", encoding="utf-8")
    file.write_text(rollout(WEEK), encoding="utf-8")
    ran = cli(*command, sandbox, file)
    assert ran.code == 4
    assert ran.err.count("notice: what the run `20260101T000000Z-0000` changed is not known here: ") == 1


def test_a_plan_file_names_those_who_are_missing_only_beside_those_who_are_affected(
    cli: Cli, sandbox: str, tmp_path: Path
) -> None:
    """It goes to whoever approves, and into the logs of pipelines."""
    file, plain, whole = tmp_path / "file.yaml", tmp_path / "plain.json", tmp_path / "whole.json"
    file.write_text(rollout(MOST_HOLD_ONE), encoding="utf-8")
    shown = cli("plan", sandbox, file, "--json", "--out", plain)
    assert cli("plan", sandbox, file, "--impact", "--out", whole).code == 4
    missing = {name for name in re.findall(r"[a-z.]+@contoso\.onmicrosoft\.com", shown.out) if "bg" not in name}
    assert missing
    assert not [name for name in missing if name in plain.read_text(encoding="utf-8")]
    assert all(name in whole.read_text(encoding="utf-8") for name in missing)
    assert cli("show", plain).code == cli("show", whole).code
