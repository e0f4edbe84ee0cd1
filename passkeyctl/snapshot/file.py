"""A snapshot on disk: JSON with one object of the tenant on each line.

The digest finds accidents: half a file, an edit, a merge. Parts are read when they are asked for, so that a file with
four hundred thousand address ranges costs a plan that needs none of them next to nothing.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from passkeyctl import __version__
from passkeyctl.errors import SnapshotRejected
from passkeyctl.json_types import JsonObject, JsonValue, list_in, number_in, object_in, text_in
from passkeyctl.snapshot.document import Content, Part, Snapshot, Unread
from passkeyctl.snapshot.parts import RETAKE, Held, LazyParts

KIND = "passkeyctl snapshot"
FORMAT = "1.0"
_OPENING = f'{{"kind":"{KIND}","format_version":"'
_DIGEST = re.compile(rb'"digest":"([0-9a-f]{64})",\n')
_PART = re.compile(rb'"(\w+)":\[')
_PARTS = b'"parts":{\n'
_END = b"}}\n"


def snapshot_text(snapshot: Snapshot) -> str:
    """In ASCII, so that nothing on the way to another machine changes it. Same snapshot, same bytes."""
    opening = f'{_OPENING}{FORMAT}",\n'
    head: JsonObject = {
        "tool_version": __version__,
        "taken_at": snapshot.taken_at,
        "endpoint": snapshot.endpoint,
        "is_sanitised": snapshot.is_sanitised,
        "members": {group: [*ids] for group, ids in sorted(snapshot.members.items())},
        "memberships": {person: [*ids] for person, ids in sorted(snapshot.memberships.items())},
        "names": dict(sorted(snapshot.names.items())),
        "placeholders": dict(sorted(snapshot.placeholders.items())),
        "unread": {
            part: {"status": content.status, "why": content.why}
            for part, content in sorted(snapshot.parts.items())
            if isinstance(content, Unread)
        },
    }
    lines = ",\n".join(f"{_spelled(key)}:{_spelled(value)}" for key, value in head.items())
    parts = ",\n".join(_part_text(part, snapshot.read(part)) for part in Part if snapshot.is_read(part))
    rest = f'{lines},\n"parts":{{\n{parts}\n}}}}\n'
    return f'{opening}"digest":"{_digest(opening.encode(), rest.encode())}",\n{rest}'


def _part_text(part: Part, objects: tuple[JsonObject, ...]) -> str:
    return f'"{part}":[' + ",".join("\n" + _spelled(each) for each in objects) + "\n]"


def _spelled(value: JsonValue) -> str:
    return json.dumps(value, separators=(",", ":"))


def _digest(opening: bytes, rest: bytes | memoryview) -> str:
    found = hashlib.sha256(opening)
    found.update(rest)
    return found.hexdigest()


def is_snapshot(content: bytes) -> bool:
    """Whether it was one of ours, whatever became of it since."""
    return f'"{KIND}"'.encode() in content[:400]


def load_snapshot(content: bytes, name: str, path: Path | None = None) -> Snapshot:
    """Raises SnapshotRejected where the file is not whole, altered or of another version; `name` is the file's.

    With a path, parts are read from there when they are asked for, and `content` need not stay in memory.
    """
    whole = content.removeprefix(b"\xef\xbb\xbf")
    if b"\r\n" in whole:  # git and mail programs do that; a line of JSON never holds one
        whole = whole.replace(b"\r\n", b"\n")
    head, places = _divided(whole, _checked(whole, name), name)
    held = Held(name, path if path is not None and len(whole) == len(content) else whole)
    try:
        return _snapshot(head, LazyParts(held, places, _unread(head["unread"])))
    except (KeyError, TypeError, ValueError) as error:
        raise SnapshotRejected(f"the snapshot `{name}` lacks something it must hold", hint=RETAKE) from error


def _checked(whole: bytes, name: str) -> int:
    """Where the rest begins, which the digest is of."""
    if not is_snapshot(whole):
        raise SnapshotRejected(f"`{name}` is no snapshot", hint="save one with `passkeyctl snapshot save FILE`")
    version = re.search(rb'"format_version":\s*"([^"]*)"', whole[:400])
    if version is None or version[1].decode(errors="replace") != FORMAT:
        found = version[1].decode(errors="replace") if version else "none"
        raise SnapshotRejected(
            f"the snapshot `{name}` has the format `{found}`, this version reads `{FORMAT}`", hint=RETAKE
        )
    if not whole.endswith(_END) and not _is_json(whole):
        raise SnapshotRejected(f"the snapshot `{name}` is not whole: its end is missing", hint=RETAKE)
    digest = _DIGEST.match(whole, whole.find(b"\n") + 1)
    if digest is None or digest[1].decode() != _digest(whole[: digest.start()], memoryview(whole)[digest.end() :]):
        raise SnapshotRejected(f"the snapshot `{name}` was altered after it was saved", hint=RETAKE)
    return digest.end()


def _is_json(whole: bytes) -> bool:
    """Whole, and written anew by another program."""
    try:
        json.loads(whole)
    except (ValueError, RecursionError):
        return False
    return True


def _divided(whole: bytes, begin: int, name: str) -> tuple[JsonObject, dict[Part, tuple[int, int]]]:
    """The head as JSON, and where each part begins and ends: none is read here."""
    start = whole.find(_PARTS, begin)
    try:
        head = json.loads(b"{" + whole[begin : max(start, begin)].rstrip(b",\n") + b"}")
        places = dict(_parts(whole, start + len(_PARTS)))
    except (ValueError, RecursionError) as error:
        raise SnapshotRejected(f"the snapshot `{name}` can't be read as JSON", hint=RETAKE) from error
    return head, places


def _parts(whole: bytes, place: int) -> Iterator[tuple[Part, tuple[int, int]]]:
    """Raises ValueError for a part that this version does not know, and for what is no part."""
    end = len(whole) - len(_END) - 1
    while place < end:
        named = _PART.match(whole, place)
        if named is None:
            raise ValueError(place)
        closing = whole.index(b"\n]", named.end() - 1)
        yield Part(named[1].decode()), (named.end() - 1, closing + 2)
        place = closing + 4


def _unread(value: JsonValue) -> dict[Part, Unread]:
    found = {Part(part): object_in(each) for part, each in object_in(value).items()}
    return {part: Unread(number_in(each["status"]), text_in(each["why"])) for part, each in found.items()}


def _snapshot(head: JsonObject, parts: Mapping[Part, Content]) -> Snapshot:
    return Snapshot(
        taken_at=text_in(head["taken_at"]),
        endpoint=text_in(head["endpoint"]),
        parts=parts,
        members=_id_lists(head["members"]),
        names=_texts(head["names"]),
        is_sanitised=head["is_sanitised"] is True,
        memberships=_id_lists(head["memberships"]),
        placeholders=_texts(head["placeholders"]),
    )


def _texts(value: JsonValue) -> dict[str, str]:
    return {id: text_in(each) for id, each in object_in(value).items()}


def _id_lists(value: JsonValue) -> dict[str, tuple[str, ...]]:
    return {id: tuple(text_in(each) for each in list_in(ids)) for id, ids in object_in(value).items()}
