"""YAML nodes + shapes -> spots. Every fault of form is told here, so that parsing deals with meaning alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Set
from datetime import date

from yaml import MappingNode, Mark, Node, ScalarNode, SequenceNode

from passkeyctl.config.expectations import expected, hint_for
from passkeyctl.config.faults import CODE, did_you_mean, fault, listed, nearest
from passkeyctl.config.one_line import in_one_line
from passkeyctl.config.pairs import Pairs
from passkeyctl.config.scalars import FALSE, NULLS, TRUE, composed, is_old_boolean, reads_as
from passkeyctl.config.shape import (
    DAY,
    Anything,
    Aside,
    Choice,
    Day,
    Flag,
    Key,
    ListOf,
    MapOf,
    Number,
    OneOf,
    Record,
    Shape,
    Text,
)
from passkeyctl.config.spots import Content, Keys, Spot, place
from passkeyctl.diagnostics import Diagnostic, error

BROKEN = "! broken"
"""The tag, which no file can write, of a node for a value that could not be made; that has been told."""

_KINDS = {ScalarNode: "a single value", SequenceNode: "a list", MappingNode: "a map"}


class Walk:
    """Walks the documents of one file; `found` collects what is wrong with them."""

    def __init__(self) -> None:
        self.found: list[Diagnostic] = []
        self._pairs = Pairs(self.found)
        # A table instead of `match`, which tries one shape after the other for every value of a file.
        self._readers: Mapping[type[Shape], Callable[..., Content]] = {
            Text: self._text,
            Choice: self._choice,
            Record: self._record,
            ListOf: self._list,
            OneOf: self._one_of,
            MapOf: self._map,
            Flag: self._flag,
            Day: self._day,
            Number: self._number,
            Anything: self._anything,
            Aside: self._aside,
        }

    def spot(self, node: Node, shape: Shape, path: str, key: Mark | None = None) -> Spot | None:
        """The value under `path`, or None where it isn't one of this shape (which has then been told)."""
        if node.tag:
            self._tell_tag(node)
            return None
        value = self._readers[type(shape)](node, shape, path)
        return None if value is None else Spot(value, node.start_mark, key)

    def _record(self, node: Node, shape: Record, path: str) -> Keys | None:
        if not isinstance(node, MappingNode):
            self._wrong(node, shape, path)
            return None
        spots: dict[str, Spot] = {}
        broken: set[str] = set()
        known = shape.by_name
        for name, (key_node, value) in self._pairs.of(node, known).items():
            key = known.get(name)
            if key is None:
                broken.add(self._tell_unknown(key_node, shape, path))
                continue
            spot = self._member(key, key_node, value, path)
            if spot is None:
                broken.add(name)
            else:
                spots[name] = spot
        if shape.is_counted and shape.instead.keys().isdisjoint(broken):
            self._count_keys(node, shape, path, spots.keys() | broken if broken else spots.keys())
        return Keys(spots, frozenset(broken)) if broken else Keys(spots)

    def _member(self, key: Key, key_node: ScalarNode, value: Node, path: str) -> Spot | None:
        under = f"{path}.{key.name}" if path else key.name
        text = value.value
        is_null = not text or (isinstance(text, str) and text in NULLS)
        if is_null and isinstance(value, ScalarNode) and not value.style and not value.tag:
            if text and key.is_nullable:
                return Spot(None, value.start_mark, key_node.start_mark)
            first = "write `null` to clear it" if key.is_nullable else "give it one"
            hint = f"{first}, or take the key out"
            self.found.append(fault(f"`{under}` has no value", place(key_node.start_mark), hint))
            return None
        return self.spot(value, key.shape, under, key_node.start_mark)

    def _tell_unknown(self, node: ScalarNode, shape: Record, path: str) -> str:
        """Tells the unknown key and returns the one that was probably meant, which then isn't told as missing."""
        name, source = node.value, place(node.start_mark)
        known = [key.name for key in shape.keys]
        where = f"a key of `{path}`" if path else "a section"
        hint = shape.instead.get(name) or did_you_mean(name, known)
        self.found.append(fault(f"`{name}` isn't {where}", source, hint))
        meant: str | None = nearest(name, known)
        return meant or str(name)

    def _count_keys(self, node: Node, shape: Record, path: str, names: Set[str]) -> None:
        for name in shape.required:
            if name not in names:
                self.found.append(fault(f"`{path}` lacks `{name}`", place(node.start_mark), f"add `{name}:`"))
        if shape.needs and names.isdisjoint(shape.needs):
            summary = f"`{path}` has neither {' nor '.join(f'`{name}`' for name in shape.needs)}"
            self.found.append(fault(summary, place(node.start_mark), f"add `{shape.needs[0]}:`"))
        if len(names) < shape.fewest:
            hint = f"write {listed(key.name for key in shape.keys)}"
            self.found.append(fault(f"`{path}` is empty", place(node.start_mark), hint))
        written = [key.name for key in shape.keys if key.name in names] if shape.most else []
        if len(written) > shape.most:
            summary = f"`{path}` has {' and '.join(f'`{name}`' for name in written)}: {shape.only_one}"
            self.found.append(fault(summary, place(node.start_mark), "keep one of them"))

    def _map(self, node: Node, shape: MapOf, path: str) -> Keys | None:
        if not isinstance(node, MappingNode):
            self._wrong(node, shape, path)
            return None
        spots: dict[str, Spot] = {}
        broken: set[str] = set()
        for key_node, value in self._pairs.of(node).values():
            name = composed(key_node.value)
            spot = self._entry(key_node, value, shape, path)
            if spot is None:
                broken.add(name)
            else:
                spots[name] = spot
        return Keys(spots, frozenset(broken))

    def _entry(self, key_node: ScalarNode, value: Node, shape: MapOf, path: str) -> Spot | None:
        name = key_node.value
        if not (shape.is_named_freely or _is_local_id(name)):
            hint = f"use letters, digits, `.`, `_` and `-`, as in `{_as_local_id(name)}`"
            self.found.append(fault(f"`{name}` can't be a key under `{path}`", place(key_node.start_mark), hint))
            return None
        is_nullable = isinstance(shape.member, Anything)
        return self._member(Key(name, shape.member, "", is_nullable=is_nullable), key_node, value, path)

    def _list(self, node: Node, shape: ListOf, path: str) -> list[Spot] | None:
        if not isinstance(node, SequenceNode):
            self._wrong(node, shape, path)
            return None
        self._pairs.count(len(node.value), node)
        if len(node.value) < shape.fewest:
            self.found.append(fault(f"`{path}` is empty", place(node.start_mark), "list at least one"))
            return None
        spots = [self.spot(each, shape.member, path) for each in node.value]
        understood = [spot for spot in spots if spot is not None]
        return understood if len(understood) == len(spots) else None

    def _one_of(self, node: Node, shape: OneOf, path: str) -> Content:
        if isinstance(node, MappingNode) and shape.is_by_stage:
            hint = "declare it: `variables: {stage: {type: string, default: observe, oneOf: [observe, enforce]}}`"
            summary = f"`{path}` by stage needs a variable `stage`"
            self.found.append(fault(summary, place(node.start_mark), hint))
            return None
        chosen: Shape | None
        if isinstance(node, ScalarNode):
            chosen = shape.scalar
        else:
            chosen = shape.sequence if isinstance(node, SequenceNode) else shape.mapping
        if chosen is None:
            self._wrong(node, shape, path)
            return None
        if isinstance(chosen, Choice) and shape.sequence is not None:
            return self._choice(node, chosen, path, hint_for(node, shape))
        return self._readers[type(chosen)](node, chosen, path)

    def _text(self, node: Node, shape: Text, path: str) -> str | None:
        if not isinstance(node, ScalarNode):
            self._wrong(node, shape, path)
            return None
        text: str = node.value
        meaning = "" if node.style else reads_as(text)
        if meaning and not (shape.takes_numbers and meaning == "a number"):
            self._tell_not_text(node, shape, path, meaning)
            return None
        problem = _text_problem(text, shape) if shape.pattern or shape.limit or len(text) < shape.shortest else ""
        if problem:
            self.found.append(fault(f"`{path}`: {problem}", place(node.start_mark)))
            return None
        return text if text.isascii() else composed(text)

    def _tell_not_text(self, node: ScalarNode, shape: Text, path: str, meaning: str) -> None:
        source = place(node.start_mark)
        if meaning == "nothing":
            self.found.append(fault(f"`{path}` holds an empty value where text is expected", source, "take it out"))
            return
        summary = f"`{path}` needs text, and YAML may read `{node.value}` as {meaning}"
        is_form = not shape.pattern or re.fullmatch(shape.pattern, node.value) is not None
        self.found.append(fault(summary, source, f'quote it: "{node.value}"' if is_form else f"write {shape.expects}"))

    def _choice(self, node: Node, shape: Choice, path: str, otherwise: str = "") -> str | None:
        if not isinstance(node, ScalarNode):
            self._wrong(node, shape, path)
            return None
        word: str = node.value
        if word in shape.words:
            return word
        if word in shape.spellings:
            return shape.spellings[word]
        summary = f"`{word}` isn't a value of `{path}`"
        hint = did_you_mean(word, (*shape.words, *shape.spellings), otherwise or f"use {listed(shape.words)}")
        if not node.style and reads_as(word) == "a boolean":
            summary, hint = f"{summary} (YAML may read it as a boolean)", f"use {listed(shape.words)}"
        self.found.append(fault(summary, place(node.start_mark), hint))
        return None

    def _flag(self, node: Node, shape: Flag, path: str) -> bool | None:
        if not isinstance(node, ScalarNode) or node.style:
            self._wrong(node, shape, path)
            return None
        if node.value in TRUE or node.value in FALSE:
            return node.value in TRUE
        hint = ""
        if is_old_boolean(node.value):
            hint = f"write `{'true' if node.value.lower() in ('y', 'yes', 'on') else 'false'}`"
        summary = f"`{path}` is `true` or `false`, not `{node.value}`"
        self.found.append(fault(summary, place(node.start_mark), hint))
        return None

    def _day(self, node: Node, shape: Day, path: str) -> str | None:
        """As text in the one form that every reader of YAML takes for the same day."""
        if not isinstance(node, ScalarNode):
            self._wrong(node, shape, path)
            return None
        if re.fullmatch(DAY, node.value) and _is_in_calendar(node.value):
            return str(node.value)
        summary = f"`{path}` is a day, not `{node.value}`"
        self.found.append(fault(summary, place(node.start_mark), "write it like 2027-03-31"))
        return None

    def _number(self, node: Node, shape: Number, path: str) -> int | None:
        if not isinstance(node, ScalarNode) or node.style:
            self._wrong(node, shape, path)
            return None
        if node.value.isdecimal() and node.value.isascii() and len(node.value) < 10:
            number = int(node.value)
            if shape.minimum <= number <= shape.maximum and node.value == str(number):
                return number
        summary = f"`{path}` is a whole number from {shape.minimum} to {shape.maximum}, not `{node.value}`"
        code = shape.code if node.value.isdecimal() else CODE
        self.found.append(error(code, summary, source=place(node.start_mark)))
        return None

    def _anything(self, node: Node, shape: Anything, path: str) -> str:  # noqa: ARG002
        return in_one_line(node, self._pairs.count)

    def _aside(self, node: Node, shape: Aside, path: str) -> None:
        """Whatever stands here was taken out before, unless the document wasn't put together: then nobody asks."""

    def _wrong(self, node: Node, shape: Shape, path: str) -> None:
        got = _KINDS[type(node)]
        if isinstance(node, ScalarNode) and node.style in ('"', "'"):
            got = "quoted text"
        summary = f"`{path or 'the document'}` is {' or '.join(expected(shape))}, not {got}"
        self.found.append(fault(summary, place(node.start_mark), hint_for(node, shape)))

    def _tell_tag(self, node: Node) -> None:
        source = place(node.start_mark)
        if node.tag == BROKEN:
            return
        if node.tag in ("!append", "!remove"):
            summary = f"there is no list of a baseline here for `{node.tag}`"
            hint = "use it under `overlay`, on a list that the baseline has, or take it out"
            self.found.append(fault(summary, source, hint))
        else:
            hint = "quote text that starts with `!`, and take any other tag out"
            self.found.append(fault(f"the tag `{_short_tag(node.tag)}` isn't part of the language", source, hint))


def _is_in_calendar(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _short_tag(tag: str) -> str:
    return tag.replace("tag:yaml.org,2002:", "!!")


def _is_local_id(name: str) -> bool:
    return name.isascii() and name.replace(".", "").replace("_", "").replace("-", "").isalnum() and name[0].isalnum()


def _as_local_id(name: str) -> str:
    kept = "".join(each if each.isascii() and each.isalnum() else "-" for each in name).strip("-")
    return kept or "pilot"


def _text_problem(text: str, shape: Text) -> str:
    if len(text) < shape.shortest:
        return "the text is empty" if not text else f"`{text}` is shorter than {shape.shortest} characters"
    if shape.limit and len(text) > shape.limit:
        return f"`{text}` has {len(text)} characters; {shape.limit} are allowed"
    if shape.pattern and not re.fullmatch(shape.pattern, text):
        return f"`{text}` is not {shape.expects}"
    return ""
