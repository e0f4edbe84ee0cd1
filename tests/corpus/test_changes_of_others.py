"""A single changed leaf of a strength, a location, a context or a method is one change, or none that means the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.state import LiveObject
from passkeyctl.wire import contexts, locations, methods, passkeys, strengths
from tests.corpus import meaning_of_others as meanings
from tests.corpus.comparing import as_file, compared, shown
from tests.corpus.leaves import Leaf, another, at, leaves
from tests.corpus.meaning import Meaning, differing, members
from tests.corpus.passkey_shapes import campaign, fido2, temporary_access_pass
from tests.corpus.shapes import Maker
from tests.corpus.tenants import location

CAMPAIGN = ("registrationEnforcement", "authenticationMethodsRegistrationCampaign")


@dataclass(frozen=True, slots=True)
class Sort:
    """One sort of object: how it is made, found in, read and understood."""

    name: str
    make: Callable[[Maker], JsonObject]
    read: Callable[[JsonObject], LiveObject]
    means: Callable[[JsonObject], Meaning]

    def leaves(self, raw: JsonObject) -> Iterator[Leaf]:
        if self.name == "campaign":
            inner = raw[CAMPAIGN[0]][CAMPAIGN[1]]  # type: ignore[index,call-overload]
            assert isinstance(inner, dict)
            yield from leaves(inner, "authenticationMethodsRegistrationCampaign", CAMPAIGN)
            return
        named = str(raw.get("@odata.type", "")).removeprefix("#microsoft.graph.")
        yield from leaves(raw, named or self.name)


SORTS = (
    Sort(
        "authenticationStrengthPolicy",
        lambda m: m.whole("authenticationStrengthPolicy"),
        strengths.read,
        meanings.strength,
    ),
    Sort("location", location, locations.read, meanings.location),
    Sort(
        "authenticationContextClassReference",
        lambda m: m.whole("authenticationContextClassReference"),
        contexts.read,
        meanings.context,
    ),
    Sort(
        "temporaryAccessPass",
        temporary_access_pass,
        methods.read_temporary_access_pass,
        meanings.temporary_access_pass,
    ),
    Sort("campaign", campaign, lambda raw: methods.read_campaign(raw, None), meanings.campaign),
)
KEPT = ("id", "cidrAddress", "targetedAuthenticationMethod", "policyType")
"""Who an object is, and leaves that have no other value of the right sort at hand."""


@pytest.mark.parametrize("sort", SORTS, ids=lambda each: each.name)
@settings(derandomize=True, max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_one_leaf_is_one_change(sort: Sort, seed: int) -> None:
    maker = Maker(Random(seed))
    for _ in range(5):
        before = sort.make(maker)
        file = as_file(sort.read(before))
        assert shown(compared(file, sort.read(before))) == ()
        found = [each for each in sort.leaves(before) if each.place[-1] not in KEPT]
        for leaf in maker.random.sample(found, min(8, len(found))):
            after = at(before, leaf.place, another(leaf, maker.random))
            expected = differing(sort.means(before), sort.means(after))
            seen = shown(compared(file, sort.read(after)))
            if leaf.place[-1] == "state" and sort.name == "campaign":
                # What Microsoft has moved is to be as the file says again: that is shown beside the state.
                assert "state" in seen
            else:
                assert len(seen) == len(expected), (leaf.place, leaf.value, expected, seen, after)


@settings(derandomize=True, max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
def test_one_leaf_of_the_passkey_policy(seed: int) -> None:
    """At most one change; which leaves mean something is the table of normalisations."""
    maker = Maker(Random(seed))
    before = fido2(maker, opted_in=True)  # before that, one legacy member stands for two fields
    files = {(each.kind, each.id): as_file(each) for each in passkeys.read(before)}
    found = [each for each in leaves(before, "fido2AuthenticationMethodConfiguration") if _is_passkey_leaf(each)]
    for leaf in maker.random.sample(found, min(8, len(found))):
        value = another(leaf, maker.random)
        after = at(before, leaf.place, value)
        pairs = [(files[each.kind, each.id], each) for each in passkeys.read(after)]
        seen = [path for file, live in pairs for path in shown(compared(file, live))]
        if leaf.place[-1] == "isEnforced" and len(seen) > 1:
            assert set(seen) == {"keyRestrictions.behavior", "keyRestrictions.authenticators"}, "the list has effect"
        else:
            assert len(seen) == _expected(leaf, value, before), (leaf.place, leaf.value, seen, after)


def _is_passkey_leaf(leaf: Leaf) -> bool:
    return leaf.place[-1] not in ("id", "name", "defaultPasskeyProfile", "allowedPasskeyProfiles")


def _expected(leaf: Leaf, value: JsonValue, before: JsonObject) -> int:
    holder: object = before
    for step in leaf.place[:-1]:
        holder = holder[step]  # type: ignore[index]
    assert isinstance(holder, dict)
    match leaf.place[-1]:
        case _ if leaf.place[0] in ("isAttestationEnforced", "keyRestrictions"):
            return 0
        case "aaGuids":
            return int(holder.get("isEnforced") is True and members(leaf.value) != members(value))
        case "enforcementType":
            return int(holder.get("isEnforced") is True)
        case "isRegistrationRequired" | "targetType":
            return 0
        case "isSelfServiceRegistrationAllowed":
            return int(leaf.value is not None)  # null is true, and so is the other value that it gets
        case _:
            return 1
