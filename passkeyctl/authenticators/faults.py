"""The words for names that mean nothing clear: AAG201, AAG202, and OPS901 for the date of the catalogue."""

from __future__ import annotations

from typing import assert_never

from passkeyctl.authenticators.outcomes import (
    PARTS_OF_A_WHOLE,
    Ambiguous,
    Circular,
    DateFlaw,
    Empty,
    Fault,
    GuidFlaw,
    Malformed,
    Unknown,
    UnknownCatalogue,
)
from passkeyctl.diagnostics import Diagnostic, SourceRange, error

SHAPE_HINT = "an AAGUID is 8-4-4-4-12 hexadecimal digits, such as `90a3ccdf-635c-4729-a248-9b709135078f`"


def diagnose(fault: Fault, source: SourceRange | None = None, *, address: str = "") -> Diagnostic:
    """An error that says what is wrong with the name, where, and what to write instead."""
    code = "AAG201" if isinstance(fault, Malformed) else "AAG202"
    summary, detail, hint = _words(fault)
    inside = (f"inside {_chain(fault.inside)}",) if fault.inside else ()
    return error(code, summary, source=source, hint=hint, address=address, detail=(*inside, *detail))


def diagnose_catalogue(fault: UnknownCatalogue, source: SourceRange | None = None) -> Diagnostic:
    """An error about `catalogue:` in a file."""
    known = ", ".join(f'"{date}"' for date in fault.known)
    match fault.flaw:
        case DateFlaw.SHAPE:
            summary, hint = "is no catalogue date", f"write a year and a month in quotes; this version has {known}"
        case DateFlaw.AFTER_THE_LAST:
            summary, hint = "is newer than every catalogue here", f"upgrade passkeyctl, or write one of {known}"
        case DateFlaw.BEFORE_THE_FIRST:
            summary, hint = "is older than the first catalogue", f"write one of {known}"
        case DateFlaw.BETWEEN:
            summary, hint = "is the date of no catalogue", f"write one of {known}"
        case _:
            assert_never(fault.flaw)
    return error("OPS901", f"`{fault.written}` {summary}", source=source, hint=hint)


Words = tuple[str, tuple[str, ...], str]


def _words(fault: Fault) -> Words:
    match fault:
        case Malformed():
            return _malformed(fault)
        case Unknown():
            return _unknown(fault)
        case Ambiguous():
            return _ambiguous(fault)
        case Circular(name, path):
            return f"the house alias `{name}` contains itself", (_chain(path),), "take one of these out of its list"
        case Empty(name):
            return f"the house alias `{name}` lists nothing", (), "list a model, or take the alias out of the files"
        case _:
            assert_never(fault)


def _malformed(fault: Malformed) -> Words:
    match fault.flaw:
        case GuidFlaw.ALL_ZERO:
            hint = "authenticators send it when they do not say what they are: name the models you mean"
            return f"`{fault.name}` stands for no model", (), hint
        case GuidFlaw.BRACES | GuidFlaw.SHAPE:
            why = "has brackets around it" if fault.flaw is GuidFlaw.BRACES else "is not a well-formed AAGUID"
            return f"`{fault.name}` {why}", (), f"write `{fault.repaired}`" if fault.repaired else SHAPE_HINT
        case _:
            assert_never(fault.flaw)


def _unknown(fault: Unknown) -> Words:
    if fault.since:
        hint = f'write `catalogue: "{fault.since}"`, or list its AAGUIDs'
        return f"`{fault.name}` is newer than the catalogue of this file", (), hint
    hint = "name a model of the catalogue, an alias of your own, or an AAGUID"
    if fault.suggestions:
        hint = f"did you mean {_choice(fault.suggestions)}?"
        for whole in PARTS_OF_A_WHOLE:
            if fault.suggestions[0].startswith(f"{whole}-"):
                hint += f" it is only a part of `{whole}`, which nearly everybody needs whole"
    return f"no authenticator is called `{fault.name}`", (), hint


def _ambiguous(fault: Ambiguous) -> Words:
    total = sum(choice.size for choice in fault.choices)
    detail = tuple(f"`{choice.name}`: {_aaguids(choice.size)}" for choice in fault.choices)
    hint = f"write a model such as `{fault.example}`, or a family" if fault.example else "write one of these families"
    if fault.vendor:
        hint += f", or `{fault.vendor.name}` for every certified model ({_aaguids(fault.vendor.size)})"
    return f"`{fault.name}` matches {len(fault.choices)} families with {_aaguids(total)}", detail, hint


def _aaguids(count: int) -> str:
    return "1 AAGUID" if count == 1 else f"{count} AAGUIDs"


def _choice(names: tuple[str, ...]) -> str:
    return " or ".join(f"`{name}`" for name in names)


def _chain(names: tuple[str, ...]) -> str:
    return " > ".join(f"`{name}`" for name in names)
