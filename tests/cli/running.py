"""The command line as the tests run it: in this process, or as a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from passkeyctl.cli.app import run
from passkeyctl.json_types import JsonObject

ROOT = Path(__file__).parent.parent.parent
PILOT = ROOT / "examples" / "pilot"
DOMAIN = "contoso.onmicrosoft.com"
COMMAND = (sys.executable, "-m", "passkeyctl")

SMALL = """\
apiVersion: passkeyctl/v1
tenant: {domain: contoso.onmicrosoft.com}
catalogue: "2026-11"
manage: {authenticationStrengths: listed}
emergencyAccess: {group: SG-EmergencyAccess}
authenticationStrengths:
  keys: {name: Keys only, allowedCombinations: [fido2]}
  cards: {name: Cards only, allowedCombinations: [x509CertificateMultiFactor]}
"""
"""Two requests, and nothing that wants to be asked about."""


@dataclass(frozen=True, slots=True)
class Ran:
    code: int
    out: str
    err: str

    def json(self) -> JsonObject:
        """What stands on stdout, which has to be one document."""
        document = json.loads(self.out)
        assert isinstance(document, dict)
        return document


@dataclass(frozen=True, slots=True)
class Cli:
    """`cli("plan", FILE)`."""

    capture: pytest.CaptureFixture[str]

    def __call__(self, *arguments: str | Path) -> Ran:
        self.capture.readouterr()
        code = run([str(each) for each in arguments])
        said = self.capture.readouterr()
        assert "Traceback" not in said.err
        return Ran(int(code), said.out, said.err)


def environment(home: Path, **more: str) -> dict[str, str]:
    """The one that `own_home` has set up, which a child process inherits."""
    assert os.environ["HOME"] == str(home)
    return {**os.environ, "PYTHONWARNINGS": "error", **more}


def process(
    *arguments: str | Path, env: Mapping[str, str], stdin: str = "", cwd: Path | None = None, seconds: float = 60
) -> Ran:
    done = subprocess.run(
        [*COMMAND, *map(str, arguments)],
        input=stdin.encode(),
        capture_output=True,
        env=env,
        cwd=cwd,
        timeout=seconds,
        check=False,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def started(*arguments: str | Path, env: Mapping[str, str], through: Sequence[str] = ()) -> subprocess.Popen[str]:
    """A process that runs on; `through` is a program to start it with."""
    return subprocess.Popen(
        [*through, *COMMAND, *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=env,
        encoding="utf-8",
    )
