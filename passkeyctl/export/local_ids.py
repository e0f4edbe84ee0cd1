"""Keys for the objects of a section, made from their names, that stay when other objects come and go."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from passkeyctl.config.references import as_guid, is_nearly_guid
from passkeyctl.model.state import LiveObject

LONGEST = 60
RESERVED = frozenset({"default", "all", "alltrusted", "none", "everyone"})
"""Words that mean something else where a local id may stand."""


def local_ids(objects: Iterable[LiveObject], word: str) -> Mapping[str, str]:
    """The local id of each object by its id. `word` is for names without a letter that could be kept.

    Where two names come to the same, the older object keeps the plain one: what is added later renames nothing.
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    for each in sorted(objects, key=lambda each: (str(each.original.get("createdDateTime") or ""), each.id)):
        start = slug(each.name, word)
        digits = re.sub(r"[^a-z0-9]", "", each.id.lower())
        # A name of which nothing is left has nothing of its own to be told by.
        lengths = (8, len(digits)) if start == word else (0, 4, 8, len(digits))
        choices = (f"{start}-{digits[:length]}".rstrip("-") for length in lengths)
        chosen = next((choice for choice in choices if choice not in taken), f"{start}-{len(taken)}")
        taken.add(chosen)
        found[each.id] = chosen
    return found


def slug(name: str, word: str) -> str:
    """`CA001: Block légacy` is `ca001-block-legacy`; `word` stands for a name of which nothing is left."""
    plain = name.replace("ß", "ss").replace("ø", "o").replace("Ø", "o").replace("æ", "ae").replace("Æ", "ae")
    ascii_only = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode().lower()
    text = re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")
    if len(text) > LONGEST:
        text = text[:LONGEST].rpartition("-")[0] or text[:LONGEST]
    if not text:
        return word
    return f"{word}-{text}" if text in RESERVED or as_guid(text) or is_nearly_guid(text) else text
