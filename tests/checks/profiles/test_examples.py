"""What the checks of profiles and of models say about the shipped examples and the library."""

from __future__ import annotations

from pathlib import Path

import pytest

from passkeyctl.checks.files import review_of_files
from passkeyctl.checks.registry import judge
from passkeyctl.config.load import load
from passkeyctl.diagnostics import Severity
from tests.states import TODAY

ROOT = Path(__file__).parents[3]
FAMILIES = ("PRF", "AAG")


def told(name: str) -> set[tuple[str, Severity]]:
    loaded = load([str(ROOT / name)], cwd=ROOT)
    assert loaded.configuration is not None
    found = (each.diagnostic for each in judge(review_of_files(loaded.configuration, TODAY)))
    return {(each.code, each.severity) for each in found if each.code.startswith(FAMILIES)}


@pytest.mark.parametrize(
    ("example", "codes"),
    [
        ("examples/pilot/passkeys.yaml", {"PRF107", "AAG209"}),
        ("examples/enterprise", {"PRF104", "PRF107", "AAG209"}),
        ("examples/msp/adatum", {"PRF109"}),
        ("examples/msp/wingtip", {"PRF107"}),
        ("examples/rollouts/authenticator", {"PRF107"}),
        ("examples/rollouts/security-keys", {"AAG209"}),
        ("examples/rollouts/synced", {"AAG209"}),
        ("examples/rollouts/windows-hello", {"AAG209"}),
    ],
)
def test_an_example_is_told_what_its_choices_mean_and_has_no_error(example: str, codes: set[str]) -> None:
    found = told(example)
    assert codes <= {code for code, _ in found}
    assert [each for each in found if each[1] is Severity.ERROR] == []


PIECES = [each for each in sorted((ROOT / "profiles").glob("*.yaml")) if not each.stem.startswith("rollout")]
"""What is included as it is; a roll-out needs a tenant's file, and the examples have one for each."""


@pytest.mark.parametrize("file", PIECES, ids=lambda path: path.stem)
def test_the_library_has_no_error(file: Path) -> None:
    assert [code for code, severity in told(f"profiles/{file.name}") if severity is Severity.ERROR] == []
