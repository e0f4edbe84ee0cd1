"""The text of a file that another tool wrote, as the JSON values in it; comments and doubled keys are borne."""

from __future__ import annotations

import codecs
import json
import math
import re
from collections.abc import Iterator

from passkeyctl.diagnostics import Diagnostic, SourceRange, error
from passkeyctl.json_types import JsonObject, JsonValue

CODE = "OPS901"
LARGEST = 256 * 1024 * 1024
"""No export of a tenant comes near: more is the wrong file."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark is its beginning
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_COMMENT = re.compile(r'("(?:[^"\\]|\\.)*")|//[^\n]*|/\*.*?\*/', re.DOTALL)
_LAST_COMMA = re.compile(r'("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])', re.DOTALL)
_BLANK = re.compile(r"\s*")
_BETWEEN = re.compile(r"[\s,]*")


class _Doubled(ValueError):
    """One key twice in one object, with two values."""


def decoded(raw: bytes, file: str) -> str | Diagnostic:
    """UTF-8, or UTF-16 and UTF-32 with a byte order mark, as Windows PowerShell writes it."""
    if len(raw) > LARGEST:
        return unreadable(f"`{file}` is larger than {LARGEST // 1024 // 1024} MB", file, "is it the right file?")
    mark, encoding = next(((mark, name) for mark, name in _BOMS if raw.startswith(mark)), (b"", _unmarked(raw)))
    try:
        return raw[len(mark) :].decode(encoding)
    except UnicodeDecodeError:
        hint = "save the file as UTF-8" if encoding == "utf-8" else "save the file again, whole"
        return unreadable(f"`{file}` is not valid {encoding[:6].rstrip('-').upper()} text", file, hint)


def _unmarked(raw: bytes) -> str:
    """JSON begins with a character below 128: where its zero byte stands tells UTF-16 without a mark."""
    if raw[1:2] == b"\0":
        return "utf-16-le"
    return "utf-16-be" if raw[:1] == b"\0" else "utf-8"


def unreadable(summary: str, file: str, hint: str, line: int = 0, column: int = 0) -> Diagnostic:
    return error(CODE, summary, source=SourceRange(file, line, column), hint=hint)


def json_values(text: str, file: str) -> tuple[JsonValue, ...] | Diagnostic:
    """One value, or several one after the other, as tools that append to a file leave them."""
    text = text.rstrip("\0 \t\r\n")
    if not text.strip():
        return unreadable(f"`{file}` is empty", file, "export it again, or delete it")
    try:
        try:
            return _parsed(text)
        except json.JSONDecodeError as first:
            loose = _LAST_COMMA.sub(_kept, _COMMENT.sub(_kept, text))
            if loose == text:
                raise
            return _parsed_loosely(loose, first)
    except json.JSONDecodeError as problem:
        summary = f"`{file}` is not JSON: {problem.msg[:1].lower()}{problem.msg[1:]}"
        return unreadable(summary, file, "export it again, or correct it here", problem.lineno, problem.colno)
    except (ValueError, RecursionError) as problem:
        why = "nested too deeply" if isinstance(problem, RecursionError) else str(problem)
        return unreadable(f"`{file}` can't be read: {why}", file, "export it again")


def _parsed_loosely(loose: str, first: json.JSONDecodeError) -> tuple[JsonValue, ...]:
    """Told is the first fault: a text that is no JSON at all is not about its comments."""
    try:
        return _parsed(loose)
    except json.JSONDecodeError:
        raise first from None


def _kept(match: re.Match[str]) -> str:
    """A string stays; what goes leaves its lines behind, so that a fault is told where it is."""
    return match[1] or re.sub(r"[^\n]", " ", match[0])


def _parsed(text: str) -> tuple[JsonValue, ...]:
    found = tuple(_values(text))
    if "\\u" in text:
        _check_text(found)
    return found


def _values(text: str) -> Iterator[JsonValue]:
    decoder = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_no_number, parse_float=_finite)
    position = _after(_BLANK, text, 0)
    while position < len(text):
        value, end = decoder.raw_decode(text, position)
        yield value
        position = _after(_BETWEEN, text, end)


def _after(pattern: re.Pattern[str], text: str, position: int) -> int:
    match = pattern.match(text, position)
    return match.end() if match else position


def _object(pairs: list[tuple[str, JsonValue]]) -> JsonObject:
    """A key that stands twice counts once where one of the two says nothing."""
    found = dict(pairs)
    if len(found) < len(pairs):
        found = {}
        for key, value in pairs:
            first = found.get(key)
            if first not in (None, [], {}) and value not in (None, [], {}, first):
                raise _Doubled(f"`{key}` stands twice in one object, with two values")
            found[key] = value if value not in (None, [], {}) else first if key in found else value
    return found


def _no_number(word: str) -> float:
    raise ValueError(f"`{word}` is no value of JSON")


def _finite(digits: str) -> float:
    if math.isinf(number := float(digits)):
        raise ValueError(f"`{digits[:20]}` is too large a number")
    return number


def _check_text(values: tuple[JsonValue, ...]) -> None:
    """Half a character (a lone surrogate) passes through JSON, but could never be written to a file again."""
    try:
        json.dumps(values, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise ValueError("it holds half a character (a lone surrogate)") from None
