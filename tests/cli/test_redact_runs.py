"""`--redact` of what is said before there is a plan: which runs there are, and that this is another tenant's."""

from __future__ import annotations

from pathlib import Path

from passkeyctl.sandbox.store import Store
from tests.cli.running import Cli
from tests.cli.test_resume import RESUME, Live, live, two_unfinished
from tests.cli.test_undo import Applied, applied

__all__ = ["applied", "live"]


def check_nameless(cli: Cli, code: int, *words: str | Path) -> None:
    """With names as it is said to its own people, without where it is public."""
    assert "Contoso" in cli(*words).err
    ran = cli(*words, "--redact")
    assert (ran.code, "Contoso" in ran.out + ran.err) == (code, False)
    assert "<tenant>" in ran.err


def test_the_runs_that_may_be_taken_back(cli: Cli, sandbox: str, applied: Applied) -> None:
    applied()
    check_nameless(cli, 64, "undo", sandbox)


def test_the_runs_that_may_go_on(cli: Cli, live: Live, pilot: Path) -> None:
    two_unfinished(cli, live, pilot)
    check_nameless(cli, 1, *RESUME)


def test_a_run_of_elsewhere(cli: Cli, live: Live, pilot: Path, sandbox: str) -> None:
    first, _ = two_unfinished(cli, live, pilot)
    check_nameless(cli, 4, *RESUME, first.run, sandbox)
    check_nameless(cli, 4, "undo", first.run, "--plan-only", sandbox)


def test_a_plan_of_another_tenant(cli: Cli, sandbox: str, small: Path, tmp_path: Path, store: Store) -> None:
    file = tmp_path / "small.plan.json"
    assert cli("plan", sandbox, small, "--out", file).code == 0
    check_nameless(cli, 4, "apply", "--auto-approve", file, small)
    with store.transaction() as tenant:
        row = tenant.rows("organization")[0]
        tenant.remove("organization", str(row["id"]))
        tenant.put("organization", {**row, "id": "11111111-2222-4333-8444-555555555555"})
        tenant.save()
    check_nameless(cli, 4, "apply", "--auto-approve", file, small, sandbox)
