"""`readiness` on the rehearsal tenant: everybody, a group, a policy; as text, as JSON and as a table."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from passkeyctl.json_types import JsonObject
from passkeyctl.sandbox.defaults import POLICIES
from passkeyctl.sandbox.faults import FORBIDDEN, Fault
from passkeyctl.sandbox.seed_groups import group_id
from passkeyctl.sandbox.store import Store
from tests.cli.conftest import IDENTITY, Live
from tests.cli.running import PILOT, ROOT, Cli

ALWAYS = 999
DAY = "--as-of=2026-11-23"
COLUMNS = ["signInName", "name", "id", "status", "reasons", "methods", "isAdministrator"]

pytestmark = pytest.mark.usefixtures("fast")


def counts(document: JsonObject) -> dict[str, int]:
    listed = document["statuses"]
    assert isinstance(listed, list)
    return {str(each["status"]): int(str(each["people"])) for each in listed if isinstance(each, dict)}


def persons(document: JsonObject) -> list[JsonObject]:
    listed = document["people"]
    assert isinstance(listed, list)
    return [each for each in listed if isinstance(each, dict)]


def test_everybody(cli: Cli, sandbox: str) -> None:
    ran = cli("readiness", sandbox, DAY, PILOT)
    assert ran.code == 0
    assert "about         everybody\n" in ran.out
    assert "judged on     the tenant with 15 changes of the files applied\n" in ran.out
    assert "  1 Feb 2027, 70 days left: " in ran.out
    assert max(map(len, ran.out.splitlines())) <= 80
    assert "people are kept in " in ran.err


def test_a_group_by_its_name_its_alias_and_its_id(cli: Cli, sandbox: str, tmp_path: Path) -> None:
    named = cli("readiness", sandbox, DAY, "--group", "PK-Pilot-Synced", "--json", PILOT).json()
    assert sum(counts(named).values()) == len(persons(named)) == 10
    audience = named["audience"]
    assert isinstance(audience, dict)
    by_id = cli("readiness", sandbox, DAY, "--group", str(audience["id"]), "--json", PILOT).json()
    assert persons(by_id) == persons(named)
    assert by_id["audience"] == {"scope": "group", "id": audience["id"], "name": "PK-Pilot-Synced"}
    aliased = tmp_path / "aliased.yaml"
    aliased.write_text(ALIASED, encoding="utf-8")
    by_alias = cli("readiness", sandbox, DAY, "--group", "synced", "--json", aliased).json()
    assert by_alias["audience"] == by_id["audience"]
    # What the files change counts: without the pilot's files no profile reaches the group.
    assert counts(by_alias)["canRegister"] == 0


ALIASED = """\
apiVersion: passkeyctl/v1
tenant: {domain: contoso.onmicrosoft.com}
groups: {synced: {name: PK-Pilot-Synced}}
authenticationStrengths:
  keys: {name: Keys only, allowedCombinations: [fido2]}
"""


def test_a_policy_by_its_key_before_it_is_there(cli: Cli, sandbox: str) -> None:
    planned = cli("readiness", sandbox, DAY, "--policy", "pilot-enforce", "--json", PILOT).json()
    assert planned["requirement"] == "Passkeys FTW"
    assert planned["judged_against"] == "plan"
    assert planned["audience"] == {
        "scope": "policy",
        "id": None,
        "name": "PK020 - Pilot - Office 365 - Require passkey",
    }
    live = cli("readiness", sandbox, "--policy", "pilot-enforce", "--live", PILOT)
    assert (live.code, live.out) == (1, "")
    assert "there is no policy called `pilot-enforce`" in live.err


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--group", "PK-Nobody"], 1, "there is no group called `PK-Nobody`"),
        (["--group", "00000000-1111-4222-8333-444444444444"], 1, "is not in the tenant"),
        (["--group", "Pilot (duplicate)"], 1, "2 objects are called `Pilot (duplicate)` (group)"),
        (["--policy", "Nothing"], 1, "there is no policy called `Nothing`"),
        (["--group", "a", "--policy", "b"], 64, "two questions"),
        (["--as-of", "23.11.2026"], 64, "is not a day"),
        (["--fail-under", "101"], 64, "is not a number from 0 to 100"),
        (["--max-age", "soon"], 64, "`--max-age soon` is not a duration"),
        (["--csv", "no-such-folder/people.csv"], 64, "there is no folder `no-such-folder`"),
        (["--csv", "."], 64, "`.` is a folder"),
        (["--group", ""], 64, "--group names nothing"),
        (["--policy", " "], 64, "--policy names nothing"),
        (["--fail-under", ""], 64, "`--fail-under ` is not a number from 0 to 100"),
    ],
)
def test_what_can_not_be_answered_is_said(cli: Cli, sandbox: str, arguments: list[str], code: int, words: str) -> None:
    ran = cli("readiness", sandbox, *arguments, PILOT)
    assert (ran.code, ran.out) == (code, "")
    assert words in ran.err


def test_a_table_of_people(cli: Cli, sandbox: str, tmp_path: Path) -> None:
    table = tmp_path / "people.csv"
    ran = cli("readiness", sandbox, DAY, "--group", "PK-Pilot-Synced", "--csv", table, "--json", PILOT)
    assert ran.code == 0
    assert f"wrote {table}: 10 people" in ran.err
    with table.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    assert rows[0] == COLUMNS
    listed = [(each["sign_in_name"], each["status"]) for each in persons(ran.json())]
    assert [(row[0], row[3]) for row in rows[1:]] == listed
    assert os.name == "nt" or table.stat().st_mode & 0o077 == 0
    assert cli("readiness", sandbox, DAY, "--group", "PK-Pilot-Synced", "--csv", table, PILOT).code == 0
    listed_for_purge = cli("purge", "--dry-run").out
    assert "table of people  " in listed_for_purge
    assert f"  {table}\n" in listed_for_purge


def test_a_table_replaces_no_other_file(cli: Cli, sandbox: str, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("name\nAda\n", encoding="utf-8")
    ran = cli("readiness", sandbox, "--csv", other, PILOT)
    assert (ran.code, ran.out) == (64, "")
    assert other.read_text(encoding="utf-8") == "name\nAda\n"


def test_too_few_are_ready(cli: Cli, sandbox: str) -> None:
    group = ("--group", "PK-Pilot-Synced")
    ran = cli("readiness", sandbox, DAY, *group, "--fail-under", "95", PILOT)
    assert ran.code == 3
    assert "fewer than 95 in a hundred are ready" in ran.err
    document = cli("readiness", sandbox, DAY, *group, "--fail-under", "95", "--json", PILOT).json()
    assert (document["exit_code"], document["reasons"]) == (3, ["notReady"])
    assert cli("readiness", sandbox, DAY, *group, "--fail-under", "0.5", PILOT).code == 0


def test_names_may_be_left_out(cli: Cli, sandbox: str, tmp_path: Path) -> None:
    table = tmp_path / "people.csv"
    plain = persons(cli("readiness", sandbox, DAY, "--json", PILOT).json())
    ran = cli("readiness", sandbox, DAY, "--redact", "--csv", table, "--json", PILOT)
    shown = persons(ran.json())
    assert [each["status"] for each in shown] == [each["status"] for each in plain]
    assert shown[0]["sign_in_name"] == "<user 1>"
    for written in (ran.out, table.read_text(encoding="utf-8"), cli("readiness", sandbox, "--redact", PILOT).out):
        assert "contoso" not in written.lower()
        assert not any(str(each["sign_in_name"]) in written or str(each["name"]) in written for each in plain)
    group = cli("readiness", sandbox, DAY, "--redact", "--group", "PK-Pilot-Synced", PILOT).out
    assert 'about         group "<group ' in group


def test_without_files_the_tenant_is_judged_as_it_is(
    cli: Cli, sandbox: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.chdir(empty)
    ran = cli("readiness", sandbox, DAY)
    assert ran.code == 0
    assert "judged on     the tenant as it is\n" in ran.out
    assert cli("readiness", sandbox, DAY, "--live", PILOT).out.splitlines()[3:20] == ran.out.splitlines()[3:20]


def test_the_dates_of_sms_concern_the_public_cloud_only(cli: Cli, sandbox: str, tmp_path: Path) -> None:
    file = tmp_path / "gov.yaml"
    file.write_text(ALIASED.replace("{domain: contoso.onmicrosoft.com}", GOVERNMENT), encoding="utf-8")
    ran = cli("readiness", sandbox, DAY, file)
    assert ran.code == 0
    assert "2027" not in ran.out
    assert cli("readiness", sandbox, DAY, "--json", file).json()["phone_only"] is None


GOVERNMENT = "{domain: contoso.onmicrosoft.com, cloud: usgov}"


def test_the_days_are_counted_from_the_day_that_is_given(cli: Cli, sandbox: str) -> None:
    out = cli("readiness", sandbox, "--as-of=2027-02-01", PILOT).out
    assert "  1 Feb 2027, today: " in out
    assert "  1 Jul 2027 for Global Administrators and external users, 150 days left: " in out
    assert "  1 Feb 2027, past: " in cli("readiness", sandbox, "--as-of=2027-03-01", PILOT).out


def test_what_the_page_shows_is_what_is_printed(cli: Cli, sandbox: str) -> None:
    page = (ROOT / "docs" / "readiness.md").read_text(encoding="utf-8")
    shown = page.partition("```text\n")[2].partition("```")[0]
    assert cli("readiness", sandbox, DAY, "--policy", "pilot-enforce", PILOT).out == shown


def test_a_report_that_is_refused_is_unknown_and_never_nobody(cli: Cli, live: Live) -> None:
    live([Fault("GET", "userRegistrationDetails", 1, FORBIDDEN, ALWAYS)])
    ran = cli("readiness", DAY, "--group", "PK-Pilot-Synced", PILOT)
    assert ran.code == 0
    assert (
        "  ready                                     1     10.0         10\n" in ran.out
    )  # by a passkey, which was read
    assert "  unknown                                   9     90.0\n" in ran.out
    assert "the report of registered methods says nothing of them" in ran.out
    assert "\nNot known\n  registered methods: " in ran.out
    assert cli("readiness", DAY, "--group", "PK-Pilot-Synced", "--fail-under", "11", PILOT).code == 3
    assert cli("readiness", DAY, "--group", "PK-Pilot-Synced", "--fail-under", "10", PILOT).code == 0
    everybody = cli("readiness", DAY, "--fail-under", "0", PILOT)
    assert everybody.code == 3
    assert "fewer than 0 in a hundred are ready, or may be: not everybody could be read" in everybody.err


def test_passkeys_that_are_refused_leave_their_holders_unknown(cli: Cli, live: Live) -> None:
    live([Fault("*", "fido2Methods", 1, FORBIDDEN, ALWAYS)])
    ran = cli("readiness", DAY, "--policy", "pilot-enforce", "--json", PILOT)
    assert counts(ran.json())["ready"] == 0
    unread = [each for each in persons(ran.json()) if "keysUnread" in str(each["reasons"])]
    assert unread
    assert {each["status"] for each in unread} == {"unknown"}


def test_members_that_are_refused_leave_everybody_unknown(cli: Cli, live: Live) -> None:
    live([Fault("*", f"{group_id(IDENTITY.tenant_id, 'PK-Pilot-Synced')}/transitiveMembers", 1, FORBIDDEN, ALWAYS)])
    ran = cli("readiness", DAY, "--group", "PK-Pilot-Synced", PILOT)
    assert ran.code == 0
    assert "whether they are among those asked about could not be told" in ran.out
    assert '\nNot known\n  members of "PK-Pilot-Synced": ' in ran.out


def test_two_policies_of_one_name(cli: Cli, sandbox: str, store: Store) -> None:
    with store.transaction() as tenant:
        first = next(each for each in tenant.rows(POLICIES) if str(each["displayName"]).startswith("CA003"))
        tenant.put(POLICIES, {**first, "id": "aaaaaaaa-0000-4000-8000-000000000001"})
        tenant.save()
    ran = cli("readiness", sandbox, "--policy", str(first["displayName"]), PILOT)
    assert (ran.code, ran.out) == (1, "")
    assert f"2 policies are called `{first['displayName']}`" in ran.err
    assert f"is `{first['id']}`" in ran.err
    assert "is `aaaaaaaa-0000-4000-8000-000000000001`" in ran.err
    assert cli("readiness", sandbox, "--policy", str(first["id"]), PILOT).code == 0


def test_nobody_can_be_ready_for_a_policy_that_blocks(cli: Cli, sandbox: str) -> None:
    name = "CA001 - All users - Block legacy authentication"
    ran = cli("readiness", sandbox, "--policy", name, PILOT)
    assert (ran.code, ran.out) == (1, "")
    assert f"`{name}` blocks: nobody can be ready for it" in ran.err
