"""One value in a file's text becomes another; nothing else moves, whatever the file looks like."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from passkeyctl.config.setting_values import with_value, without_value
from passkeyctl.diagnostics import Diagnostic

FILE = """\
# about the file
apiVersion: passkeyctl/v1  # c
conditionalAccess:
  # about the pilot
  pilot:
    name: 'A'   # in quotes
    state: reportOnly  # for now
    users:
      include: {groups: [A, "B", C]}
      exclude:
        groups:
          - X  # about X
          # about Y
          - Y  # beside Y
    # about the target
    target: {resources: {include: [Office 365]}}
"""
PILOT = (0, "conditionalAccess", "pilot")


def done(text: str | Diagnostic) -> str:
    assert isinstance(text, str), text
    return text


@pytest.mark.parametrize(
    ("path", "lines", "before", "after"),
    [
        (("state",), ["enabled"], "state: reportOnly  # for now", "state: enabled  # for now"),
        (("users", "include", "groups"), ["- A", "- D"], '[A, "B", C]', "[A, D]"),
        (("users", "include", "groups"), ["[B, C]"], '[A, "B", C]', '["B", C]'),
        (("users", "include", "groups"), ["[A]"], '[A, "B", C]', "[A]"),
        (("users", "include"), ["all"], '{groups: [A, "B", C]}', "all"),
        (("users", "include"), ["groups: [A]", "roles: [R]"], '{groups: [A, "B", C]}', "{groups: [A], roles: [R]}"),
        (("users", "exclude", "groups"), ["[Y]"], "          - X  # about X\n", ""),
        (
            ("users", "exclude", "groups"),
            ["- Y", "- X", "- 'Z z'  # about Z"],
            "- Y  # beside Y\n",
            "- Y  # beside Y\n          - 'Z z'  # about Z\n",
        ),
        (
            ("users", "exclude", "users"),
            ["- a@b.c"],
            "      exclude:\n",
            "      exclude:\n        users:\n          - a@b.c\n",
        ),
        (
            ("grant",),
            ["controls: [mfa, compliantDevice]", "require: all"],
            "[Office 365]}}\n",
            "[Office 365]}}\n    grant:\n      controls: [mfa, compliantDevice]\n      require: all\n",
        ),
        (
            ("conditions", "platforms", "include"),
            ["[android]"],
            "[Office 365]}}\n",
            "[Office 365]}}\n    conditions:\n      platforms:\n        include: [android]\n",
        ),
    ],
)
def test_a_value_is_written_in_its_place(path: tuple[str, ...], lines: list[str], before: str, after: str) -> None:
    assert FILE.count(before) == 1
    assert done(with_value(FILE, "f.yaml", (*PILOT, *path), lines)) == FILE.replace(before, after)
    windows = "\ufeff" + FILE.replace("\n", "\r\n")
    wanted = "\ufeff" + FILE.replace(before, after).replace("\n", "\r\n")
    assert done(with_value(windows, "f.yaml", (*PILOT, *path), lines)) == wanted


@pytest.mark.parametrize(
    ("path", "gone"),
    [
        (("state",), "    state: reportOnly  # for now\n"),
        (("users", "exclude", "groups", 0), "          - X  # about X\n"),
        (("users", "include", "groups"), '      include: {groups: [A, "B", C]}\n'),
    ],
)
def test_a_value_is_taken_out_with_what_would_be_left_empty(path: tuple[str | int, ...], gone: str) -> None:
    assert done(without_value(FILE, "f.yaml", (*PILOT, *path))) == FILE.replace(gone, "")


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("a: &x [1]\nb: *x\n", (0, "a")),
        ("a: &x [1]\nb: *x\n", (0, "b")),
        ("d: &d {a: 1}\nm:\n  <<: *d\n  b: 2\n", (0, "m", "b")),
        ("d: &d {a: 1}\nm: {<<: *d}\n", (0, "d", "a")),
        ("a: !append [1]\n", (0, "a")),
        ("a: |\n  text\n", (0, "a")),
        ("a: 1\rb: 2\r", (0, "a")),
        ("- a\n", (0, "a")),
    ],
)
def test_what_can_not_be_written_safely_is_refused(text: str, path: tuple[str | int, ...]) -> None:
    assert isinstance(with_value(text, "f.yaml", path, ["[7]"]), Diagnostic)


def test_what_is_not_there_can_not_be_taken_out() -> None:
    for path in (("users", "exclude", "groups", "x"), ("grant",), ("users", "exclude", "groups", 7), ("state", "x")):
        assert isinstance(without_value(FILE, "f.yaml", (*PILOT, *path)), Diagnostic)


# Documents of random shape, with their comments, beside what they mean.

KEYS = ("state", "users", "name", "grant", "x")
WORDS = ("one", "two", "three", "four", "five words in it")
Plain = Any


@dataclass
class Writer:
    """A value as YAML in one of many ways; `comments` are those that stand in it, each once."""

    draw: Any
    comments: list[str] = field(default_factory=list)

    def comment(self) -> str:
        if not self.draw(st.booleans()):
            return ""
        self.comments.append(f"# note {len(self.comments)};")
        return self.comments[-1]

    def beside(self) -> str:
        found = self.comment()
        return f"  {found}" if found else ""

    def above(self, indent: int) -> Iterator[str]:
        found = self.comment()
        if found:
            yield f"{' ' * indent}{found}"
        if self.draw(st.integers(0, 5)) == 0:
            yield ""

    def scalar(self, value: str) -> str:
        return str(self.draw(st.sampled_from((value, f'"{value}"', f"'{value}'"))))

    def flow(self, value: Plain) -> str:
        if isinstance(value, dict):
            return "{" + ", ".join(f"{key}: {self.flow(each)}" for key, each in value.items()) + "}"
        return "[" + ", ".join(map(self.flow, value)) + "]" if isinstance(value, list) else self.scalar(value)

    def pair(self, start: str, value: Plain, indent: int) -> Iterator[str]:
        if isinstance(value, str) or not value or self.draw(st.booleans()):
            yield f"{start} {self.flow(value)}{self.beside()}"
            return
        yield f"{start}{self.beside()}"
        step = self.draw(st.sampled_from((2, 3, 4)))
        yield from self.mapping(value, indent + step) if isinstance(value, dict) else self.listed(value, indent + step)

    def mapping(self, value: dict[str, Plain], indent: int) -> Iterator[str]:
        for key, each in value.items():
            yield from self.above(indent)
            yield from self.pair(f"{' ' * indent}{key}:", each, indent)

    def listed(self, value: list[Plain], indent: int) -> Iterator[str]:
        for each in value:
            yield from self.above(indent)
            yield f"{' ' * indent}- {self.flow(each)}{self.beside()}"


LISTS = st.lists(st.sampled_from(WORDS), max_size=4, unique=True)
VALUES: st.SearchStrategy[Plain] = st.recursive(
    st.sampled_from(WORDS) | LISTS,
    lambda inner: st.dictionaries(st.sampled_from(KEYS), inner, min_size=1, max_size=3),
    max_leaves=8,
)
DOCUMENTS = st.dictionaries(st.sampled_from(KEYS), VALUES, min_size=1, max_size=4)


def plainly(value: Plain) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {plainly(each)}" for key, each in value.items()) + "}"
    return "[" + ", ".join(map(plainly, value)) + "]" if isinstance(value, list) else str(value)


def every_path(value: Plain, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for key, each in value.items() if isinstance(value, dict) else ():
        yield (*path, key)
        yield from every_path(each, (*path, key))


def put(value: dict[str, Plain], path: tuple[str, ...], new: Plain) -> dict[str, Plain]:
    found = copy.deepcopy(value)
    at = found
    for each in path[:-1]:
        at = at[each]
    at[path[-1]] = new
    return found


def unordered(value: Plain) -> Plain:
    if isinstance(value, dict):
        return {key: unordered(each) for key, each in value.items()}
    return sorted(value) if isinstance(value, list) else value


@given(st.data())
@settings(max_examples=120, deadline=None)
def test_only_the_named_value_changes_in_any_document(data: st.DataObject) -> None:
    document = data.draw(DOCUMENTS)
    path = data.draw(st.sampled_from(list(every_path(document))))
    new = data.draw(st.sampled_from(WORDS) | LISTS | VALUES)
    writer = Writer(data.draw)
    text = "\n".join(writer.mapping(document, 0)) + data.draw(st.sampled_from(("", "\n", "\n\n")))
    ending = data.draw(st.sampled_from(("\n", "\r\n")))
    text = text.replace("\n", ending)
    edited = with_value(text, "f.yaml", (0, *path), [plainly(new)])
    if isinstance(edited, Diagnostic):
        return  # refused is safe; that what is usual is not refused is tested above
    assert unordered(yaml.safe_load(edited)) == unordered(put(document, path, new))
    kept = set(re.findall("# note [0-9]+;", edited))
    inside = commented_inside(text, path)
    assert set(writer.comments) - kept <= inside
    assert "\n" not in edited.replace("\r\n", "") or ending == "\n"


def commented_inside(text: str, path: tuple[str, ...]) -> set[str]:
    """The comments between a key and the next one that is not below it: only these may go with its value."""
    node = yaml.compose(text)
    for each in path:
        assert isinstance(node, yaml.MappingNode)
        key, node = next(pair for pair in node.value if pair[0].value == each)
    assert node is not None
    return set(re.findall("# note [0-9]+;", text[key.start_mark.index : node.end_mark.index]))
