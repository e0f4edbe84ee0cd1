"""Every broken input here, and exactly what is said about it.

`NAME.yaml` (or the folder `NAME`) has its expectation in `NAME.expected.txt`: the first line says what the JSON Schema
makes of it, each further line is one diagnostic. `python tests/faults/test_faults.py` writes the expectations anew, to
be read in the diff.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest
import yaml

from passkeyctl.config.json_schema import json_schema
from passkeyctl.config.load import load

HERE = Path(__file__).parent
INPUTS = sorted(
    path for path in HERE.iterdir() if path.suffix == ".yaml" or (path.is_dir() and not path.name.startswith("__"))
)
SCHEMA = jsonschema.Draft202012Validator(json_schema())


class _JsonLikeLoader(yaml.SafeLoader):
    """Dates stay text, as they are in JSON."""


_JsonLikeLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.stem)
def test_each_fault_is_told(path: Path) -> None:
    assert "\n".join(_told(path)) + "\n" == _expectation(path).read_text(encoding="utf-8")


def test_no_expectation_is_left_without_its_input() -> None:
    assert sorted(HERE.glob("*.expected.txt")) == sorted(_expectation(path) for path in INPUTS)


def _expectation(path: Path) -> Path:
    return HERE / f"{path.stem}.expected.txt"


def _told(path: Path) -> Iterator[str]:
    yield f"json schema: {_verdict(path)}"
    for each in load([path.name], cwd=HERE, library=HERE.parents[1] / "profiles").diagnostics:
        yield f"{each.source} {each.severity} {each.code} {each.summary}"
        yield from (f"    {line}" for line in each.detail)
        yield from (f"    via {origin}" for origin in (each.source.via if each.source else ()))
        if each.hint:
            yield f"    hint: {each.hint}"


def _verdict(path: Path) -> str:
    if path.is_dir():
        return "not asked about several files"
    try:
        documents = [each for each in yaml.load_all(path.read_bytes(), _JsonLikeLoader) if each is not None]
    except (yaml.YAMLError, UnicodeDecodeError):
        return "not asked about broken YAML"
    if not documents:
        return "not asked about an empty file"
    return "accepts" if all(SCHEMA.is_valid(each) for each in documents) else "refuses"


if __name__ == "__main__":
    for each in INPUTS:
        _expectation(each).write_text("\n".join(_told(each)) + "\n", encoding="utf-8")
