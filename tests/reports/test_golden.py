"""A golden file for each form and scenario; `python -m tests.reports.test_golden` writes them anew, to be read."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from passkeyctl.cli.reports.targets import Form
from tests.reports.made import ENDINGS, PAGES, materials, text_of

GOLDEN = Path(__file__).parent / "golden"
SCENARIOS = (
    "pilot",
    "excl-member-leaves-groups",
    "id-missing-group",
    "omit-key-is-listed",
    "own-all-removes-unlisted-row",
    "own-prefix-unlisted-is-drift",
    "refuse-ask-narrow-default-profile",
    "rollout-held-by-approvals",
    "refuse-file-unknown-key",
    "waive-expired",
    "write-strength-wider-policy-narrower",
)


def cases(name: str) -> Iterator[tuple[str, Form]]:
    for command in materials(name):
        for form in ENDINGS:
            if form is not Form.HTML or name in PAGES:
                yield command, form


def golden(name: str, command: str, form: Form) -> Path:
    return GOLDEN / name / f"{command}.{ENDINGS[form]}"


@pytest.mark.parametrize("name", SCENARIOS)
def test_reports_word_for_word(name: str) -> None:
    for command, form in cases(name):
        expected = golden(name, command, form).read_text(encoding="utf-8")
        assert text_of(materials(name)[command], form) == expected, (command, form)


def test_no_run_of_the_machine_that_wrote_them_is_in_them() -> None:
    assert not [each.name for each in GOLDEN.rglob("*.html") if 'id="history"' in each.read_text(encoding="utf-8")]


def test_no_golden_file_is_left_over() -> None:
    expected = {golden(name, *each) for name in SCENARIOS for each in cases(name)}
    assert set(GOLDEN.rglob("*.*")) == expected


def main() -> None:
    for name in SCENARIOS:
        for command, form in cases(name):
            path = golden(name, command, form)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text_of(materials(name)[command], form), encoding="utf-8", newline="\n")
            sys.stdout.write(f"{path.relative_to(GOLDEN)}\n")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home, pytest.MonkeyPatch.context() as patch:
        # A page shows earlier runs against its tenant: those of this machine are none of the scenario's.
        for variable in ("XDG_STATE_HOME", "HOME", "WIN_PD_OVERRIDE_LOCAL_APPDATA"):
            patch.setenv(variable, home)
        main()
