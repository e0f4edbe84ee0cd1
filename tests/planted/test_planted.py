"""Every planted fault is found, a good file has none, and the page on failure modes says which test shows what."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from passkeyctl.cli.app import run
from passkeyctl.rules.table import BY_CODE
from tests.cli.conftest import opened
from tests.cli.running import ROOT, Cli
from tests.planted.files import IN_FILES
from tests.planted.plant import GOOD, Plant
from tests.planted.tenants import IN_TENANTS, TenantPlant

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


@pytest.fixture(scope="module")
def applied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A rehearsal tenant to which the good file was applied."""
    folder = tmp_path_factory.mktemp("good")
    (folder / "tenant.yaml").write_text(GOOD, encoding="utf-8")
    state = folder / "tenant.db"
    assert run(["apply", f"--tenant=sandbox:{state}", "--auto-approve", str(folder / "tenant.yaml")]) == 0
    return state


def planned(cli: Cli, applied: Path, folder: Path, planted: TenantPlant) -> set[tuple[str, str]]:
    """The codes with their severities that `plan` prints after somebody has done something in the portal."""
    state, file = folder / "tenant.db", folder / "tenant.yaml"
    shutil.copy(applied, state)
    store = opened(state)
    with store.transaction() as tenant:
        planted.portal(tenant)
        tenant.save()
    store.close()
    file.write_text(planted.plant.text, encoding="utf-8")
    document = cli("plan", f"--tenant=sandbox:{state}", file, "--json", AS_OF, *planted.options).json()
    listed = [*_list(document["diagnostics"]), *_list(document.get("findings"))]
    return {(str(each["code"]), str(each["severity"])) for each in listed if each.get("weight") != "unchecked"}


def test_nothing_blocks_or_worries_in_a_good_tenant(cli: Cli, applied: Path, tmp_path: Path) -> None:
    """What its seed brings with it stands already; the good file adds nothing to that."""
    found = planned(cli, applied, tmp_path, TenantPlant(Plant("good", "", ""), options=("--impact",)))
    assert {code for code, severity in found if severity == "error"} == set()


@pytest.mark.parametrize("planted", IN_TENANTS, ids=lambda planted: planted.mode)
def test_a_fault_in_a_tenant_is_found(cli: Cli, applied: Path, planted: TenantPlant, tmp_path: Path) -> None:
    assert (planted.plant.code, planted.plant.severity) in planned(cli, applied, tmp_path, planted)


ROW = re.compile(r"^\| (F\d\d) \|[^|]*\|([^|]*)\|([^|]*)\|([^|]*)\|$", re.M)
TABLE = ROW.findall((ROOT / "docs" / "failure-modes.md").read_text(encoding="utf-8"))


def test_the_table_has_all_failure_modes() -> None:
    assert [mode for mode, *_ in TABLE] == [f"F{number:02}" for number in range(1, 89)]


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
        assert {each.code for each in (*IN_FILES, *(each.plant for each in IN_TENANTS)) if each.mode == mode} == {code}
        assert (looks_at.strip() == "files") == any(each.mode == mode for each in IN_FILES)


def _files(named: str) -> list[Path]:
    return [ROOT / each.strip() for each in named.split(",")]
