"""Keys made from names stay when other objects come and go."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passkeyctl.config.shape import LOCAL_ID
from passkeyctl.export.local_ids import local_ids, slug
from passkeyctl.model.address import Kind
from tests.export.tenants import names
from tests.states import id_of, live


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("CA001: Block légacy authentication!", "ca001-block-legacy-authentication"),
        ("Straße nach Ålesund", "strasse-nach-alesund"),
        ("日本語", "policy"),
        ("All", "policy-all"),
        ("default", "policy-default"),
        ("add-a-bad-face-cafe-deed", "policy-add-a-bad-face-cafe-deed"),
        ("11111111-aaaa-4bbb-8ccc-111111111111", "policy-11111111-aaaa-4bbb-8ccc-111111111111"),
        ("word " * 30, "word-word-word-word-word-word-word-word-word-word-word-word"),
    ],
)
def test_a_slug_keeps_letters_and_digits(name: str, expected: str) -> None:
    assert slug(name, "policy") == expected


def test_the_older_of_two_keeps_the_plain_key() -> None:
    older = live(Kind.POLICY, id_of(9), "Block legacy", {"createdDateTime": "2024-01-01T00:00:00Z"})
    newer = live(Kind.POLICY, id_of(1), "Block Legacy!", {"createdDateTime": "2026-01-01T00:00:00Z"})
    assert local_ids([newer, older], "policy") == {older.id: "block-legacy", newer.id: "block-legacy-0000"}


@given(st.lists(names, min_size=2, max_size=6))
def test_what_is_added_later_renames_nothing(listed: list[str]) -> None:
    objects = [
        live(Kind.POLICY, id_of(90 - number), name or "x", {"createdDateTime": f"2026-01-0{number + 1}T00:00:00Z"})
        for number, name in enumerate(listed)
    ]
    before, after = local_ids(objects[:-1], "policy"), local_ids(objects, "policy")
    assert {id: after[id] for id in before} == before
    assert len(set(after.values())) == len(objects)
    assert all(re.fullmatch(LOCAL_ID, each) for each in after.values())
