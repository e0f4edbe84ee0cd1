"""YAML to nodes: both composers, and files that would take down a naive reader."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from passkeyctl.config.composing import compose
from passkeyctl.config.pairs import MOST_VISITS
from passkeyctl.config.scalars import reads_as
from passkeyctl.diagnostics import Diagnostic
from tests.config.texts import faults, loaded

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").rglob("*.yaml"))


def _shape(node: object) -> object:
    """A node without its identity, marks included."""
    assert isinstance(node, yaml.Node)
    place = (node.start_mark.line, node.start_mark.column, node.tag)
    if isinstance(node, yaml.ScalarNode):
        return (*place, node.value, node.style or "")
    children = node.value if isinstance(node, yaml.SequenceNode) else [each for pair in node.value for each in pair]
    return (*place, type(node).__name__, [_shape(each) for each in children])


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name + "-" + path.stem)
def test_pyyaml_without_libyaml_reads_the_same(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    fast, slow = (list(compose(text, "x.yaml", with_libyaml=choice)) for choice in (True, False))

    assert [_shape(each) for each in fast] == [_shape(each) for each in slow]


@pytest.mark.parametrize("with_libyaml", [True, False])
@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_deep_nesting_is_a_fault_and_not_a_crash(opening: str, with_libyaml: bool) -> None:
    (told,) = compose("a:\n  " + opening * 20_000, "x.yaml", with_libyaml=with_libyaml)

    assert isinstance(told, Diagnostic)
    assert told.summary == "more than 40 levels of nesting"


def test_a_billion_laughs_cost_nothing() -> None:
    lines = ["groups:", "  a0: &a0 {name: x}"]
    lines += [f"  a{i}: &a{i} {{<<: [{', '.join([f'*a{i - 1}'] * 9)}]}}" for i in range(1, 9)]

    assert faults("\n".join(lines)) == [
        ("OPS901", f"the aliases of this file stand for more than {MOST_VISITS} values")
    ]


def test_a_long_chain_of_merges_is_told() -> None:
    lines = ["groups:", "  a0: &a0 {name: x}"] + [f"  a{i}: &a{i} {{<<: *a{i - 1}}}" for i in range(1, 30)]

    assert faults("\n".join(lines)) == [("OPS901", "`<<` goes through more than 8 maps, or in a circle")]


def test_a_flood_of_aliases_is_told_once_with_its_place() -> None:
    groups = ", ".join(f"G{number}" for number in range(1000))
    rows = "\n".join(f"  p{number}: *p" for number in range(700))
    body = f"conditionalAccess:\n  p: &p {{name: P, users: {{include: {{groups: [{groups}]}}}}}}\n{rows}\n"

    (told,) = loaded(body).diagnostics
    assert told.summary == f"the aliases of this file stand for more than {MOST_VISITS} values"


def test_an_alias_that_holds_itself_ends() -> None:
    assert faults("groups: &g {one: *g}")[0] == ("OPS901", "`groups.one` has neither `name` nor `id`")
    assert faults("groups:\n  one: &g {name: x, <<: *g}") == [
        ("OPS901", "`<<` goes through more than 8 maps, or in a circle")
    ]


@settings(deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=12))
def test_what_counts_as_text_is_text_to_yaml_too(text: str) -> None:
    tag = yaml.SafeLoader("").resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]

    # `&`, `*` and `!` alone begin an anchor, an alias, a tag; they are never plain text.
    if not reads_as(text) and text not in ("=", "<<", "&", "*", "!"):
        assert tag == "tag:yaml.org,2002:str"


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("", "nothing"),
        ("~", "nothing"),
        ("Null", "nothing"),
        ("NO", "a boolean"),
        ("y", "a boolean"),
        ("true", "a boolean"),
        ("2026.10", "a number"),
        ("1e3", "a number"),
        ("0x1F", "a number"),
        ("1_000", "a number"),
        ("12:30:45", "a number"),
        (".inf", "a number"),
        ("2026-11-23", "a date"),
        ("2026-11-23T10:00:00Z", "a date"),
        ("2026-11", ""),
        ("4h", ""),
        ("Norway", ""),
        ("90a3ccdf-635c-4729-a248-9b709135078f", ""),
        ("none", ""),
    ],
)
def test_what_a_plain_scalar_reads_as(text: str, meaning: str) -> None:
    assert reads_as(text) == meaning
