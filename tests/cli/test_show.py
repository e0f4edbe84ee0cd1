"""`show`: a plan file, a receipt or a journal once more, with no tenant, no sign-in and no network."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from passkeyctl.json_types import JsonObject
from passkeyctl.plan.saved.planfile import ALTERED
from passkeyctl.sandbox.jsonread import objects
from passkeyctl.sandbox.store import Store
from tests.cli.running import Cli

REASON = "change 4711"


@pytest.fixture
def saved(cli: Cli, pilot: Path, sandbox: str, tmp_path: Path) -> tuple[Path, str]:
    """The file, and what `plan` printed when it was made."""
    path = tmp_path / "review.json"
    ran = cli("plan", sandbox, pilot, "--override", f"OPS907={REASON}", "--out", path)
    assert "saved the plan to" in ran.err
    return path, ran.out


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(*_: object) -> None:
        raise AssertionError("something was asked over the network")

    monkeypatch.setattr(socket.socket, "connect", nowhere)
    monkeypatch.setenv("PASSKEYCTL_GRAPH_URL", "https://graph.invalid")


@pytest.fixture
def run_folder(cli: Cli, small: Path, sandbox: str, own_home: Path) -> Path:
    assert cli("apply", sandbox, "--auto-approve", "--override", f"OPS907={REASON}", small).code == 0
    (journal,) = own_home.rglob("journal.jsonl")
    return journal.parent


def rewrite(path: Path, change: Callable[[JsonObject], None]) -> None:
    document = json.loads(path.read_text(encoding="utf-8"))
    change(document)
    path.write_text(json.dumps(document), encoding="utf-8")


@pytest.mark.usefixtures("offline")
def test_a_plan_comes_out_as_it_was_printed(cli: Cli, saved: tuple[Path, str], store: Store, pilot: Path) -> None:
    path, printed = saved
    store.seed({})  # nothing of the tenant is left to look at
    ran = cli("show", path)
    assert (ran.code, ran.err) == (0, "")
    head, _, plan = ran.out.partition("\n\n")
    assert plan == printed
    document = json.loads(path.read_text(encoding="utf-8"))
    made, until = (str(document[key]).replace("T", " ").replace("+00:00", " UTC") for key in ("created", "expires"))
    facts = dict(each.split(maxsplit=1) for each in head.splitlines() if not each.startswith((" ", "holds", "plan")))
    assert facts["for"] == "Contoso (829888e2-7bfc-5c37-9317-0f9e5141943b)"
    assert facts["at"] == "sandbox"
    assert facts["made"].startswith((f"{made} by", "from"))
    assert facts["digest"] == document["digest"]
    assert facts["overrides"] == f"OPS907: {REASON}"
    assert f"holds until  {until}\n" in head
    assert str(pilot / "passkeys.yaml") in head


def test_the_requests_come_out_as_they_were_printed(
    cli: Cli, saved: tuple[Path, str], sandbox: str, pilot: Path
) -> None:
    printed = cli("plan", sandbox, pilot, "--override", f"OPS907={REASON}", "--show-requests").out
    assert cli("show", saved[0], "--show-requests").out.partition("\n\n")[2] == printed


def test_the_colours_are_kept(cli: Cli, saved: tuple[Path, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("passkeyctl.cli.console.wants_colour", lambda _stream: True)
    assert "\x1b[32m+ passkeys.profiles.synced\x1b[0m" in cli("show", saved[0]).out


def altered(document: JsonObject) -> None:
    document["overrides"] = {"OPS907": "somebody else's"}


def longer(document: JsonObject) -> None:
    document["expires"] = "2099-01-01T00:00:00+00:00"


@pytest.mark.parametrize("change", [altered, longer])
def test_an_altered_plan_file_is_told(cli: Cli, saved: tuple[Path, str], change: Callable[[JsonObject], None]) -> None:
    rewrite(saved[0], change)
    ran = cli("show", saved[0])
    assert ran.code == 4
    assert "             does not hold: the file was altered after it was made\n" in ran.out
    assert ran.err == f"{ALTERED}: nothing that it says need be so\n"
    assert cli("show", saved[0], "--json").json()["is_whole"] is False
    assert "**(does not hold: altered)**" in cli("show", saved[0], "--format", "markdown").out


def test_an_expired_plan_file_can_still_be_read(cli: Cli, saved: tuple[Path, str]) -> None:
    made = datetime.now(UTC).replace(microsecond=0) - timedelta(days=2)

    def expired(document: JsonObject) -> None:
        document["created"], document["expires"] = made.isoformat(), (made + timedelta(days=1)).isoformat()

    rewrite(saved[0], expired)
    ran = cli("show", saved[0])
    assert ran.code == 0
    assert f"holds until  {made + timedelta(days=1):%Y-%m-%d %H:%M:%S} UTC: expired\n" in ran.out
    assert cli("show", saved[0], "--json").json()["is_expired"] is True


def test_json_holds_the_whole_file(cli: Cli, saved: tuple[Path, str]) -> None:
    ran = cli("show", saved[0], "--json").json()
    assert ran == cli("show", saved[0], "--format", "json").json()
    assert (ran["kind"], ran["of"], ran["is_whole"], ran["is_expired"]) == (
        "passkeyctl show",
        "plan file",
        True,
        False,
    )
    assert ran["document"] == json.loads(saved[0].read_text(encoding="utf-8"))


def test_markdown_for_whoever_approves(cli: Cli, saved: tuple[Path, str]) -> None:
    path, printed = saved
    out = cli("show", path, "--format", "markdown").out
    digest = json.loads(path.read_text(encoding="utf-8"))["digest"]
    assert out.startswith("### Plan for Contoso (sandbox)\n\n10 to create, 4 to update, 1 to delete.\n")
    assert f"| digest | `{digest}` |\n" in out
    assert "| override OPS907 | change 4711 |\n" in out
    assert "| \\~ | passkeys | passkeys | state |\n" in out
    assert f"```text\n{printed}```\n" in out
    assert "<summary>Requests (9)</summary>" in cli("show", path, "--format", "markdown", "--show-requests").out


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ('{"kind": "passkeyctl plan file", "x', 4, "the plan file is not whole"),
        ('{"kind": "passkeyctl plan file", "format_version": "9.0"}', 4, "has the format `9.0`"),
        ('{"kind": "passkeyctl plan file", "format_version": "2.0"}', 4, "lacks something it must hold"),
        ('{"kind": "passkeyctl receipt", "x', 4, "the receipt is not whole"),
        ('{"entry":"begun"}\n{"entry":', 4, "line 1 can't be understood"),
        ("apiVersion: passkeyctl/v1\n", 64, "is no plan file, no receipt and no journal"),
    ],
)
def test_what_can_not_be_shown(cli: Cli, tmp_path: Path, text: str, code: int, words: str) -> None:
    path = tmp_path / "kept"
    path.write_text(text, encoding="utf-8")
    for options in ([], ["--json"], ["--format", "markdown"]):
        ran = cli("show", path, *options)
        assert ran.code == code
        assert words in ran.err
        if "--json" in options:
            assert (ran.json()["kind"], ran.json()["exit_code"]) == ("error", code)
        else:
            assert "passed" not in ran.out


def test_what_is_not_there(cli: Cli, tmp_path: Path) -> None:
    assert "can't be read: No such file" in cli("show", tmp_path / "none.json").err
    ran = cli("show", tmp_path)
    assert (ran.code, ran.out) == (64, "")
    assert "is a folder without a receipt and without a journal" in ran.err
    for options in (["--format", "sarif"], ["--json", "--format", "markdown"]):
        assert cli("show", tmp_path, *options).code == 64


@pytest.mark.usefixtures("offline")
def test_a_receipt_tells_who_wrote_what(cli: Cli, run_folder: Path, store: Store) -> None:
    store.seed({})
    ran = cli("show", run_folder)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == cli("show", run_folder / "receipt.json").out
    digest = json.loads((run_folder / "receipt.json").read_text(encoding="utf-8"))["digest"]
    for words in (
        f"run          {run_folder.name}\n",
        "for          Contoso (829888e2-7bfc-5c37-9317-0f9e5141943b)\n",
        f"overrides    OPS907: {REASON}\n",
        "outcome      done: everything was written and seen\n",
        "Requests (2)\n",
        "  verified     create authentication strength `Keys only`\n",
        "What changed\n",
        '  + authenticationStrengths.cards  "Cards only"\n',
        "      allowedCombinations: x509CertificateMultiFactor\n",
        f"digest       {digest}\n",
        f"to undo it:  passkeyctl undo {run_folder / 'receipt.json'} --digest {digest}\n",
    ):
        assert words in ran.out
    document = json.loads((run_folder / "receipt.json").read_text(encoding="utf-8"))
    requests = [request for each in objects(document["operations"]) for request in each["requests"]]  # type: ignore[union-attr]
    assert len(requests) == 2
    assert all(f"               request {each}\n" in ran.out for each in requests)
    assert "POST /policies/authenticationStrengthPolicies\n" in cli("show", run_folder, "--show-requests").out


def test_a_receipt_in_other_forms(cli: Cli, run_folder: Path) -> None:
    shown = cli("show", run_folder, "--json").json()
    assert shown["of"] == "receipt"
    assert shown["document"] == json.loads((run_folder / "receipt.json").read_text(encoding="utf-8"))
    out = cli("show", run_folder, "--format", "markdown").out
    assert out.startswith("### Apply to Contoso (sandbox)\n")
    assert "| outcome | **done: everything was written and seen** |\n" in out
    assert "| verified | create authentication strength `Keys only` | `" in out
    assert "| + | authenticationStrengths.cards | Cards only |\n" in out


def test_a_journal_that_was_cut_off(cli: Cli, run_folder: Path) -> None:
    (run_folder / "receipt.json").unlink()
    journal = run_folder / "journal.jsonl"
    *rest, _end = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join(rest)[:-20])
    ran = cli("show", run_folder)
    assert ran.code == 0
    assert "outcome      cut off: it has no end\n" in ran.out
    assert (
        "             the last line of the journal was not written whole and does not\n             count\n" in ran.out
    )
    assert "What it changed is not known: the run has not read it.\n" in ran.out
    assert "to go on:    passkeyctl apply --resume\n" in ran.out
    shown = cli("show", journal, "--json").json()
    assert (shown["of"], shown["is_whole"]) == ("journal", False)


def test_an_altered_receipt_is_not_shown(cli: Cli, run_folder: Path) -> None:
    def change(document: JsonObject) -> None:
        document["outcome"] = "nothing written"

    rewrite(run_folder / "receipt.json", change)
    ran = cli("show", run_folder / "receipt.json")
    assert (ran.code, ran.out) == (4, "")
    assert "OPS904 the receipt was altered after it was made" in ran.err


def test_every_line_fits(cli: Cli, saved: tuple[Path, str], run_folder: Path) -> None:
    head = cli("show", saved[0]).out.partition("\n\n")[0]
    shown = cli("show", run_folder).out.partition("to undo it")[0]
    assert max(map(len, (*head.splitlines(), *shown.splitlines()))) <= 80
