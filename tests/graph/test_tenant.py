"""Wrong tenant, wrong cloud, missing permission: said before the first request."""

from __future__ import annotations

import httpx
import pytest

from passkeyctl.errors import GraphError
from passkeyctl.graph.clouds import Cloud
from passkeyctl.graph.paths import EndpointName
from passkeyctl.graph.permissions import AZURE_CLI, missing_permissions, needs_of
from passkeyctl.graph.tenant import check_cloud, check_tenant, is_tenant_id, look_up_tenant
from passkeyctl.graph.tokens import StaticToken, TokenFacts, read_token
from passkeyctl.model.directory import Organization
from tests.graph.connections import Answer, answered, run
from tests.graph.jwts import TENANT, application, jwt, person

OTHER = "ffffffff-3a7e-4b7e-9d2e-6a1c2b3d4e5f"
ORGANIZATION = Organization(TENANT, "Contoso", frozenset({"contoso.example", "contoso.onmicrosoft.com"}))


def facts(token: str) -> TokenFacts:
    found = read_token(token)
    assert found is not None
    return found


def test_a_persons_token_tells_who_and_what() -> None:
    assert facts(person()) == TokenFacts(
        tenant_id=TENANT,
        person="annie@contoso.example",
        app_id="14d82eec-204b-4c2f-b7e8-296a70dab67e",
        scopes=frozenset({"Policy.Read.All", "Group.ReadBasic.All"}),
        expires_at=1795400000,
        audience="https://graph.microsoft.com",
        issuer=f"https://sts.windows.net/{TENANT}/",
    )


def test_an_applications_token_tells_its_roles() -> None:
    found = facts(application("Policy.Read.All"))
    assert (found.subject, found.granted) == ("passkeyctl-ci", frozenset({"Policy.Read.All"}))


@pytest.mark.parametrize("token", ["opaque", "a.b", "a.!!.c", "a.bm90IGpzb24.c", "a.WzFd.c", "ä.ö.ü", "a.b.c.d.e"])
def test_an_opaque_token_tells_nothing(token: str) -> None:
    assert read_token(token) is None


def test_claims_of_other_types_are_passed_over() -> None:
    assert facts(jwt(tid=5, scp=["a"], roles="b", exp="soon")) == TokenFacts()


def test_a_token_never_shows() -> None:
    assert "secret" not in repr(StaticToken("secret"))


@pytest.mark.parametrize(
    ("wanted_id", "wanted_domain", "token", "organization"),
    [
        (TENANT, "", person(), None),
        (TENANT.upper(), "", person(), None),
        (TENANT, "", None, ORGANIZATION),
        ("", "Contoso.example", None, ORGANIZATION),
        ("", "contoso.onmicrosoft.com", person(), ORGANIZATION),
        ("", "", None, None),
    ],
)
def test_the_right_tenant_passes(
    wanted_id: str, wanted_domain: str, token: str | None, organization: Organization | None
) -> None:
    assert check_tenant(wanted_id, wanted_domain, facts(token) if token else None, organization) is None


@pytest.mark.parametrize(
    ("wanted_id", "wanted_domain", "token", "organization", "summary"),
    [
        (OTHER, "", person(), None, f"the files are for `{OTHER}`, but you are signed in to `{TENANT}`"),
        (OTHER, "", None, ORGANIZATION, f"the files are for `{OTHER}`, but you are signed in to `{TENANT}`"),
        (
            "",
            "fabrikam.example",
            None,
            ORGANIZATION,
            "the files are for `fabrikam.example`, "
            "but you are signed in to `contoso.example`, `contoso.onmicrosoft.com`",
        ),
        (
            "",
            "fabrikam.example",
            person(),
            None,
            f"the files are for `fabrikam.example`, but you are signed in to `{TENANT}`",
        ),
        (
            OTHER,
            "",
            None,
            None,
            f"the files are for `{OTHER}`, and whether you are signed in there could not be found out",
        ),
    ],
)
def test_another_tenant_is_refused(
    wanted_id: str, wanted_domain: str, token: str | None, organization: Organization | None, summary: str
) -> None:
    found = check_tenant(wanted_id, wanted_domain, facts(token) if token else None, organization)
    assert found is not None
    assert (found.code, found.summary) == ("OPS902", summary)


@pytest.mark.parametrize(
    ("cloud", "token"),
    [
        (Cloud.GLOBAL, person()),
        (Cloud.USGOV, person(aud="https://graph.microsoft.us", iss="https://login.microsoftonline.us/x/v2.0")),
        (Cloud.DOD, person(aud="00000003-0000-0000-c000-000000000000", iss="https://login.microsoftonline.us/x/")),
        (Cloud.GLOBAL, jwt()),
        (Cloud.CHINA, "opaque"),
    ],
)
def test_the_right_cloud_passes(cloud: Cloud, token: str) -> None:
    assert check_cloud(cloud, read_token(token)) is None


@pytest.mark.parametrize(
    ("cloud", "token", "summary"),
    [
        (Cloud.USGOV, person(), "cloud `usgov`, but you are signed in to cloud `global`"),
        (Cloud.DOD, person(aud="https://graph.microsoft.us/"), "cloud `dod`, but you are signed in to cloud `usgov`"),
        (
            Cloud.GLOBAL,
            person(aud="00000003-0000-0000-c000-000000000000", iss="https://sts.chinacloudapi.cn/x/"),
            "cloud `global`, but you are signed in to cloud `china`",
        ),
        (Cloud.GLOBAL, person(aud="https://management.azure.com"), "meant for `https://management.azure.com`"),
    ],
)
def test_another_cloud_is_refused(cloud: Cloud, token: str, summary: str) -> None:
    found = check_cloud(cloud, facts(token))
    assert found is not None
    assert found.code == "OPS902"
    assert summary in found.summary


READ = needs_of([EndpointName.FIDO2, EndpointName.POLICIES])
WRITE = needs_of([EndpointName.POLICIES], [EndpointName.POLICIES, EndpointName.LOCATIONS])


@pytest.mark.parametrize("token", ["opaque", jwt(tid=TENANT), person(), application("Policy.Read.All")])
def test_enough_permissions_pass(token: str) -> None:
    assert missing_permissions(read_token(token), READ) is None


def test_each_missing_permission_is_named_once() -> None:
    found = missing_permissions(facts(application("Policy.Read.All")), WRITE)
    assert found is not None
    assert found.code == "OPS903"
    assert found.summary == "the access token lacks `Policy.ReadWrite.ConditionalAccess`, and `Application.Read.All`"
    assert found.hint == "grant them to the application `passkeyctl-ci` and have an administrator consent"


def test_alternatives_are_named_together() -> None:
    found = missing_permissions(facts(person(scp="User.Read")), READ)
    assert found is not None
    assert found.summary.endswith(
        "`Policy.Read.AuthenticationMethod` or `Policy.Read.All` or `Policy.ReadWrite.AuthenticationMethod`, "
        "and `Policy.Read.All`"
    )
    assert found.detail == ("it has User.Read",)


def test_the_azure_cli_is_named_as_the_cause() -> None:
    found = missing_permissions(facts(person(appid=AZURE_CLI, scp="Directory.AccessAsUser.All User.Read.All")), READ)
    assert found is not None
    assert "Azure CLI" in found.hint


def test_the_azure_cli_as_a_service_principal_is_judged_by_its_roles() -> None:
    assert missing_permissions(facts(application("Policy.Read.All")), READ) is None


def look_up(domain: str, answer: Answer) -> tuple[str, list[str]]:
    wire = answered(answer)

    async def use() -> str:
        async with httpx.AsyncClient(transport=wire) as http:
            return await look_up_tenant(http, Cloud.USGOV, domain)

    return run(use()), [str(each.url) for each in wire.sent]


def test_a_domain_leads_to_its_tenant() -> None:
    answer = httpx.Response(200, json={"issuer": f"https://login.microsoftonline.us/{TENANT.upper()}/v2.0"})
    assert look_up("contoso.example", answer) == (
        TENANT,
        ["https://login.microsoftonline.us/contoso.example/v2.0/.well-known/openid-configuration"],
    )


@pytest.mark.parametrize(
    "answer", [httpx.Response(400, json={"error": "invalid_tenant"}), httpx.Response(200, json={"issuer": "x"})]
)
def test_a_domain_without_tenant_is_an_error(answer: Answer) -> None:
    with pytest.raises(GraphError, match="belongs to no tenant"):
        look_up("a/b", answer)


@pytest.mark.parametrize("answer", [httpx.ConnectError("no route"), httpx.Response(200, content=b"<html>")])
def test_a_sign_in_page_out_of_reach_is_an_error(answer: Answer) -> None:
    with pytest.raises(GraphError, match="could not be looked up"):
        look_up("contoso.example", answer)


def test_an_id_is_told_from_a_domain() -> None:
    assert is_tenant_id(TENANT.upper())
    assert not is_tenant_id("contoso.example")
