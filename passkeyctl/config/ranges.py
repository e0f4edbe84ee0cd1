"""IP ranges of named locations, from a list in YAML or from a text file with one on each line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import filterfalse, takewhile

from passkeyctl.config.faults import fault
from passkeyctl.config.spots import Spot
from passkeyctl.diagnostics import Diagnostic, SourceRange, warning
from passkeyctl.model.ranges import IS_IPV4, IS_NARROW_IPV4, are_narrow_ipv4, canonical_ipv6, canonical_range

MOST_RANGES = 2000
"""For one location (https://learn.microsoft.com/entra/identity/conditional-access/concept-assignment-network)."""

_TOO_WIDE = tuple(f"/{length}" for length in range(9))
_MOST_TOLD = 20
"""A file with more faults than this is the wrong file."""

Placed = tuple[str, SourceRange]


def from_spots(spots: Sequence[Spot], found: list[Diagnostic]) -> frozenset[str]:
    """The ranges of a list in YAML."""
    texts = [spot.text for spot in spots]
    members = frozenset(texts)
    if len(members) != len(texts) or not are_narrow_ipv4(texts):
        members = _one_by_one([(spot.text, spot.place) for spot in spots], found)
    if len(members) > MOST_RANGES:
        found.append(_too_many(len(members), spots[0].place))
    return members


def from_text(text: str, file: str, found: list[Diagnostic]) -> frozenset[str]:
    """The ranges of a text file: blank lines, and what follows a `#`, say nothing."""
    lines = text.splitlines()
    # Nearly every file is remarks and then ranges, as `export` writes it: then none of them costs a step of its own.
    remarks = [*takewhile(_is_remark, lines)]
    is_plain = are_narrow_ipv4(lines[len(remarks) :])
    others = remarks if is_plain else [*filterfalse(IS_NARROW_IPV4, lines)]
    members = frozenset(lines).difference(others)
    if any(map(_said, others)) or len(members) != len(lines) - len(others):
        placed = ((_said(line), SourceRange(file, number, 1)) for number, line in enumerate(lines, 1))
        members = _one_by_one([each for each in placed if each[0]], found)
    elif not members:
        hint = "write one range on each line, such as `203.0.113.0/24`"
        found.append(fault(f"`{file}` has no IP range", SourceRange(file, 1, 1), hint))
    if len(members) > MOST_RANGES:
        found.append(_too_many(len(members), SourceRange(file, 1, 1)))
    return members


def _is_remark(line: str) -> bool:
    return line.startswith("#")


def _said(line: str) -> str:
    return line.partition("#")[0].strip()


def _one_by_one(placed: Sequence[Placed], found: list[Diagnostic]) -> frozenset[str]:
    """The ranges in their one spelling; what is none, or stands twice, is told at its place."""
    first: dict[str, SourceRange] = {}
    faults: list[Diagnostic] = []
    for text, place in placed:
        spelling = canonical_range(text)
        if spelling is None:
            faults.append(fault(f"`{text}` is no IP range in CIDR notation", place, _hint(text)))
        elif spelling in first:
            faults.append(fault(f"`{text}` stands twice, first at {first[spelling]}", place, "keep one of them"))
        else:
            first[spelling] = place
    found.extend(faults[:_MOST_TOLD])
    if len(faults) > _MOST_TOLD:
        summary = f"{len(faults) - _MOST_TOLD} more lines of this list are wrong"
        found.append(fault(summary, placed[-1][1], "is it the right list?"))
    found.extend(_too_wide(first))
    return frozenset(first)


def _hint(text: str) -> str:
    if IS_IPV4(f"{text}/32"):
        return f"write `{text}/32` for the single address"
    if ":" in text and "/" not in text and canonical_ipv6(text) is not None:
        return f"write `{text}/128` for the single address"
    return "write it like `203.0.113.0/24` or `2001:db8::/32`"


def _too_wide(placed: Mapping[str, SourceRange]) -> Iterable[Diagnostic]:
    """A warning, since a tenant may hold one from earlier times."""
    wide = next((each for each in placed if each.endswith(_TOO_WIDE)), None)
    if wide is not None:
        summary = f"the range `{wide}` is wider than a new named location may be"
        hint = "write ranges with a prefix of `/9` or longer: Graph refuses others"
        yield warning("OPS901", summary, source=placed[wide], hint=hint)


def _too_many(count: int, place: SourceRange) -> Diagnostic:
    summary = f"{count} ranges are more than a named location takes, which is {MOST_RANGES}"
    return fault(summary, place, "make two locations of them")
