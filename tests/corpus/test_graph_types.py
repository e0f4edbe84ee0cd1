"""The corpus is made from a table of its own; it says what the published metadata says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.corpus.graph_types import FLAGS, KINDS_OF, TYPES, WORDS

METADATA = Path(__file__).parents[3] / "shared/graph/v1.0-slice.csdl"
EDM = "{http://docs.oasis-open.org/odata/ns/edm}"


def metadata() -> ElementTree.Element | None:
    """None where the metadata does not lie beside the project: then there is nothing to compare with."""
    return ElementTree.fromstring(METADATA.read_text(encoding="utf-8")) if METADATA.exists() else None


def published(schema: ElementTree.Element) -> dict[str, ElementTree.Element]:
    kinds = (f"{EDM}ComplexType", f"{EDM}EntityType", f"{EDM}EnumType")
    return {str(each.get("Name")): each for kind in kinds for each in schema.iter(kind)}


def properties(name: str, found: dict[str, ElementTree.Element]) -> Iterator[tuple[str, str]]:
    """Those of the type and of what it is derived from, in the notation of the table."""
    element = found[name]
    parent = str(element.get("BaseType", "")).removeprefix("graph.")
    if parent == "entity":
        yield "id", "String!"
    elif parent:
        yield from properties(parent, found)
    for each in [*element.findall(f"{EDM}Property"), *element.findall(f"{EDM}NavigationProperty")]:
        kind = str(each.get("Type"))
        is_list = kind.startswith("Collection(")
        plain = kind.removeprefix("Collection(").removesuffix(")").removeprefix("graph.").removeprefix("Edm.")
        null = "!" if each.get("Nullable") == "false" else ""
        yield str(each.get("Name")), f"[{plain}]{null}" if is_list else f"{plain}{null}"


@pytest.mark.parametrize("name", TYPES)
def test_the_table_of_types(name: str) -> None:
    schema = metadata()
    theirs = dict(TYPES[name]) if schema is None else dict(properties(name, published(schema)))
    # The id of a target is a property of its own there, and never null in an answer.
    assert dict(TYPES[name]) == {key: "String!" if key == "id" else each for key, each in theirs.items()}


@pytest.mark.parametrize("name", [*WORDS, *FLAGS])
def test_the_table_of_words(name: str) -> None:
    schema = metadata()
    ours = {**WORDS, **FLAGS}[name].split()
    theirs = ours if schema is None else [str(each.get("Name")) for each in published(schema)[name]]
    assert [each for each in theirs if each != "unknownFutureValue"] == ours


def test_every_type_that_is_named_is_there() -> None:
    named = {each.strip("[]!").rstrip("!").strip("[]") for members in TYPES.values() for each in members.values()}
    plain = {"String", "Boolean", "Int32", "Guid", "DateTimeOffset"}
    assert not named - {*TYPES, *WORDS, *FLAGS, *KINDS_OF} - plain
