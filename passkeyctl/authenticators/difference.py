"""What another catalogue would change: in the catalogue itself, and in what files say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from passkeyctl.authenticators.catalogue import Catalogue
from passkeyctl.authenticators.entries import Authenticator
from passkeyctl.diagnostics import SourceRange
from passkeyctl.model.desired import Configuration, Entry


class FieldDifference(NamedTuple):
    """One list of a file: the members that come and go with the catalogue."""

    address: str
    path: str
    added: tuple[str, ...]
    removed: tuple[str, ...]
    source: SourceRange


class NameDifference(NamedTuple):
    """One name: the AAGUIDs that it stands for besides, and no more."""

    name: str
    added: tuple[str, ...]
    removed: tuple[str, ...] = ()


def field_differences(old: Configuration, new: Configuration) -> tuple[FieldDifference, ...]:
    """The same files by two catalogues, field by field."""
    before = {each.address: each for each in old.entries}
    return tuple(
        found for entry in new.entries if entry.address in before for found in _of_entry(before[entry.address], entry)
    )


def _of_entry(old: Entry, new: Entry) -> Iterator[FieldDifference]:
    for path, written in new.written.items():
        earlier = old.written.get(path)
        now, was = written.value, earlier.value if earlier is not None else None
        if isinstance(now, frozenset) and isinstance(was, frozenset) and now != was:
            added, removed = (tuple(sorted(map(str, each))) for each in (now - was, was - now))
            yield FieldDifference(str(new.address), path, added, removed, written.source)


def new_entries(old: Catalogue, new: Catalogue) -> tuple[Authenticator, ...]:
    """The models that the later catalogue has and the earlier has not."""
    return tuple(each for each in new.entries if each.aaguid not in old.by_aaguid)


def name_differences(old: Catalogue, new: Catalogue) -> tuple[NameDifference, ...]:
    """Names of both that stand for other AAGUIDs in the later one."""
    found = []
    for name, named in old.names.items():
        later = new.names.get(name)
        was, now = frozenset(named.aaguids), frozenset(later.aaguids if later is not None else ())
        if was != now:
            found.append(NameDifference(name, tuple(sorted(now - was)), tuple(sorted(was - now))))
    return tuple(found)
