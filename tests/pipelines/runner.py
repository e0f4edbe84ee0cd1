"""A small runner for GitHub's workflows: jobs, composite actions, outputs and conditions, with the real shell."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from tests.cli.running import ROOT
from tests.pipelines.expressions import Value, filled, holds

Yaml: TypeAlias = Any  # a workflow as PyYAML reads it

OWN_ACTION = "your-organization/passkeyctl"
CHECKED_OUT = ("actions/checkout", "actions/setup-python")
BASH = ("bash", "--noprofile", "--norc", "-eo", "pipefail")


def read_yaml(path: Path) -> Yaml:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@dataclass
class Step:
    """What became of one: `outcome` is GitHub's word."""

    name: str
    outcome: str
    said: str = ""


@dataclass
class Job:
    conclusion: str
    steps: list[Step]
    outputs: dict[str, str]
    summary: str

    @property
    def said(self) -> str:
        return "\n".join(each.said for each in self.steps)


@dataclass
class Runner:
    """`repository` is what each job checks out; artefacts and temporary files lie in `root`.

    `env` is what every job sees. `between` happens after each job.
    """

    repository: Path
    root: Path
    variables: Mapping[str, str]
    env: Mapping[str, str]
    uploads: dict[str, Path] = field(default_factory=dict)
    scanned: list[Path] = field(default_factory=list)
    number: int = 0
    between: Callable[[], object] = lambda: None

    def run(self, workflow: Path, event: Mapping[str, Value], event_name: str) -> dict[str, Job]:
        """Every job of a workflow, in the order of the file, which has to be that of their needs."""
        document = read_yaml(workflow)
        github: dict[str, Value] = {
            "event": event,
            "event_name": event_name,
            "repository": "contoso/passkeys",
            "ref": "refs/heads/main",
            "token": "token-of-the-job",
            "workflow": document["name"],
        }
        done: dict[str, Job] = {}
        for name, job in document["jobs"].items():
            done[name] = self._job(job, {"github": github, "vars": {**self.variables}}, done)
            self.between()
        return done

    def _job(self, job: Yaml, contexts: Mapping[str, Value], done: Mapping[str, Job]) -> Job:
        needs = [job["needs"]] if isinstance(job.get("needs"), str) else job.get("needs", [])
        contexts = {**contexts, "needs": {each: {"outputs": {**done[each].outputs}} for each in needs}}
        has_failed = any(done[each].conclusion != "success" for each in needs)
        if not holds(job.get("if"), contexts, has_failed=has_failed):
            return Job("skipped", [], {}, "")
        assert job["timeout-minutes"], "a job that hangs is nobody's"
        self.number += 1
        temporary = self.root / f"runner-{self.number}"
        temporary.mkdir()
        work = temporary / "checkout"
        shutil.copytree(self.repository, work)
        acting = _Acting(self, work, temporary, {**contexts, "runner": {"temp": str(temporary)}}, {**self.env})
        acting.act(job["steps"])
        outputs = {name: filled(each, acting.contexts) for name, each in job.get("outputs", {}).items()}
        summary = temporary / "summary.md"
        said = summary.read_text(encoding="utf-8") if summary.exists() else ""
        return Job("failure" if acting.has_failed else "success", acting.steps, outputs, said)


@dataclass
class _Acting:
    """The steps of a job, or of a composite action in it."""

    runner: Runner
    work: Path
    temporary: Path
    contexts: dict[str, Value]
    env: dict[str, str]
    steps: list[Step] = field(default_factory=list)
    has_failed: bool = False

    def act(self, steps: Sequence[Yaml]) -> None:
        known: dict[str, Value] = {}
        self.contexts["steps"] = known
        for number, step in enumerate(steps):
            name = str(step.get("name") or step.get("uses") or step.get("run"))
            if not holds(step.get("if"), self.contexts, has_failed=self.has_failed):
                self.steps.append(Step(name, "skipped"))
                continue
            code, outputs, said = self._acted(step)
            outcome = "failure" if code else "success"
            self.has_failed = self.has_failed or bool(code)
            self.steps.append(Step(name, outcome, said))
            known[str(step.get("id", number))] = {"outputs": {**outputs}, "outcome": outcome}

    def _acted(self, step: Yaml) -> tuple[int, Mapping[str, Value], str]:
        env = {**self.env, **{key: filled(str(each), self.contexts) for key, each in step.get("env", {}).items()}}
        if "run" in step:
            assert "${{" not in step["run"], "an expression in a script is an injection"
            return self._shell(step["run"], env)
        given = {key: filled(str(each), self.contexts) for key, each in step.get("with", {}).items()}
        used = step["uses"].partition("@")[0]
        if used == OWN_ACTION:
            return self._own_action(given)
        assert used in (*CHECKED_OUT, "actions/upload-artifact", "actions/download-artifact",
                        "github/codeql-action/upload-sarif"), used  # fmt: skip
        return self._known(used, given)

    def _known(self, used: str, given: Mapping[str, str]) -> tuple[int, Mapping[str, Value], str]:
        runner = self.runner
        if used == "actions/upload-artifact":
            source, kept = self.work / given["path"], runner.root / "artefacts" / given["name"]
            if not source.exists():
                return 0, {}, f"no files were found: {source}"  # GitHub warns
            _copy(source, kept)
            runner.uploads[given["name"]] = kept
        elif used == "actions/download-artifact":
            shutil.copytree(runner.uploads[given["name"]], self.work, dirs_exist_ok=True)
        elif used == "github/codeql-action/upload-sarif":
            file = Path(given["sarif_file"])
            assert file.is_file(), file
            runner.scanned.append(file)
        return 0, {}, ""

    def _own_action(self, given: Mapping[str, str]) -> tuple[int, Mapping[str, Value], str]:
        action = read_yaml(ROOT / "action.yml")
        unknown = given.keys() - action["inputs"].keys()
        assert not unknown, unknown
        defaults = {
            name: filled(str(each.get("default", "")), self.contexts) for name, each in action["inputs"].items()
        }
        github = self.contexts["github"]
        assert isinstance(github, Mapping)
        contexts: dict[str, Value] = {"inputs": {**defaults, **given}, "github": {**github, "action_path": str(ROOT)}}
        inner = _Acting(self.runner, self.work, self.temporary, contexts, self.env)
        inner.act(action["runs"]["steps"])
        self.steps.extend(inner.steps)
        outputs = {name: filled(each["value"], inner.contexts) for name, each in action["outputs"].items()}
        return int(inner.has_failed), outputs, ""

    def _shell(self, script: str, env: Mapping[str, str]) -> tuple[int, Mapping[str, Value], str]:
        github = self.contexts["github"]
        assert isinstance(github, Mapping)
        output, path = self.temporary / "output.txt", self.temporary / "path.txt"
        output.write_text("", encoding="utf-8")
        path.touch()
        done = subprocess.run(
            [*BASH, "-c", script],
            cwd=self.work,
            env={
                **env,
                "RUNNER_TEMP": str(self.temporary),
                "RUNNER_OS": "Linux",
                "GITHUB_ACTIONS": "true",
                "GITHUB_OUTPUT": str(output),
                "GITHUB_PATH": str(path),
                "GITHUB_STEP_SUMMARY": str(self.temporary / "summary.md"),
                "GITHUB_WORKSPACE": str(self.work),
                "GITHUB_REPOSITORY": str(github["repository"]),
                "GITHUB_EVENT_NAME": str(github["event_name"]),
                "GITHUB_ACTOR": "adele",
                "GITHUB_RUN_ID": "4711",
                "GITHUB_SERVER_URL": f"https://{env['SERVER']}",
            },
            capture_output=True,
            timeout=300,
            check=False,
        )
        said = (done.stdout + done.stderr).decode()
        return done.returncode, dict(_assigned(output.read_text(encoding="utf-8"))), said


def _assigned(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        name, sign, value = line.partition("=")
        assert sign, line
        yield name, value


def _copy(source: Path, target: Path) -> None:
    """As an artefact: what is in a folder, or the file."""
    shutil.rmtree(target, ignore_errors=True)
    if source.is_dir():
        shutil.copytree(source, target)
    else:
        target.mkdir(parents=True)
        shutil.copy(source, target / source.name)


def tools(folder: Path) -> Mapping[str, str]:
    """An environment in which `passkeyctl` is the one that is tested, and keeps its things below a folder."""
    binaries = folder / "bin"
    binaries.mkdir()
    command = binaries / "passkeyctl"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m passkeyctl "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    kept = {name: os.environ[name] for name in os.environ if name.startswith("XDG_") or name == "HOME"}
    return {**kept, "PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}
