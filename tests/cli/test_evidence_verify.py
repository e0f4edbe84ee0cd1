"""`evidence verify` against folders that somebody has been at: nothing in them is followed or believed."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from passkeyctl.plan.evidence.manifest import canonical
from passkeyctl.render.document_schemas import document_schema
from tests.cli.conftest import opened
from tests.cli.running import SMALL, Cli

LINKS = pytest.mark.skipif(sys.platform == "win32", reason="links need rights there that tests don't have")
Document = dict[str, Any]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, seeded: Path) -> Path:
    """A folder with a plan and an apply."""
    from passkeyctl.cli.app import run

    place = tmp_path_factory.mktemp("whole")
    shutil.copy(seeded, place / "tenant.db")
    (place / "small.yaml").write_text(SMALL, encoding="utf-8")
    words = ["apply", f"--tenant=sandbox:{place / 'tenant.db'}", str(place / "small.yaml"), "--auto-approve"]
    assert run([*words, "--evidence", str(place / "evidence")]) == 0
    return place / "evidence"


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "evidence"))


def faults(cli: Cli, folder: Path, *more: str) -> list[tuple[str, str | None]]:
    ran = cli("evidence", "verify", folder, "--json", *more)
    document: Document = json.loads(ran.out)
    jsonschema.Draft202012Validator(document_schema("evidence")).validate(document)
    found = [(each["wrong"], each["file"]) for each in document["faults"]]
    assert ran.code == document["exit_code"] == (1 if found else 0)
    assert document["reasons"] == (["failed"] if found else [])
    return found


def rewritten(folder: Path, change: Callable[[Document], None]) -> None:
    """By somebody who knows how digests are made."""
    path = folder / "manifest.json"
    document: Document = json.loads(path.read_text(encoding="utf-8"))
    change(document)
    before = ""
    for section in document["sections"]:
        section["follows"] = before if section["follows"] != "wrong" else "wrong"
        content = {key: value for key, value in section.items() if key != "digest"}
        before = section["digest"] = hashlib.sha256(canonical(content)).hexdigest()
    content = {key: value for key, value in document.items() if key != "digest"}
    document["digest"] = hashlib.sha256(canonical(content)).hexdigest()
    path.write_text(json.dumps(document), encoding="utf-8")


def named_anew(folder: Path, name: str, content: str) -> None:
    """A file, and its hash in the manifest."""
    (folder / name).write_text(content, encoding="utf-8", newline="\n")

    def change(document: Document) -> None:
        for each in (file for section in document["sections"] for file in section["files"]):
            if each["name"] == name:
                each["sha256"] = hashlib.sha256(content.encode()).hexdigest()
                each["size"] = len(content.encode())

    rewritten(folder, change)


def test_a_folder_that_nobody_touched(cli: Cli, folder: Path) -> None:
    assert faults(cli, folder) == []


def test_the_manifest_made_anew_with_nothing_changed_is_the_same(folder: Path) -> None:
    before = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    rewritten(folder, lambda _: None)
    assert json.loads((folder / "manifest.json").read_text(encoding="utf-8")) == before


@pytest.mark.parametrize("name", ["plan.json", "summary.md", "apply.html", "before.json", "findings.sarif"])
def test_one_letter_in_any_file(cli: Cli, folder: Path, name: str) -> None:
    content = bytearray((folder / name).read_bytes())
    content[-3] ^= 1
    (folder / name).write_bytes(content)
    assert faults(cli, folder) == [("altered", name)]


def test_a_file_that_got_longer_is_not_read(cli: Cli, folder: Path) -> None:
    with (folder / "after.json").open("ab") as file:
        file.truncate(1 << 33)
    assert faults(cli, folder) == [("altered", "after.json")]
    assert "it has 8,589,934,592 bytes instead of" in cli("evidence", "verify", folder).out


def test_what_is_missing_and_what_is_too_much(cli: Cli, folder: Path) -> None:
    (folder / "receipt.json").unlink()
    (folder / "more\u202etxt.exe").write_text("x", encoding="utf-8")
    (folder / "sub").mkdir()
    assert faults(cli, folder) == [("missing", "receipt.json"), ("extra", "more\u202etxt.exe"), ("extra", "sub")]
    ran = cli("evidence", "verify", folder)
    assert ran.code == 1
    assert "\u202e" not in ran.out
    assert "3 faults: this is not what the runs put there" in ran.out


@LINKS
def test_a_link_is_not_followed_wherever_it_leads(cli: Cli, folder: Path, tmp_path: Path) -> None:
    shutil.copy(folder / "plan.md", tmp_path / "elsewhere.md")
    (folder / "plan.md").unlink()
    (folder / "plan.md").symlink_to(tmp_path / "elsewhere.md")
    assert faults(cli, folder) == [("not-a-file", "plan.md")]


@LINKS
def test_a_manifest_that_is_a_link_is_none(cli: Cli, folder: Path, tmp_path: Path) -> None:
    (folder / "manifest.json").rename(tmp_path / "manifest.json")
    (folder / "manifest.json").symlink_to(tmp_path / "manifest.json")
    assert faults(cli, folder) == [("manifest", "manifest.json")]


@LINKS
def test_a_pipe_in_place_of_a_file_keeps_nobody_waiting(cli: Cli, folder: Path) -> None:
    (folder / "plan.md").unlink()
    os.mkfifo(folder / "plan.md")
    assert faults(cli, folder) == [("not-a-file", "plan.md")]


def test_a_folder_in_place_of_a_file(cli: Cli, folder: Path) -> None:
    (folder / "plan.md").unlink()
    (folder / "plan.md").mkdir()
    assert faults(cli, folder) == [("not-a-file", "plan.md")]


@pytest.mark.parametrize(
    "name",
    ["../secret.json", "/etc/passwd", "sub/plan.md", "..", "C:\\x.json", "manifest.json", "Plan.json", "a.json\0", ""],
)
def test_a_manifest_that_names_what_lies_elsewhere_is_refused(cli: Cli, folder: Path, name: str) -> None:
    (folder.parent / "secret.json").write_text("{}", encoding="utf-8")

    def change(document: Document) -> None:
        document["sections"][0]["files"][1]["name"] = name

    rewritten(folder, change)
    assert faults(cli, folder) == [("manifest", "manifest.json")]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text.replace('"exit_code": 0', '"exit_code": 3'), "was altered after it was made"),
        (lambda text: text[: len(text) // 2], "is not whole"),
        (lambda _: "", "is not whole"),
        (lambda _: "[]", "this is no manifest"),
        (lambda _: "[" * 200_000, "is not whole"),
        (lambda text: text.replace('"kind"', '"kind": "passkeyctl evidence", "kind"', 1), "is not whole"),
        (lambda text: text.replace('"exit_code": 0', '"exit_code": NaN'), "is not whole"),
        (lambda text: text.replace('"format_version": "1.0"', '"format_version": "9.0"'), "has the format `9.0`"),
    ],
)
def test_a_manifest_that_is_not_to_be_believed(cli: Cli, folder: Path, change: Callable[[str], str], said: str) -> None:
    path = folder / "manifest.json"
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    assert faults(cli, folder) == [("manifest", "manifest.json")]
    assert said in cli("evidence", "verify", folder).out


@pytest.mark.parametrize(
    ("key", "value"), [("part", "party"), ("files", {}), ("exit_code", True), ("destination", None), ("at", 7)]
)
def test_a_section_that_lacks_what_it_must_hold(cli: Cli, folder: Path, key: str, value: object) -> None:
    rewritten(folder, lambda document: document["sections"][1].update({key: value}))
    assert faults(cli, folder) == [("manifest", "manifest.json")]


def test_without_a_manifest(cli: Cli, folder: Path) -> None:
    (folder / "manifest.json").unlink()
    assert faults(cli, folder) == [("manifest", "manifest.json")]
    assert "there is no manifest" in cli("evidence", "verify", folder).out


def test_no_folder_at_all(cli: Cli, folder: Path) -> None:
    assert cli("evidence", "verify", folder / "nowhere").code == 1
    assert cli("evidence", "verify", folder / "plan.md").code == 1


def test_a_manifest_without_sections_proves_nothing(cli: Cli, folder: Path) -> None:
    for each in folder.iterdir():
        if each.name != "manifest.json":
            each.unlink()
    rewritten(folder, lambda document: document.update({"sections": []}))
    assert faults(cli, folder) == [("chain", "manifest.json")]


def test_a_section_that_was_taken_out(cli: Cli, folder: Path) -> None:
    rewritten(folder, lambda document: document.update({"sections": document["sections"][1:]}))
    found = faults(cli, folder)
    assert ("chain", "manifest.json") in found
    assert {name for wrong, name in found if wrong == "extra"} >= {"plan.json", "plan.md"}


def test_a_section_that_follows_another_one(cli: Cli, folder: Path) -> None:
    rewritten(folder, lambda document: document["sections"][1].update({"follows": "wrong"}))
    assert faults(cli, folder) == [("chain", "manifest.json")]


def test_a_receipt_that_the_manifest_no_longer_names(cli: Cli, folder: Path) -> None:
    def change(document: Document) -> None:
        files = document["sections"][1]["files"]
        document["sections"][1]["files"] = [each for each in files if each["name"] != "receipt.json"]

    rewritten(folder, change)
    (folder / "receipt.json").unlink()
    assert faults(cli, folder) == [("missing", "receipt.json")]


def test_a_receipt_that_was_altered_with_its_hash(cli: Cli, folder: Path) -> None:
    text = (folder / "receipt.json").read_text(encoding="utf-8")
    named_anew(folder, "receipt.json", text.replace("verified", "Verified", 1))
    assert faults(cli, folder) == [("unreadable", "receipt.json")]


def test_a_receipt_of_another_apply(cli: Cli, folder: Path, seeded: Path, tmp_path: Path) -> None:
    """Whole in itself, named by a manifest that is whole as well: but of another plan."""
    shutil.copy(seeded, tmp_path / "other.db")
    (tmp_path / "other.yaml").write_text(SMALL.replace("Keys only", "Keys alone"), encoding="utf-8")
    other = tmp_path / "other"
    words = (f"--tenant=sandbox:{tmp_path / 'other.db'}", tmp_path / "other.yaml")
    assert cli("apply", *words, "--auto-approve", "--evidence", other).code == 0
    receipt = (other / "receipt.json").read_text(encoding="utf-8")
    told: Document = json.loads(receipt)

    def change(document: Document) -> None:
        document["sections"][1].update({"run": told["run"], "plan_digest": told["plan_digest"]})

    rewritten(folder, change)
    named_anew(folder, "receipt.json", receipt)
    assert faults(cli, folder) == [("plan", "receipt.json"), ("moment", "before.json"), ("moment", "after.json")]
    assert "it is of another plan than the one in `plan.json`" in cli("evidence", "verify", folder).out


def test_a_moment_that_was_altered_with_its_hash(cli: Cli, folder: Path) -> None:
    text = (folder / "after.json").read_text(encoding="utf-8")
    named_anew(folder, "after.json", text.replace("Keys only", "Keys alone"))
    assert faults(cli, folder) == [("moment", "after.json")]


def test_a_plan_that_was_altered_with_its_hash(cli: Cli, folder: Path) -> None:
    text = (folder / "plan.json").read_text(encoding="utf-8")
    named_anew(folder, "plan.json", text.replace("Keys only", "Keys alone"))
    assert ("plan", "plan.json") in faults(cli, folder)


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        (lambda told: {**told, "exit_code": 0}, "chain"),
        (lambda told: {**told, "destination": {**told["destination"], "tenant_id": "another"}}, "chain"),
        (lambda told: {**told, "kind": "plan"}, "unreadable"),
        (lambda told: [told], "unreadable"),
    ],
)
def test_a_drift_that_was_altered_with_its_hash(
    cli: Cli, seeded: Path, tmp_path: Path, change: Callable[[Document], object], wrong: str
) -> None:
    shutil.copy(seeded, tmp_path / "tenant.db")
    (tmp_path / "small.yaml").write_text(SMALL, encoding="utf-8")
    folder = tmp_path / "evidence"
    words = (f"--tenant=sandbox:{tmp_path / 'tenant.db'}", tmp_path / "small.yaml")
    assert cli("drift", *words, "--evidence", folder).code == 2
    assert faults(cli, folder) == []
    told: Document = json.loads((folder / "drift.json").read_text(encoding="utf-8"))
    named_anew(folder, "drift.json", json.dumps(change(told)))
    assert faults(cli, folder) == [(wrong, "drift.json")]


def test_a_digest_that_was_kept_elsewhere_finds_what_was_made_anew(cli: Cli, folder: Path) -> None:
    digest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["digest"]
    assert faults(cli, folder, "--digest", digest) == []
    assert "kept elsewhere does" not in cli("evidence", "verify", folder, "--digest", digest).out
    named_anew(folder, "summary.md", "# Nothing was changed\n")
    assert faults(cli, folder) == []
    assert faults(cli, folder, "--digest", digest) == [("manifest", "manifest.json")]


@pytest.mark.parametrize("digest", ["", " ", "3f1c", "3f1c..."])
def test_what_is_no_digest_is_not_taken_for_none(cli: Cli, folder: Path, digest: str) -> None:
    """An empty variable of a pipeline would else prove less than its author thinks."""
    ran = cli("evidence", "verify", folder, "--digest", digest)
    assert ran.code == 64
    assert "no digest" in ran.err


def test_nothing_is_added_to_a_folder_that_was_touched(cli: Cli, folder: Path, seeded: Path, tmp_path: Path) -> None:
    (folder / "summary.md").write_text("mine\n", encoding="utf-8")
    shutil.copy(seeded, tmp_path / "tenant.db")
    (tmp_path / "small.yaml").write_text(SMALL, encoding="utf-8")
    words = (f"--tenant=sandbox:{tmp_path / 'tenant.db'}", tmp_path / "small.yaml")
    ran = cli("drift", *words, "--evidence", folder)
    assert ran.code == 1
    assert "holds something that nothing can be added to: `summary.md`" in ran.err
    opened(tmp_path / "tenant.db").close()
