"""Faults of a user: a clear word, the documented exit code, and nothing done."""

from __future__ import annotations

from pathlib import Path

import pytest

from passkeyctl.sandbox.defaults import GROUPS
from passkeyctl.sandbox.jsonread import objects
from passkeyctl.sandbox.store import Store
from tests.cli.running import SMALL, Cli

TYPO = "0d5a6f3e-3a7e-4b7e-9d2e-6a1c2b3d4e5"

FILES = {
    "broken": (SMALL + "  keys: [unclosed\n", "OPS901"),
    "an id with a typo": (SMALL.replace("group: SG-EmergencyAccess", f"group: {TYPO}"), "is not quite a GUID"),
    "no tenant": (SMALL.replace("tenant: {domain: contoso.onmicrosoft.com}\n", ""), "tenant"),
}


@pytest.mark.parametrize("command", ["validate", "plan", "apply"])
@pytest.mark.parametrize(("text", "words"), FILES.values(), ids=FILES)
def test_a_file_that_is_wrong(cli: Cli, tmp_path: Path, state: Path, command: str, text: str, words: str) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text(text, encoding="utf-8")
    before = state.read_bytes()
    more = {"apply": ["--auto-approve"]}.get(command, [])
    ran = cli(command, *([] if command == "validate" else [f"--tenant=sandbox:{state}"]), *more, file)
    if (command, words) == ("validate", "tenant"):
        assert ran.code == 0  # a part of a set has none of its own
        return
    assert (ran.code, ran.out) == (1, "")
    assert words in ran.err
    assert words == "tenant" or f"  at {file}" in ran.err
    assert state.read_bytes() == before


@pytest.mark.parametrize(
    "arguments", [["authenticators", "diff"], ["authenticators", "diff", "--nonsense"], ["validate", "--nonsense"]]
)
def test_a_wrong_command_line_names_the_help_of_that_command(cli: Cli, arguments: list[str]) -> None:
    ran = cli(*arguments)
    command = " ".join(each for each in arguments if not each.startswith("--"))
    assert (ran.code, ran.out) == (64, "")
    assert f"\n  hint: `passkeyctl {command} --help` says what it takes\n" in ran.err


@pytest.mark.parametrize("command", ["validate", "plan"])
def test_no_files_at_all(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, sandbox: str) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.chdir(empty)
    for paths in ([], [str(empty)]):
        ran = cli(command, *([sandbox] if command == "plan" else []), *paths)
        assert (ran.code, ran.out) == (1, "")
        assert "OPS901" in ran.err
        assert "hint: " in ran.err


def test_an_unknown_group_is_named_with_the_line_that_would_make_it(
    cli: Cli, small: Path, sandbox: str, store: Store
) -> None:
    small.write_text(SMALL.replace("SG-EmergencyAccess", "SG-Emergncy"), encoding="utf-8")
    before = store.export()
    for command in (["plan"], ["apply", "--auto-approve"]):
        ran = cli(*command, sandbox, small)
        assert (ran.code, ran.out) == (1, "")
        assert "error: CAP401 " in ran.err
        assert "`SG-Emergncy`" in ran.err
        assert f"  at {small}:5:" in ran.err
    assert store.export() == before


def test_two_groups_of_one_name(cli: Cli, small: Path, sandbox: str, store: Store) -> None:
    with store.transaction() as tenant:
        group = next(each for each in tenant.rows(GROUPS) if each["displayName"] == "SG-EmergencyAccess")
        tenant.put(GROUPS, {**group, "id": "aaaaaaaa-0000-4000-8000-000000000001"})
        tenant.save()
    before = store.export()
    ran = cli("apply", "--auto-approve", sandbox, small)
    assert (ran.code, ran.out) == (1, "")
    assert "CAP401" in ran.err
    assert "aaaaaaaa-0000-4000-8000-000000000001" in ran.err
    assert str(group["id"]) in ran.err
    assert store.export() == before
    assert len(objects(before[GROUPS])) > 1


WRONG_LINES = {
    "an override without a reason": (["--override", "OPS907"], "is not CODE=reason"),
    "an override with an empty one": (["--override", "OPS907= "], "is not CODE=reason"),
    "an override of no code": (["--override", "everything=yes"], "is not CODE=reason"),
    "fail on": (["--fail-on", "notice"], "use error, warning or never"),
    "a slip in sandbox": (["--tenant", "sandbx"], "neither the sandbox nor a tenant"),
    "cloud": (["--cloud", "moon"], "use global, usgov, dod or china"),
    "an option": (["--no-such-thing"], "no such option"),
    "way to sign in": (["--auth", "password"], "`password` is no way to sign in"),
    "digest without a plan": (["--digest", "3f1c"], "goes with a plan file"),
}


@pytest.mark.parametrize(("options", "words"), WRONG_LINES.values(), ids=WRONG_LINES)
def test_a_wrong_command_line_is_64(cli: Cli, small: Path, options: list[str], words: str) -> None:
    ran = cli("apply", "--auto-approve", *options, small)
    assert (ran.code, ran.out) == (64, "")
    assert words in ran.err


@pytest.mark.parametrize("duration", ["", "0h", "24", "1w", "-1h"])
def test_a_wrong_duration(cli: Cli, small: Path, duration: str) -> None:
    ran = cli("plan", f"--valid-for={duration}", small)
    assert ran.code == 64
    assert "write it like 30m, 24h or 7d" in ran.err


ENDPOINTS = {
    "with a version": ("https://graph.example/v1.0", "leave `/v1.0` out"),
    "http elsewhere": ("http://graph.example", "must be https"),
    "without a token": ("https://graph.example", "is accepted with `PASSKEYCTL_ACCESS_TOKEN` only"),
    "no url": ("graph.example", "is not a URL"),
}


@pytest.mark.parametrize(("url", "words"), ENDPOINTS.values(), ids=ENDPOINTS)
def test_a_wrong_endpoint(cli: Cli, small: Path, monkeypatch: pytest.MonkeyPatch, url: str, words: str) -> None:
    monkeypatch.setenv("PASSKEYCTL_GRAPH_URL", url)
    if words.startswith("must"):
        monkeypatch.setenv("PASSKEYCTL_ACCESS_TOKEN", "opaque")
    ran = cli("plan", small)
    assert (ran.code, ran.out) == (64, "")
    assert words in ran.err


def test_another_endpoint_gets_no_other_token(cli: Cli, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PASSKEYCTL_GRAPH_URL", "https://graph.example")
    monkeypatch.setenv("PASSKEYCTL_ACCESS_TOKEN", "opaque")
    ran = cli("plan", "--auth", "device-code", small)
    assert (ran.code, ran.out) == (64, "")
    assert "is not accepted with sign-in by a device code" in ran.err


def test_nobody_to_sign_in(cli: Cli, small: Path) -> None:
    ran = cli("plan", small)
    assert (ran.code, ran.out) == (1, "")
    assert "to try without a tenant: --tenant sandbox" in ran.err


def test_an_override_of_what_is_not_there_is_noticed(cli: Cli, small: Path, sandbox: str) -> None:
    ran = cli("plan", sandbox, "--override", "OPS999=just in case", small)
    assert ran.code == 0
    assert "notice: --override OPS999: this plan has no such finding" in ran.err


ENFORCED = SMALL.replace("authenticationStrengths: listed}", "conditionalAccess: listed}").partition("authenticationS")[
    0
] + (
    """\
conditionalAccess:
  now:
    name: Passkeys now
    state: enabled
    users: {include: {groups: [PK-Pilot-Synced]}, exclude: {groups: [SG-EmergencyAccess]}}
    target: {resources: {include: [Office 365]}}
    grant: {authenticationStrength: Phishing-resistant MFA}
"""
)


@pytest.fixture
def enforced(tmp_path: Path) -> Path:
    path = tmp_path / "enforced.yaml"
    path.write_text(ENFORCED, encoding="utf-8")
    return path


def test_a_refused_plan_writes_nothing_until_each_code_is_named(
    cli: Cli, enforced: Path, sandbox: str, store: Store
) -> None:
    before = store.export()
    assert cli("plan", sandbox, enforced).code == 3
    ran = cli("apply", sandbox, "--auto-approve", enforced)
    assert ran.code == 3
    assert "refused: CAP408; nothing was written" in ran.err
    assert 'hint: --override CAP408="reason"' in ran.err
    assert store.export() == before
    refused = cli("apply", sandbox, "--auto-approve", "--json", enforced)
    document = refused.json()
    assert (document["exit_code"], document["reasons"], document["operations"]) == (3, ["refused"], [])
    named = ["--override", "CAP408=change 4711"]
    assert cli("plan", sandbox, *named, enforced).code == 0
    assert cli("plan", sandbox, *named, "--exit-code", enforced).code == 2
    assert cli("apply", sandbox, "--auto-approve", *named, enforced).code == 0
    assert cli("plan", sandbox, "--exit-code", enforced).code == 0


def test_what_fails(cli: Cli, small: Path, sandbox: str) -> None:
    """A plan with warnings, and one with nothing to do in a tenant where something is wrong already."""
    accounts = SMALL.replace("emergencyAccess: {group: SG-EmergencyAccess}\n", "")
    small.write_text(accounts, encoding="utf-8")
    blocked = cli("plan", sandbox, "--fail-on", "never", small)
    assert blocked.code == 3  # what blocks is not a matter of taste
    small.write_text(SMALL, encoding="utf-8")
    assert cli("plan", sandbox, "--fail-on", "warning", small).code == 0
    standing = cli("plan", sandbox, "--fail-on-standing", small)
    assert standing.code == (3 if "already so" in standing.out.lower() else 0)
    assert cli("apply", sandbox, "--auto-approve", small).code == 0
    again = cli("apply", sandbox, "--auto-approve", "--fail-on-standing", small)
    assert again.code == cli("plan", sandbox, "--fail-on-standing", small).code
