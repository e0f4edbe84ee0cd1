"""Names in letters: whatever they hold, they are shown, and never read as markup, as a heading or as a link."""

from __future__ import annotations

import re
import unicodedata

_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~&!])")
_LINK = re.compile(r"://|\bwww\.", re.I)
_START = re.compile(r"^( ?)([-+=])|^( ?\d+)([.)])(?=\s|$)")
_BLANKS = re.compile(" +")
_JOINERS = frozenset("\u200c\u200d")


def one_line(text: str) -> str:
    """Without line ends, control characters and marks that turn the direction of writing."""
    return _in_one(text).strip()


def _in_one(text: str) -> str:
    return _BLANKS.sub(" ", "".join(_shown(each) for each in text))


def _shown(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Cc", "Zl", "Zp", "Zs"):
        return " "
    return "" if category.startswith("C") and character not in _JOINERS else character


def escaped(text: str) -> str:
    """As Markdown that shows just this text, wherever it stands; a blank at an end stays one."""
    plain = _SIGNS.sub(r"\\\1", _in_one(text))
    unlinked = _LINK.sub(lambda found: found[0].replace("/", r"\/").replace(".", r"\."), plain)
    return _START.sub(r"\1\3\\\2\4", unlinked)
