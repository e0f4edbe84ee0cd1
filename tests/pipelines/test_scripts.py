"""What can be said of the pipelines without running them: scripts, rights, and names that exist."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.running import ROOT
from tests.pipelines.runner import OWN_ACTION, Yaml, read_yaml

PIPELINES = sorted((ROOT / "examples" / "ci").rglob("*.yml"))
GITHUB = [each for each in PIPELINES if each.parent.name == "github"]
HOOKS = ROOT / ".pre-commit-hooks.yaml"
SCRIPTS = ("run", "bash", "inlineScript")


def scripts(value: Yaml) -> Iterator[str]:
    """Every script in a pipeline; GitLab's are lists of lines, run after those that prepare."""
    if isinstance(value, list):
        for each in value:
            yield from scripts(each)
    elif isinstance(value, dict):
        yield from (each for key, each in value.items() if key in SCRIPTS)
        if "script" in value:
            prepare = value.get("before_script") or ["more=()"]
            yield "\n".join([*prepare, *value["script"]])
        for each in value.values():
            yield from scripts(each)


def files() -> list[Path]:
    return [ROOT / "action.yml", *PIPELINES]


def test_there_are_pipelines() -> None:
    assert len(PIPELINES) == 5


@pytest.mark.parametrize("file", files(), ids=lambda each: each.name)
def test_scripts_pass_shellcheck(file: Path) -> None:
    found = list(scripts(read_yaml(file)))
    assert found or file in GITHUB
    for script in found:
        # 2050, 2154: variables that the pipeline sets stand nowhere in the script.
        command = ("shellcheck", "--shell=bash", "--exclude=SC2154,SC2050", "-")
        done = subprocess.run(command, input=script.encode(), capture_output=True, timeout=60, check=False)
        assert done.returncode == 0, done.stdout.decode()


@pytest.mark.parametrize("file", files(), ids=lambda each: each.name)
def test_no_expression_stands_in_a_script(file: Path) -> None:
    assert not [each for each in scripts(read_yaml(file)) if "${{" in each]


@pytest.mark.parametrize("file", GITHUB, ids=lambda each: each.name)
def test_a_workflow_has_no_more_rights_than_it_needs(file: Path) -> None:
    document = read_yaml(file)
    assert document["permissions"] == {"contents": "read"}
    assert "pull_request_target" not in document[True]  # YAML 1.1 reads `on` as a truth
    for name, job in document["jobs"].items():
        signs_in = any("client-id" in each.get("with", {}) for each in job["steps"])
        rights = job.get("permissions", {})
        assert ("id-token" in rights) is signs_in, name
        if any("WRITER" in str(each) for each in job["steps"]):
            assert job["environment"] == "passkeys-production", "the writer is bound to an environment"


@pytest.mark.parametrize("file", GITHUB, ids=lambda each: each.name)
def test_the_action_is_given_what_it_takes(file: Path) -> None:
    inputs = read_yaml(ROOT / "action.yml")["inputs"]
    used = [step for job in read_yaml(file)["jobs"].values() for step in job["steps"] if OWN_ACTION in str(step)]
    assert used
    for step in used:
        assert step["with"].keys() <= inputs.keys()


def test_hooks_name_commands_that_exist() -> None:
    hooks = {each["id"]: each for each in read_yaml(HOOKS)}
    assert {name: each["entry"] for name, each in hooks.items()} == {
        "passkeyctl-validate": "passkeyctl validate",
        "passkeyctl-fmt": "passkeyctl fmt",
    }
    assert all(each["pass_filenames"] is False for each in hooks.values())
