"""The part of GitHub's expression language that the pipelines use; anything else is an error."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

Value: TypeAlias = "str | bool | Mapping[str, Value] | None"

_TOKENS = re.compile(r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<sign>==|!=|&&|\|\||!|\(|\))|(?P<name>[\w.-]+))")
_INSIDE = re.compile(r"\$\{\{(.*?)\}\}", re.S)
STATUS = ("always", "cancelled", "failure", "success")


@dataclass
class _Reader:
    tokens: list[str]
    contexts: Mapping[str, Value]
    has_failed: bool
    at: int = field(default=0)

    def next_is(self, *signs: str) -> bool:
        return self.at < len(self.tokens) and self.tokens[self.at] in signs

    def take(self) -> str:
        self.at += 1
        return self.tokens[self.at - 1]

    def either(self) -> Value:
        found = self.both()
        while self.next_is("||"):
            self.take()
            other = self.both()
            found = found if truth(found) else other
        return found

    def both(self) -> Value:
        found = self.compared()
        while self.next_is("&&"):
            self.take()
            other = self.compared()
            found = other if truth(found) else found
        return found

    def compared(self) -> Value:
        found = self.single()
        while self.next_is("==", "!="):
            is_equal = self.take() == "=="
            found = (text_of(found) == text_of(self.single())) is is_equal
        return found

    def single(self) -> Value:
        token = self.take()
        if token == "!":
            return not truth(self.single())
        if token == "(":
            found = self.either()
            assert self.take() == ")"
            return found
        if token.startswith("'"):
            return token[1:-1].replace("''", "'")
        if self.next_is("("):
            self.take()
            assert self.take() == ")"
            return {"always": True, "cancelled": False, "failure": self.has_failed, "success": not self.has_failed}[
                token
            ]
        return _looked_up(token, self.contexts)


def _looked_up(name: str, contexts: Mapping[str, Value]) -> Value:
    """What nobody set is empty, as with GitHub; a context that doesn't exist is a slip."""
    first, *rest = name.split(".")
    found: Value = contexts[first]
    for each in rest:
        found = found.get(each) if isinstance(found, Mapping) else None
    return found


def evaluated(expression: str, contexts: Mapping[str, Value], *, has_failed: bool = False) -> Value:
    tokens = [found.group().strip() for found in _TOKENS.finditer(expression)]
    assert "".join(tokens).replace(" ", "") == re.sub(r"\s", "", expression) or "'" in expression, expression
    reader = _Reader(tokens, contexts, has_failed)
    found = reader.either()
    assert reader.at == len(tokens), expression
    return found


def holds(condition: str | None, contexts: Mapping[str, Value], *, has_failed: bool) -> bool:
    """A condition that names no status wants that nothing has failed."""
    if condition is None:
        return not has_failed
    inner = _INSIDE.sub(r"\1", condition)
    asks_status = any(f"{each}()" in inner for each in STATUS)
    return truth(evaluated(inner, contexts, has_failed=has_failed)) and (asks_status or not has_failed)


def filled(text: str, contexts: Mapping[str, Value]) -> str:
    return _INSIDE.sub(lambda found: text_of(evaluated(found.group(1), contexts)), text)


def truth(value: Value) -> bool:
    return value not in (None, False, "", "0") if not isinstance(value, Mapping) else True


def text_of(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
