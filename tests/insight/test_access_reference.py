"""The judgement of everybody at once agrees with that of one person and one passkey after the other."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given, settings

from passkeyctl.insight.passkeys.access import Access, Nesting, access
from passkeyctl.model.people import KeyModel
from tests.insight import reference
from tests.insight.meanings import AAGUIDS, meanings
from tests.insight.reference import Passkey, Tenant
from tests.insight.tenants import Known, known_in_part, known_whole, model

WORLDS = {Nesting.COUNTS: True, Nesting.DOES_NOT_COUNT: False}
NEW_KEYS = (
    Passkey(AAGUIDS[0], "deviceBound", True),
    Passkey(AAGUIDS[1], "deviceBound", False),
    Passkey(AAGUIDS[2], "synced", False),
    Passkey(None, "deviceBound", None),
)

Answers = dict[tuple[str, object], bool | None]


@settings(max_examples=400, deadline=None)
@given(known_whole())
def test_what_is_known_whole_is_judged_as_by_hand(known: Known) -> None:
    state, people = known.state(), known.people()
    for nesting, nested in WORLDS.items():
        found = access(state, people, nesting)
        for person in range(known.tenant.count):
            assert answers(found, known, person) == by_hand(known, person, [known.tenant], nested)


@settings(max_examples=300, deadline=None)
@given(known_in_part())
def test_what_is_known_in_part_is_sure_where_every_truth_agrees(known: Known) -> None:
    state, people = known.state(), known.people()
    for nesting, nested in WORLDS.items():
        found = access(state, people, nesting)
        for person in range(known.tenant.count):
            assert answers(found, known, person) == by_hand(known, person, known.truths(person, nested), nested)


def answers(found: Access, known: Known, person: int) -> Answers:
    """What the judgement of everybody says of one."""
    return {
        ("excluded", ""): found.excluded.of(person),
        ("may set up", ""): found.may_set_up.of(person),
        ("reached", ""): found.reached.of(person),
        ("with key", ""): found.with_key.of(person),
        **{("by profile", id): reach.of(person) for id, reach in found.by_profile.items()},
        **{("accepted", key): found.accepted[key].of(person) for key in known.keys_held(person)},
        **{("registers", model(key)): found.registers(model(key)).of(person) for key in NEW_KEYS},
    }


def by_hand(known: Known, person: int, truths: Iterable[Tenant], nested: bool) -> Answers:
    """The answer on which all truths agree, None where they do not."""
    seen: dict[tuple[str, object], set[bool]] = {}
    for tenant in truths:
        for question, answer in _asked(tenant, known.keys_held(person), person, nested):
            seen.setdefault(question, set()).add(answer)
    return {question: found.pop() if len(found) == 1 else None for question, found in seen.items()}


def _asked(
    tenant: Tenant, held: frozenset[KeyModel], person: int, nested: bool
) -> Iterable[tuple[tuple[str, object], bool]]:
    reached = {each.id for each in reference.profiles_of(tenant, person, nested)}
    yield ("excluded", ""), reference.is_excluded(tenant, person, nested)
    yield ("may set up", ""), reference.may_set_up(tenant, person, nested)
    yield ("reached", ""), bool(reached)
    yield ("with key", ""), reference.has_working_key(tenant, person, nested)
    yield from ((("by profile", each.id), each.id in reached) for each in tenant.profiles)
    for key in held:
        for meaning in meanings(Passkey(key.aaguid, key.passkey_type, key.is_attested)):
            yield ("accepted", key), reference.signs_in(tenant, person, meaning, nested)
    for new in NEW_KEYS:
        for meaning in meanings(new):
            yield ("registers", model(new)), reference.registers(tenant, person, meaning, nested)
