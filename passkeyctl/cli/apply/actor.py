"""Who writes, as far as this machine knows, for the receipt."""

from __future__ import annotations

import getpass
import platform
from collections.abc import Mapping

from passkeyctl.plan.record.journal import Actor

REPORTED = (
    "GITHUB_RUN_ID",
    "GITHUB_ACTOR",
    "GITHUB_REPOSITORY",
    "GITHUB_SHA",
    "BUILD_BUILDID",
    "BUILD_REQUESTEDFOR",
    "CI_JOB_ID",
    "GITLAB_USER_LOGIN",
    "CI_PIPELINE_URL",
)
"""What CI systems say of a run in its environment: GitHub Actions, Azure Pipelines, GitLab."""


def actor(account: str, environ: Mapping[str, str]) -> Actor:
    """`account` is who the access token is for; empty where it does not say."""
    return Actor(account, _user(), platform.node(), {name: environ[name] for name in REPORTED if environ.get(name)})


def _user() -> str:
    """Empty where the system does not know, as in a container whose user has no entry."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""
