"""Which subjects a pipeline is expected to present, and what an assertion says of itself."""

from __future__ import annotations

import pytest

from passkeyctl.graph.assertions import (
    Pipeline,
    Presented,
    expected_subjects,
    pipeline_of,
    read_assertion,
    time_left,
)
from passkeyctl.graph.clouds import Cloud
from passkeyctl.graph.tokens import read_token
from tests.graph.jwts import application, jwt, person

GITHUB = {
    "GITHUB_ACTIONS": "true",
    "GITHUB_SERVER_URL": "https://github.com",
    "GITHUB_REPOSITORY": "contoso/passkeys",
    "GITHUB_REPOSITORY_ID": "456",
    "GITHUB_REPOSITORY_OWNER_ID": "123",
    "GITHUB_EVENT_NAME": "push",
    "GITHUB_REF": "refs/heads/main",
}
AZURE = {
    "TF_BUILD": "True",
    "SYSTEM_COLLECTIONURI": "https://dev.azure.com/contoso/",
    "SYSTEM_COLLECTIONID": "0b6f",
    "SYSTEM_TEAMPROJECT": "Sign in",
}
GITLAB = {
    "GITLAB_CI": "true",
    "CI_SERVER_URL": "https://gitlab.example",
    "CI_PROJECT_PATH": "contoso/passkeys",
    "CI_COMMIT_REF_NAME": "main",
}


def subjects(environ: dict[str, str]) -> list[str]:
    return [each.subject for each in expected_subjects(environ)]


def test_a_push_to_a_branch_of_github() -> None:
    assert [(each.subject, each.exact, each.for_writer) for each in expected_subjects(GITHUB)] == [
        ("repo:contoso/passkeys:ref:refs/heads/main", True, False),
        ("repo:contoso@123/passkeys@456:ref:refs/heads/main", True, False),
        ("repo:contoso/passkeys:environment:<environment>", False, True),
        ("repo:contoso@123/passkeys@456:environment:<environment>", False, True),
    ]
    first = expected_subjects(GITHUB)[0]
    assert (first.pipeline, first.issuer) == (Pipeline.GITHUB, "https://token.actions.githubusercontent.com")
    assert (first.audience, first.runs) == (
        "api://AzureADTokenExchange",
        "jobs for `refs/heads/main` without `environment:`",
    )


def test_a_pull_request_of_github() -> None:
    environ = {**GITHUB, "GITHUB_EVENT_NAME": "pull_request", "GITHUB_REF": "refs/pull/7/merge"}
    assert subjects(environ)[0] == "repo:contoso/passkeys:pull_request"


@pytest.mark.parametrize(
    ("server", "issuer"),
    [
        ("https://contoso.ghe.com", "https://token.actions.contoso.ghe.com"),
        ("https://git.contoso.example", "https://git.contoso.example/_services/token"),
        ("", "https://token.actions.githubusercontent.com"),
    ],
)
def test_each_github_has_its_issuer(server: str, issuer: str) -> None:
    assert {each.issuer for each in expected_subjects({**GITHUB, "GITHUB_SERVER_URL": server})} == {issuer}


def test_azure_pipelines_do_not_know_the_name_of_the_connection() -> None:
    entra, devops = expected_subjects({**AZURE, "AZURESUBSCRIPTION_TENANT_ID": "t"})
    assert entra.issuer == "https://login.microsoftonline.com/t/v2.0"
    assert (devops.issuer, devops.subject) == (
        "https://vstoken.dev.azure.com/0b6f",
        "sc://contoso/Sign in/<service connection>",
    )
    assert not entra.exact
    assert not devops.exact


def test_an_organization_with_its_old_address() -> None:
    environ = {**AZURE, "SYSTEM_COLLECTIONURI": "https://contoso.visualstudio.com/"}
    assert subjects(environ)[1] == "sc://contoso/Sign in/<service connection>"


@pytest.mark.parametrize(
    ("more", "subject", "for_writer"),
    [
        ({}, "project_path:contoso/passkeys:ref_type:branch:ref:main", False),
        ({"CI_COMMIT_REF_PROTECTED": "true"}, "project_path:contoso/passkeys:ref_type:branch:ref:main", True),
        ({"CI_COMMIT_TAG": "v1"}, "project_path:contoso/passkeys:ref_type:tag:ref:v1", False),
    ],
)
def test_a_job_of_gitlab(more: dict[str, str], subject: str, for_writer: bool) -> None:
    (found,) = expected_subjects({**GITLAB, **more})
    assert (found.issuer, found.subject, found.for_writer) == ("https://gitlab.example", subject, for_writer)


def test_an_id_token_says_it_better() -> None:
    given = jwt(iss="https://gitlab.example", sub="project_path:other", aud="https://wrong.example")
    (found,) = expected_subjects({**GITLAB, "PASSKEYCTL_ID_TOKEN": given})
    assert (found.subject, found.audience) == ("project_path:other", "api://AzureADTokenExchange")


def test_each_cloud_has_its_audience() -> None:
    for cloud, audience in (
        (Cloud.USGOV, "api://AzureADTokenExchangeUSGov"),
        (Cloud.DOD, "api://AzureADTokenExchangeUSGov"),
        (Cloud.CHINA, "api://AzureADTokenExchangeChina"),
    ):
        assert {each.audience for each in expected_subjects(GITHUB, cloud)} == {audience}


def test_what_is_not_known_is_written_as_a_gap() -> None:
    assert subjects({"GITHUB_ACTIONS": "true"})[0] == "repo:<owner>/<repository>:ref:<ref>"
    assert subjects({"TF_BUILD": "True"})[1] == "sc://<organization>/<project>/<service connection>"
    assert not any(each.exact for each in expected_subjects({"GITLAB_CI": "true"}))
    assert expected_subjects({}) == ()
    assert pipeline_of({}) is None


def test_an_assertion_is_read_without_being_checked() -> None:
    given = jwt(iss="i", sub="s", aud=["a", "b"], exp=1795400000)
    assert read_assertion(given + "\n") == Presented("i", "s", "a, b", 1795400000)
    assert str(read_assertion(given)) == "issuer `i`, subject `s`, audience `a, b`"
    for opaque in ("", "a.b", "a.b.c", "e30.W10.e30"):
        assert read_assertion(opaque) is None
    assert read_assertion(jwt(exp=True)) == Presented("", "", "", None)


@pytest.mark.parametrize(
    ("seconds", "said"), [(1, "1 second"), (59.9, "59 seconds"), (60, "1 minute"), (7300, "2 hours"), (90000, "1 day")]
)
def test_how_long_is_left(seconds: float, said: str) -> None:
    assert time_left(seconds) == said


def test_permissions_that_do_more_than_read() -> None:
    facts = read_token(
        application("Policy.Read.All", "Group.ReadBasic.All", "Policy.ReadWrite.ConditionalAccess", "Mail.Send")
    )
    assert facts is not None
    assert facts.may_write == ("Mail.Send", "Policy.ReadWrite.ConditionalAccess")
    reader = read_token(person(scp="openid profile User.Read Policy.Read.All"))
    assert reader is not None
    assert reader.may_write == ()
