"""The pilot of the examples, from nothing to enforced and back, and who gets in meanwhile."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.cli.running import PILOT, Cli
from tests.rollouts.company import Company

COHORTS = ("PK-Pilot-DeviceBound", "PK-Pilot-Synced", "PK-Pilot-Windows")
REPORT_ONLY = "enabledForReportingButNotEnforced"
ENFORCED = "PK020 - Pilot - Office 365 - Require passkey"


@pytest.fixture
def company(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Company:
    return Company.of(Cli(capsys), PILOT, tmp_path)


def standing(company: Company) -> Mapping[str, str]:
    """Each stage as `rollout status` has it."""
    document = company("rollout", "status", "--json").json()
    rollout = document["rollout"]
    assert isinstance(rollout, dict)
    stages = rollout["stages"]
    assert isinstance(stages, list)
    return {str(each["name"]): str(each["standing"]) for each in stages if isinstance(each, dict)}


def test_the_pilot_goes_all_the_way(company: Company) -> None:
    started = company.shut_out

    applied = company.apply()
    assert applied.code == 0, applied.err
    assert company.shut_out == started

    # Nobody has a passkey yet: the next stage is held, and nothing is left to do.
    assert company("rollout", "next").code == 4
    again = company("rollout", "next")
    assert (again.code, "a gate holds it: nothing was changed" in again.err) == (4, True)
    assert "stage: observe" in (company.folder / "passkeys.yaml").read_text(encoding="utf-8")
    held = company.apply()
    assert held.code == 4
    assert "held by ROL101" in held.out
    assert standing(company) == {"enable": "enters", "observe": "held", "enforce": "above"}

    company.invite(*COHORTS)
    assert set(company.shut_out) <= set(started)
    assert company.days(12).code == 0
    assert set(company.shut_out) <= set(started)
    assert standing(company)["observe"] == "enters"

    # Two stages at once, both with open gates; afterwards the policy is in force and nobody is out who was in.
    moved = company("rollout", "next")
    assert moved.code == 0, moved.err + moved.out
    assert "stage: enforce" in (company.folder / "passkeys.yaml").read_text(encoding="utf-8")
    enforced = company.apply()
    assert enforced.code == 0, enforced.err + enforced.out
    assert company.state_of(ENFORCED) == "enabled"
    assert set(company.shut_out) <= set(started)
    assert set(standing(company).values()) == {"shown"}


def test_what_a_gate_holds_back_can_be_let_in_and_taken_back(company: Company) -> None:
    company.apply()
    company.invite("PK-Pilot-DeviceBound")
    company.days(12)
    before = company.shut_out

    # Two groups were not invited. Overrides let one stage in, each by the code of its closed gate.
    overrides = ("--override", "ROL101=the rest follows on Monday", "--override", "ROL104=agreed with the service desk")
    company.edit("stage: enable", "stage: enforce")
    forced = company("plan", *overrides[:2])
    assert forced.code == 4
    assert "held by ROL104" in forced.out
    table = company.folder.parent / "affected.csv"
    planned = company("plan", *overrides, "--impact", "--max-unable", "30", "--impact-csv", table)
    assert planned.code == 0, planned.out
    named = {row["signInName"] for row in rows_of(table) if row["effect"] == "could not satisfy a policy"}
    entered = company.apply(*overrides, "--impact", "--max-unable", "30")
    assert entered.code == 0, entered.err + entered.out
    newly_out = {who for who, why in company.shut_out.items() if ENFORCED in why} - set(before)
    assert newly_out, "an override that harms nobody proves nothing"
    assert newly_out <= named

    # A threshold is crossed: the watch says so, changes nothing, and shows the plan that goes back.
    company.days(1, "--trouble", "0.3")
    watched = company("rollout", "watch")
    assert watched.code == 3, watched.err + watched.out
    assert "state: enabled -> reportOnly" in watched.out
    assert company.state_of(ENFORCED) == "enabled"
    assert set(company.shut_out) - set(before) <= named

    assert company("rollout", "back").code in (0, 2)
    back = company.apply()
    assert back.code == 0, back.err + back.out
    assert company.state_of(ENFORCED) == REPORT_ONLY
    assert company.shut_out == before

    # And the step back can be taken back like every apply, with what that means said once more.
    told = back.err + back.out
    receipt, digest = (re.search(rf"^{word}: (.+)$", told, re.M) for word in ("receipt", "digest"))
    assert receipt is not None
    assert digest is not None
    undo = ("undo", receipt[1], f"--tenant=sandbox:{company.database}", "--auto-approve", "--digest", digest[1])
    undone = company.cli(*undo, "--override", "CAP409=the step back was a drill")
    assert undone.code == 0, undone.err + undone.out
    assert company.state_of(ENFORCED) == "enabled"
    assert set(company.shut_out) - set(before) <= named


def rows_of(table: Path) -> list[dict[str, str]]:
    text = table.read_text(encoding="utf-8-sig")
    return list(csv.DictReader(text.splitlines()))
