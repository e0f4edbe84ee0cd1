"""The scripts of the Azure and the GitLab pipeline, run as they stand."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.cli.running import ROOT
from tests.pipelines.portal import change_policy
from tests.pipelines.runner import BASH, Yaml, read_yaml
from tests.pipelines.test_github_day import POLICY

AZURE = ROOT / "examples" / "ci" / "azure-devops" / "azure-pipelines.yml"
GITLAB = ROOT / "examples" / "ci" / "gitlab" / ".gitlab-ci.yml"
SET = re.compile(r"^##vso\[task\.setvariable variable=(\w+);isOutput=true\](.*)$", re.M)


@dataclass
class Shell:
    """Runs scripts in a checkout; `staging` is where results go."""

    work: Path
    staging: Path
    env: Mapping[str, str]
    said: str = ""

    def __call__(self, script: str, **more: str) -> int:
        done = subprocess.run(
            [*BASH, "-c", script],
            cwd=self.work,
            env={**self.env, **more},
            capture_output=True,
            timeout=300,
            check=False,
        )
        self.said = (done.stdout + done.stderr).decode()
        return done.returncode


@pytest.fixture
def shell(checkout: Path, database: Path, tmp_path: Path, tool_env: Mapping[str, str]) -> Shell:
    staging = tmp_path / "staging"
    staging.mkdir()
    return Shell(checkout, staging, {**tool_env, "PASSKEYCTL_ARGUMENTS": f"--tenant=sandbox:{database}"})


@dataclass
class Azure:
    """The pipeline for one reason of a build; output variables of its first stage are kept."""

    shell: Shell
    outputs: dict[str, str] = field(default_factory=dict)

    def stage(self, name: str, reason: str) -> list[int]:
        (stage,) = (each for each in read_yaml(AZURE)["stages"] if each["stage"] == name)
        shutil.rmtree(self.shell.staging / "evidence", ignore_errors=True)  # each job has an agent of its own
        return [self._ran(script) for script in _scripts(stage, is_scheduled=reason == "Schedule")]

    def _ran(self, script: str) -> int:
        staging = str(self.shell.staging)
        code = self.shell(
            script,
            BUILD_ARTIFACTSTAGINGDIRECTORY=staging,
            AGENT_TEMPDIRECTORY=staging,
            PIPELINE_WORKSPACE=str(self.shell.staging.parent),
            DIGEST=self.outputs.get("digest", ""),
        )
        self.outputs.update(SET.findall(self.shell.said))
        return code


def _scripts(stage: Yaml, *, is_scheduled: bool) -> Iterator[str]:
    (job,) = stage["jobs"]
    steps = job["steps"] if "steps" in job else job["strategy"]["runOnce"]["deploy"]["steps"]
    for step in steps:
        condition = step.get("condition", "")
        if ("ne(variables['Build.Reason'], 'Schedule')" in condition and is_scheduled) or (
            "eq(variables['Build.Reason'], 'Schedule')" in condition and not is_scheduled
        ):
            continue
        if "bash" in step:
            yield step["bash"]
        elif step.get("task") == "AzureCLI@2":
            assert step["env"]["SYSTEM_ACCESSTOKEN"] == "$(System.AccessToken)"
            yield step["inputs"]["inlineScript"]


def test_azure_pipelines(shell: Shell, database: Path, tmp_path: Path) -> None:
    azure = Azure(shell)
    assert azure.stage("plan", "PullRequest") == [0, 0, 0], shell.said
    assert int(azure.outputs["changes"]) > 0
    assert {each.name for each in (shell.staging / "reports").iterdir()} >= {"validate.xml", "plan.xml", "plan.html"}
    (tmp_path / "passkeys").symlink_to(shell.staging)
    assert azure.stage("apply", "IndividualCI") == [0, 0], shell.said
    assert azure.stage("plan", "Schedule") == [0, 0, 0], shell.said
    change_policy(database, POLICY, {"state": "disabled"})
    assert azure.stage("plan", "Schedule") == [0, 0, 0]
    assert "##vso[task.complete result=SucceededWithIssues]" in shell.said
    assert azure.stage("apply", "IndividualCI")[-1] != 0, "the plan that was approved is not of this tenant any more"
    database.write_bytes(b"no database at all")
    assert azure.stage("plan", "Schedule")[-1] not in (0, 2)


@dataclass
class GitLab:
    shell: Shell
    digest: str = ""

    def job(self, name: str) -> int:
        document = read_yaml(GITLAB)
        job = document[name]
        base = document[job["extends"]] if "extends" in job else {}
        lines = [*(job.get("before_script") or base.get("before_script", [])), *job["script"]]
        code = self.shell("\n".join(lines), PASSKEYCTL_DIGEST=self.digest, CI="true", GITLAB_CI="true")
        dotenv = self.shell.work / "digest.env"
        if dotenv.exists():
            self.digest = dotenv.read_text(encoding="utf-8").strip().removeprefix("PASSKEYCTL_DIGEST=")
        return code


def test_gitlab(shell: Shell, database: Path) -> None:
    gitlab = GitLab(shell)
    for job in ("validate", "plan", "apply", "drift"):
        assert gitlab.job(job) == 0, (job, shell.said)
    assert (shell.work / "evidence" / "manifest.json").is_file()
    change_policy(database, POLICY, {"state": "disabled"})
    assert gitlab.job("drift") in read_yaml(GITLAB)["drift"]["allow_failure"]["exit_codes"]
    database.write_bytes(b"no database at all")
    assert gitlab.job("drift") not in (0, 2)


@pytest.mark.parametrize(("why", "ends_with"), [("held", 0), ("stale", 4)])
def test_gitlab_takes_a_held_stage_and_no_stale_plan(shell: Shell, why: str, ends_with: int) -> None:
    (shell.work / "reports").mkdir()
    document = {"kind": "apply", "reasons": [why], "rollout": {"held": None}}
    (shell.work / "reports" / "apply.json").write_text(json.dumps(document), encoding="utf-8")
    first, _, *after = read_yaml(GITLAB)["apply"]["script"]
    assert shell("\n".join([first, "code=4", *after])) == ends_with, shell.said


@pytest.mark.parametrize("name", ["validate", "plan", "apply", "drift"])
def test_reports_of_gitlab_are_kept_whatever_becomes_of_the_job(name: str) -> None:
    assert read_yaml(GITLAB)[name]["artifacts"]["when"] == "always"
