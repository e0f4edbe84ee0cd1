"""`$filter`, as far as Graph takes it on the collections served here."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.sandbox.calls import Refusal, bad_request
from passkeyctl.sandbox.jsonread import texts
from passkeyctl.sandbox.log import moment

Predicate = Callable[[JsonObject], bool]

# Graph's limits on the clauses of one filter; https://learn.microsoft.com/graph/api/user-list
_MAX_IN = 15
_MAX_OR = 15

_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<moment>\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))"
    r"|(?P<number>-?\d+(?![\w-]))|(?P<name>[A-Za-z_@][\w.@/-]*)|(?P<sign>[(),:]))"
)


@dataclass(frozen=True, slots=True)
class Filter:
    matches: Predicate
    is_advanced: bool


def parse_filter(source: str, properties: Collection[str]) -> Filter:
    """A filter over these properties; anything else is refused in Graph's words."""
    parser = _Parser(source, properties)
    matches = parser.whole()
    return Filter(matches, parser.is_advanced)


def _tokens(source: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    place = 0
    while source[place:].strip():
        match = _TOKEN.match(source, place)
        if match is None or match.lastgroup is None:
            raise _syntax(source, place)
        found.append((match.lastgroup, match.group(match.lastgroup)))
        place = match.end()
    return found


def _syntax(source: str, place: int) -> Refusal:
    return bad_request(f"Invalid filter clause: Syntax error at position {place} in '{source}'.")


class _Parser:
    def __init__(self, source: str, properties: Collection[str]) -> None:
        self._source = source
        self._properties = {each.lower(): each for each in properties}
        self._left = _tokens(source)[::-1]
        self._length = len(self._left)
        self.is_advanced = False

    def whole(self) -> Predicate:
        result = self._any_of()
        if self._left:
            raise self._fault()
        return result

    def _any_of(self) -> Predicate:
        clauses = [self._all_of()]
        while self._took("or"):
            clauses.append(self._all_of())
        if len(clauses) > _MAX_OR:
            raise bad_request(
                "Too many child clauses specified in search filter expression containing 'OR' operators: "
                f"{len(clauses)}. Max allowed: {_MAX_OR}."
            )
        return clauses[0] if len(clauses) == 1 else lambda row: any(each(row) for each in clauses)

    def _all_of(self) -> Predicate:
        clauses = [self._one()]
        while self._took("and"):
            clauses.append(self._one())
        return clauses[0] if len(clauses) == 1 else lambda row: all(each(row) for each in clauses)

    def _one(self) -> Predicate:
        if self._took("not"):
            self.is_advanced = True
            inner = self._one()
            return lambda row: not inner(row)
        if self._took("("):
            inner = self._any_of()
            self._need(")")
            return inner
        name = self._next("name")
        if name.lower() in ("startswith", "endswith", "isof"):
            return self._function(name.lower())
        if name.endswith("/any"):
            return self._any_element(name.removesuffix("/any"))
        return self._comparison(self._property(name))

    def _function(self, name: str) -> Predicate:
        self._need("(")
        if name == "isof":
            wanted = "#" + self._text()
            self._need(")")
            return lambda row: row.get("@odata.type") == wanted
        path = self._property(self._next("name"))
        self._need(",")
        needle = self._text().lower()
        self._need(")")
        if name == "startswith":
            return lambda row: _folded(row.get(path)).startswith(needle)
        self.is_advanced = True
        return lambda row: _folded(row.get(path)).endswith(needle)

    def _any_element(self, path: str) -> Predicate:
        path = self._property(path)
        self._need("(")
        variable = self._next("name")
        self._need(":")
        if self._next("name") != variable or not self._took("eq"):
            raise self._fault()
        wanted = self._text().lower()
        self._need(")")
        return lambda row: wanted in [each.lower() for each in texts(row.get(path))]

    def _comparison(self, path: str) -> Predicate:
        if self._took("in"):
            return self._membership(path)
        if self._took("eq"):
            wanted = self._literal()
            return lambda row: _equal(row.get(path), wanted)
        for word, is_inside in _ORDERS.items():
            if self._took(word):
                bound = self._next("moment")
                return _ordered(path, as_moment(bound), is_inside)
        if self._took("ne"):
            self.is_advanced = True
            unwanted = self._literal()
            return lambda row: not _equal(row.get(path), unwanted)
        raise self._fault()

    def _membership(self, path: str) -> Predicate:
        self._need("(")
        wanted = [self._literal()]
        while self._took(","):
            wanted.append(self._literal())
        self._need(")")
        if len(wanted) > _MAX_IN:
            raise bad_request(
                "Too many child clauses specified in search filter expression containing 'OR' operators: "
                f"{len(wanted)}. Max allowed: {_MAX_IN}."
            )
        return lambda row: any(_equal(row.get(path), each) for each in wanted)

    def _property(self, name: str) -> str:
        known = self._properties.get(name.lower())
        if known is None:
            raise bad_request(f"Invalid filter clause: Could not find a property named '{name}'.")
        return known

    def _literal(self) -> JsonValue:
        kind, word = self._left.pop() if self._left else ("", "")
        if kind == "text":
            return _unquoted(word)
        if kind == "moment":
            return word
        if kind == "number":
            return int(word)
        if kind == "name" and word in ("true", "false", "null"):
            return {"true": True, "false": False, "null": None}[word]
        raise self._fault()

    def _text(self) -> str:
        return _unquoted(self._next("text"))

    def _next(self, kind: str) -> str:
        if not self._left or self._left[-1][0] != kind:
            raise self._fault()
        return self._left.pop()[1]

    def _took(self, word: str) -> bool:
        if self._left and self._left[-1][0] != "text" and self._left[-1][1] == word:
            self._left.pop()
            return True
        return False

    def _need(self, word: str) -> None:
        if not self._took(word):
            raise self._fault()

    def _fault(self) -> Refusal:
        return _syntax(self._source, self._length - len(self._left))


_ORDERS: Mapping[str, Callable[[str, str], bool]] = MappingProxyType(
    {"ge": operator.ge, "le": operator.le, "gt": operator.gt, "lt": operator.lt}
)


def _ordered(path: str, bound: str, is_inside: Callable[[str, str], bool]) -> Predicate:
    def matches(row: JsonObject) -> bool:
        value = row.get(path)
        return isinstance(value, str) and is_inside(as_moment(value), bound)

    return matches


def as_moment(written: str) -> str:
    """A moment in the spelling in which texts sort as moments do."""
    try:
        return moment(datetime.fromisoformat(written))
    except ValueError as fault:
        raise bad_request(f"Invalid filter clause: '{written}' is not a valid DateTimeOffset.") from fault


def _unquoted(word: str) -> str:
    return word[1:-1].replace("''", "'")


def _folded(value: JsonValue) -> str:
    return value.lower() if isinstance(value, str) else ""


def _equal(value: JsonValue, wanted: JsonValue) -> bool:
    # Strings compare without regard to case, as directory searches do (an assumption for display names).
    if isinstance(value, str) and isinstance(wanted, str):
        return value.lower() == wanted.lower()
    return type(value) is type(wanted) and value == wanted
