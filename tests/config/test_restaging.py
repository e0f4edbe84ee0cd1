"""Changes of `rollout` in a file's text: the change and nothing else."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from passkeyctl.config.restaging import with_approval, with_stage
from passkeyctl.diagnostics import Diagnostic, SourceRange

BLOCK = """\
# a file
apiVersion: passkeyctl/v1
rollout:   # from a pilot
  # the stages
  stages:   # two
    - name: pilot   # first
    - {name: everybody}
  # the end
groups: {a: {name: "# no comment"}}
"""
DAY = date(2026, 11, 30)


def staged(text: str, name: str = "everybody") -> str:
    after = with_stage(text, "t.yaml", name)
    assert isinstance(after, str)
    return after


def approved(text: str, by: str = "ada@contoso.com", note: str = "") -> str:
    after = with_approval(text, "t.yaml", stage="pilot", by=by, on=DAY, of="123456789012", note=note)
    assert isinstance(after, str)
    return after


def test_a_stage_is_inserted_above_all_other_keys() -> None:
    line = "rollout:   # from a pilot\n"

    assert staged(BLOCK) == BLOCK.replace(line, f"{line}  stage: everybody\n")
    assert staged(staged(BLOCK), "pilot") == BLOCK.replace(line, f"{line}  stage: pilot\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("rollout:\n  stage: pilot # now\n  stages: []\n", "rollout:\n  stage: everybody # now\n  stages: []\n"),
        ("rollout:\n  stages: []\n  stage: 'pilot'", "rollout:\n  stages: []\n  stage: everybody"),
        ("rollout: {stages: []}\n", "rollout: {stage: everybody, stages: []}\n"),
        ("rollout: {stages: [], stage: pilot}", "rollout: {stages: [], stage: everybody}"),
        ("rollout:\n  stage:\n  stages: []\n", "rollout:\n  stage: everybody\n  stages: []\n"),
        ("overlay:\n  rollout: {stage: a}\nx: 1\n", "overlay:\n  rollout: {stage: everybody}\nx: 1\n"),
        ("a: 1\n---\nrollout:\n  stage: a\n---\nb: 2\n", "a: 1\n---\nrollout:\n  stage: everybody\n---\nb: 2\n"),
        ("rollout:\n    stage: a\n    'stages': []\n", "rollout:\n    stage: everybody\n    'stages': []\n"),
    ],
)
def test_a_stage_in_every_style(before: str, after: str) -> None:
    assert staged(before) == after


def test_marks_and_ends_of_lines_are_kept() -> None:
    windows = "\ufeff" + BLOCK.replace("\n", "\r\n")

    assert staged(windows) == "\ufeff" + staged(BLOCK).replace("\n", "\r\n")
    assert approved(windows) == "\ufeff" + approved(BLOCK).replace("\n", "\r\n")


def test_a_name_that_looks_like_a_number_is_quoted() -> None:
    assert staged("rollout: {stage: a, stages: []}", "2026.11") == 'rollout: {stage: "2026.11", stages: []}'


@pytest.mark.parametrize(
    "text",
    [
        "x: &s pilot\nrollout: {stage: *s, stages: []}",
        "rollout: {stage: &s pilot, note: *s, stages: []}",
        "x: &r {stages: []}\nrollout: *r\n",
        "rollout: {stage: [pilot], stages: []}\n",
        "rollout:\n  stage: |\n    pilot\n  stages: []\n",
        "rollout: [stage]\n",
        "groups: {}\n",
        "rollout: {}\n---\nrollout: {}\n",
        "rollout: {stage: a",
    ],
)
def test_what_cannot_be_proved_is_left_alone(text: str) -> None:
    after = with_stage(text, "t.yaml", "everybody")

    assert isinstance(after, Diagnostic)
    assert after.source is not None
    assert after.source.file == "t.yaml"


def test_where_nothing_is_found_the_file_is_named() -> None:
    after = with_stage("groups: {}\n", "t.yaml", "everybody")

    assert isinstance(after, Diagnostic)
    assert (after.summary, after.source) == ("`t.yaml` has no `rollout`", SourceRange("t.yaml"))


def test_approvals_are_added_one_below_the_other() -> None:
    line = "rollout:   # from a pilot\n"
    first = '    - {stage: pilot, by: "ada@contoso.com", on: 2026-11-30, of: "123456789012"}\n'
    second = '    - {stage: pilot, by: "Bo \\"B\\" # x", on: 2026-11-30, of: "123456789012", note: "4711: fine"}\n'

    once = approved(BLOCK)
    assert once == BLOCK.replace(line, f"{line}  approved:\n{first}")
    assert approved(once, 'Bo "B" # x', "4711: fine") == BLOCK.replace(line, f"{line}  approved:\n{first}{second}")
    below = staged(BLOCK)
    assert approved(below) == below.replace("  stage: everybody\n", f"  stage: everybody\n  approved:\n{first}")


@pytest.mark.parametrize(
    ("before", "start", "end"),
    [
        ("rollout: {stages: []}", "rollout: {approved: [", "], stages: []}"),
        ("rollout: {stage: a, stages: []}", "rollout: {stage: a, approved: [", "], stages: []}"),
        ("rollout: {approved: [], stages: []}", "rollout: {approved: [", "], stages: []}"),
        ("rollout:\n  approved: [{a: b}, ]\n", "rollout:\n  approved: [{a: b}, ", ", ]\n"),
        (
            "rollout:\n  approved:\n  - a: b\n    c: 1 # x\n",
            "rollout:\n  approved:\n  - a: b\n    c: 1 # x\n  - ",
            "\n",
        ),
        ("rollout:\n  approved:\n    - {a: b}", "rollout:\n  approved:\n    - {a: b}\n    - ", "\n"),
    ],
)
def test_an_approval_in_every_style(before: str, start: str, end: str) -> None:
    entry = '{stage: pilot, by: "ada@contoso.com", on: 2026-11-30, of: "123456789012"}'

    assert approved(before) == start + entry + end


NAMES = st.from_regex("[A-Za-z0-9][A-Za-z0-9._-]{0,9}", fullmatch=True)
NOISE = st.sampled_from(["", "# note\n", "\n", "a: 'x'\n", "b: |\n  text # none\n", "---\n", "c: [1, 2] # list\n"])


@settings(max_examples=60, deadline=None)
@given(NAMES, NAMES, NOISE, NOISE, st.booleans(), st.booleans())
def test_whatever_stands_around_is_kept(
    one: str, other: str, above: str, below: str, flow: bool, written: bool
) -> None:
    stage = [f"stage: '{one}'"] if written else []
    if flow:
        section = f"rollout: {{{', '.join([*stage, 'stages: [x]'])}}}  # r\n"
    else:
        section = "rollout:  # r\n" + "".join(f"  {each}\n" for each in (*stage, "# s", "stages: [x]"))
    text = f"{above}{section}{below.replace('a:', 'd:').replace('b:', 'e:').replace('c:', 'f:')}"

    after = staged(text, other)
    again = staged(after, one)

    assert again == staged(text, one)
    kept = [line for line in text.splitlines() if "stage: " not in line and "rollout: {" not in line]
    assert [line for line in after.splitlines() if "stage: " not in line and "rollout: {" not in line] == kept
