"""The published schemas: every golden document keeps to them, and they know every word that the code has."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from enum import Enum
from importlib.resources import files
from pathlib import Path
from typing import cast

import jsonschema
import pytest

from passkeyctl.apply.events import Status
from passkeyctl.cli.failing import HELD, REASONS
from passkeyctl.diagnostics import Severity
from passkeyctl.drift.deviation import Certainty, Sort
from passkeyctl.errors import ExitCode
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.address import Kind
from passkeyctl.model.change import Action
from passkeyctl.model.finding import Weight
from passkeyctl.plan.operation import Stage
from passkeyctl.render.document_schemas import DOCUMENTS, document_schema
from passkeyctl.render.drift.deviation_words import Result
from passkeyctl.rollout.ladder import Answer, Standing
from tests.render.documents import faults

HERE = Path(__file__).parent
GOLDEN = sorted([*HERE.glob("golden/*.json"), *HERE.glob("golden_drift/*.json")])
PART = "pilot.outcome.json"
"""What `render` makes of an outcome; the command puts reasons, diagnostics and the plan beside it."""


def golden(path: Path) -> JsonObject:
    document = cast("JsonObject", json.loads(path.read_text(encoding="utf-8")))
    if path.name == PART:
        plan = golden(HERE / "golden" / "pilot.json")
        return {**document, "reasons": ["open"], "diagnostics": [], "plan": plan}
    return document


@pytest.mark.parametrize("name", DOCUMENTS)
def test_each_is_a_schema_with_a_title(name: str) -> None:
    schema = document_schema(name)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["title"] == f"passkeyctl {name}"


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_every_golden_document_is_valid(path: Path) -> None:
    assert faults(golden(path)) == []


def test_there_are_golden_documents() -> None:
    assert {str(golden(each)["kind"]) for each in GOLDEN} >= {"plan", "apply", "drift"}


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_no_object_of_ours_may_have_a_member_that_is_not_published(path: Path) -> None:
    document = golden(path)
    kind = str(document["kind"])
    members = ("changes", "operations", "findings", "deviations", "destination", "summary")
    touched = 0
    for member in members:
        changed = copy.deepcopy(document)
        first = changed.get(member)
        first = first[0] if isinstance(first, list) and first else first
        if isinstance(first, dict):
            first["unpublished"] = 1
            touched += 1
            assert faults(changed, kind) != [], member
    assert touched > 1
    assert faults({**document, "unpublished": 1}) != []
    assert faults({each: value for each, value in document.items() if each != "exit_code"}) != []


def test_the_schemas_know_every_word_of_the_code() -> None:
    known = {frozenset(each) for name in DOCUMENTS for each in enums(document_schema(name))}
    for words in (Kind, Action, Severity, Weight, Answer, Standing, Sort, Certainty, Status, Result):
        assert frozenset(values(words)) in known, words
    assert frozenset(each.name.lower() for each in Stage) in known
    assert frozenset(int(each) for each in ExitCode) in known
    assert {*REASONS.values(), HELD, "changes", "drift"} in known


def test_every_definition_is_needed_and_every_file_is_a_document() -> None:
    needed = {each for name in DOCUMENTS for each in cast("JsonObject", document_schema(name).get("$defs", {}))}
    folder = files("passkeyctl.render").joinpath("schemas")
    assert needed == set(json.loads(folder.joinpath("definitions.json").read_text(encoding="utf-8")))
    assert {each.name for each in folder.iterdir()} == {
        "definitions.json",
        *(f"{each}.schema.json" for each in DOCUMENTS),
    }


def values(words: type[Enum]) -> Iterator[str]:
    yield from (str(each.value) for each in words)


def enums(schema: JsonValue) -> Iterator[list[JsonValue]]:
    match schema:
        case dict():
            listed = schema.get("enum")
            if isinstance(listed, list):
                yield listed
            for each in schema.values():
                yield from enums(each)
        case list():
            for each in schema:
                yield from enums(each)
