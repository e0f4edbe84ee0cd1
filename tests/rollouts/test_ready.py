"""Each roll-out that is shipped, from a pilot to everybody, as a newcomer would let it run on the sandbox."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import ROOT, Cli
from tests.rollouts.company import Company

EXAMPLES = sorted((ROOT / "examples" / "rollouts").iterdir())
POLICY = "PK020 - Office 365 - Require passkey"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_a_ready_rollout_reaches_everybody(capsys: pytest.CaptureFixture[str], tmp_path: Path, example: Path) -> None:
    company = Company.of(Cli(capsys), example, tmp_path)
    pilot = next(line.split()[1] for line in text_of(company).splitlines() if "pilotGroup:" in line)
    started = set(company.shut_out)
    assert company.apply().code == 0

    climb(company, "register", then=(pilot,), days=14)
    assert set(company.shut_out) <= started
    climb(company, "enforce", then=(), days=15)
    assert company.state_of(POLICY) == "enabled"
    assert set(company.shut_out) <= started
    climb(company, "open", then=("PK-Workforce",), days=15)
    assert set(company.shut_out) <= started
    assert company.cli("rollout", "approve", "everybody", "--by", "Ada", company.folder).code == 0
    climb(company, "everybody", then=(), days=1)

    assert set(company.shut_out) <= started
    assert company("plan").code == 0


def climb(company: Company, stage: str, *, then: tuple[str, ...], days: int) -> None:
    """One stage up; afterwards passes for these groups, and days that pass."""
    moved = company("rollout", "next")
    assert moved.code == 0, moved.err + moved.out
    assert f"stage: {stage}" in text_of(company)
    applied = company.apply("--override", "OPS907=as the roll-out was planned")
    assert applied.code == 0, applied.err + applied.out
    company.invite(*then)
    assert company.days(days, "--drill").code == 0


def text_of(company: Company) -> str:
    return (company.folder / "tenant.yaml").read_text(encoding="utf-8")
