"""What is shown to readers works: every example, every command line and every file in the documents."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from passkeyctl.cli.app import app
from passkeyctl.config.load import load
from passkeyctl.diagnostics import Severity
from tests.cli.running import ROOT, Cli

EXAMPLES = sorted({path.parent for path in (ROOT / "examples").rglob("tenant.yaml")} | {ROOT / "examples" / "pilot"})
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/**/*.md")])
DOCUMENT_TEXTS = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in DOCUMENTS}
BASELINE = (ROOT / "examples" / "msp" / "baseline.yaml").read_text(encoding="utf-8")


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(capsys)


def blocks(text: str, *languages: str) -> list[str]:
    return re.findall(rf"^```(?:{'|'.join(languages)})\n(.*?)^```$", text, re.M | re.S)


def lines_of_code() -> Iterator[tuple[str, str]]:
    """Command lines of blocks and of tables, with continued lines joined."""
    for name, text in DOCUMENT_TEXTS.items():
        for block in blocks(text, "sh", "bash", "yaml", "console"):
            for line in block.replace("\\\n", " ").splitlines():
                for part in re.split(r"&&|\|\||;|\|", line.removeprefix("$ ")):
                    yield name, part.strip()
        for span in re.findall(r"`((?:passkeyctl )[^`]+)`", text):
            yield name, span.strip()


def command_lines() -> list[tuple[str, str]]:
    pattern = re.compile(r"(?:- run: )?(?:[A-Z_]+=\S+ )*(?:\S*/)?passkeyctl( .*)")
    return [(name, match[1]) for name, line in lines_of_code() if (match := pattern.fullmatch(line))]


COMMAND_LINES = command_lines()


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_an_example_validates_plans_and_applies(cli: Cli, folder: Path, tmp_path: Path) -> None:
    valid = cli("validate", folder)
    assert valid.code == 0, valid.err
    assert "error:" not in valid.err
    sandbox = f"--tenant=sandbox:{tmp_path / 'tenant.db'}"
    plan = cli("plan", sandbox, "--exit-code", folder)
    assert plan.code == 2, plan.err + plan.out
    applied = cli("apply", sandbox, "--auto-approve", folder)
    assert applied.code == 0, applied.err
    assert re.search(r"^Applied: \d+ verified\.$", applied.out, re.M)
    assert cli("plan", sandbox, "--exit-code", folder).code == 0


def test_every_folder_with_files_is_an_example_or_a_part_of_one() -> None:
    folders = {path.parent for path in (ROOT / "examples").rglob("*.yaml")}
    assert folders - set(EXAMPLES) == {ROOT / "examples" / "msp"}  # its baseline is extended by the tenants below it


def test_there_are_command_lines_to_look_at() -> None:
    assert len(COMMAND_LINES) > 10
    assert {name for name, _ in COMMAND_LINES} > {"README.md", "docs/exit-codes.md"}


@pytest.mark.parametrize(("document", "line"), COMMAND_LINES)
def test_a_command_line_uses_what_exists(document: str, line: str) -> None:
    words = shlex.split(line, comments=True)
    words = words[: next((place for place, word in enumerate(words) if word in (">", "2>")), len(words))]
    command, context = typer.main.get_command(app), None
    while (known := getattr(command, "commands", None)) is not None:
        if not words or words[0].startswith("-") or words[0].isupper():
            break
        assert words[0] in known, f"{document}: passkeyctl{line}"
        command, words = known[words[0]], words[1:]
    assert context is None
    options = {name for each in command.params for name in (*each.opts, *each.secondary_opts)}
    options |= {"--help", "-h"}
    used = {word.partition("=")[0] for word in words if word.startswith("-") and word != "-"}
    assert used <= options, f"{document}: passkeyctl{line}"


WHOLE_FILES = [
    pytest.param(block, id=f"{name} {number}")
    for name, text in DOCUMENT_TEXTS.items()
    for number, block in enumerate(blocks(text, "yaml"))
    if re.search(r"^apiVersion: passkeyctl/", block, re.M)
]


@pytest.mark.parametrize("block", WHOLE_FILES)
def test_a_whole_file_in_a_document_validates(block: str, tmp_path: Path) -> None:
    path = tmp_path / "tenants" / "document.yaml"
    path.parent.mkdir()
    path.write_text(block, encoding="utf-8")
    for name in re.findall(r"[\w./-]+\.yaml\b", block):  # what it includes or extends stands beside it for a reader
        (path.parent / name).write_text(BASELINE if "baseline" in name else "apiVersion: passkeyctl/v1\n", "utf-8")
    loaded = load([str(path)], cwd=tmp_path)
    assert [each for each in loaded.diagnostics if each.severity is Severity.ERROR] == []
    assert loaded.configuration is not None or loaded.tests


def test_the_readme_shows_a_whole_file() -> None:
    assert [each.id for each in WHOLE_FILES if str(each.id).startswith("README.md")] != []


def commands_in_messages() -> set[str]:
    """`passkeyctl COMMAND [COMMAND]` wherever the program names one between backticks."""
    texts = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "passkeyctl").rglob("*.py"))
    return {words.strip() for words in re.findall(r"`passkeyctl ((?:[a-z-]+ ?){1,2})", texts)}


@pytest.mark.parametrize("words", sorted(commands_in_messages()))
def test_a_message_names_a_command_that_exists(words: str) -> None:
    first, *rest = words.split()
    command = typer.main.get_command(app).commands[first]  # type: ignore[attr-defined]
    assert not hasattr(command, "commands") or not rest or rest[0] in command.commands
