"""The JSON Schema for editors: committed, complete, and right about the examples."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest
import yaml

from passkeyctl.config.json_schema import DEFINITIONS, json_schema
from passkeyctl.config.schema import DOCUMENT
from passkeyctl.config.schema_tests import TEST_DOCUMENT
from passkeyctl.config.shape import Key, ListOf, MapOf, OneOf, Record, Shape
from passkeyctl.config.starter import starter

EXAMPLES = Path(__file__).parents[2] / "examples"
FILES = sorted([*EXAMPLES.rglob("*.yaml"), *(EXAMPLES.parent / "profiles").glob("*.yaml")])


class _EditorLoader(yaml.SafeLoader):
    """Reads a list with a tag of ours as a list and a day as text, as an editor does."""


_EditorLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _list(loader: yaml.SafeLoader, node: yaml.Node) -> list[object]:
    assert isinstance(node, yaml.SequenceNode)
    return loader.construct_sequence(node, deep=True)


for _tag in ("!append", "!remove"):
    _EditorLoader.add_constructor(_tag, _list)


def _keys(shape: Shape | None) -> Iterator[Key]:
    match shape:
        case Record():
            for key in shape.keys:
                yield key
                yield from _keys(key.shape)
        case ListOf() | MapOf():
            yield from _keys(shape.member)
        case OneOf():
            yield from _keys(shape.sequence)
            yield from _keys(shape.mapping)
        case _:
            return


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema())


def test_the_committed_schema_is_the_one_of_this_version() -> None:
    """Written by `passkeyctl schema > examples/passkeyctl.schema.json`."""
    assert json.loads((EXAMPLES / "passkeyctl.schema.json").read_text(encoding="utf-8")) == json_schema()


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_schema_accepts_what_is_shipped(path: Path) -> None:
    document = yaml.load(path.read_text(encoding="utf-8"), _EditorLoader)
    jsonschema.Draft202012Validator(json_schema()).validate(document)


@pytest.mark.parametrize("path", sorted(EXAMPLES.rglob("*.yaml")), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_editors_find_the_schema_from_each_example(path: Path) -> None:
    first = path.read_text(encoding="utf-8").splitlines()[0]

    assert first.startswith("# yaml-language-server: $schema=")
    assert (path.parent / first.partition("=")[2]).resolve() == (EXAMPLES / "passkeyctl.schema.json").resolve()


def test_the_schema_accepts_the_starter_file() -> None:
    text = starter("contoso.onmicrosoft.com", catalogue="2026-11")

    jsonschema.Draft202012Validator(json_schema()).validate(yaml.safe_load(text))


def test_every_key_is_explained_in_one_sentence() -> None:
    for key in (*_keys(DOCUMENT), *_keys(TEST_DOCUMENT)):
        assert key.doc.endswith("."), key.name
        assert 10 < len(key.doc) < 140, key.name


def test_every_example_of_a_key_is_valid_for_it() -> None:
    for properties in _properties(json_schema()):
        for example in properties.get("examples", []):
            jsonschema.Draft202012Validator({"$defs": DEFINITIONS, **properties}).validate(example)


def _properties(schema: object) -> Iterator[dict[str, list[object]]]:
    if isinstance(schema, dict):
        if "description" in schema:
            yield schema
        for below in schema.values():
            yield from _properties(below)
    elif isinstance(schema, list):
        for below in schema:
            yield from _properties(below)
