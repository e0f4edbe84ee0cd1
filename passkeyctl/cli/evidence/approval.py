"""Who approved, as far as anybody says: none of it is proven."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from passkeyctl.cli.apply.actor import actor
from passkeyctl.json_types import JsonObject

KIND, FORMAT = "passkeyctl approval", "1.0"
NOT_PROVEN = "as reported by whoever started the run, and by its environment: not proven"


@dataclass(frozen=True, slots=True)
class System:
    """A CI system: `mark` is set in each of its runs, `reported` is what of its environment is kept."""

    name: str
    mark: str
    started_by: tuple[str, ...]
    reported: tuple[str, ...]


GITHUB = System(
    "GitHub Actions",
    "GITHUB_ACTIONS",
    ("GITHUB_TRIGGERING_ACTOR", "GITHUB_ACTOR"),
    (
        *("GITHUB_ACTOR", "GITHUB_ACTOR_ID", "GITHUB_TRIGGERING_ACTOR", "GITHUB_SERVER_URL", "GITHUB_REPOSITORY"),
        *("GITHUB_RUN_ID", "GITHUB_RUN_NUMBER", "GITHUB_RUN_ATTEMPT", "GITHUB_WORKFLOW_REF", "GITHUB_JOB"),
        *("GITHUB_EVENT_NAME", "GITHUB_REF", "GITHUB_SHA"),
    ),
)
AZURE = System(
    "Azure Pipelines",
    "TF_BUILD",
    ("RELEASE_DEPLOYMENT_REQUESTEDFOR", "BUILD_REQUESTEDFOR"),
    (
        *("BUILD_REQUESTEDFOR", "BUILD_REQUESTEDFOREMAIL", "BUILD_REQUESTEDFORID", "BUILD_QUEUEDBY", "BUILD_BUILDID"),
        *("BUILD_BUILDNUMBER", "BUILD_DEFINITIONNAME", "BUILD_REASON", "BUILD_REPOSITORY_NAME", "BUILD_SOURCEBRANCH"),
        *("BUILD_SOURCEVERSION", "SYSTEM_COLLECTIONURI", "SYSTEM_TEAMPROJECT", "SYSTEM_JOBATTEMPT"),
        *("ENVIRONMENT_NAME", "RELEASE_DEPLOYMENT_REQUESTEDFOR"),
    ),
)
GITLAB = System(
    "GitLab",
    "GITLAB_CI",
    ("GITLAB_USER_LOGIN",),
    (
        *("GITLAB_USER_LOGIN", "GITLAB_USER_ID", "CI_SERVER_URL", "CI_PROJECT_PATH", "CI_PIPELINE_URL"),
        *("CI_PIPELINE_SOURCE", "CI_JOB_ID", "CI_JOB_URL", "CI_JOB_NAME", "CI_COMMIT_REF_NAME", "CI_COMMIT_SHA"),
        "CI_ENVIRONMENT_NAME",
    ),
)
SYSTEMS = (GITHUB, AZURE, GITLAB)
"""Named one by one, so that no token of a job is ever among what is kept.

https://docs.github.com/actions/reference/workflows-and-actions/variables
https://learn.microsoft.com/azure/devops/pipelines/build/variables
https://docs.gitlab.com/ci/variables/predefined_variables/
"""


def approval_document(approved_by: str, account: str, environ: Mapping[str, str]) -> JsonObject:
    """`approved_by` as the command line says; `account` is who the access token is for, where that is known."""
    system = next((each for each in SYSTEMS if environ.get(each.mark, "").lower() not in ("", "0", "false")), None)
    here = actor(account, {})
    return {
        "kind": KIND,
        "format_version": FORMAT,
        "is_proven": False,
        "note": NOT_PROVEN,
        "approved_by": approved_by or None,
        "told_by": "--approved-by" if approved_by else None,
        "ci": _reported(system, environ) if system is not None else None,
        "run_by": {"account": here.account or None, "user": here.user, "host": here.host},
    }


def _reported(system: System, environ: Mapping[str, str]) -> JsonObject:
    started = (environ.get(each, "") for each in system.started_by)
    return {
        "system": system.name,
        "started_by": next((each for each in started if each), None),
        "run_url": _url(system, environ),
        "reported": {name: environ[name] for name in system.reported if environ.get(name)},
    }


def _url(system: System, environ: Mapping[str, str]) -> str | None:
    def of(name: str) -> str:
        return environ.get(name, "").rstrip("/")

    match system.name:
        case "GitHub Actions" if of("GITHUB_RUN_ID") and of("GITHUB_SERVER_URL"):
            return f"{of('GITHUB_SERVER_URL')}/{of('GITHUB_REPOSITORY')}/actions/runs/{of('GITHUB_RUN_ID')}"
        case "Azure Pipelines" if of("BUILD_BUILDID") and of("SYSTEM_COLLECTIONURI"):
            place = f"{of('SYSTEM_COLLECTIONURI')}/{of('SYSTEM_TEAMPROJECT')}"
            return f"{place}/_build/results?buildId={of('BUILD_BUILDID')}"
        case "GitLab":
            return of("CI_PIPELINE_URL") or of("CI_JOB_URL") or None
        case _:
            return None
