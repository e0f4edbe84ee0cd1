"""Every property that Graph v1.0 lets a client write is sent by a scenario, and nothing is sent that Graph hasn't got.

The table of properties is our own; msgraph-sdk's classes show that it is complete, and that nothing else is sent.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator
from enum import Enum

import pytest

from passkeyctl.json_types import JsonObject, JsonValue
from tests.graph_properties import (
    CLASSES,
    CLEARABLE,
    CONTEXT,
    FROM_THE_FUTURE,
    METHODS,
    NEVER_SENT,
    NEVER_SENT_WORDS,
    POLICY,
    STRENGTH,
    WRITABLE,
)
from tests.scenario import ROOT
from tests.wire.test_names import class_of


def bodies() -> Iterator[tuple[str, str, JsonObject]]:
    """Scenario, class and body of everything that the scenarios send."""
    for file in sorted(ROOT.glob("*/requests.json")):
        for request in json.loads(file.read_text(encoding="utf-8")):
            if isinstance(request["body"], dict):
                yield file.parent.name, _class_name(request["path"], request["body"]), request["body"]


def _class_name(path: str, body: JsonObject) -> str:
    if "@odata.type" in body:
        return _named(body)
    if "/conditionalAccess/policies" in path:
        return POLICY
    known = {
        "/authenticationStrengthPolicies": STRENGTH,
        "/authenticationContextClassReferences": CONTEXT,
        "/authenticationMethodsPolicy": METHODS,
    }
    return next(name for part, name in known.items() if part in path)


def _named(document: JsonObject) -> str:
    name = str(document["@odata.type"]).removeprefix("#microsoft.graph.")
    return name[0].upper() + name[1:]


def sent(value: JsonValue, path: str) -> Iterator[str]:
    """`path=value` of every plain value, flags part by part; `path=` of null and of an empty list.

    Limits inside a strength are told by their own class, as where they are sent alone.
    """
    match value:
        case dict():
            place = _named(value) if path.endswith("combinationConfigurations") else path
            for name, inner in value.items():
                yield from sent(inner, f"{place}.{name}")
        case list() if value:
            for each in value:
                yield from sent(each, path)
        case None | []:
            yield f"{path}="
        case str():
            yield from (f"{path}={part}" for part in value.split(","))
        case _:
            yield f"{path}={json.dumps(value)}"


ONLY_OF_A_KIND = frozenset(
    path
    for path in WRITABLE
    if path.endswith(("@odata.type", "externalTenants.members", "authenticationStrength.id", "ipRanges.cidrAddress"))
)
"""Rows of the table that the class at that place doesn't have: of a derived class, or of one that is sent as an id."""

OF_THEIR_OWN = frozenset({f"{STRENGTH}.combinationConfigurations"})
BODIES = tuple(bodies())
SENT = frozenset(each for _, name, body in BODIES for each in sent(body, name))
WITH_A_VALUE = frozenset(each.partition("=")[0] for each in SENT if not each.endswith("="))


def test_every_property_that_can_be_written() -> None:
    missing = sorted(set(WRITABLE) - WITH_A_VALUE)
    assert not missing, "no scenario sends\n" + "\n".join(missing)


def test_every_word_that_can_be_written() -> None:
    wanted = {f"{path}={word}" for path, words in WRITABLE.items() for word in words.split()}
    missing = sorted(wanted - SENT)
    assert not missing, "no scenario sends\n" + "\n".join(missing)


def test_every_property_that_can_be_cleared() -> None:
    missing = sorted({each for each in CLEARABLE if f"{each}=" not in SENT})
    assert not missing, "no scenario clears\n" + "\n".join(missing)


def test_what_is_never_sent() -> None:
    assert not {each for each in WITH_A_VALUE if each in NEVER_SENT}
    assert not SENT & set(NEVER_SENT_WORDS)
    assert not set(WRITABLE) & set(NEVER_SENT)


def test_the_table_holds_all_that_is_sent() -> None:
    future = tuple(FROM_THE_FUTURE)
    assert not {each for each in WITH_A_VALUE - set(WRITABLE) if not each.startswith(future)}


@pytest.mark.parametrize("name", CLASSES)
def test_the_table_holds_every_property_and_word_of_the_classes(name: str) -> None:
    theirs = set(leaves(class_of(name), name)) - set(NEVER_SENT_WORDS)
    with_words = {each.partition("=")[0] for each in theirs if "=" in each}
    ours = {
        each
        for path, words in WRITABLE.items()
        if path.split(".")[0] == name and path not in ONLY_OF_A_KIND
        for each in ([f"{path}={word}" for word in words.split()] if path in with_words else [path])
    }
    assert theirs == ours


def leaves(model: type, path: str) -> Iterator[str]:
    """The dotted path of every plain property of a class, with `=` and each word where it has words."""
    for name, made in _members(model).items():
        place = f"{path}.{name}"
        if name == "@odata.type" or place in NEVER_SENT or place in OF_THEIR_OWN:
            continue
        if made is None:
            yield place
        elif issubclass(made, Enum):
            yield from (f"{place}={each.value}" for each in made if each.value != "unknownFutureValue")
        else:
            yield from leaves(made, place)


def strange(document: JsonObject, model: type, path: str) -> Iterator[str]:
    """Properties and words that msgraph-sdk's classes don't have, by their dotted path."""
    members = _members(model)
    for name, value in document.items():
        place = f"{path}.{name}"
        if name not in members:
            yield place
        elif name != "@odata.type":
            for each in value if isinstance(value, list) else [value]:
                yield from _strange_value(each, members[name], place)


def _strange_value(value: JsonValue, model: type | None, path: str) -> Iterator[str]:
    if isinstance(value, dict):
        assert model is not None, f"{path} is no object"
        yield from strange(value, class_of(_named(value)) if "@odata.type" in value else model, path)
    elif isinstance(value, str) and model is not None:
        assert issubclass(model, Enum), f"{path} is no word"
        known = {str(each.value) for each in model} - {"unknownFutureValue"}
        yield from (f"{path}={part}" for part in value.split(",") if part not in known)


def _members(model: type) -> dict[str, type | None]:
    """The properties of a class, each with the class or enumeration of its value; None is text, number or flag.

    The SDK's readers of properties are closures over what they make.
    """
    found: dict[str, type | None] = {}
    for name, reader in model().get_field_deserializers().items():
        made = [each for each in inspect.getclosurevars(reader).nonlocals.values() if isinstance(each, type)]
        found[name] = made[0] if made else None
    return found


def test_nothing_is_sent_that_the_classes_do_not_have() -> None:
    found = {each: scenario for scenario, name, body in BODIES for each in strange(body, class_of(name), name)}
    assert {each: scenario for each, scenario in found.items() if FROM_THE_FUTURE.get(each) != scenario} == {}
    assert set(found) == set(FROM_THE_FUTURE)


def test_a_wrong_word_and_a_wrong_property_are_found() -> None:
    body: JsonObject = {"state": "on", "conditions": {"insiderRiskLevels": "minor,extreme", "user": {}}}
    assert set(strange(body, class_of(POLICY), "")) == {
        ".state=on",
        ".conditions.insiderRiskLevels=extreme",
        ".conditions.user",
    }
