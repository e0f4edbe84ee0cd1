"""Every planted fault is found, a good file has none, and the page on failure modes says which test shows what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from passkeyctl.rules.table import BY_CODE
from tests.cli.running import ROOT, Cli
from tests.planted.files import IN_FILES
from tests.planted.plant import GOOD, Plant

AS_OF = "--as-of=2026-11-23"


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(capsys)


def found(cli: Cli, text: str, folder: Path) -> set[tuple[str, str]]:
    """The codes with their severities that `validate` prints."""
    file = folder / "tenant.yaml"
    file.write_text(text, encoding="utf-8")
    document = cli("validate", file, "--json", AS_OF).json()
    listed = [*_list(document["diagnostics"]), *_list(document.get("findings"))]
    return {(str(each["code"]), str(each["severity"])) for each in listed}


def _list(value: object) -> Iterator[dict[str, object]]:
    yield from (each for each in (value if isinstance(value, list) else []) if isinstance(each, dict))


def test_the_good_file_has_no_fault(cli: Cli, tmp_path: Path) -> None:
    assert {code for code, severity in found(cli, GOOD, tmp_path) if severity != "notice"} == set()


@pytest.mark.parametrize("plant", IN_FILES, ids=lambda plant: plant.mode)
def test_a_fault_in_a_file_is_found(cli: Cli, plant: Plant, tmp_path: Path) -> None:
    codes = found(cli, plant.text, tmp_path)
    assert (plant.code, plant.severity) in codes
    assert {code for code, severity in codes if severity == "error"} <= {plant.code, *plant.also}


ROW = re.compile(r"^\| (F\d\d) \|[^|]*\|([^|]*)\|([^|]*)\|([^|]*)\|$", re.M)
TABLE = ROW.findall((ROOT / "docs" / "failure-modes.md").read_text(encoding="utf-8"))


def test_the_table_has_all_failure_modes() -> None:
    assert [mode for mode, *_ in TABLE] == [f"F{number:02}" for number in range(1, 85)]


@pytest.mark.parametrize(("mode", "looks_at", "check", "test"), TABLE, ids=[row[0] for row in TABLE])
def test_a_row_names_a_check_and_a_test_that_exist(mode: str, looks_at: str, check: str, test: str) -> None:
    code, named = check.strip().partition(":")[0], test.strip()
    if code == "none":
        assert not named or (ROOT / named).is_file()
        return
    assert code in BY_CODE
    if "/" in named:
        assert code in "".join(path.read_text(encoding="utf-8") for path in _files(named))
    else:
        assert named == mode
        assert {each.code for each in IN_FILES if each.mode == mode} == {code}, looks_at


def _files(named: str) -> list[Path]:
    return [ROOT / each.strip() for each in named.split(",")]
