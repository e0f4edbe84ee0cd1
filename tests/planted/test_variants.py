"""Faults in other words than ours are found, and what is fine is not called wrong."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from passkeyctl.cli.app import run
from passkeyctl.json_types import JsonObject
from passkeyctl.sandbox.store import Store
from tests.cli.running import Cli
from tests.planted.file_variants import IN_FILES
from tests.planted.plant import GOOD
from tests.planted.variants import IN_TENANTS, Variant

AS_OF = "--as-of=2026-11-23"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(capsys)


@pytest.fixture(scope="module")
def applied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A rehearsal tenant with the good file in it."""
    folder = tmp_path_factory.mktemp("good")
    (folder / "tenant.yaml").write_text(GOOD, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("CONFIG", "DATA", "STATE", "CACHE"):
            patch.setenv(f"XDG_{name}_HOME", str(folder / name.lower()))
        for name in ("HOME", "WIN_PD_OVERRIDE_LOCAL_APPDATA", "WIN_PD_OVERRIDE_APPDATA"):
            patch.setenv(name, str(folder))
        where = f"sandbox:{folder / 'tenant.db'}"
        assert run(["apply", "--tenant", where, "--auto-approve", str(folder / "tenant.yaml")]) == 0
    return folder / "tenant.db"


def listed(document: JsonObject) -> Iterator[JsonObject]:
    for name in ("diagnostics", "findings"):
        found = document.get(name)
        yield from (each for each in (found if isinstance(found, list) else []) if isinstance(each, dict))


@pytest.mark.parametrize("variant", IN_FILES, ids=lambda variant: variant.name)
def test_a_file_is_judged(cli: Cli, variant: Variant, tmp_path: Path) -> None:
    file = tmp_path / "tenant.yaml"
    file.write_text(variant.text, encoding="utf-8")
    found = {
        (str(each["code"]), str(each["severity"])) for each in listed(cli("validate", file, "--json", AS_OF).json())
    }
    if variant.found is None:
        assert {code for code, severity in found if severity == "error"} == set()
    else:
        assert variant.found in found


@pytest.mark.parametrize("variant", IN_TENANTS, ids=lambda variant: variant.name)
def test_a_tenant_is_judged(cli: Cli, variant: Variant, applied: Path, tmp_path: Path) -> None:
    store, file = tmp_path / "tenant.db", tmp_path / "tenant.yaml"
    shutil.copy(applied, store)
    done(variant, store)
    file.write_text(variant.text, encoding="utf-8")
    ran = cli("plan", "--tenant", f"sandbox:{store}", file, "--json", AS_OF, *variant.options)
    found = {(str(each["code"]), str(each["severity"]), str(each.get("weight"))) for each in listed(ran.json())}
    if variant.found is None:
        assert {each for each in found if each[2] == "blocks"} == set()
        assert ran.code == 0
    else:
        assert variant.found in found


def done(variant: Variant, path: Path) -> None:
    numbers = itertools.count(1)
    store = Store.open(path, clock=lambda: NOON, new_id=lambda: f"{next(numbers):08d}-0000-4000-8000-0000000000aa")
    with store.transaction() as tenant:
        for each in variant.portal:
            each(tenant)
        tenant.save()
    store.close()
