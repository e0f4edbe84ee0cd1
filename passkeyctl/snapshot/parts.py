"""The parts of a snapshot's file, each read when it is first asked for.

One part may be most of what fits in memory: of a file on disk only the places of its parts are kept.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from passkeyctl.errors import SnapshotRejected
from passkeyctl.json_types import JsonObject
from passkeyctl.snapshot.document import Content, Part, Unread

RETAKE = "take it again with `passkeyctl snapshot save`"


@dataclass(frozen=True, slots=True)
class Held:
    """Where the bytes are: in memory, or in a file that can be read again."""

    name: str
    content: bytes | Path

    def lines(self, begin: int, end: int) -> Iterator[bytes]:
        """One after the other; raises SnapshotRejected where the file is another one by now."""
        try:
            with io.BytesIO(self.content) if isinstance(self.content, bytes) else self.content.open("rb") as stream:
                stream.seek(begin)
                if stream.read(1) != b"[":
                    raise self._changed()
                yield b"["
                place = begin + 1
                while place < end:
                    line = stream.readline(end - place)
                    place += len(line)
                    if not line or (place == end and line != b"]"):
                        raise self._changed()
                    yield line
        except OSError as error:
            reason = error.strerror or error
            raise SnapshotRejected(f"the snapshot `{self.name}` can't be read: {reason}", hint="run again") from error

    def _changed(self) -> SnapshotRejected:
        return SnapshotRejected(f"the snapshot `{self.name}` was changed while it was read", hint="run again")


class LazyParts(Mapping[Part, Content]):
    """`places` are where each part begins and ends."""

    def __init__(self, held: Held, places: Mapping[Part, tuple[int, int]], unread: Mapping[Part, Unread]) -> None:
        self._held = held
        self._places = places
        self._unread = unread
        self._read: dict[Part, tuple[JsonObject, ...]] = {}

    def holds(self, part: Part) -> bool:
        """Asking this reads nothing."""
        return part in self._places

    def lines(self, part: Part) -> Iterator[bytes]:
        """A part as JSON that nobody has looked at yet, an object on each line; a KeyError where it is unread."""
        return self._held.lines(*self._places[part])

    def __getitem__(self, part: Part) -> Content:
        if part in self._unread:
            return self._unread[part]
        if part not in self._read:
            self._read[part] = self._objects(part)
        return self._read[part]

    def __iter__(self) -> Iterator[Part]:
        yield from (part for part in Part if part in self._places or part in self._unread)

    def __len__(self) -> int:
        return len({*self._places, *self._unread})

    def _objects(self, part: Part) -> tuple[JsonObject, ...]:
        raw = b"".join(self.lines(part))
        try:
            found = json.loads(raw)
        except (ValueError, RecursionError) as error:
            raise SnapshotRejected(f"`{part}` in the snapshot `{self._held.name}` is no JSON", hint=RETAKE) from error
        if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
            raise SnapshotRejected(f"`{part}` in the snapshot `{self._held.name}` is no list of objects", hint=RETAKE)
        return tuple(found)
