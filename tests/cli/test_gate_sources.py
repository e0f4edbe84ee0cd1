"""What gates are asked with on the command line."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from passkeyctl.cli.people.reading_people import PeopleOptions
from passkeyctl.cli.plan.gates import fresh_enough
from passkeyctl.config.load import load

PLAIN = """\
apiVersion: passkeyctl/v1
tenant: {id: 5b1f3a60-7f0e-4f7e-9a55-2f6a3b0c1d2e}
"""
GATED = "rollout: {stages: [{name: pilot, gate: {registeredPasskey: {group: Pilot, atLeast: 95%}}}]}\n"


@pytest.mark.parametrize(
    ("text", "asked", "taken"), [(GATED, 1, 1), (GATED, 24, 24), (GATED, 24 * 90, 24), ("", 24 * 90, 24 * 90)]
)
def test_no_gate_opens_on_people_of_last_month(tmp_path: Path, text: str, asked: int, taken: int) -> None:
    (tmp_path / "desired.yaml").write_text(PLAIN + text, encoding="utf-8")
    loaded = load([], cwd=tmp_path)
    assert loaded.configuration is not None, loaded.diagnostics
    options = PeopleOptions(max_age=timedelta(hours=asked))
    assert fresh_enough(options, loaded.configuration).max_age == timedelta(hours=taken)
