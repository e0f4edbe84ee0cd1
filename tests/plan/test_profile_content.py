"""Whether one profile accepts all that another does: every pair of small profiles, against the slow reference."""

from __future__ import annotations

from itertools import product

import pytest

from passkeyctl.model.fields import Fields
from passkeyctl.model.profile_content import accepts_all_of
from tests.plan.passkey_pairs import profile_json
from tests.plan.passkey_reference import AAGUIDS, DEFAULT, KEYS, Key, admits

LISTS = [frozenset(each) for each in ((), AAGUIDS[:1], AAGUIDS[1:2], AAGUIDS[:2])]
TYPES = [frozenset({"deviceBound"}), frozenset({"synced"}), frozenset({"deviceBound", "synced"})]
RESTRICTIONS = [("none", frozenset[str]()), *product(("allow", "block"), LISTS)]


def content(types: frozenset[str], attestation: bool | str, behavior: str, listed: frozenset[str]) -> Fields:
    return {
        "name": "A profile",
        "passkeyTypes": types,
        "enforceAttestation": attestation,
        "keyRestrictions.behavior": behavior,
        "keyRestrictions.authenticators": listed,
    }


CONTENTS = [
    content(types, attested, behavior, listed)
    for types, attested, (behavior, listed) in product(TYPES, (False, True), RESTRICTIONS)
    if (behavior, listed) != ("allow", frozenset())
]


def accepted(profile: Fields) -> tuple[frozenset[Key], frozenset[Key]]:
    """At sign-in and at registration; the last AAGUID stands for all that no list names."""
    document = profile_json(DEFAULT, profile)
    keys = frozenset(each for each in KEYS if admits(document, each))
    return keys, frozenset(each for each in keys if each.attested or not profile["enforceAttestation"])


def test_it_is_what_the_reference_says() -> None:
    known = [(each, *accepted(each)) for each in CONTENTS]
    wrong = [
        (wider, narrower)
        for (wider, wide_in, wide_new), (narrower, narrow_in, narrow_new) in product(known, known)
        if accepts_all_of(wider, narrower) != (wide_in >= narrow_in and wide_new >= narrow_new)
    ]
    assert wrong == []


@pytest.mark.parametrize(("wider", "narrower", "is_wider"), [(False, "later", True), ("later", "later", True)])
def test_a_word_that_is_not_known_yet_is_never_looser(wider: bool | str, narrower: bool | str, is_wider: bool) -> None:
    assert accepts_all_of(*(content(TYPES[0], each, "none", LISTS[0]) for each in (wider, narrower))) == is_wider
    assert not accepts_all_of(*(content(TYPES[0], each, "none", LISTS[0]) for each in ("later", False)))
    assert not accepts_all_of(*(content(TYPES[0], each, "none", LISTS[0]) for each in ("later", True)))
    assert not accepts_all_of(content(TYPES[0], False, "a new behavior", LISTS[1]), CONTENTS[0])


def test_a_profile_that_does_not_say_its_types_may_accept_any() -> None:
    unsaid = content(frozenset(), False, "none", frozenset())
    assert not accepts_all_of(content(frozenset({"deviceBound"}), False, "none", frozenset()), unsaid)
    assert accepts_all_of(content(frozenset({"deviceBound", "synced"}), False, "none", frozenset()), unsaid)
