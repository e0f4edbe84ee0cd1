"""One leaf of a raw policy changed, wherever it stands and whatever it is."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from passkeyctl.json_types import JsonObject, JsonValue
from tests.corpus.graph_types import FLAGS, KINDS_OF, TYPES, WORDS
from tests.corpus.shapes import NOBODY

Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A plain value, or a list of plain values, and the type that it has in the table."""

    place: Place
    type: str
    is_list: bool
    value: JsonValue


def leaves(value: JsonObject, type_name: str, place: Place = ()) -> Iterator[Leaf]:
    kind = type_name
    if type_name in KINDS_OF:
        kind = str(value.get("@odata.type", "")).removeprefix("#microsoft.graph.")
    for name, notation in TYPES.get(kind, {}).items():
        inner, is_list = notation.strip("[]!").rstrip("]"), notation.startswith("[")
        found = value.get(name)
        if inner == "authenticationStrengthPolicy":
            yield from _of_strength(found, (*place, name))
        elif inner not in TYPES and inner not in KINDS_OF:
            if name in value:
                yield Leaf((*place, name), inner, is_list, found)
        elif isinstance(found, dict):
            yield from leaves(found, inner, (*place, name))
        elif isinstance(found, list):
            for number, each in enumerate(found):
                assert isinstance(each, dict)
                yield from leaves(each, inner, (*place, name, number))


def _of_strength(value: JsonValue, place: Place) -> Iterator[Leaf]:
    """Of the rendering of a strength inside a policy, each member is a leaf."""
    for name, inner in value.items() if isinstance(value, dict) else ():
        yield Leaf((*place, name), "String", isinstance(inner, list), inner)


def at(document: JsonObject, place: Place, value: JsonValue) -> JsonObject:
    """A copy with another value at the place."""
    whole: JsonObject = json.loads(json.dumps(document))
    holder: JsonValue = whole
    for step in place[:-1]:
        holder = holder[step]  # type: ignore[index]  # the place was found in the document
    holder[place[-1]] = value  # type: ignore[index]
    return whole


def another(leaf: Leaf, random: Random) -> JsonValue:
    """Another value that Graph might give there."""
    if leaf.is_list:
        return _another_list(leaf, random)
    match leaf.type:
        case "Boolean":
            return leaf.value is not True
        case "Int32":
            return leaf.value + 1 if isinstance(leaf.value, int) else 1
        case _ if leaf.type in WORDS:
            return random.choice([each for each in WORDS[leaf.type].split() if each != leaf.value])
        case _ if leaf.type in FLAGS:
            return _another_flag(str(leaf.value or ""), FLAGS[leaf.type].split(), random)
        case _ if leaf.place[-1] == "operator":
            return "OR" if leaf.value == "AND" else "AND"
        case _:
            return random.choice([each for each in (*NOBODY, "other words") if each != leaf.value])


def _another_list(leaf: Leaf, random: Random) -> JsonValue:
    """One member gone, one more, or another one in its place."""
    listed: list[JsonValue] = list(leaf.value) if isinstance(leaf.value, list) else []
    words: Sequence[str] = WORDS[leaf.type].split() if leaf.type in WORDS else NOBODY
    unused = [each for each in words if each not in listed and each != "all"]
    more: list[JsonValue] = [random.choice(unused or ["oneMore"])]
    if not listed:
        return more
    # The older word for guests is a key of its own in a file: with another member in its place, two things differ.
    in_its_place = [*listed, *more] if listed[0] == "GuestsOrExternalUsers" else [*more, *listed[1:]]
    return random.choice([listed[1:], [*listed, *more], in_its_place])


def _another_flag(value: str, words: Sequence[str], random: Random) -> str:
    present = [each.strip() for each in value.split(",") if each.strip()]
    folded = {each.lower() for each in present}
    unused = [each for each in words if each.lower() not in folded and each != "none"]
    if len(present) > 1 and (not unused or random.random() < 0.5):
        return ",".join(present[1:])
    return ",".join([*present, random.choice(unused)]) if unused else present[0]
