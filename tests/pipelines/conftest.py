"""What acting a pipeline out needs of a machine, and one that has it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.cli.running import PILOT
from tests.pipelines.github_api import GitHub, github
from tests.pipelines.runner import Runner, tools

NEEDED = ("bash", "gh", "jq", "shellcheck")


@pytest.fixture(scope="session", autouse=True)
def needed_tools() -> None:
    """`.ci/run` installs them and requires them; on another machine the absence of one is said."""
    missing = [each for each in NEEDED if shutil.which(each) is None]
    if missing and os.environ.get("PASSKEYCTL_TESTS_REQUIRE") != "everything":
        pytest.skip(f"not on this machine: {', '.join(missing)}")
    assert not missing, missing


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A repository with the pilot's files where the pipelines look for them."""
    work = tmp_path / "checkout"
    shutil.copytree(PILOT, work / "tenants" / "contoso")
    return work


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "tenant.db"


@pytest.fixture
def tool_env(tmp_path: Path) -> Mapping[str, str]:
    return tools(tmp_path)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[GitHub]:
    with github(tmp_path) as found:
        yield found


@pytest.fixture
def runner(checkout: Path, database: Path, tmp_path: Path, hub: GitHub, tool_env: Mapping[str, str]) -> Runner:
    arguments = f"--tenant=sandbox:{database}"
    return Runner(checkout, tmp_path, {"PASSKEYCTL_ARGUMENTS": arguments}, {**tool_env, **hub.env()})
