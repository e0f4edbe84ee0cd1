"""A single changed leaf is shown as one change; one that means the same, as none."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from passkeyctl.wire import policies
from tests.corpus.comparing import as_file, compared, shown
from tests.corpus.leaves import another, at, leaves
from tests.corpus.meaning import differing, meaning
from tests.corpus.shapes import Maker


@settings(derandomize=True, max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
def test_one_leaf_is_one_change(seed: int) -> None:
    maker = Maker(Random(seed))
    for _ in range(10):
        before = maker.whole("conditionalAccessPolicy")
        file = as_file(policies.read(before))
        assert shown(compared(file, policies.read(before))) == ()
        found = [
            each for each in leaves(before, "conditionalAccessPolicy") if each.place not in (("id",), ("displayName",))
        ]
        for leaf in maker.random.sample(found, min(12, len(found))):
            after = at(before, leaf.place, another(leaf, maker.random))
            # A requirement that goes may take the meaning of the operator with it.
            expected = min(1, len(differing(meaning(before), meaning(after))))

            seen = shown(compared(file, policies.read(after)))
            assert len(seen) == expected, (leaf.place, leaf.value, after)
