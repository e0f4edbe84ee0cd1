"""A single changed leaf is shown as one change; one that means the same, as none."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from passkeyctl.diff import diff
from passkeyctl.identity import Identities
from passkeyctl.json_types import JsonObject
from passkeyctl.model.address import Address, Kind
from passkeyctl.model.change import ResourceChange
from passkeyctl.model.desired import Entry
from passkeyctl.model.kinds import FIELDS
from passkeyctl.model.state import LiveObject
from passkeyctl.resolve import ResolvedEntry
from passkeyctl.wire import policies
from tests.corpus.leaves import another, at, leaves
from tests.corpus.meaning import differing, meaning
from tests.corpus.shapes import Maker
from tests.states import HERE, prior

ADDRESS = Address(Kind.POLICY, "pilot")


def as_file(live: LiveObject) -> ResolvedEntry:
    """What an export writes of it: every value that is not Graph's default."""
    values = {each.path: live.fields[each.path] for each in FIELDS[live.kind] if live.fields[each.path] != each.default}
    return ResolvedEntry(Entry(ADDRESS, HERE, live.name, id=live.id), {**values, "name": live.name}, {})


def compared(file: ResolvedEntry, live: LiveObject) -> ResourceChange:
    (change,) = diff([file], Identities({ADDRESS: live}, ()), prior(live), {}).changes
    return change


def shown(change: ResourceChange) -> tuple[str, ...]:
    """Fields that differ: those of the file, and those that the file leaves out."""
    return tuple(sorted({*(each.path for each in change.changes), *(path for path, _ in change.not_in_file)}))


def standing(policy: JsonObject) -> int:
    return len(shown(compared(as_file(policies.read(policy)), policies.read(policy))))


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
