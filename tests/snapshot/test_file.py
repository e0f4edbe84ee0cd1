"""A snapshot on disk is the snapshot, or an error that says what is wrong with the file."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from passkeyctl.errors import SnapshotRejected
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.snapshot.document import Part, Snapshot, Unread
from passkeyctl.snapshot.file import is_snapshot, load_snapshot, snapshot_text
from tests.snapshot.shapes import TAKEN, reloaded, small

LEAF = st.none() | st.booleans() | st.integers() | st.text(max_size=8)
JSON: st.SearchStrategy[JsonValue] = st.recursive(
    LEAF, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
)
OBJECTS: st.SearchStrategy[tuple[JsonObject, ...]] = st.lists(
    st.dictionaries(st.text(max_size=5), JSON, max_size=4), max_size=3
).map(tuple)
IDS = st.dictionaries(st.uuids().map(str), st.lists(st.uuids().map(str), max_size=3).map(tuple), max_size=3)


@st.composite
def snapshots(draw: st.DrawFn) -> Snapshot:
    unread = st.builds(Unread, st.integers(0, 599), st.text(max_size=20))
    return Snapshot(
        taken_at=TAKEN,
        endpoint=draw(st.text(max_size=9)),
        parts=draw(st.dictionaries(st.sampled_from(Part), OBJECTS | unread)),
        members=draw(IDS),
        names=draw(st.dictionaries(st.uuids().map(str), st.text(max_size=9), max_size=3)),
        is_sanitised=draw(st.booleans()),
        memberships=draw(IDS),
        placeholders=draw(st.dictionaries(st.uuids().map(str), st.text(max_size=9), max_size=3)),
    )


@settings(max_examples=60, deadline=None)
@given(snapshots())
def test_what_was_saved_is_what_is_read(snapshot: Snapshot) -> None:
    assert reloaded(snapshot) == snapshot


def test_a_file_is_json_for_anybody() -> None:
    document = json.loads(snapshot_text(small()))
    assert document["kind"] == "passkeyctl snapshot"
    assert document["parts"]["namedLocations"][0]["displayName"] == "Büro ☃"
    assert document["unread"] == {
        "conditionalAccessPolicies": {
            "status": 403,
            "why": "`GET /identity/conditionalAccess/policies` is not permitted",
        }
    }


def test_the_same_snapshot_gives_the_same_bytes() -> None:
    assert snapshot_text(reloaded(small())) == snapshot_text(small())


def test_line_ends_of_another_system_and_a_mark_in_front_are_no_change() -> None:
    content = snapshot_text(small()).replace("\n", "\r\n").encode("utf-8-sig")
    assert load_snapshot(content, "x") == small()


def test_what_is_unread_is_not_empty() -> None:
    found = reloaded(small())
    assert found.is_read(Part.CONTEXTS)
    assert found.read(Part.CONTEXTS) == ()
    assert not found.is_read(Part.POLICIES)
    assert not found.is_read(Part.STRENGTHS)


def _half(content: bytes) -> bytes:
    return content[: len(content) // 2]


def _cut_in_the_head(content: bytes) -> bytes:
    return content[:60]


def _another_version(content: bytes) -> bytes:
    return content.replace(b'"format_version":"1.0"', b'"format_version":"7.3"')


def _edited(content: bytes) -> bytes:
    return content.replace(b'"isTrusted":true', b'"isTrusted":false')


def _indented(content: bytes) -> bytes:
    return json.dumps(json.loads(content), indent=2).encode()


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (_half, "is not whole"),
        (_cut_in_the_head, "is not whole"),
        (_another_version, "has the format `7.3`, this version reads `1.0`"),
        (_edited, "was altered"),
        (_indented, "was altered"),
        (lambda _: b"", "is no snapshot"),
        (lambda _: b"passkeys: {}\n", "is no snapshot"),
        (lambda _: b'{"kind":"passkeyctl plan file"}', "is no snapshot"),
        (lambda _: b"\xff\xfe\x00", "is no snapshot"),
        (lambda _: b'{"kind":"passkeyctl snapshot"}}\n', "has the format `none`"),
    ],
)
def test_a_damaged_file_is_refused(damage: Callable[[bytes], bytes], words: str) -> None:
    with pytest.raises(SnapshotRejected, match=words) as raised:
        load_snapshot(damage(snapshot_text(small()).encode()), "contoso.snapshot")
    assert "contoso.snapshot" in raised.value.summary
    assert raised.value.hint
    assert raised.value.exit_code == 1


def _sealed(change: Callable[[str], str]) -> bytes:
    """Changed by somebody who also wrote a fitting digest."""
    import hashlib

    opening, _, rest = (snapshot_text(small()).split("\n", 2)[i] for i in (0, 1, 2))
    changed = change(rest)
    digest = hashlib.sha256((opening + "\n" + changed).encode()).hexdigest()
    return f'{opening}\n"digest":"{digest}",\n{changed}'.encode()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"taken_at":"2026-11-20T07:30:00Z"', '"taken_at":7', "lacks something"),
        ('"taken_at"', '"taken"', "lacks something"),
        ('"members":{', '"members":{"x":7,', "lacks something"),
        ('"status":403', '"status":"no"', "lacks something"),
        ('"conditionalAccessPolicies":{', '"weather":{', "lacks something"),
        ('"names":{', '"names":{{', "can't be read as JSON"),
        ('"authenticationContextClassReferences":[', '"weather":[', "can't be read as JSON"),
        ('"parts":{\n', '"parts":{\n{', "can't be read as JSON"),
    ],
)
def test_wrong_shapes_are_named_even_where_the_digest_fits(old: str, new: str, words: str) -> None:
    content = _sealed(lambda text: text.replace(old, new, 1))
    with pytest.raises(SnapshotRejected, match=words):
        load_snapshot(content, "x")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [('"isTrusted":true', '"isTrusted":tru', "is no JSON"), ('\n{"@odata', '\n7,{"@odata', "no list of objects")],
)
def test_a_part_is_judged_when_it_is_asked_for(old: str, new: str, words: str) -> None:
    found = load_snapshot(_sealed(lambda text: text.replace(old, new, 1)), "x")
    with pytest.raises(SnapshotRejected, match=words):
        found.read(Part.LOCATIONS)


def test_ours_are_known_by_their_first_words() -> None:
    document: JsonObject = {"value": []}
    assert is_snapshot(snapshot_text(small()).encode())
    assert not is_snapshot(json.dumps(document).encode())
