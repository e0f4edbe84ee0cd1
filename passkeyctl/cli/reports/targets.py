"""`--report FORM=FILE` as it is written: which forms there are, and where each report goes."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from passkeyctl.errors import UsageError

OPTION = "--report"
STEP_SUMMARY = "GITHUB_STEP_SUMMARY"
CONFIGURATION = (".yaml", ".yml")
KEPT = re.compile(rb'\A(SQLite format|\s*\{.{0,400}?"passkeyctl [a-z ]+")', re.DOTALL)
"""How a plan file, a receipt, a snapshot, a baseline or a rehearsal tenant begins, which no report may replace."""
LONGEST_START = 1_000


class Form(StrEnum):
    HTML = "html"
    MARKDOWN = "markdown"
    JSON = "json"
    SARIF = "sarif"
    JUNIT = "junit"
    GITHUB = "github"
    TEXT = "text"
    SUMMARY = "summary"


CHOICES = ", ".join(f"{each}=FILE" for each in Form if each is not Form.SUMMARY)
WITHOUT_FILE = "or `summary`, or `github` for annotations in the log"


@dataclass(frozen=True, slots=True)
class Target:
    """`path` is None for annotations that go to stdout, and the file that GitHub names for the step's summary."""

    form: Form
    path: Path | None

    @property
    def is_added_to(self) -> bool:
        """Other steps write to the same summary: nothing of it is replaced."""
        return self.form is Form.SUMMARY

    @property
    def is_replaced(self) -> bool:
        """A file that holds a report of a former run, or nothing; a device such as /dev/stderr is written once."""
        return self.path is not None and not self.is_added_to and (self.path.is_file() or not self.path.exists())

    @classmethod
    def of(cls, written: str) -> Target:
        name, has_file, file = written.partition("=")
        if name not in tuple(Form):
            raise UsageError(f"`{OPTION} {written}` is no form and file", hint=f"use {CHOICES}, {WITHOUT_FILE}")
        form = Form(name)
        if form is Form.SUMMARY:
            return cls(form, _summary_file(has_file))
        if form is Form.GITHUB and not has_file:
            return cls(form, None)
        if not file or file == "-":
            raise UsageError(f"`{OPTION} {written}` names no file", hint=f"write `{OPTION} {form}=FILE`")
        _check_place(Path(file), written)
        return cls(form, Path(file))


def targets_of(written: Sequence[str]) -> tuple[Target, ...]:
    """In the order of the command line. Raises where one can't be written, or two would write over each other."""
    found = tuple(map(Target.of, written))
    places = [_same(each) for each in found]
    for number, place in enumerate(places):
        if place in places[:number]:
            raise UsageError(f"two reports go to one place: `{written[number]}`", hint="give each a file of its own")
    return found


def wanted_targets(arguments: Sequence[str]) -> tuple[Target, ...]:
    """Of a command line that was not understood: every report of it that can be told, each place once."""
    found: dict[str, Target] = {}
    for written in _written(arguments):
        try:
            target = Target.of(written)
        except UsageError:
            continue
        found.setdefault(_same(target), target)
    return tuple(found.values())


def _written(arguments: Sequence[str]) -> Iterator[str]:
    for number, each in enumerate(arguments):
        if each == "--":
            return
        if each == OPTION:
            yield from arguments[number + 1 : number + 2]
        elif each.startswith(f"{OPTION}="):
            yield each.removeprefix(f"{OPTION}=")


def _summary_file(has_file: str) -> Path:
    place = os.environ.get(STEP_SUMMARY, "")
    if has_file:
        raise UsageError(f"`{OPTION} summary` takes no file", hint="GitHub says where it is; use markdown=FILE for one")
    if not place:
        raise UsageError(
            f"`{OPTION} summary` is for a step of GitHub Actions: {STEP_SUMMARY} is not set",
            hint=f"write `{OPTION} markdown=FILE` elsewhere",
        )
    return Path(place)


def _check_place(path: Path, written: str) -> None:
    """Before anything is read: a slip of the finger must not cost somebody their configuration."""
    if path.is_dir():
        raise UsageError(f"`{OPTION} {written}` names a folder", hint="name a file in it")
    if not path.parent.is_dir():
        raise UsageError(f"there is no folder `{path.parent}`", hint="make it, or choose another place for the report")
    if path.suffix.lower() in CONFIGURATION:
        raise UsageError(f"`{OPTION} {written}` would write over YAML", hint="no report is YAML: choose another name")
    if KEPT.search(_start_of(path.parent / "manifest.json")):
        raise UsageError(f"`{OPTION} {written}` would change evidence", hint=f"choose one outside of `{path.parent}`")
    if path.is_file() and KEPT.search(_start_of(path)):
        raise UsageError(f"`{OPTION} {written}` would replace what is no report", hint="choose another name")


def _start_of(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(LONGEST_START).removeprefix(b"\xef\xbb\xbf")
    except OSError:
        return b""  # writing it says what is wrong


def _same(target: Target) -> str:
    """Equal for two ways to write one place."""
    return os.path.normcase(target.path.resolve()) if target.path is not None else ""
