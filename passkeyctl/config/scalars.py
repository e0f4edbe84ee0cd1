"""What YAML readers make of a scalar without quotes, so that a file means the same to all of them.

The words of YAML 1.1 (`yes`, `on`, sexagesimal numbers) count as well as those of 1.2: other tools read them so.
"""

from __future__ import annotations

import re

NULLS = frozenset({"null", "Null", "NULL", "~"})
TRUE = frozenset({"true", "True", "TRUE"})
FALSE = frozenset({"false", "False", "FALSE"})
_OLD_BOOLEANS = frozenset(
    spelling for word in ("y", "n", "yes", "no", "on", "off") for spelling in (word, word.title(), word.upper())
)
_NUMBER = (
    r"[-+]?(?:0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|[0-9][0-9_]*(?::[0-5]?[0-9])*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?"
    r"|\.[0-9_]+(?:[eE][-+]?[0-9]+)?|\.(?:inf|Inf|INF))|\.(?:nan|NaN|NAN)"
)
_DATE = r"\d{4}-\d\d?-\d\d?(?:[Tt ].*)?"
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_FIRST = frozenset("0123456789+-.~nNyYtTfFoO")
_FIRST_OF_NUMBERS = frozenset("0123456789+-.")


def reads_as(text: str) -> str:
    """What a plain scalar is besides text (`a boolean`, `a number`, `a date`, `nothing`), or ``."""
    if text and text[0] not in _FIRST:
        return ""
    if not text or text in NULLS:
        return "nothing"
    if text in TRUE or text in FALSE or text in _OLD_BOOLEANS:
        return "a boolean"
    if text[0] not in _FIRST_OF_NUMBERS or "/" in text:  # IP ranges, of which there may be many
        return ""
    if re.fullmatch(_NUMBER, text):
        return "a number"
    return "a date" if re.fullmatch(_DATE, text) else ""


def is_old_boolean(text: str) -> bool:
    """`on`, `off`, `yes`, `no`: booleans in YAML 1.1, text in YAML 1.2, and so refused in both roles."""
    return text in _OLD_BOOLEANS


def composed(text: str) -> str:
    """Unicode NFC: what looks equal compares equal."""
    if text.isascii():
        return text
    from unicodedata import normalize  # a library to load, which most files don't need

    return normalize("NFC", text)


def quoted(text: str) -> str:
    """Between double quotes, with escapes for what an editor would not show."""
    return '"' + "".join(_ESCAPES.get(each) or spelled_out(each) for each in text) + '"'


def spelled_out(character: str) -> str:
    """The character, or its escape where nobody would see it."""
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"
