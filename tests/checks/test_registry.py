"""The two lists of checks: what files alone are judged by is part of what a plan is, in the same order."""

from __future__ import annotations

from passkeyctl.checks.emergency import files as emergency_files
from passkeyctl.checks.from_files import FROM_FILES
from passkeyctl.checks.registry import CHECKS


def test_a_plan_judges_by_all_that_files_are_judged_by() -> None:
    assert [each for each in CHECKS if each in FROM_FILES] == list(FROM_FILES)
    assert emergency_files.excluded_by_name in FROM_FILES


def test_no_check_runs_twice() -> None:
    assert len(set(CHECKS)) == len(CHECKS)
