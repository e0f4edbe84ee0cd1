"""The minute of the README: its lines, one by one, as they stand there."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from tests.cli.running import ROOT, Cli

COPY = "cp -R examples/rollouts/synced pilot"
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_a_reader_gets_from_nothing_to_enforced(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = re.search(rf"^```sh\n{re.escape(COPY)}\n(.*?)^```$", README, re.M | re.S)
    assert found is not None
    lines = found[1].splitlines()
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ROOT / "examples" / "rollouts" / "synced", tmp_path / "pilot")
    cli = Cli(capsys)

    ran = [(line, cli(*shlex.split(line.removeprefix("passkeyctl ")))) for line in lines]

    assert [(line, each.code, each.err) for line, each in ran if each.code != 0] == []
    assert "  + enforce    entered by this plan\n" in ran[-4][1].out
    assert "within  `enforce` `require-passkey`: 0 of 10 people" in ran[-1][1].out
    assert "    stage: enforce" in (tmp_path / "pilot" / "tenant.yaml").read_text(encoding="utf-8")
