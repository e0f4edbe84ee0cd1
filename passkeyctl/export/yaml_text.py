"""Text as YAML that no reader takes for anything but this text, whichever version of YAML it knows."""

from __future__ import annotations

from passkeyctl.config.scalars import quoted, reads_as, spelled_out

# What may stand in a plain scalar beside letters and digits, also between brackets.
_HARMLESS = "-_.@/+()&=;!*%?<>~^|' "
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") | frozenset(_HARMLESS)


def scalar(text: str) -> str:
    """Plain where every reader sees this very text, quoted elsewhere; `${` is none of the file's variables."""
    if _is_plain(text):
        return text
    text = text.replace("${", "$${")
    if text.isprintable() and ('"' in text or "\\" in text):
        return "'" + text.replace("'", "''") + "'"
    return quoted(text)


def remark(text: str) -> str:
    """Text for a comment: it stays on its line, and nothing in it is invisible."""
    return "".join(each if each.isprintable() else spelled_out(each) for each in text)


def can_say(text: str) -> bool:
    """Whether a file can hold this text and mean it: not nothing, composed letters, no half characters."""
    if not text:
        return False
    if text.isascii():
        return True
    from unicodedata import is_normalized

    return is_normalized("NFC", text) and not any("\ud800" <= each <= "\udfff" for each in text)


def _is_plain(text: str) -> bool:
    if not text or not text[0].isalnum() or text[-1] == " ":
        return False
    if not _PLAIN.issuperset(text) and not all(each in _PLAIN or each.isalnum() for each in text):
        return False
    return not reads_as(text)
