"""What a pipeline says of itself to Entra: which subjects to expect, and what an assertion presents."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from passkeyctl.graph.clouds import Cloud
from passkeyctl.json_types import JsonValue

ID_TOKEN = "PASSKEYCTL_ID_TOKEN"
GITHUB_URL = "ACTIONS_ID_TOKEN_REQUEST_URL"
GITHUB_TOKEN = "ACTIONS_ID_TOKEN_REQUEST_TOKEN"
AZURE_URL = "SYSTEM_OIDCREQUESTURI"
AZURE_TOKEN = "SYSTEM_ACCESSTOKEN"
AZURE_CONNECTION = "AZURESUBSCRIPTION_SERVICE_CONNECTION_ID"
AZURE_CLIENT = "AZURESUBSCRIPTION_CLIENT_ID"
AZURE_TENANT = "AZURESUBSCRIPTION_TENANT_ID"

# https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations
_AUDIENCES = {
    Cloud.GLOBAL: "api://AzureADTokenExchange",
    Cloud.USGOV: "api://AzureADTokenExchangeUSGov",
    Cloud.DOD: "api://AzureADTokenExchangeUSGov",
    Cloud.CHINA: "api://AzureADTokenExchangeChina",
}


class Pipeline(StrEnum):
    GITHUB = "github"
    AZURE_PIPELINES = "azure-pipelines"
    GITLAB = "gitlab"


@dataclass(frozen=True, slots=True)
class Presented:
    """The claims of an assertion that a federated credential is compared with; Entra checks the signature."""

    issuer: str
    subject: str
    audience: str
    expires_at: float | None = None

    def __str__(self) -> str:
        return f"issuer `{self.issuer}`, subject `{self.subject}`, audience `{self.audience}`"


@dataclass(frozen=True, slots=True)
class Subject:
    """One federated credential that an application needs for runs like this one.

    `runs` says which runs, in words; a subject that is not `exact` has a part in `<>` that only the pipeline's owner
    knows. `for_writer`: whoever may write should sign in by this one, and a reader by the others.
    """

    pipeline: Pipeline
    issuer: str
    subject: str
    audience: str
    runs: str
    exact: bool = True
    for_writer: bool = False


def audience_of(cloud: Cloud) -> str:
    return _AUDIENCES[cloud]


def pipeline_of(environ: Mapping[str, str]) -> Pipeline | None:
    """Whose pipeline this run is part of, if any that is known."""
    if environ.get("GITHUB_ACTIONS"):
        return Pipeline.GITHUB
    if environ.get("TF_BUILD"):
        return Pipeline.AZURE_PIPELINES
    if environ.get("GITLAB_CI"):
        return Pipeline.GITLAB
    return None


def expected_subjects(environ: Mapping[str, str], cloud: Cloud = Cloud.GLOBAL) -> tuple[Subject, ...]:
    """What the pipeline around this run presents as long as nobody customized it; empty outside of pipelines."""
    audience = audience_of(cloud)
    match pipeline_of(environ):
        case Pipeline.GITHUB:
            return _github(environ, audience)
        case Pipeline.AZURE_PIPELINES:
            return _azure_pipelines(environ, audience)
        case Pipeline.GITLAB:
            return _gitlab(environ, audience)
        case _:
            return ()


def read_assertion(assertion: str) -> Presented | None:
    """The claims of a JWT, unchecked; None for what is none."""
    parts = assertion.strip().split(".")
    if len(parts) != 3:
        return None
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except ValueError:
        return None
    if not isinstance(claims, dict):
        return None
    ends = claims.get("exp")
    is_time = isinstance(ends, int | float) and not isinstance(ends, bool) and abs(ends) < 1e11
    return Presented(
        _text(claims.get("iss")), _text(claims.get("sub")), _text(claims.get("aud")), ends if is_time else None
    )


def _text(value: JsonValue) -> str:
    """An audience may be a list."""
    if isinstance(value, list):
        return ", ".join(each for each in value if isinstance(each, str))
    return value if isinstance(value, str) else ""


def _github(environ: Mapping[str, str], audience: str) -> tuple[Subject, ...]:
    """https://docs.github.com/actions/reference/security/oidc: repositories have one of two forms, by their age."""
    issuer = _github_issuer(environ.get("GITHUB_SERVER_URL", ""))
    owner, _, name = environ.get("GITHUB_REPOSITORY", "").partition("/")
    owner, name = owner or "<owner>", name or "<repository>"
    owner_id = environ.get("GITHUB_REPOSITORY_OWNER_ID") or "<owner id>"
    id = environ.get("GITHUB_REPOSITORY_ID") or "<repository id>"
    ref = environ.get("GITHUB_REF") or "<ref>"
    is_pull_request = environ.get("GITHUB_EVENT_NAME") == "pull_request"
    ran_for = "pull_request" if is_pull_request else f"ref:{ref}"
    words = "pull requests" if is_pull_request else f"`{ref}`"
    forms = (
        (f"repo:{owner}/{name}", ""),
        (f"repo:{owner}@{owner_id}/{name}@{id}", ", where the repository has immutable subjects (new ones have)"),
    )
    here = [(f"{form}:{ran_for}", f"jobs for {words} without `environment:`{which}", False) for form, which in forms]
    there = [(f"{form}:environment:<environment>", f"jobs with `environment:`{which}", True) for form, which in forms]
    return tuple(
        Subject(Pipeline.GITHUB, issuer, subject, audience, runs, exact="<" not in subject, for_writer=for_writer)
        for subject, runs, for_writer in (*here, *there)
    )


def _github_issuer(server: str) -> str:
    host = urlsplit(server).hostname or "github.com"
    if host == "github.com":
        return "https://token.actions.githubusercontent.com"
    if host.endswith(".ghe.com"):
        return f"https://token.actions.{host}"
    return f"https://{host}/_services/token"


def _azure_pipelines(environ: Mapping[str, str], audience: str) -> tuple[Subject, ...]:
    """https://learn.microsoft.com/azure/devops/pipelines/release/configure-workload-identity

    A connection with the Entra issuer has a subject that only the connection's own page shows.
    """
    organization = urlsplit(environ.get("SYSTEM_COLLECTIONURI", ""))
    is_old_host = (organization.hostname or "").endswith(".visualstudio.com")
    named = (organization.hostname or "").partition(".")[0] if is_old_host else organization.path.strip("/")
    project = environ.get("SYSTEM_TEAMPROJECT") or "<project>"
    tenant = environ.get(AZURE_TENANT) or environ.get("AZURE_TENANT_ID") or "<tenant id>"
    collection = environ.get("SYSTEM_COLLECTIONID") or "<organization id>"
    return (
        Subject(
            Pipeline.AZURE_PIPELINES,
            f"https://login.microsoftonline.com/{tenant}/v2.0",
            "<subject on the service connection's page>",
            audience,
            "service connections with the Entra issuer (new ones)",
            exact=False,
        ),
        Subject(
            Pipeline.AZURE_PIPELINES,
            f"https://vstoken.dev.azure.com/{collection}",
            f"sc://{named or '<organization>'}/{project}/<service connection>",
            audience,
            "service connections with the Azure DevOps issuer",
            exact=False,
        ),
    )


def _gitlab(environ: Mapping[str, str], audience: str) -> tuple[Subject, ...]:
    """https://docs.gitlab.com/ci/secrets/id_token_authentication/"""
    shown = read_assertion(environ.get(ID_TOKEN, ""))
    if shown is not None and shown.subject:
        return (Subject(Pipeline.GITLAB, shown.issuer, shown.subject, audience, f"jobs like this one (`{ID_TOKEN}`)"),)
    sort = "tag" if environ.get("CI_COMMIT_TAG") else "branch"
    ref = environ.get("CI_COMMIT_TAG") or environ.get("CI_COMMIT_REF_NAME") or "<ref>"
    project = environ.get("CI_PROJECT_PATH") or "<project>"
    subject = f"project_path:{project}:ref_type:{sort}:ref:{ref}"
    issuer = environ.get("CI_SERVER_URL", "").rstrip("/") or "https://gitlab.com"
    is_protected = environ.get("CI_COMMIT_REF_PROTECTED") == "true"
    words = f"jobs of the {sort} `{ref}`"
    return (
        Subject(Pipeline.GITLAB, issuer, subject, audience, words, exact="<" not in subject, for_writer=is_protected),
    )


def time_left(seconds: float) -> str:
    """`4 minutes`, for people."""
    for size, unit in ((86400, "day"), (3600, "hour"), (60, "minute")):
        count = int(seconds // size)
        if count >= 1:
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return f"{int(seconds)} second{'' if int(seconds) == 1 else 's'}"


def why_incomplete(pipeline: Pipeline, missing: tuple[str, ...]) -> str:
    """What to write into the pipeline so that it hands its identity on; empty: the names say enough."""
    match pipeline:
        case Pipeline.GITHUB if {GITHUB_URL, GITHUB_TOKEN} & set(missing):
            return (
                "add `permissions: {id-token: write}` to the job: without it GitHub gives no identity, "
                "and a pull request from a fork never gets one"
            )
        case Pipeline.AZURE_PIPELINES if AZURE_TOKEN in missing:
            return f"map it in the step: `env: {{{AZURE_TOKEN}: $(System.AccessToken)}}`"
        case Pipeline.AZURE_PIPELINES if AZURE_CONNECTION in missing:
            return (
                "run it in an `AzureCLI@2` step with `azureSubscription:`, or set the service connection's id yourself"
            )
        case Pipeline.GITLAB if ID_TOKEN in missing:
            return f"add `id_tokens: {{{ID_TOKEN}: {{aud: {_AUDIENCES[Cloud.GLOBAL]}}}}}` to the job"
        case _:
            return ""
