"""Every command by itself: help, init, schema, sandbox, and JSON that is always one document."""

from __future__ import annotations

import json
import os
import sqlite3
from pathlib import Path

import jsonschema
import pytest
import typer
import yaml

from passkeyctl import __version__
from passkeyctl.cli.app import app
from passkeyctl.sandbox.behaviour import Behaviour
from passkeyctl.sandbox.store import Store
from tests.cli.conftest import opened
from tests.cli.running import SMALL, Cli

COMMANDS = (
    *("init", "validate", "fmt", "export", "plan", "apply", "readiness", "who", "explain", "schema", "purge", "test"),
    "show",
    "undo",
    "drift",
    "doctor",
    "history",
    "evidence verify",
    *("sandbox advance", "sandbox seed", "sandbox serve", "snapshot save", "snapshot diff", "snapshot sanitize"),
    *(f"rollout {each}" for each in ("letters", "status", "show", "next", "back", "approve", "watch", "invite")),
    *(f"authenticators {each}" for each in ("list", "search", "show", "expand", "check", "diff", "update")),
)


def test_the_version(cli: Cli) -> None:
    assert cli("--version") == cli("-V")
    assert cli("--version").out == f"passkeyctl {__version__}\n"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_help_has_an_example(cli: Cli, command: str) -> None:
    ran = cli(*command.split(), "--help")
    assert ran.code == 0
    assert f"passkeyctl {command}" in ran.out.partition("Example")[2]


def test_the_help_lists_every_command_and_every_exit_code(cli: Cli) -> None:
    help_text = cli("--help").out
    assert cli().out == help_text
    assert set(typer.main.get_command(app).commands) == {each.split()[0] for each in COMMANDS}  # type: ignore[attr-defined]
    for code in (0, 1, 2, 3, 4, 5, 64, 130):
        assert f"\n    {code:<2} " in help_text


@pytest.mark.parametrize("group", ["", "authenticators", "evidence", "rollout", "sandbox", "snapshot"])
def test_no_short_help_is_cut_off_or_needs_a_second_line(cli: Cli, monkeypatch: pytest.MonkeyPatch, group: str) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    listed = cli(*group.split(), "--help").out.partition("Commands:\n")[2].partition("\n\n")[0].splitlines()
    assert listed
    for line in listed:
        assert line[2] != " "
        assert not line.endswith("...")
        assert len(line) <= 80


def test_the_help_of_a_group_has_an_example(cli: Cli) -> None:
    assert "passkeyctl authenticators search" in cli("authenticators", "--help").out.partition("Examples:")[2]


def test_completion_is_printed(cli: Cli, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("_PASSKEYCTL_COMPLETE", "source_bash")
    with pytest.raises(SystemExit) as ended:
        cli()
    assert ended.value.code == 0
    assert "complete -o default -F _passkeyctl_completion passkeyctl" in capsys.readouterr().out
    monkeypatch.setenv("_PASSKEYCTL_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", "passkeyctl val")
    monkeypatch.setenv("COMP_CWORD", "1")
    with pytest.raises(SystemExit):
        cli()
    assert capsys.readouterr().out.split() == ["validate"]


def test_init_writes_a_file_that_validates_and_plans(cli: Cli, tmp_path: Path, sandbox: str) -> None:
    file = tmp_path / "new folder" / "pässkeys.yaml"
    ran = cli("init", file)
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.startswith(f"wrote {file}: ")
    valid = cli("validate", file)
    assert valid.code == 0
    assert valid.err.splitlines()[-1].startswith("valid: 5 entries in 1 file")
    assert cli("plan", sandbox, "--exit-code", file).code == 2
    assert cli("apply", sandbox, "--auto-approve", file).code == 0
    assert cli("plan", sandbox, "--exit-code", file).code == 0


def test_init_overwrites_nothing(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "passkeys.yaml"
    file.write_text("mine", encoding="utf-8")
    ran = cli("init", file)
    assert ran.code == 64
    assert "is there already" in ran.err
    assert file.read_text(encoding="utf-8") == "mine"
    assert cli("init", tmp_path / "b.yaml", "--domain", "fabrikam.example").code == 0
    written = yaml.safe_load((tmp_path / "b.yaml").read_text(encoding="utf-8"))
    assert written["tenant"] == {"domain": "fabrikam.example"}


def test_the_schema_is_valid_and_knows_the_language(cli: Cli) -> None:
    schema = cli("schema").json()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    assert validator.is_valid(yaml.safe_load(SMALL))
    assert not validator.is_valid(yaml.safe_load(SMALL.replace("catalogue", "catalog")))


def test_seed_reset_and_inspect(cli: Cli, sandbox: str, state: Path, store: Store, small: Path) -> None:
    assert cli("apply", sandbox, "--auto-approve", small).code == 0
    shown = cli("sandbox", "inspect", sandbox, small).json()
    assert shown == store.export()
    ran = cli("sandbox", "seed", sandbox, "--set", "lag=2", "--set", "nested_patch=replace", small)
    assert (ran.code, ran.err) == (0, f"sandbox: seeded {state}\n")
    assert store.behaviour == Behaviour(lag=2, nested_patch="replace")
    assert cli("plan", sandbox, "--exit-code", small).code == 2
    store.close()
    assert cli("sandbox", "reset", sandbox, small).code == 0
    assert not state.exists()
    again = cli("sandbox", "reset", sandbox, small)
    assert (again.code, again.err) == (0, f"sandbox: there is no {state}\n")


@pytest.mark.parametrize("switch", ["lag", "lag=many", "no_such=1", "nested_patch=both"])
def test_a_switch_that_is_none(cli: Cli, tmp_path: Path, switch: str, small: Path) -> None:
    new = tmp_path / "new.db"
    ran = cli("sandbox", "seed", f"--tenant=sandbox:{new}", "--set", switch, small)
    assert (ran.code, ran.out) == (64, "")
    assert not new.exists()


def test_another_file_is_neither_filled_nor_deleted(cli: Cli, tmp_path: Path, small: Path) -> None:
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")
    connection.close()
    for path in (other, small):
        before = path.read_bytes()
        for command in (["plan"], ["sandbox", "reset"], ["sandbox", "seed"], ["sandbox", "inspect"]):
            ran = cli(*command, f"--tenant=sandbox:{path}", small)
            assert (ran.code, ran.out) == (64, "")
            assert "is not a sandbox file" in ran.err
        assert path.read_bytes() == before


def test_a_folder_is_no_sandbox(cli: Cli, tmp_path: Path, small: Path) -> None:
    ran = cli("plan", f"--tenant=sandbox:{tmp_path}", small)
    assert (ran.code, ran.out) == (1, "")
    assert f"`{tmp_path}`" in ran.err


def test_the_sandbox_commands_touch_no_tenant(cli: Cli, small: Path) -> None:
    for command in ("seed", "reset", "inspect", "serve"):
        ran = cli("sandbox", command, "--tenant", "contoso.onmicrosoft.com", small)
        assert (ran.code, ran.out) == (64, "")
        assert "is not the sandbox" in ran.err


def test_the_sandbox_lies_in_the_state_folder_readable_by_its_owner(cli: Cli, small: Path, own_home: Path) -> None:
    assert cli("plan", "--tenant", "sandbox", small).code == 0
    (file,) = own_home.rglob("sandbox/*.db")
    assert f"{file}" in cli("sandbox", "reset", small).err
    cli("plan", "--tenant", "sandbox", small)
    assert os.name == "nt" or file.stat().st_mode & 0o077 == 0


def test_show_requests(cli: Cli, sandbox: str, small: Path, store: Store) -> None:
    before = store.export()
    ran = cli("plan", sandbox, "--show-requests", small)
    assert ran.code == 0
    assert ran.out.count("POST /v1.0/policies/authenticationStrengthPolicies") == 2
    assert '"allowedCombinations": ' in ran.out
    assert store.export() == before
    assert "POST /v1.0/" in cli("apply", sandbox, "--auto-approve", "--show-requests", small).out


def test_json_is_one_document(cli: Cli, sandbox: str, small: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(SMALL.replace("fido2", "fido3"), encoding="utf-8")
    lines: tuple[tuple[str, list[str | Path], int], ...] = (
        ("validation", ["validate", small], 0),
        ("validation", ["validate", wrong], 1),
        ("validation", ["validate", tmp_path / "none.yaml"], 1),
        ("plan", ["plan", sandbox, small], 0),
        ("plan", ["plan", sandbox, "--exit-code", small], 2),
        ("error", ["plan", sandbox, wrong], 1),
        ("error", ["plan", sandbox, "--fail-on", "x", small], 64),
        ("error", ["plan", sandbox, "--bogus", small], 64),
        ("error", ["plan", small], 1),
        ("error", ["apply", sandbox, "--auto-approve", wrong], 1),
        ("apply", ["apply", sandbox, "--auto-approve", small], 0),
        ("apply", ["apply", sandbox, "--auto-approve", small], 0),
    )
    for kind, arguments, code in lines:
        ran = cli(*arguments, "--json")
        assert (ran.code, ran.json()["kind"]) == (code, kind), arguments
        if kind == "error":
            assert ran.json()["exit_code"] == code
            assert ran.json()["diagnostics"]


def test_json_of_an_apply_holds_its_plan(cli: Cli, sandbox: str, small: Path) -> None:
    document = cli("apply", sandbox, "--auto-approve", "--json", small).json()
    assert list(document) == [
        "kind",
        "format_version",
        "tool_version",
        "exit_code",
        "outcome",
        "run",
        "undoes",
        "receipt",
        "receipt_digest",
        "journal",
        "destination",
        "operations",
        "reasons",
        "diagnostics",
        "plan",
    ]
    assert (document["reasons"], document["diagnostics"]) == ([], [])
    plan = document["plan"]
    assert isinstance(plan, dict)
    assert plan["kind"] == "plan"
    assert json.dumps(plan["operations"]).count("POST") == 2


def test_paths_with_blanks_and_other_letters(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "Mandant Zürich 鍵"
    folder.mkdir()
    (folder / "my file ü.yaml").write_text(SMALL, encoding="utf-8")
    state, out = folder / "the state.db", folder / "der Plan.json"
    assert cli("plan", f"--tenant=sandbox:{state}", folder, "--out", out).code == 0
    digest = json.loads(out.read_text(encoding="utf-8"))["digest"]
    assert cli("apply", f"--tenant=sandbox:{state}", "--auto-approve", out, "--digest", digest).code == 0
    opened(state).close()


def test_files_from_stdin_and_skipped_ones(cli: Cli, sandbox: str, tmp_path: Path, small: Path) -> None:
    (tmp_path / "workflow.yaml").write_text("on: push\n", encoding="utf-8")
    ran = cli("plan", sandbox, tmp_path)
    assert ran.code == 0
    assert f"skipped: {tmp_path / 'workflow.yaml'}" in ran.err
    assert small.parent == tmp_path
