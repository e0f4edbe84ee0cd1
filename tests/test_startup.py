"""What a command imports: a command that needs no tenant must not pay for the libraries that reach one."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

NETWORK = (
    "msgraph",
    "msgraph_core",
    "kiota_http",
    "kiota_abstractions",
    "azure",
    "msal",
    "httpx",
    "starlette",
    "fido2",
    "cryptography",
)
TENANTS = ("passkeyctl.model.desired", "passkeyctl.plan.plan", "passkeyctl.graph", "passkeyctl.config")
"""Our own rooms that know of tenants: a question about the tool has none."""
HEAVY = (*NETWORK, "pydantic", "rich", "yaml", "asyncio", "sqlite3", *TENANTS)

# Runs the command as `python -m passkeyctl` would and says, after it ended, which of the modules it imported.
LISTING = """
import runpy, sys
code = 0
watched, sys.argv = sys.argv[1].split(","), ["passkeyctl", *sys.argv[2:]]
try:
    runpy.run_module("passkeyctl", run_name="__main__", alter_sys=True)
except SystemExit as end:
    code = end.code or 0
import json
print(json.dumps([code, [name for name in watched if name in sys.modules]]), file=sys.stderr)
"""


def imported_by(*arguments: str, watched: tuple[str, ...]) -> tuple[int, list[str]]:
    run = subprocess.run(
        [sys.executable, "-c", LISTING, ",".join(watched), *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    code, names = json.loads(run.stderr.splitlines()[-1])
    return code, names


@pytest.mark.parametrize("option", ["--version", "--help"])
def test_a_question_about_the_tool_imports_nothing_heavy(option: str) -> None:
    assert imported_by(option, watched=HEAVY) == (0, [])


@pytest.mark.parametrize("command", ["plan", "apply", "drift", "validate"])
def test_the_help_of_a_command_imports_nothing_heavy(command: str) -> None:
    assert imported_by(command, "--help", watched=HEAVY) == (0, [])


def test_validate_imports_no_network_and_no_colours(tmp_path: Path) -> None:
    file = tmp_path / "passkeys.yaml"
    file.write_text("apiVersion: passkeyctl/v1\ntenant: {domain: contoso.onmicrosoft.com}\n", encoding="utf-8")
    code, names = imported_by("validate", str(file), watched=(*NETWORK, "rich", "pydantic"))
    assert (code, names) == (0, [])


def test_questions_about_authenticators_import_no_network() -> None:
    assert imported_by("authenticators", "show", "yubico", watched=(*NETWORK, "rich", "yaml")) == (0, [])


def test_the_listing_sees_an_import() -> None:
    assert imported_by("--version", watched=("sys", "runpy")) == (0, ["sys", "runpy"])
