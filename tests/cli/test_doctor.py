"""`doctor` from its command line: every check answers, whatever became of the others, and a fault is an exit code."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from passkeyctl.graph.command_needs import NEVER
from passkeyctl.graph.permissions import APPLY_SCOPES, PLAN_SCOPES
from passkeyctl.json_types import JsonObject
from passkeyctl.model.roles import BUILT_IN_ROLES
from passkeyctl.sandbox.faults import EXPIRED_TOKEN, FORBIDDEN, Fault, fails
from tests.cli.conftest import IDENTITY, Live
from tests.cli.running import ROOT, SMALL, Cli, Ran
from tests.graph.jwts import application, person
from tests.render.documents import faults

CHECKS = (
    *("files", "tenant", "cloud", "sign-in", "pipeline", "token", "Graph", "clock", "permissions of plan"),
    *("too wide", "directory roles", "licences", "security defaults", "proxy", "certificates", "versions"),
    "kept on this machine",
)
OF_SMALL = ("Policy.Read.All", "Policy.Read.AuthenticationMethod", "Group.ReadBasic.All", "GroupMember.ReadBasic.All",
            "User.ReadBasic.All", "Organization.Read.All", "LicenseAssignment.Read.All")  # fmt: skip


@pytest.fixture(autouse=True)
def no_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def checks(ran: Ran) -> Mapping[str, JsonObject]:
    document = ran.json()
    assert (document["kind"], document["format_version"]) == ("doctor", "1.0")
    assert document["exit_code"] == ran.code
    assert faults(document) == []
    listed = document["checks"]
    assert isinstance(listed, list)
    return {str(each["name"]): each for each in listed if isinstance(each, dict)}


def verdicts(ran: Ran) -> dict[str, str]:
    return {name: str(each["verdict"]) for name, each in checks(ran).items()}


def text(check: JsonObject) -> str:
    detail = check["detail"]
    assert isinstance(detail, list)
    return " / ".join(map(str, (check["seen"], check["hint"], *detail)))


def app_token(*roles: str, tenant: str = IDENTITY.tenant_id, ends_in: float = 3600, **more: object) -> str:
    return application(*roles, tid=tenant, exp=int(time.time() + ends_in), **more)


def person_token(*scopes: str, **more: object) -> str:
    return person(tid=IDENTITY.tenant_id, scp=" ".join(scopes), exp=int(time.time() + 3600), oid="1" * 36, **more)


def test_in_the_sandbox_everything_that_can_be_asked_is_well(cli: Cli, sandbox: str, small: Path) -> None:
    ran = cli("doctor", small, sandbox, "--json")
    assert ran.code == 0
    found = verdicts(ran)
    assert tuple(found) == CHECKS
    assert {name for name, each in found.items() if each != "ok"} == {
        *("sign-in", "pipeline", "token", "clock", "permissions of plan", "too wide", "directory roles", "proxy"),
    }
    assert set(found.values()) == {"ok", "skipped"}
    assert "Entra ID P1: yes, P2: yes" in text(checks(ran)["licences"])


def test_offline_nothing_is_sent_and_the_rest_is_answered(cli: Cli, small: Path, unused_port: int,
                                                          monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setenv("PASSKEYCTL_GRAPH_URL", f"http://127.0.0.1:{unused_port}")
    monkeypatch.setenv("PASSKEYCTL_ACCESS_TOKEN", app_token(*OF_SMALL))
    ran = cli("doctor", small, "--offline", "--json")
    assert ran.code == 0
    found = verdicts(ran)
    assert tuple(found) == CHECKS
    assert {name for name, each in found.items() if each == "unknown"} == {
        *("tenant", "Graph", "clock", "licences", "security defaults"),
    }
    assert found["permissions of plan"] == "ok"


def test_without_a_way_to_sign_in_the_rest_is_still_checked(cli: Cli, small: Path) -> None:
    ran = cli("doctor", small, "--offline", "--json")
    assert ran.code == 0
    assert verdicts(ran)["sign-in"] == "warning"
    assert "nobody here to ask" in text(checks(ran)["sign-in"])
    assert verdicts(ran)["token"] == "unknown"


def test_a_reader_that_fits_passes(cli: Cli, live: Live, small: Path) -> None:
    live(token=app_token(*OF_SMALL))
    ran = cli("doctor", small, "--json")
    assert (ran.code, set(verdicts(ran).values())) == (0, {"ok", "skipped"})
    assert "`passkeyctl-ci`" in text(checks(ran)["token"])
    assert "can't be renewed" in text(checks(ran)["token"])


def test_each_missing_permission_says_what_comes_of_it(cli: Cli, live: Live, small: Path) -> None:
    live(token=app_token("Policy.Read.All"))
    ran = cli("doctor", small, "--json")
    assert ran.code == 1
    found = checks(ran)
    said = text(found["permissions of plan"])
    assert found["permissions of plan"]["verdict"] == "failed"
    assert "`Group.ReadBasic.All` or `Group.Read.All`, for groups: else names of groups don't resolve" in said
    assert "whether licences suffice stays unknown" in said
    assert "Conditional Access" not in said
    assert {"proxy", "certificates", "versions", "kept on this machine"} <= found.keys()


def test_what_only_stays_unknown_fails_nothing(cli: Cli, live: Live, small: Path) -> None:
    live(token=app_token(*OF_SMALL))
    ran = cli("doctor", small, "--for", "drift", "--for", "plan", "--json")
    assert ran.code == 0
    assert verdicts(ran)["permissions of drift"] == "warning"
    assert "since when, and by whom, stays unknown" in text(checks(ran)["permissions of drift"])
    assert ran.json()["for"] == ["drift", "plan"]


def test_too_much_is_said_and_depends_on_the_command(cli: Cli, live: Live, small: Path) -> None:
    live(token=app_token(*APPLY_SCOPES, "Directory.ReadWrite.All"))
    said = checks(cli("doctor", small, "--json"))["too wide"]
    assert said["verdict"] == "warning"
    assert "3 permissions too many, 1 of them much too wide" in text(said)
    assert "`Policy.ReadWrite.ConditionalAccess`: `plan` only reads" in text(said)
    said = checks(cli("doctor", small, "--for", "apply", "--json"))["too wide"]
    assert "1 permission too many" in text(said)
    assert "`Directory.ReadWrite.All`: no command of passkeyctl needs it" in text(said)


def test_a_person_needs_a_role_and_the_token_says_which_they_have(cli: Cli, live: Live, small: Path) -> None:
    live(token=person_token(*APPLY_SCOPES, wids=[BUILT_IN_ROLES["Global Reader"]]))
    ran = cli("doctor", small, "--for", "apply", "--json")
    said = text(checks(ran)["directory roles"])
    assert verdicts(ran)["directory roles"] == "warning"
    assert "Global Reader; missing" in said
    assert "Conditional Access Administrator" in said
    live(token=person_token(*APPLY_SCOPES, wids=[BUILT_IN_ROLES["Global Administrator"]]))
    assert verdicts(cli("doctor", small, "--for", "apply", "--json"))["directory roles"] == "ok"


def test_an_application_needs_no_role(cli: Cli, live: Live, small: Path) -> None:
    live(token=app_token(*OF_SMALL))
    said = checks(cli("doctor", small, "--json"))["directory roles"]
    assert (said["verdict"], said["seen"]) == ("skipped", "an application is signed in: it needs no role")


def test_another_tenant_than_that_of_the_files(cli: Cli, live: Live, small: Path) -> None:
    other = "0d5a6f3e-3a7e-4b7e-9d2e-6a1c2b3d4e5f"
    live(token=app_token(*OF_SMALL, tenant=other))
    ran = cli("doctor", small, "--json")
    assert (ran.code, verdicts(ran)["tenant"]) == (1, "failed")
    assert other in text(checks(ran)["tenant"])


def test_a_token_of_another_cloud(cli: Cli, live: Live, small: Path) -> None:
    live(token=app_token(*OF_SMALL, aud="https://graph.microsoft.us"))
    ran = cli("doctor", small, "--json")
    assert (ran.code, verdicts(ran)["cloud"]) == (1, "failed")


@pytest.mark.parametrize(("ends_in", "verdict", "words"), [
    (-10, "failed", "it has expired"),
    (300, "warning", "can't be renewed"),
    (5000, "ok", "1 hour"),
])  # fmt: skip
def test_the_life_of_a_token(cli: Cli, live: Live, small: Path, ends_in: float, verdict: str, words: str) -> None:
    live(token=app_token(*OF_SMALL, ends_in=ends_in))
    said = checks(cli("doctor", small, "--json"))["token"]
    assert said["verdict"] == verdict
    assert words in text(said)


def test_an_opaque_token_hides_what_it_permits_and_nothing_else(cli: Cli, live: Live, small: Path) -> None:
    live(token="opaque")
    ran = cli("doctor", small, "--json")
    assert ran.code == 0
    found = verdicts(ran)
    assert [found[each] for each in ("token", "permissions of plan", "too wide")] == ["unknown"] * 3
    assert [found[each] for each in ("tenant", "Graph", "clock", "licences")] == ["ok"] * 4


@pytest.mark.parametrize(("minutes", "verdict", "words"), [
    (7, "failed", "7 minutes ahead of Graph's"),
    (-7, "failed", "7 minutes behind Graph's"),
    (3, "ok", "3 minutes ahead of Graph's"),
])  # fmt: skip
def test_a_clock_that_is_wrong(
    cli: Cli, live: Live, small: Path, monkeypatch: pytest.MonkeyPatch, minutes: int, verdict: str, words: str
) -> None:
    live(token="opaque")
    shift = timedelta(minutes=minutes, seconds=10 if minutes > 0 else -10)
    monkeypatch.setattr("passkeyctl.cli.doctor.asking.now", lambda: datetime.now(UTC) + shift)
    ran = cli("doctor", small, "--json")
    said = checks(ran)["clock"]
    assert said["verdict"] == verdict
    assert words in text(said)
    assert ran.code == (1 if verdict == "failed" else 0)


def test_a_graph_that_is_not_there(cli: Cli, small: Path, unused_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PASSKEYCTL_GRAPH_URL", f"http://127.0.0.1:{unused_port}")
    monkeypatch.setenv("PASSKEYCTL_ACCESS_TOKEN", app_token(*OF_SMALL))
    ran = cli("doctor", small, "--json")
    assert ran.code == 1
    found = checks(ran)
    assert tuple(found) == CHECKS
    assert found["Graph"]["verdict"] == "failed"
    assert found["clock"]["verdict"] == found["licences"]["verdict"] == "unknown"
    assert "Graph can't be reached" in text(found["licences"])
    assert found["permissions of plan"]["verdict"] == "ok"


def test_what_graph_refuses_is_unknown_and_says_which_permission(cli: Cli, live: Live, small: Path) -> None:
    live([Fault("GET", "subscribedSkus", 1, FORBIDDEN, times=99)], token=app_token(*OF_SMALL))
    ran = cli("doctor", small, "--json")
    said = checks(ran)["licences"]
    assert (ran.code, said["verdict"]) == (0, "unknown")
    assert "LicenseAssignment.Read.All" in text(said)


def test_a_token_that_graph_refuses_is_a_fault(cli: Cli, live: Live, small: Path) -> None:
    live([Fault("POST", "batch$", 1, EXPIRED_TOKEN, times=99)], token=app_token(*OF_SMALL))
    ran = cli("doctor", small, "--json")
    assert (ran.code, verdicts(ran)["token"]) == (1, "failed")
    assert "was not accepted" in text(checks(ran)["token"])
    assert "the token was not accepted" in text(checks(ran)["licences"])
    assert verdicts(ran)["permissions of plan"] == "ok"


def test_a_token_that_can_not_be_sent_is_a_fault(cli: Cli, live: Live, small: Path) -> None:
    live(token="two words")
    ran = cli("doctor", small, "--json")
    assert (ran.code, verdicts(ran)["token"]) == (1, "failed")
    assert "two words" not in ran.out + ran.err


def test_an_application_that_was_granted_nothing(cli: Cli, live: Live, small: Path) -> None:
    live(token=app_token())
    ran = cli("doctor", small, "--json")
    assert verdicts(ran)["token"] == "warning"
    assert "nothing was granted" in text(checks(ran)["token"])
    assert verdicts(ran)["permissions of plan"] == "unknown"


def test_a_graph_that_fails_hides_no_other_check(cli: Cli, live: Live, small: Path) -> None:
    live([Fault("POST", "batch$", 1, fails(503), times=99)], token=app_token(*OF_SMALL))
    ran = cli("doctor", small, "--json")
    found = verdicts(ran)
    assert tuple(found) == CHECKS
    assert [found[each] for each in ("licences", "security defaults")] == ["unknown"] * 2
    assert [found[each] for each in ("Graph", "clock", "permissions of plan")] == ["ok"] * 3


def test_files_that_do_not_load_end_nothing_else(cli: Cli, tmp_path: Path, live: Live) -> None:
    live(token=app_token(*PLAN_SCOPES))
    file = tmp_path / "broken.yaml"
    file.write_text(SMALL + "pasksys: {}\n", encoding="utf-8")
    ran = cli("doctor", file, "--json")
    assert ran.code == 1
    found = checks(ran)
    assert tuple(found) == CHECKS
    assert found["files"]["verdict"] == "failed"
    assert "pasksys" in text(found["files"])
    assert found["permissions of plan"]["verdict"] in ("ok", "warning")


def test_licences_that_the_files_need(cli: Cli, sandbox: str, tmp_path: Path) -> None:
    file = tmp_path / "files.yaml"
    file.write_text(SMALL + "requires: {licences: [INTUNE_SUITE]}\n", encoding="utf-8")
    ran = cli("doctor", file, sandbox, "--json")
    assert (ran.code, verdicts(ran)["licences"]) == (1, "failed")
    assert "missing `intune_suite`: `requires.licences` of the files" in text(checks(ran)["licences"])


def test_security_defaults_that_the_files_want_on(cli: Cli, sandbox: str, tmp_path: Path) -> None:
    file = tmp_path / "files.yaml"
    file.write_text(SMALL + "requires: {securityDefaults: enabled}\n", encoding="utf-8")
    ran = cli("doctor", file, sandbox, "--json")
    assert (ran.code, verdicts(ran)["security defaults"]) == (1, "failed")


def test_the_subjects_of_a_pipeline(cli: Cli, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "GITHUB_ACTIONS": "true",
        "GITHUB_REPOSITORY": "contoso/identity",
        "GITHUB_REF": "refs/heads/main",
        "GITHUB_EVENT_NAME": "push",
    }.items():
        monkeypatch.setenv(name, value)
    ran = cli("doctor", small, "--offline", "--json")
    said = text(checks(ran)["pipeline"])
    assert "`repo:contoso/identity:ref:refs/heads/main` (reader:" in said
    assert "`repo:contoso/identity:environment:<environment>` (writer:" in said
    assert "https://token.actions.githubusercontent.com" in said


def test_two_complete_ways_to_sign_in_are_a_fault(cli: Cli, small: Path, monkeypatch: pytest.MonkeyPatch,
                                                  unused_port: int) -> None:  # fmt: skip
    monkeypatch.setenv("PASSKEYCTL_GRAPH_URL", f"http://127.0.0.1:{unused_port}")
    monkeypatch.setenv("AZURE_TENANT_ID", IDENTITY.tenant_id)
    monkeypatch.setenv("AZURE_CLIENT_ID", "6c6f4f3a-90a1-4a5e-8d0e-111111111111")
    monkeypatch.setenv("AZURE_CLIENT_SECRET", "quite-secret")
    monkeypatch.setenv("AZURE_CLIENT_CERTIFICATE_PATH", "nowhere.pem")
    ran = cli("doctor", small, "--json")
    assert (ran.code, verdicts(ran)["sign-in"]) == (1, "failed")
    assert "more than one way" in text(checks(ran)["sign-in"])
    assert "quite-secret" not in ran.out + ran.err


def test_a_certificate_that_is_not_there(cli: Cli, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZURE_TENANT_ID", IDENTITY.tenant_id)
    monkeypatch.setenv("AZURE_CLIENT_ID", "6c6f4f3a-90a1-4a5e-8d0e-111111111111")
    monkeypatch.setenv("AZURE_CLIENT_CERTIFICATE_PATH", "nowhere.pem")
    ran = cli("doctor", small, "--offline", "--json")
    assert verdicts(ran)["sign-in"] == "failed"
    assert "nowhere.pem" in text(checks(ran)["sign-in"])


def test_a_proxy_and_authorities(cli: Cli, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://ada:hidden@proxy.example:8080")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "bundle.pem"))
    ran = cli("doctor", small, "--offline", "--json")
    assert "`http://proxy.example:8080` for `https://graph.microsoft.com`" in text(checks(ran)["proxy"])
    assert "hidden" not in ran.out
    assert verdicts(ran)["certificates"] == "warning"
    assert "`REQUESTS_CA_BUNDLE` is set and not used" in text(checks(ran)["certificates"])
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "missing.pem"))
    monkeypatch.setenv("HTTPS_PROXY", "ftp://proxy.example")
    ran = cli("doctor", small, "--offline", "--json")
    assert (ran.code, verdicts(ran)["certificates"], verdicts(ran)["proxy"]) == (1, "failed", "failed")


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("HTTPS_PROXY", "http://ada:hidden@proxy.example:port"),
        ("HTTPS_PROXY", "ftp://x"),
        ("SSL_CERT_FILE", "none.pem"),
    ],
)
def test_where_no_connection_can_be_made_the_rest_is_answered(
    cli: Cli, small: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv("PASSKEYCTL_GRAPH_URL", "https://graph.invalid")
    monkeypatch.setenv("PASSKEYCTL_ACCESS_TOKEN", app_token(*OF_SMALL))
    monkeypatch.setenv(variable, value)
    ran = cli("doctor", small, "--json")
    assert ran.code == 1
    found = verdicts(ran)
    assert tuple(found) == CHECKS
    assert found["proxy" if variable == "HTTPS_PROXY" else "certificates"] == "failed"
    assert [found[each] for each in ("Graph", "clock", "token", "permissions of plan")] == [
        *("failed", "unknown", "ok", "ok"),
    ]
    assert "hidden" not in ran.out + ran.err


def test_what_is_kept_on_this_machine(cli: Cli, small: Path) -> None:
    assert cli("plan", small, "--tenant", "sandbox").code == 0
    ran = cli("doctor", small, "--tenant", "sandbox", "--json")
    said = checks(ran)["kept on this machine"]
    assert "sandbox: " in text(said)
    assert "passkeyctl purge" in text(said)


def test_what_others_can_read_is_a_warning(cli: Cli, small: Path, own_home: Path) -> None:
    assert cli("plan", small, "--tenant", "sandbox").code == 0
    (kept,) = (own_home / "state").rglob("sandbox/*.db")
    kept.chmod(0o644)
    said = checks(cli("doctor", small, "--tenant", "sandbox", "--json"))["kept on this machine"]
    if os.name == "nt":
        assert said["verdict"] == "ok"  # modes say nothing there
    else:
        assert said["verdict"] == "warning"
        assert f"readable by others: {kept}" in text(said)


def test_names_are_left_out_of_what_goes_to_public_places(cli: Cli, live: Live, small: Path) -> None:
    live(token=person_token(*PLAN_SCOPES, upn="annie@contoso.example", wids=[]))
    ran = cli("doctor", small, "--redact", "--json")
    assert "<signed in>" in text(checks(ran)["token"])
    for name in ("annie", "contoso", "Contoso", "SG-EmergencyAccess"):
        assert name not in ran.out + ran.err


def test_the_text_fits_a_terminal_and_says_each_verdict(cli: Cli, small: Path, sandbox: str) -> None:
    for arguments in (("--offline",), (sandbox, "--for", "apply", "--for", "who")):
        ran = cli("doctor", small, *arguments)
        lines = ran.out.splitlines()
        assert max(map(len, lines)) <= 80
        assert "\x1b" not in ran.out
        assert lines[-1].split(":")[0].endswith(" checks")
        assert sum(each.startswith(("ok ", "warning ", "unknown ", "skipped ", "failed ")) for each in lines) == int(
            lines[-1].split()[0]
        )


def test_the_document_names_what_is_never_needed() -> None:
    text_of_it = (ROOT / "docs" / "doctor.md").read_text(encoding="utf-8").partition("## Too wide")[2]
    for each in NEVER:
        assert f"`{each}" in text_of_it, each


def test_words_that_are_not_known(cli: Cli, small: Path) -> None:
    assert cli("doctor", small, "--for", "snapshot").code == 64
    assert cli("doctor", small, "--tenant", "snadbox").code == 64
    assert cli("doctor", small, "--cloud", "moon", "--offline").code == 64
    assert cli("doctor", small, "--auth", "fax", "--offline").code == 64
    assert cli("doctor", small, "--permissions", "xml").code == 64
    assert cli("doctor", small, "--permissions", "az", "--offline").code == 64
