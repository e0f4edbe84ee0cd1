"""Lists of Graph's answers in an order of ours: what is sent back does not depend on the order of an answer."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from passkeyctl.json_types import JsonValue
from passkeyctl.wire.canonical import in_one_order

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["a", "B", "10", "9"]),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["id", "name", "z"]), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(VALUES, st.randoms(use_true_random=False))
def test_every_order_of_an_answer_comes_to_one(value: JsonValue, chance: Random) -> None:
    def shuffled(part: JsonValue) -> JsonValue:
        if isinstance(part, list):
            members = [shuffled(each) for each in part]
            chance.shuffle(members)
            return members
        return {key: shuffled(each) for key, each in part.items()} if isinstance(part, dict) else part

    assert in_one_order(shuffled(value)) == in_one_order(value)


def test_what_has_an_id_is_ordered_by_it() -> None:
    rows: list[JsonValue] = [{"id": "b", "a": 1}, {"id": "a", "z": 2}, {"z": 1}]
    assert in_one_order(rows) == [{"z": 1}, {"id": "a", "z": 2}, {"id": "b", "a": 1}]
