"""Strengths, named locations, authentication contexts, Temporary Access Pass and the campaign as entries."""

from __future__ import annotations

from passkeyctl.config.durations import SHORTEST_AND_LONGEST
from passkeyctl.export.entries import UNSAID_ON_PURPOSE, Draft, Writing, beyond, left_out, nested, unmanaged
from passkeyctl.export.nodes import Listed, Mapped, Pair, Scalar
from passkeyctl.export.options import ExportedFile
from passkeyctl.export.wording import shown, words
from passkeyctl.export.yaml_text import remark, scalar
from passkeyctl.model.address import Kind
from passkeyctl.model.kinds import FIELDS
from passkeyctl.model.locations import COUNTRY, IP
from passkeyctl.model.methods import EVERYONE_WORD
from passkeyctl.model.ranges import are_narrow_ipv4, canonical_range
from passkeyctl.model.reference import RefKind
from passkeyctl.model.state import LiveObject

MOST_INLINE = 50
"""More ranges than this go into a text file of their own."""

RANGES_FOLDER = "locations"


def strength(local: str, live: LiveObject, writing: Writing) -> Pair:
    draft = writing.draft(live, always=frozenset({"allowedCombinations"}))
    return writing.entry(local, draft)


def context(live: LiveObject, writing: Writing) -> Pair:
    draft = writing.draft(live, always=frozenset({"published"}))
    name = writing.identity(live)[:1] if live.name else ()
    pairs = (*(each for each in name if each.key == "name"), *nested(draft.said), *unmanaged(draft))
    above = (*left_out(draft), *beyond(live))
    return Pair(scalar(live.id), Mapped(pairs, is_open=True), above)


def location(local: str, live: LiveObject, writing: Writing) -> tuple[Pair, ExportedFile | None]:
    """The entry, and the file of its ranges where there are many."""
    draft = Draft(live)
    file = None
    if live.fields["type"] == IP:
        file = _ranges(local, draft, writing)
    always = frozenset({"countries"} if live.fields["type"] == COUNTRY else ())
    own = KEYS[str(live.fields["type"])]
    for each in FIELDS[Kind.LOCATION]:
        value = live.fields[each.path]
        if each.path in own and (value != each.default or each.path in always):
            writing.put(draft, each, value)
    if not draft.said:
        draft.leave("type", UNSAID_ON_PURPOSE)  # nothing that is said tells which it is
    return writing.entry(local, draft), file


KEYS = {IP: ("trusted",), COUNTRY: ("countries", "unknownCountries", "lookup")}


def _ranges(local: str, draft: Draft, writing: Writing) -> ExportedFile | None:
    ranges = draft.live.fields["ipRanges"]
    assert isinstance(ranges, frozenset)
    listed: list[str] = sorted(map(str, ranges))
    text = "\n".join([*listed, ""])
    is_plain = are_narrow_ipv4(listed)
    if not is_plain and not all(canonical_range(each) == each for each in listed):
        draft.leave("ipRanges")
        return None
    if len(listed) <= MOST_INLINE or not writing.options.has_files:
        draft.said["ipRanges"] = Listed(tuple(map(Scalar, listed))) if is_plain else words(listed)
        return None
    path = f"{RANGES_FOLDER}/{local}.txt"
    draft.said["ipRangesFrom"] = Scalar(path)
    return ExportedFile(path, f"# {remark(draft.live.name)}\n{text}")


def method(live: LiveObject, writing: Writing) -> Pair:
    """Temporary Access Pass or the campaign: one entry that is a section."""
    draft = writing.draft(live, always=frozenset({"state"}))
    for path in ("targets", "include", "exclude"):
        if path in live.fields:
            _people(path, draft, writing)
    if live.fields.get("limitSnoozes") is True:
        draft.said.pop("limitSnoozes", None)  # Graph's default, and only beta has it
    _bounds(draft)
    ordered = {path: draft.said[path] for path in sorted(draft.said, key=_ORDER.index)}
    pairs = (*nested(ordered), *unmanaged(draft))
    return Pair(live.kind.value, Mapped(pairs, is_open=True), (*left_out(draft), *beyond(live)))


_ORDER = (
    *("state", "method", "targets", "include", "exclude", "snoozeDays", "limitSnoozes", "oneTimeUse"),
    *("defaultLifetime", "minimumLifetime", "maximumLifetime", "length"),
)
LIFETIMES = ("minimumLifetime", "defaultLifetime", "maximumLifetime")
SHORTEST, LONGEST = SHORTEST_AND_LONGEST
BOUNDS = {**dict.fromkeys(LIFETIMES, (SHORTEST, LONGEST)), "length": (8, 48), "snoozeDays": (0, 14)}


def _bounds(draft: Draft) -> None:
    """What a file may not say is left as it is."""
    numbers = {path: value for path in BOUNDS if isinstance(value := draft.live.fields.get(path), int)}
    for path, value in numbers.items():
        if path in draft.said and not BOUNDS[path][0] <= value <= BOUNDS[path][1]:
            draft.leave(path)
    lengths = [numbers[path] for path in LIFETIMES if path in draft.said]
    if lengths != sorted(lengths):
        for path in LIFETIMES:
            if path in draft.said:
                draft.leave(path)


def _people(path: str, draft: Draft, writing: Writing) -> None:
    """Groups and users in one list; `everyone` alone is a word."""
    groups, users = draft.live.fields[path], draft.live.fields[f"{path}.users"]
    assert isinstance(groups, frozenset)
    assert isinstance(users, frozenset)
    draft.forget(path)
    ids = {str(each) for each in groups} - {EVERYONE_WORD}
    everyone = [Scalar(EVERYONE_WORD)] if EVERYONE_WORD in groups else []
    referring = writing.wording.referring
    named = referring.members(RefKind.GROUP, ids, by_id=path == "exclude")
    people = [referring.user(str(each)) for each in sorted(str(each) for each in users)]
    if named is None or any(each is None for each in people):
        draft.leave(path, f"{shown(groups)}; {shown(users)}")
    elif everyone and not ids and not people:
        draft.said[path] = everyone[0]
    elif path != "exclude" or ids or people:
        draft.said[path] = Listed((*everyone, *named.members, *(each for each in people if each is not None)))
