"""The canonical form of a file: it says the same, keeps every comment, and is its own canonical form."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from passkeyctl.config.composing import compose
from passkeyctl.config.meaning import comments, meanings
from passkeyctl.config.rewriting import canonical_text
from passkeyctl.diagnostics import Diagnostic

ROOT = Path(__file__).parent.parent.parent
FILES = sorted(
    each
    for folder in ("examples", "profiles", "tests/scenarios", "tests/faults")
    for each in (ROOT / folder).rglob("*.yaml")
)


def canonical(text: str) -> str:
    found = canonical_text(text, "x.yaml")
    assert isinstance(found, str)
    return found


UNSORTED = """\
# What this file is for.

passkeys:
  # the two profiles
  profiles:
      synced:   # a remark
        passkeyTypes: [synced]
        # pilot only
        name: Synced
        note: |
          two lines,
            # no comment
          of text
  state: "enabled"
# who may be touched
manage: {passkeys: listed}
apiVersion: passkeyctl/v1   # always
conditionalAccess:
  z-first:
    users:
      exclude:
      - nobody
    name: Z
  a-second: {state: enabled, name: A}
"""

SORTED = """\
# What this file is for.

apiVersion: passkeyctl/v1   # always
# who may be touched
manage: {passkeys: listed}
passkeys:
  state: "enabled"
  # the two profiles
  profiles:
    synced:     # a remark
      # pilot only
      name: Synced
      note: |
        two lines,
          # no comment
        of text
      passkeyTypes: [synced]
conditionalAccess:
  z-first:
    name: Z
    users:
      exclude:
        - nobody
  a-second: {state: enabled, name: A}
"""


def test_keys_indentation_and_comments() -> None:
    assert canonical(UNSORTED) == SORTED


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_file_here_has_a_canonical_form_that_says_the_same(path: Path) -> None:
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        assert path.parent.name == "faults"
        return
    once = canonical_text(text, "x")
    if isinstance(once, Diagnostic):
        assert path.parent.name == "faults"
        return
    assert canonical(once) == once
    assert meanings(once, "x") == meanings(text, "x")
    assert comments(once) == comments(text)


@settings(max_examples=30, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_in_which_sections_were_written_does_not_matter(chance: random.Random) -> None:
    head, *sections = (ROOT / "examples/pilot/passkeys.yaml").read_text(encoding="utf-8").split("\n\n")
    first = "\n\n".join([head, *sections]) + "\n"
    chance.shuffle(sections)
    shuffled = "\n\n".join([head, *(each.rstrip("\n") for each in sections)]) + "\n"
    assert meanings(canonical(shuffled), "x") == meanings(first, "x")
    order = [line.split(":")[0] for line in canonical(shuffled).split("\n") if line[:1].isalpha()]
    assert order == [line.split(":")[0] for line in canonical(first).split("\n") if line[:1].isalpha()]


def test_a_comment_below_a_section_stays_with_it() -> None:
    text = "passkeys:\n    state: enabled\n    # no profiles yet\nmanage: {passkeys: listed}\n"
    after = "manage: {passkeys: listed}\npasskeys:\n  state: enabled\n  # no profiles yet\n"
    assert canonical(text) == after
    assert canonical(after) == after


def test_line_breaks_that_only_yaml_counts_leave_the_order_alone() -> None:
    text = "passkeys: {state: 'x\u2028y'}\napiVersion: passkeyctl/v1\n"
    assert meanings(canonical(text), "x") == meanings(text, "x")
    assert canonical(text).index("passkeys") < canonical(text).index("apiVersion")


def test_an_anchor_stays_above_what_refers_to_it() -> None:
    text = "conditionalAccess:\n  a: &a {name: A}\npasskeys: *a\napiVersion: passkeyctl/v1\n"
    nodes = list(compose(canonical(text), "x"))
    assert not any(isinstance(each, Diagnostic) for each in nodes)
    assert meanings(canonical(text), "x") == meanings(text, "x")


def test_windows_line_ends_and_a_byte_order_mark_go() -> None:
    assert canonical("\ufeffapiVersion: passkeyctl/v1\r\ncatalogue: '2026-11'\r\n\r\n\r\n") == (
        "apiVersion: passkeyctl/v1\ncatalogue: '2026-11'\n"
    )


def test_what_yaml_does_not_take_is_told_with_its_place() -> None:
    found = canonical_text("apiVersion: passkeyctl/v1\nmanage: [\n", "x.yaml")
    assert isinstance(found, Diagnostic)
    assert found.source is not None
    assert found.source.line >= 2


@pytest.mark.parametrize("text", ["", "# nothing\n", "\n\n"])
def test_there_is_nothing_to_put_in_order(text: str) -> None:
    assert canonical(text).strip() == text.strip()


def test_what_nobody_would_see_stays_an_escape() -> None:
    text = 'tenant: {name: "\\u202Eabc\\u200B\\a"}\n'
    assert canonical(text) == 'tenant: {name: "\\u202Eabc\\u200B\\x07"}\n'
    assert canonical("tenant: {name: '\u202eabc'}\n") == 'tenant: {name: "\\u202Eabc"}\n'


def test_a_long_text_stays_on_its_line() -> None:
    text = f"tenant:\n  name: {'x' * 200}\nauthenticationStrengths:\n  a: {{description: {'word ' * 40}end}}\n"
    assert canonical(text) == text


def test_the_keys_of_a_roll_out_have_their_order() -> None:
    text = """\
rollout:
  stages:
    - gate: {soak: 7d}   # a week
      # what it does
      sets:
        z.first: 1
        a.second: 2
      name: pilot
  # where we are
  stage: pilot
apiVersion: passkeyctl/v1
"""
    assert (
        canonical(text)
        == """\
apiVersion: passkeyctl/v1
rollout:
  # where we are
  stage: pilot
  stages:
    - name: pilot
      # what it does
      sets:
        z.first: 1
        a.second: 2
      gate: {soak: 7d}   # a week
"""
    )
