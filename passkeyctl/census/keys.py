"""Whose registered passkeys are known: the report says who has one, and a reading of each person which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from passkeyctl.census.sources import KEY_METHODS, Source
from passkeyctl.model.crowds import EMPTY, Crowd
from passkeyctl.model.people import KeyModel, People


@dataclass(frozen=True, slots=True)
class Keys:
    """`held` as far as it was read; `unread` may hold others.

    Where report and reading contradict each other, the later one is right: a report without a passkey ends the keys
    that were read before it, and one with a passkey makes having none unknown.
    """

    held: Mapping[KeyModel, Crowd]
    unread: Crowd


def keys_of(
    source: Source,
    reported: Crowd,
    everyone: Crowd,
    methods: Mapping[str, Crowd],
    report: int | None,
    since: int | None = None,
) -> Keys:
    """`report` is when the report was read. What was read before `since` is too old to say what somebody holds."""
    with_passkey = _with_passkey(methods)
    held = source.holders()
    stale = EMPTY if since is None else source.keys_read(before=since)
    earlier = EMPTY if report is None else source.keys_read(before=report)
    ended = (earlier & reported) - with_passkey
    lasting = {model: left for model, who in held.items() if (left := (who & everyone) - ended - stale)}
    contradicted = (earlier & with_passkey) - united(held.values())
    candidates = everyone & (with_passkey | (everyone - reported))
    forgotten = (united(held.values()) & stale & everyone) - ended
    return Keys(lasting, (candidates - (source.keys_read() - contradicted - stale)) | forgotten)


def may_hold(people: People) -> Crowd:
    """Who has a passkey by the report, or is not in it."""
    return _with_passkey(people.registered) | people.unreported


def _with_passkey(methods: Mapping[str, Crowd]) -> Crowd:
    return united(who for name, who in methods.items() if name.lower().startswith(KEY_METHODS))


def united(crowds: Iterable[Crowd]) -> Crowd:
    found = EMPTY
    for each in crowds:
        found |= each
    return found
