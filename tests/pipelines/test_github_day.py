"""A day of the GitHub workflows in examples/ci: a pull request, an approval, a night with drift, a night without."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

from tests.cli.running import ROOT
from tests.pipelines.expressions import Value
from tests.pipelines.github_api import GitHub
from tests.pipelines.portal import change_policy
from tests.pipelines.runner import Job, Runner

WORKFLOWS = ROOT / "examples" / "ci" / "github"
POLICY = "PK020 - Pilot - Office 365 - Require passkey"
MARKER = "<!-- passkeyctl: plan "


def pull_request(runner: Runner, *, of_fork: bool = False) -> dict[str, Job]:
    head: dict[str, Value] = {"repo": {"full_name": "mallory/passkeys" if of_fork else "contoso/passkeys"}}
    event: dict[str, Value] = {"pull_request": {"number": "7", "head": head}}
    return runner.run(WORKFLOWS / "passkeys-pull-request.yml", event, "pull_request")


def said(jobs: dict[str, Job]) -> str:
    return "\n".join(each.said for each in jobs.values())


def merged(runner: Runner) -> dict[str, Job]:
    return runner.run(WORKFLOWS / "passkeys-apply.yml", {}, "push")


def night(runner: Runner) -> Job:
    return runner.run(WORKFLOWS / "passkeys-drift.yml", {}, "schedule")["drift"]


def test_a_day(runner: Runner, hub: GitHub, database: Path) -> None:
    asked = pull_request(runner)
    assert [each.conclusion for each in asked.values()] == ["success", "success", "skipped"], said(asked)
    (comment,) = hub.of(7)
    assert comment.startswith(MARKER)
    assert "PK-Pilot-Synced" not in comment  # names are redacted where everybody reads
    assert "passkeyctl plan" in asked["plan"].summary
    assert json.loads(runner.scanned[-1].read_text(encoding="utf-8"))["version"] == "2.1.0"

    pull_request(runner)
    assert len(hub.of(7)) == 1, "the comment is kept current, not repeated"

    done = merged(runner)
    assert [each.conclusion for each in done.values()] == ["success", "success"], said(done)
    assert done["plan"].outputs["digest"] in done["plan"].summary
    evidence = runner.uploads["passkeys-evidence"]
    assert {"manifest.json", "receipt.json"} <= {each.name for each in evidence.iterdir()}

    assert night(runner).conclusion == "success"
    assert not hub.issues

    change_policy(database, POLICY, {"state": "disabled"})
    first = night(runner)
    assert first.conclusion == "success", first.said
    (issue,) = hub.issues.values()
    assert issue["state"] == "open"
    assert issue["labels"] == ["passkey-drift"]
    assert issue["title"] == "The tenant differs from tenants/contoso"
    assert "by: mallory" in issue["body"]
    assert "conditionalAccess.pilot-enforce" in issue["body"]

    night(runner)
    assert len(hub.issues) == 1, "one issue, kept current"

    merged(runner)
    assert night(runner).conclusion == "success"
    assert issue["state"] == "closed"
    assert hub.of(issue["number"]) == ["The tenant matches its files again."]


def test_nothing_to_approve(runner: Runner) -> None:
    merged(runner)
    again = merged(runner)
    assert [each.conclusion for each in again.values()] == ["success", "skipped"]


def test_a_fork_gets_no_identity(runner: Runner, hub: GitHub) -> None:
    jobs = pull_request(runner, of_fork=True)
    assert [each.conclusion for each in jobs.values()] == ["success", "skipped", "success"]
    assert "gets no identity" in jobs["fork"].said
    assert not hub.comments


def test_a_plan_that_was_swapped_after_the_approval_is_refused(runner: Runner, database: Path, tmp_path: Path) -> None:
    """Between the two jobs somebody puts another plan, whole and valid, where the approved one lies."""
    assert merged(runner)["apply"].conclusion == "success"
    older = tmp_path / "older.plan.json"
    shutil.copy(runner.uploads["passkeys-plan"] / "contoso.plan.json", older)
    change_policy(database, POLICY, {"state": "disabled"})
    runner.between = lambda: shutil.copy(older, runner.uploads["passkeys-plan"] / "contoso.plan.json")
    jobs = merged(runner)
    assert [each.conclusion for each in jobs.values()] == ["success", "failure"]
    assert "the plan file is not the one that was approved" in jobs["apply"].said


def test_a_night_that_could_not_look_is_no_night_without_drift(runner: Runner, hub: GitHub, database: Path) -> None:
    merged(runner)
    change_policy(database, POLICY, {"state": "disabled"})
    night(runner)
    (issue,) = hub.issues.values()
    body = issue["body"]
    database.write_bytes(b"no database at all")
    broken = night(runner)
    assert broken.conclusion == "failure"
    assert (issue["state"], issue["body"]) == ("open", body)
    assert "no drift" not in broken.summary.casefold()


def test_an_issue_about_drift_is_not_closed_by_an_exit_code(runner: Runner, hub: GitHub, database: Path) -> None:
    merged(runner)
    change_policy(database, POLICY, {"state": "disabled"})
    lenient = f"{runner.variables['PASSKEYCTL_ARGUMENTS']}\n--exit-zero-on-drift"
    job = night(replace(runner, variables={"PASSKEYCTL_ARGUMENTS": lenient}))
    assert job.conclusion == "success", job.said
    (issue,) = hub.issues.values()
    night(replace(runner, variables={"PASSKEYCTL_ARGUMENTS": lenient}, number=runner.number + 10))
    assert issue["state"] == "open"
    assert len(hub.issues) == 1


def test_a_pull_request_with_a_fault_fails_and_says_so(runner: Runner, checkout: Path) -> None:
    file = checkout / "tenants" / "contoso" / "passkeys.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("passkeyTypes: [synced]", "passkeyTypes: [sinced]"))
    jobs = pull_request(runner)
    assert [each.conclusion for each in jobs.values()] == ["failure", "skipped", "skipped"]
    assert "::error file=tenants/contoso/passkeys.yaml" in jobs["validate"].said


def test_a_comment_that_can_not_be_written_fails_the_job(runner: Runner, hub: GitHub) -> None:
    hub.refuses = True
    assert pull_request(runner)["plan"].conclusion == "failure"
