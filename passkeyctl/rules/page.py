"""The page of a rule: what `explain CODE` prints and docs/checks/CODE.md shows; written in pages/CODE.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files

from passkeyctl.errors import PasskeyctlError

NEEDED = ("what", "why", "example", "remedy")
OPTIONAL = ("dated", "unknown", "waiver")
OURS = "this is a fault of passkeyctl; please report it"


class PageFault(PasskeyctlError):
    """A page is missing or not as it must be: a fault of the tool, not of its user."""


@dataclass(frozen=True, slots=True)
class Page:
    """`dated` says when the rule changes with Microsoft's calendar, `unknown` when it answers unknown.

    `waiver` says what a waiver's `accepts` names. `sources` are links, or rows such as `docs/graph-facts.md P-12`.
    """

    code: str
    what: str
    why: str
    example: str
    remedy: str
    sources: tuple[str, ...]
    reviewed: date
    dated: str = ""
    unknown: str = ""
    waiver: str = ""


def load_page(code: str) -> Page:
    """The page of a code of `table.RULES`."""
    file = files("passkeyctl.rules").joinpath("pages", f"{code}.toml")
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise PageFault(f"`{code}` has no page", hint=OURS) from error
    return page_of(code, text)


def page_of(code: str, text: str) -> Page:
    """What a page's text says; every key that is wanted is there, and no other."""
    try:
        written = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PageFault(f"the page of `{code}` is not TOML: {error}", hint=OURS) from error
    unknown = sorted(set(written) - {*NEEDED, *OPTIONAL, "sources", "reviewed"})
    if unknown:
        raise PageFault(f"the page of `{code}` has a key `{unknown[0]}` that no page has", hint=OURS)
    needed = {key: _text(code, written, key) for key in NEEDED}
    optional = {key: _text(code, written, key) for key in OPTIONAL if key in written}
    return Page(code, **needed, sources=_sources(code, written), reviewed=_reviewed(code, written), **optional)


def _text(code: str, written: Mapping[str, object], key: str) -> str:
    value = written.get(key)
    if not isinstance(value, str) or not value.strip():
        raise PageFault(f"the page of `{code}` does not say `{key}`", hint=OURS)
    return value.strip("\n").rstrip()


def _sources(code: str, written: Mapping[str, object]) -> tuple[str, ...]:
    value = written.get("sources")
    if not isinstance(value, list) or not value or not all(isinstance(each, str) for each in value):
        raise PageFault(f"the page of `{code}` names no `sources`", hint=OURS)
    return tuple(map(str, value))


def _reviewed(code: str, written: Mapping[str, object]) -> date:
    value = written.get("reviewed")
    if not isinstance(value, date) or isinstance(value, datetime):
        raise PageFault(f"the page of `{code}` does not say on which day it was `reviewed`", hint=OURS)
    return value
