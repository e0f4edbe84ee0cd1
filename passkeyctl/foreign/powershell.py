"""Microsoft365DSC's configurations in PowerShell: resource blocks of plain values. Nothing is ever evaluated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple, TypeAlias

from passkeyctl.diagnostics import Diagnostic, SourceRange, error
from passkeyctl.foreign.dsc import OF_THE_RUN
from passkeyctl.foreign.kinds import Piece, is_absent, resource_sort
from passkeyctl.foreign.text import CODE
from passkeyctl.json_types import JsonObject, JsonValue


class _Token(Enum):
    TEXT = auto()
    COMPUTED = auto()
    NUMBER = auto()
    WORD = auto()
    SIGN = auto()
    LINE = auto()


class _Lexeme(NamedTuple):
    token: _Token
    text: str
    line: int


class _Computed(Exception):
    """A value that PowerShell would have to work out, or one that ends nowhere."""


_LEXEMES = re.compile(
    r"""
    (?P<skip>[ \t\r\f\v\ufeff\u00a0]+|`\r?\n|<\#.*?\#>|\#[^\n]*)
    |(?P<line>\n)
    |(?P<here>@(?P<mark>["'])[ \t]*\r?\n(?P<body>.*?)\r?\n(?P=mark)@)
    |(?P<single>'(?:[^']|'')*')
    |(?P<double>"(?:[^"`]|`.|"")*")
    |(?P<variable>\$\(|\$\{[^}]*\}|\$[\w:]+(?:\.\w+)*)
    |(?P<number>-?\d+(?:\.\d+)?(?![\w.-]))
    |(?P<open>@[({])
    |(?P<sign>[{}()\[\]=;,])
    |(?P<word>[^\s{}()\[\]=;,'"$@#]+|.)
    """,
    re.DOTALL | re.VERBOSE,
)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "0": "\0", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_ESCAPED = re.compile(r'`(.)|""', re.DOTALL)
_INTERPOLATED = re.compile(r"(?<!`)(?:``)*\$[\w{(]")
_CONSTANTS: dict[str, JsonValue] = {"$true": True, "$false": False, "$null": None}
_OPENING = frozenset({"(", "{", "[", "@(", "@{", "$("})
DEEPEST = 12


def powershell_pieces(text: str, file: str) -> tuple[list[Piece], list[Diagnostic]]:
    """The resources of a configuration that are ours, and a fault for each that holds more than plain values."""
    reader = _Reader(list(_lexemes(text.replace("\r\n", "\n"))))
    found: list[Piece] = []
    faults: list[Diagnostic] = []
    while (start := reader.next_resource()) is not None:
        sort = resource_sort(start.text)
        if sort is None:
            continue
        try:
            values = reader.block(0)
        except _Computed as problem:
            faults.append(_fault(start, file, str(problem)))
            continue
        computed = [key for key, value in values.items() if isinstance(value, _Unknown)]
        if computed:
            faults.append(_fault(start, file, f"`{computed[0]}` is computed by PowerShell"))
            continue
        plain: JsonObject = {key: value for key, value in values.items() if not isinstance(value, _Unknown)}
        found.append(Piece(sort, plain, is_absent(plain)))
    return found, faults


def _fault(start: _Lexeme, file: str, why: str) -> Diagnostic:
    return error(
        CODE,
        f"the resource `{start.text}` in `{file}` can't be read: {why}",
        source=SourceRange(file, start.line),
        hint="only plain values are read: export the tenant again, or write the value out",
    )


def _lexemes(text: str) -> Iterator[_Lexeme]:
    line = 1
    for match in _LEXEMES.finditer(text):
        kind = match.lastgroup
        yield from _lexeme(match, line)
        line += match[0].count("\n")
        assert kind is not None


def _lexeme(match: re.Match[str], line: int) -> Iterator[_Lexeme]:
    written = match[0]
    if match["skip"] is not None:
        return
    if match["line"] is not None:
        yield _Lexeme(_Token.LINE, "\n", line)
    elif match["here"] is not None:
        is_plain = match["mark"] == "'" or not _INTERPOLATED.search(match["body"])
        yield _Lexeme(_Token.TEXT if is_plain else _Token.COMPUTED, match["body"], line)
    elif match["single"] is not None:
        yield _Lexeme(_Token.TEXT, written[1:-1].replace("''", "'"), line)
    elif match["double"] is not None:
        is_plain = not _INTERPOLATED.search(written)
        yield _Lexeme(_Token.TEXT if is_plain else _Token.COMPUTED, _unescaped(written[1:-1]), line)
    elif match["variable"] is not None:
        is_constant = written.casefold() in _CONSTANTS
        yield _Lexeme(_Token.WORD if is_constant else _Token.COMPUTED, written, line)
    elif match["number"] is not None:
        yield _Lexeme(_Token.NUMBER, written, line)
    else:
        is_word = match["word"] is not None
        yield _Lexeme(_Token.WORD if is_word else _Token.SIGN, written, line)


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda match: _ESCAPES.get(match[1], match[1]) if match[1] else '"', text)


@dataclass(frozen=True, slots=True)
class _Unknown:
    """A value that is not plain; for the keys of the run that does not matter."""


_Value: TypeAlias = "JsonValue | _Unknown"


class _Reader:
    def __init__(self, lexemes: list[_Lexeme]) -> None:
        self._lexemes = lexemes
        self._position = 0

    def next_resource(self) -> _Lexeme | None:
        """The word before a name and an opening brace: `AADNamedLocationPolicy "Office" {`."""
        while self._position < len(self._lexemes):
            start = self._lexemes[self._position]
            self._position += 1
            if start.token is _Token.WORD and start.text[:3].casefold() == "aad" and self._opens_resource():
                return start
        return None

    def _opens_resource(self) -> bool:
        before = self._position
        named = self._take()
        if named is not None and named.token in (_Token.TEXT, _Token.COMPUTED, _Token.WORD, _Token.NUMBER):
            opening = self._take_past_lines()
            if opening is not None and opening.text == "{" and opening.token is _Token.SIGN:
                return True
        self._position = before
        return False

    def block(self, depth: int) -> dict[str, _Value]:
        """Keys and values up to the closing brace, which is taken."""
        found: dict[str, _Value] = {}
        while (key := self._take_past_lines()) is not None:
            if key.token is _Token.SIGN and key.text == "}":
                return found
            if key.token is _Token.SIGN and key.text == ";":
                continue
            sign = self._take_past_lines()
            if key.token not in (_Token.WORD, _Token.TEXT) or sign is None or sign.text != "=":
                raise _Computed(f"`{key.text[:40]}` in line {key.line} is no key with a value")
            value = self._value(depth + 1)
            found[key.text] = None if key.text.casefold() in OF_THE_RUN and isinstance(value, _Unknown) else value
        raise _Computed("it does not end")

    def _value(self, depth: int) -> _Value:
        if depth > DEEPEST:
            raise _Computed("it is nested too deeply")
        value = self._single(depth)
        if not self._ends_value():
            self._skip_rest()
            return _Unknown()
        return value

    def _single(self, depth: int) -> _Value:
        start = self._take_past_lines()
        if start is None:
            raise _Computed("it does not end")
        match start.token, start.text:
            case _Token.TEXT, text:
                return text
            case _Token.NUMBER, digits:
                return float(digits) if "." in digits else int(digits[:18])
            case _Token.SIGN, "@(":
                return self._list(depth)
            case _Token.SIGN, "@{":
                return _plain(self.block(depth))
            case _Token.WORD, word if word.casefold() in _CONSTANTS:
                return _CONSTANTS[word.casefold()]
            case _Token.WORD, _:
                opening = self._take_past_lines()
                if opening is not None and opening.text == "{":
                    return _plain(self.block(depth))
                self._position -= opening is not None
            case _, text if text in _OPENING:
                self._position -= 1
                self._skip_rest()
        return _Unknown()

    def _list(self, depth: int) -> _Value:
        found: list[JsonValue] = []
        is_plain = True
        while (upcoming := self._peek_past_lines()) is not None:
            if upcoming.token is _Token.SIGN and upcoming.text in (")", ",", ";"):
                self._take_past_lines()
                if upcoming.text == ")":
                    return found if is_plain else _Unknown()
                continue
            value = self._value(depth + 1)
            if isinstance(value, _Unknown):
                is_plain = False
            else:
                found.append(value)
        raise _Computed("it does not end")

    def _ends_value(self) -> bool:
        """A value stands alone on its line, or before `;`, `,`, `)` or `}`: anything else works on it."""
        upcoming = self._lexemes[self._position] if self._position < len(self._lexemes) else None
        return upcoming is None or upcoming.token is _Token.LINE or upcoming.text in (";", ",", ")", "}")

    def _skip_rest(self) -> None:
        """To the end of the expression, past brackets that open in it."""
        depth = 0
        while self._position < len(self._lexemes):
            upcoming = self._lexemes[self._position]
            closes = upcoming.token is _Token.SIGN and upcoming.text in (")", "}", "]")
            if depth == 0 and (upcoming.token is _Token.LINE or closes or upcoming.text in (";", ",")):
                return
            opens = upcoming.text in _OPENING
            depth += opens - closes
            self._position += 1

    def _take(self) -> _Lexeme | None:
        if self._position >= len(self._lexemes):
            return None
        self._position += 1
        return self._lexemes[self._position - 1]

    def _take_past_lines(self) -> _Lexeme | None:
        while (found := self._take()) is not None and found.token is _Token.LINE:
            pass
        return found

    def _peek_past_lines(self) -> _Lexeme | None:
        found = self._take_past_lines()
        self._position -= found is not None
        return found


def _plain(values: dict[str, _Value]) -> _Value:
    if any(isinstance(value, _Unknown) for value in values.values()):
        return _Unknown()
    return {key: value for key, value in values.items() if not isinstance(value, _Unknown)}
