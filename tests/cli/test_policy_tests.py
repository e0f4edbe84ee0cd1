"""`test`: policy tests by the files, a snapshot, what was read last, and a tenant; and how to get it wrong."""

from __future__ import annotations

import re
import shlex
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from passkeyctl.json_types import JsonObject
from passkeyctl.sandbox.faults import FORBIDDEN, Fault
from tests.cli.conftest import Live
from tests.cli.running import PILOT, ROOT, Cli
from tests.test_startup import NETWORK, imported_by

HEAD = "apiVersion: passkeyctl/v1\nkind: PolicyTest\n"
ADA = "ada.abel@contoso.onmicrosoft.com"
NEWCOMER = "person: {groups: [PK-Pilot-DeviceBound]}"
REGISTER = "signIn: {userAction: Register security information}"
FAILS = f"{HEAD}tests:\n  - name: a newcomer gets in\n    {NEWCOMER}\n    {REGISTER}\n    expect: {{access: granted}}\n"
NOTICE = "notice: judged by the files alone: "


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def tests_of(tmp_path: Path) -> Path:
    """A file of tests, which `write` fills."""
    return tmp_path / "passkeys.test.yaml"


def written(file: Path, *tests: str) -> Path:
    file.write_text(HEAD + "tests:\n" + "".join(f"  - {{{each}}}\n" for each in tests), encoding="utf-8")
    return file


@pytest.fixture
def saved(cli: Cli, sandbox: str, tmp_path: Path) -> Path:
    file = tmp_path / "contoso.snapshot"
    assert cli("snapshot", "save", file, PILOT, sandbox).code == 0
    return file


CONFIGURATION = PILOT / "passkeys.yaml"


def test_the_pilot_keeps_what_it_promises(cli: Cli, sandbox: str, saved: Path) -> None:
    alone = cli("test", PILOT)
    assert (alone.code, alone.out.splitlines()[:2]) == (
        0,
        ["tenant    contoso.onmicrosoft.com", "judged    the files alone"],
    )
    assert alone.out.endswith("\n10 tests: all pass\n")
    assert alone.err.startswith(NOTICE)
    live = cli("test", PILOT, sandbox)
    assert (live.code, live.err) == (0, "")
    assert live.out.splitlines()[1].startswith("judged    the tenant as the files leave it (")
    assert live.out.splitlines()[1].endswith(", as read just now")
    over = cli("test", PILOT, "--against", saved)
    assert (over.code, over.err) == (0, "")
    assert "by the snapshot of" in over.out
    assert live.out.splitlines()[2:] == over.out.splitlines()[over.out.splitlines().index("") :]


def test_what_fails_says_where_and_why(cli: Cli, tests_of: Path) -> None:
    tests_of.write_text(FAILS, encoding="utf-8")
    ran = cli("test", CONFIGURATION, tests_of)
    assert ran.code == 3
    assert ran.out == (
        "tenant    contoso.onmicrosoft.com\n"
        "judged    the files alone\n"
        "\n"
        "FAIL  a newcomer gets in\n"
        f"      at {tests_of}:4:5\n"
        "      access: expected granted, found needs Bootstrap and recovery\n"
        "        PK010 - Pilot - Register security info - Bootstrap  enabled\n"
        "          requires Bootstrap and recovery; can do it: no\n"
        "          PK-Pilot-DeviceBound (direct) -> users.include.groups\n"
        "\n"
        "1 test: 0 pass, 1 fail\n"
    )


def test_an_answer_that_is_not_known_is_a_failure_with_a_reason(cli: Cli, sandbox: str, tests_of: Path) -> None:
    """The rehearsal tenant blocks older clients, and the sign-in does not say which client it is."""
    one = f"{NEWCOMER}, signIn: {{resource: Office 365}}, expect: {{access: %s}}"
    ran = cli("test", CONFIGURATION, written(tests_of, one % "granted"), sandbox)
    assert ran.code == 3
    assert "access: expected granted, found unknown" in ran.out
    assert "because whether `CA001 - All users - Block legacy authentication` blocks" in ran.out
    assert "client app isn't said" in ran.out
    assert cli("test", CONFIGURATION, written(tests_of, one % "unknown"), sandbox).code == 0


def test_json(cli: Cli, tests_of: Path) -> None:
    tests_of.write_text(FAILS, encoding="utf-8")
    ran = cli("test", CONFIGURATION, tests_of, "--json")
    document = ran.json()
    head = ("kind", "format_version", "exit_code", "tenant", "judged", "counts")
    assert [document[each] for each in head] == [
        *("policy tests", "1.0", 3, "contoso.onmicrosoft.com", "the files alone"),
        {"tests": 1, "failed": 1},
    ]
    point = first(first(document, "tests"), "points")
    policy = first(point, "policies")
    assert {name: value for name, value in point.items() if name != "policies"} == {
        "subject": "access",
        "expected": "granted",
        "found": "needs Bootstrap and recovery",
        "holds": False,
        "source": {"file": str(tests_of), "line": 7, "column": 14},
        "because": [],
        "evidence": [],
    }
    name = "PK010 - Pilot - Register security info - Bootstrap"
    assert (ran.code, policy["name"], policy["applies"], policy["can_do"]) == (3, name, True, False)
    wrong = cli("test", CONFIGURATION, "--json")
    assert (wrong.code, wrong.json()["kind"]) == (1, "error")


def first(holder: JsonObject, name: str) -> JsonObject:
    listed = holder[name]
    assert isinstance(listed, list)
    (found,) = listed
    assert isinstance(found, dict)
    return found


def test_junit(cli: Cli, tests_of: Path, tmp_path: Path) -> None:
    tests_of.write_text(FAILS, encoding="utf-8")
    out = tmp_path / "tests.xml"
    ran = cli("test", PILOT, tests_of, "--junit", out)
    assert (ran.code, ran.out.splitlines()[-1]) == (3, "11 tests: 10 pass, 1 fail")
    root = ET.fromstring(out.read_text(encoding="utf-8"))
    assert (root.get("tests"), root.get("failures")) == ("11", "1")
    assert [each.get("name") for each in root] == [str(PILOT / "passkeys.test.yaml"), str(tests_of)]
    (failure,) = root.iter("failure")
    assert failure.get("message") == "access: expected granted, found needs Bootstrap and recovery"
    assert "PK010 - Pilot - Register security info - Bootstrap" in str(failure.text)


def test_a_filter(cli: Cli) -> None:
    ran = cli("test", PILOT, "--filter", "EMERGENCY key")
    assert (ran.code, ran.out.splitlines()[3:]) == (
        0,
        ["pass  the key of an emergency account works, whatever is enforced", "", "1 test: all pass"],
    )
    none = cli("test", PILOT, "--filter", "emergency banana")
    assert (none.code, none.out) == (1, "")
    assert none.err == (
        "error: none of the 10 policy tests has `emergency banana` in its name\n"
        "  hint: shorten it, or leave --filter out\n"
    )


def test_no_tests(cli: Cli) -> None:
    ran = cli("test", CONFIGURATION)
    assert (ran.code, ran.out) == (1, "")
    assert f"there are no policy tests in `{CONFIGURATION}`" in ran.err
    assert "hint: they stand in documents with `kind: PolicyTest`" in ran.err
    assert cli("test").code == 1


def test_tests_without_a_configuration(cli: Cli, sandbox: str, tests_of: Path, saved: Path) -> None:
    """The tenant as it is can be tested; nothing alone can't."""
    written(tests_of, "person: {}, expect: {mayRegister: {synced: false}}")
    ran = cli("test", tests_of)
    assert (ran.code, ran.out) == (1, "")
    assert "there are policy tests here, and nothing that they could be about" in ran.err
    for where in ([sandbox], ["--against", saved]):
        again = cli("test", tests_of, *where)
        assert again.code == 0, again.err
        assert "judged    the tenant as it is" in again.out


def test_other_commands_leave_tests_out(cli: Cli, sandbox: str, tests_of: Path, tmp_path: Path) -> None:
    written(tests_of, "person: {}, expect: {mayRegister: {synced: false}}")
    both, alone = cli("plan", sandbox, CONFIGURATION, tests_of), cli("plan", sandbox, CONFIGURATION)
    assert (both.code, both.out) == (alone.code, alone.out)
    assert both.err == alone.err
    plan = tmp_path / "plan.json"
    assert cli("plan", sandbox, PILOT, "--out", plan).code == 0
    assert "PolicyTest" not in plan.read_text(encoding="utf-8")
    assert cli("apply", sandbox, "--auto-approve", plan, CONFIGURATION).code == 0
    only = cli("plan", sandbox, tests_of)
    assert (only.code, only.out) == (1, "")
    assert "there are policy tests here, and no configuration" in only.err
    valid = cli("validate", tests_of)
    assert (valid.code, valid.err) == (0, "valid: 1 policy test\n")
    assert ", 10 policy tests" in cli("validate", PILOT).err
    tests_of.write_text(f"{HEAD}tests: [{{person: {{}}, expect: {{acess: granted}}}}]\n", encoding="utf-8")
    broken = cli("validate", CONFIGURATION, tests_of)
    assert broken.code == 1
    assert "hint: did you mean `access`?" in broken.err


def test_real_people_by_a_tenant_and_by_what_is_kept(cli: Cli, tests_of: Path) -> None:
    one = "expect: {mayRegister: {deviceBound: true, synced: false}, signsInWith: {yubikey-5-nfc@5.7: true}}"
    nobody = f"person: nobody@contoso.com, {one}"
    written(tests_of, f"person: {ADA}, {one}", f"person: Ada Abel, {one}")
    assert cli("test", CONFIGURATION, tests_of, "--tenant", "sandbox", "--offline").code == 1
    ran = cli("test", CONFIGURATION, tests_of, "--tenant", "sandbox")
    assert (ran.code, ran.out.splitlines()[-1]) == (0, "2 tests: all pass")
    assert cli("who", ADA, "--tenant", "sandbox", PILOT).code == 0
    unread = cli("test", CONFIGURATION, tests_of, "--tenant", "sandbox", "--offline")
    assert unread.code == 1
    assert f"`{ADA}` is a real person, and nothing is kept about this tenant's people" in unread.err
    assert cli("readiness", "--tenant", "sandbox", PILOT).code == 0
    kept = cli("test", CONFIGURATION, tests_of, "--tenant", "sandbox", "--offline")
    assert (kept.code, kept.out.splitlines()[-1]) == (0, "2 tests: all pass")
    assert ", as read 20" in kept.out
    written(tests_of, nobody)
    for where in (["--tenant", "sandbox"], ["--tenant", "sandbox", "--offline"]):
        wrong = cli("test", CONFIGURATION, tests_of, *where)
        assert (wrong.code, wrong.out) == (1, "")
        assert "nobody called `nobody@contoso.com`" in wrong.err
        assert f"  at {tests_of}:4:14\n" in wrong.err


def test_a_real_person_over_a_snapshot(cli: Cli, tests_of: Path, tmp_path: Path) -> None:
    file = tmp_path / "contoso.snapshot"
    assert cli("snapshot", "save", file, PILOT, "--tenant", "sandbox").code == 0
    written(tests_of, f"person: {ADA}, expect: {{mayRegister: {{deviceBound: true}}}}")
    unread = cli("test", CONFIGURATION, tests_of, "--against", file)
    assert (unread.code, "nothing is kept about this tenant's people" in unread.err) == (1, True)
    assert cli("readiness", "--tenant", "sandbox", PILOT).code == 0
    assert cli("test", CONFIGURATION, tests_of, "--against", file).code == 0


def test_what_was_not_read_of_a_real_person_is_said(cli: Cli, live: Live, tests_of: Path) -> None:
    """Without the report of methods nobody can tell whether somebody could do what is asked."""
    live([Fault("GET", "userRegistrationDetails|fido2Methods", 1, FORBIDDEN, times=99)])
    one = f"person: {ADA}, signIn: {{resource: Office 365, clientApp: browser}}, expect: {{access: granted}}"
    ran = cli("test", CONFIGURATION, written(tests_of, one), "--tenant", "contoso.onmicrosoft.com")
    assert ran.code == 3, ran.err
    assert "access: expected granted, found unknown" in ran.out
    assert "because of them is not known: " in ran.out


def test_names_that_stand_for_nothing_are_all_told(cli: Cli, sandbox: str, saved: Path, tests_of: Path) -> None:
    expect = "expect: {mayRegister: {synced: false}}"
    written(tests_of, f"person: {{groups: [PK-Pilot-Devicebound]}}, {expect}", f"person: {{roles: [Globl]}}, {expect}")
    for where, hint in (
        ([], "did you mean `PK-Pilot-DeviceBound`?"),
        (["--against", saved], "did you mean `PK-Pilot-DeviceBound`?"),
        ([sandbox], "nothing in the tenant is called so: correct the name, or write the id"),
    ):
        ran = cli("test", CONFIGURATION, tests_of, *where)
        assert (ran.code, ran.out) == (1, "")
        assert f"error: CAP401 `PK-Pilot-Devicebound` is no group that is known here\n  at {tests_of}:4:24\n" in ran.err
        assert hint in ran.err
        assert f"`Globl` is no role that is known here\n  at {tests_of}:5:23\n" in ran.err


def test_another_tenants_snapshot(cli: Cli, saved: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    text = CONFIGURATION.read_text(encoding="utf-8")
    other.write_text(text.replace("contoso.onmicrosoft.com", "fabrikam.example"), encoding="utf-8")
    ran = cli("test", other, PILOT / "passkeys.test.yaml", "--against", saved)
    assert (ran.code, ran.out) == (1, "")
    assert "OPS902 the files are for `fabrikam.example`, but the snapshot is of" in ran.err


def test_a_snapshot_that_does_not_know_a_group_of_the_files(cli: Cli, sandbox: str, tmp_path: Path) -> None:
    file = tmp_path / "less.snapshot"
    assert cli("snapshot", "save", file, sandbox).code == 0
    ran = cli("test", PILOT, "--against", file)
    assert (ran.code, ran.out) == (1, "")
    assert "in the snapshot: it was not looked up when it was taken, or not there" in ran.err


@pytest.mark.parametrize(
    "options",
    [["--against", "a.snapshot", "--tenant", "sandbox"], ["--against", "a.snapshot", "--offline"], ["--max-age", "x"]],
)
def test_wrong_usage(cli: Cli, options: list[str]) -> None:
    ran = cli("test", PILOT, *options)
    assert (ran.code, ran.out) == (64, "")


def test_a_snapshot_that_is_none(cli: Cli, tmp_path: Path) -> None:
    assert cli("test", PILOT, "--against", tmp_path / "none.snapshot").code == 1
    assert cli("test", PILOT, "--against", CONFIGURATION).code == 1


def test_old_settings_are_named(cli: Cli, own_home: Path) -> None:
    assert cli("who", ADA, "--tenant", "sandbox", PILOT).code == 0
    (kept,) = own_home.rglob("*.settings.json")
    text = kept.read_text(encoding="utf-8")
    head, _, rest = text.partition("\n")
    start, _, after = head.partition('"read_at": "')
    kept.write_text(f'{start}"read_at": "2020-01-01T00:00:00+00:00"{after.partition(chr(34))[2]}\n{rest}', "utf-8")
    ran = cli("test", PILOT, "--tenant", "sandbox", "--offline")
    assert ran.code == 0
    assert "notice: the settings: read 2020-01-01 00:00 UTC, which is older than --max-age" in ran.err


def test_offline_imports_no_network(cli: Cli, saved: Path) -> None:
    watched = (*NETWORK, "rich", "asyncio")
    assert imported_by("test", str(PILOT), watched=watched) == (0, [])
    assert imported_by("test", str(PILOT), "--against", str(saved), watched=NETWORK) == (0, [])
    assert cli("who", ADA, "--tenant", "sandbox", PILOT).code == 0
    assert imported_by("test", str(PILOT), "--tenant", "sandbox", "--offline", watched=NETWORK) == (0, [])


def test_help_says_what_is_judged_by_default(cli: Cli) -> None:
    assert "judged by the files alone unless" in " ".join(cli("test", "--help").out.split())


DOCUMENT = (ROOT / "docs" / "testing.md").read_text(encoding="utf-8")


def test_the_tests_in_the_document_pass(cli: Cli, sandbox: str, tests_of: Path) -> None:
    (block,) = re.findall(r"^```yaml\n(.*?)^```$", DOCUMENT, re.M | re.S)
    tests_of.write_text(block, encoding="utf-8")
    for where in ([], [sandbox]):
        ran = cli("test", CONFIGURATION, tests_of, *where)
        assert (ran.code, ran.out.splitlines()[-1]) == (0, "4 tests: all pass"), ran.out


def test_the_document_shows_what_is_printed(cli: Cli) -> None:
    ((line, shown),) = re.findall(r"^```console\n\$ passkeyctl (.*?)\n(.*?)^```$", DOCUMENT, re.M | re.S)
    test = f"name: the pilot registers synced passkeys, {NEWCOMER}, expect: {{mayRegister: {{synced: true}}}}"
    written(Path("wrong.test.yaml"), test)
    ran = cli(*(each.replace("examples/pilot", str(PILOT)) for each in shlex.split(line)))
    assert (ran.code, ran.out) == (3, shown)
