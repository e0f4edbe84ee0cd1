"""`who` against the sandbox: text, JSON, Markdown, What If, Graph's verdict, and what is kept for offline."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.sandbox.defaults import POLICIES, USERS
from passkeyctl.sandbox.faults import FORBIDDEN, Fault, Refuse
from passkeyctl.sandbox.store import Store
from tests.cli.conftest import Live
from tests.cli.running import PILOT, ROOT, Cli, environment, process

ADA = "ada.abel@contoso.onmicrosoft.com"
ADMIN = "adm-ada.abel@contoso.onmicrosoft.com"
GUEST = "kaya.abel_partner.example#EXT#@contoso.onmicrosoft.com"
EMERGENCY = "bg1@contoso.onmicrosoft.com"
WEAK = "CA003 - All users - Require multifactor authentication"


def under(document: JsonValue, *keys: str) -> JsonValue:
    for key in keys:
        assert isinstance(document, dict)
        document = document[key]
    return document


def named(rows: JsonValue, name: str) -> JsonObject:
    assert isinstance(rows, list)
    (found,) = (each for each in rows if isinstance(each, dict) and each["name"] == name)
    return found


def test_the_plan_is_shown_beside_what_is(cli: Cli, sandbox: str) -> None:
    ran = cli("who", ADA, sandbox, PILOT)
    assert (ran.code, ran.err) == (0, "")
    assert "state     as the files leave it\n" in ran.out
    assert f"{ADA}  Ada Abel\n  member, account enabled, no administrator\n" in ran.out
    assert "    a device-bound passkey: no -> yes\n      PK-Pilot-DeviceBound (direct) -> its row -> profile" in ran.out
    assert "    yubikey-5-nfc@5.7.1, device-bound, attested: no -> yes\n" in ran.out
    assert "PK020 - Pilot - Office 365 - Require passkey  report-only  planned: new\n" in ran.out
    assert max(map(len, ran.out.splitlines())) <= 80


def test_without_files_the_tenant_alone_is_shown(
    cli: Cli, sandbox: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = cli("who", ADA, sandbox)
    assert ran.code == 0
    assert "state     as it is\n" in ran.out
    assert "planned" not in ran.out
    assert " -> yes" not in ran.out


def test_yaml_of_something_else_says_nothing_of_a_tenant(
    cli: Cli, sandbox: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "compose.yaml").write_text("services: {}\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert cli("who", ADA, sandbox).code == 0
    (tmp_path / "broken.yaml").write_text("apiVersion: passkeyctl/v1\nnonsense: 1\n", encoding="utf-16")
    assert cli("who", ADA, sandbox).code == 1


def test_json_has_the_evidence_of_every_statement(cli: Cli, sandbox: str) -> None:
    ran = cli("who", ADA, sandbox, PILOT, "--json")
    document = ran.json()
    assert (ran.code, document["kind"], document["format_version"]) == (0, "person", "1.1")
    assert under(document, "person", "sign_in_name") == ADA
    found = under(document, "after", "passkeys", "may_register", "deviceBound")
    assert under(found, "holds") is True
    chains = under(found, "evidence")
    assert isinstance(chains, list)
    (chain,) = chains
    assert isinstance(chain, list)
    kinds = [under(each, "kind") for each in chain]
    assert kinds == ["group", "passkeys.targets", "passkeys.profiles", "setting", "setting"]
    assert under(chain[0], "name") == "PK-Pilot-DeviceBound"
    assert under(document, "before", "passkeys", "may_register", "deviceBound", "holds") is False
    assert under(document, "what_if") is None
    weak = named(under(document, "after", "policies"), WEAK)
    assert (weak["state"], weak["requires"], weak["can_satisfy"]) == ("enabled", "mfa", True)


def test_an_emergency_account_is_called_one_and_its_exemptions_are_named(cli: Cli, sandbox: str) -> None:
    ran = cli("who", EMERGENCY, sandbox, PILOT)
    assert "administrator, emergency account\n  holds: Global Administrator\n" in ran.out
    assert "      exempts them\n      everyone -> users.include\n      SG-EmergencyAccess (direct) -> " in ran.out
    assert under(cli("who", EMERGENCY, sandbox, PILOT, "--json").json(), "person", "emergency") is True


def test_what_if_judges_the_planned_state(cli: Cli, sandbox: str) -> None:
    sign_in = ("--app", "office 365", "--platform", "ios", "--client-app", "browser")
    ran = cli("who", ADA, sandbox, PILOT, *sign_in)
    assert ran.code == 0
    what_if = ran.out.partition("What If\n")[2]
    assert what_if.startswith("  sign-in: to Office 365, platform iOS, client app browser\n")
    assert "  PK020 - Pilot - Office 365 - Require passkey: not there -> applies\n    (report-only)\n" in what_if
    assert "  after the plan: they can sign in; asked: mfa\n" in what_if
    unsaid = cli("who", ADA, sandbox, PILOT, "--app", "office 365").out
    assert "  after the plan: may be blocked; otherwise they can sign in; asked: mfa\n" in unsaid
    document = cli("who", ADA, sandbox, PILOT, *sign_in, "--json").json()
    assert under(document, "what_if", "sign_in", "resource") == "Office 365"
    assert under(document, "what_if", "after", "passes") is True


def test_an_app_a_place_and_a_context_are_found_by_name(cli: Cli, sandbox: str) -> None:
    ran = cli("who", ADA, sandbox, PILOT, "--app", "payroll", "--location", "head office", "--json")
    said = under(ran.json(), "what_if", "sign_in")
    assert ran.code == 0
    assert isinstance(under(said, "resource"), str)
    assert len(str(under(said, "resource"))) == len(str(under(said, "location"))) == 36
    by_id = cli("who", ADA, sandbox, PILOT, "--app", str(under(said, "resource")).upper(), "--json").json()
    for form in ((), ("--markdown",)):
        text = cli("who", ADA, sandbox, PILOT, "--app", "payroll", *form).out
        assert "whether its resources cover" in " ".join(text.split())
        assert "Payroll" in text
        assert str(under(said, "resource")) not in text
    assert under(by_id, "what_if", "sign_in", "resource") == under(said, "resource")


@pytest.mark.parametrize(
    ("options", "message", "hint"),
    [
        (["--platform", "andriod"], "`--platform andriod` is not known", "did you mean `android`?"),
        (["--sign-in-risk", "huge"], "`--sign-in-risk huge` is not known", "use `low`, `medium`, `high` or `none`"),
        (["--app", "Offce 365"], "there is no application `Offce 365`", "did you mean `Office 365`?"),
        (["--location", "Hed office"], "`--location Hed office` is not there", "did you mean `Head office`?"),
        (["--ip", "here"], "`--ip here` is no address", "write it like 198.51.100.7 or 2001:db8::7"),
        (["--country", "Denmark"], "`--country Denmark` is no country", "write two letters, as DK, or `unknown`"),
        (["--app", "x", "--user-action", "Register security information"], "a sign-in is to an app", "leave --app"),
        (["--json", "--markdown"], "--json and --markdown are two forms", "choose one"),
        (["--offline", "--compare-graph"], "--compare-graph asks Graph", "leave one of them out"),
    ],
)
def test_a_slip_is_a_usage_error(cli: Cli, sandbox: str, options: list[str], message: str, hint: str) -> None:
    ran = cli("who", ADA, sandbox, PILOT, *options)
    assert ran.code == 64
    assert message in ran.err + ran.out
    assert hint in ran.err + ran.out


def test_nobody_of_that_name(cli: Cli, sandbox: str) -> None:
    ran = cli("who", "nobody.at.all@contoso.onmicrosoft.com", sandbox, PILOT)
    assert (ran.code, ran.out) == (1, "")
    assert "hint: " in ran.err
    assert "nobody.at.all" not in cli("who", "nobody.at.all@contoso.onmicrosoft.com", sandbox, PILOT, "--redact").err


def test_two_of_one_name_are_listed(cli: Cli, sandbox: str, store: Store) -> None:
    with store.transaction() as tenant:
        for number in (1, 2):
            id = f"20000000-0000-4000-8000-00000000000{number}"
            row: JsonObject = {
                "id": id,
                "userPrincipalName": f"jo{number}@contoso.onmicrosoft.com",
                "displayName": "Jo",
            }
            tenant.put(USERS, row)
        tenant.save()
    ran = cli("who", "Jo", sandbox, PILOT)
    assert (ran.code, ran.out) == (1, "")
    assert "jo1@contoso.onmicrosoft.com" in ran.err
    assert "jo2@contoso.onmicrosoft.com" in ran.err
    redacted = cli("who", "Jo", sandbox, PILOT, "--redact")
    assert redacted.code == 1
    assert "Jo" not in redacted.err
    assert "jo1" not in redacted.err
    assert "2 people are called `<name>`" in redacted.err


def test_graph_agrees(cli: Cli, sandbox: str) -> None:
    ran = cli("who", ADA, sandbox, PILOT, "--app", "Office 365", "--client-app", "browser", "--compare-graph")
    assert ran.code == 0
    assert "\nCompared with Graph's What If, for the stored policies\n  5 agree\n" in ran.out
    assert "disagree" not in ran.out


SIGN_INS = (
    (EMERGENCY, "--app", "Office 365", "--client-app", "other", "--ip", "198.51.100.9"),
    (ADMIN, "--app", "Azure Portal", "--client-app", "browser", "--sign-in-risk", "high"),
    (ADMIN, "--app", "Microsoft Admin Portals", "--platform", "windows", "--sign-in-risk", "none"),
    (GUEST, "--app", "Office 365 Exchange Online", "--country", "DK", "--client-app", "browser"),
    (GUEST, "--user-action", "Register security information", "--ip", "192.0.2.9"),
    (ADA, "--user-action", "Register security information", "--ip", "198.51.100.9", "--sign-in-risk", "low"),
    (ADA, "--app", "Payroll", "--location", "Stores", "--flow", "deviceCodeFlow", "--client-app", "other"),
)


@pytest.mark.parametrize("question", SIGN_INS, ids=lambda each: " ".join(each[1:]))
def test_two_evaluators_that_share_nothing_agree(cli: Cli, sandbox: str, question: tuple[str, ...]) -> None:
    ran = cli("who", *question, sandbox, PILOT, "--compare-graph", "--json")
    found = ran.json()["graph"]
    assert ran.code == 0
    assert (under(found, "disagreements"), under(found, "other_reasons")) == ([], [])
    assert under(found, "agreeing") in range(1, 8)


def test_a_group_that_is_gone_may_have_held_anybody(cli: Cli, sandbox: str, store: Store) -> None:
    gone = "9d000000-0000-4000-8000-000000000001"
    with store.transaction() as tenant:
        held = next(each for each in tenant.rows(POLICIES) if each["displayName"] == WEAK)
        conditions = held["conditions"]
        assert isinstance(conditions, dict)
        users: JsonObject = {"includeUsers": [], "includeGroups": [gone]}
        tenant.put(POLICIES, {**held, "conditions": {**conditions, "users": users}})
        tenant.save()
    ran = cli("who", ADA, sandbox, PILOT)
    assert f"group `{gone}` is not there any more" in " ".join(ran.out.split())
    document = cli("who", ADA, sandbox, PILOT, "--json").json()
    found = named(under(document, "before", "policies"), WEAK)
    assert under(found, "in_scope", "holds") is None


def test_a_disagreement_is_reported_and_has_an_exit_code(cli: Cli, sandbox: str, store: Store) -> None:
    """A policy that demands nothing: Graph calls it empty, by its users and conditions it would apply."""
    with store.transaction() as tenant:
        held = next(each for each in tenant.rows(POLICIES) if each["displayName"] == WEAK)
        tenant.put(POLICIES, {**held, "grantControls": None, "sessionControls": None})
        tenant.save()
    ran = cli("who", ADA, sandbox, PILOT, "--app", "Office 365", "--compare-graph")
    assert ran.code == 2
    assert f'  1 disagree\n    "{WEAK}"\n      passkeyctl: applies\n' in ran.out
    assert "      Graph: does not apply (emptyPolicy)\n" in ran.out
    document = cli("who", ADA, sandbox, PILOT, "--app", "Office 365", "--compare-graph", "--json").json()
    assert under(document, "graph", "disagreements") == [
        {
            "id": held["id"],
            "name": WEAK,
            "passkeyctl": {"applies": True, "reasons": []},
            "graph": {"applies": False, "reasons": ["emptyPolicy"]},
        }
    ]


@pytest.mark.parametrize(
    ("refusal", "said"),
    [(FORBIDDEN, "Policy.Read.ConditionalAccess"), (Refuse(404, "ResourceNotFound"), "What If is not there")],
)
def test_where_graph_does_not_answer_it_is_said(cli: Cli, live: Live, refusal: Refuse, said: str) -> None:
    live([Fault("POST", "evaluate$", 1, refusal)])
    ran = cli("who", ADA, PILOT, "--app", "Office 365", "--compare-graph")
    assert (ran.code, ran.out) == (1, "")
    assert said in ran.err


def test_an_administrator_may_be_one_whom_nobody_could_read(cli: Cli, live: Live) -> None:
    live([Fault("GET", "userRegistrationDetails|roleManagement/directory/role(A|E)", 1, FORBIDDEN, times=99)])
    ran = cli("who", ADMIN, PILOT)
    assert (ran.code, "not known whether an administrator, roles not read" in " ".join(ran.out.split())) == (0, True)
    document = cli("who", ADMIN, PILOT, "--json").json()
    assert (under(document, "person", "administrator"), under(document, "person", "roles")) == (None, None)


def test_markdown_escapes_what_is_a_name(cli: Cli, sandbox: str, store: Store) -> None:
    with store.transaction() as tenant:
        held = next(each for each in tenant.rows(POLICIES) if each["displayName"] == WEAK)
        tenant.put(POLICIES, {**held, "displayName": "a | b <img>"})
        tenant.save()
    ran = cli("who", ADA, sandbox, PILOT, "--markdown")
    assert ran.code == 0
    assert ran.out.startswith(f"# {ADA}\n")
    assert "| a \\| b \\<img\\> | enabled | All resources | mfa | yes | yes |" in ran.out
    assert "\n## Registered passkeys\n\n| key | signs in before | after | why |\n" in ran.out


def test_markdown_has_what_is_registered_and_who_is_held_back(cli: Cli, sandbox: str) -> None:
    ran = cli("who", "astrid.berg@contoso.onmicrosoft.com", sandbox, PILOT, "--markdown")
    assert "\n\nRegistered methods: email, mobilePhone.\nPK010 - Pilot" in ran.out
    assert "Register security info - Bootstrap guards registration.\n" in ran.out
    assert "guards registration" not in cli("who", ADA, sandbox, PILOT, "--markdown").out


@pytest.mark.parametrize("form", [[], ["--json"], ["--markdown"]])
def test_a_redacted_answer_names_nobody(cli: Cli, sandbox: str, form: list[str]) -> None:
    ran = cli("who", ADA, sandbox, PILOT, "--app", "Payroll", "--redact", *form)
    assert ran.code == 0
    for name in ("ada.abel", "Ada Abel", "PK-Pilot", "Payroll", "Contoso", "contoso"):
        assert name not in ran.out
    assert "person" in ran.out


def test_it_runs_as_a_process(own_home: Path) -> None:
    env = environment(own_home)
    ran = process("who", ADA, "--tenant", "sandbox", PILOT, "--json", env=env)
    assert ran.code == 0
    assert json.loads(ran.out)["kind"] == "person"


def test_the_document_shows_what_is_printed(cli: Cli, sandbox: str) -> None:
    text = (ROOT / "docs" / "who.md").read_text(encoding="utf-8")
    answer, what_if = re.findall(r"^```text\n(.*?)^```$", text, re.M | re.S)
    assert cli("who", ADA, sandbox, PILOT).out.startswith(answer)
    sign_in = ("--app", "Office 365", "--platform", "iOS", "--client-app", "browser", "--compare-graph")
    assert cli("who", ADA, sandbox, PILOT, *sign_in).out.endswith(f"\n{what_if}")
