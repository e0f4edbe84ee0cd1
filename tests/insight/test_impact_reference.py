"""Whom a plan affects agrees with what it does to one person after the other, in every truth that fits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from passkeyctl.insight.impact.impact import Impact, impact_of
from passkeyctl.model.crowds import NONE, Crowd, Reach
from passkeyctl.model.people import People
from tests.insight import impact_reference as reference
from tests.insight.impact_reference import Plan, Question
from tests.insight.meanings import BITWARDEN, NOT_IN_CATALOGUE, YUBIKEY, meanings
from tests.insight.plans import Planned, plans
from tests.insight.reference import Passkey, signs_in
from tests.insight.tenants import keys_unread, known_in_part, known_whole

CATALOGUE = {YUBIKEY: frozenset({"deviceBound"}), BITWARDEN: frozenset({"synced"})}
MADE_IN = [frozenset[str](), frozenset({"synced"}), frozenset({"deviceBound"}), frozenset({"synced", "deviceBound"})]
"""What a model that the catalogue does not have may be made in."""

phones = st.frozensets(st.integers(0, 3), max_size=2)


@settings(max_examples=250, deadline=None)
@given(plans(known_whole()), phones)
def test_what_is_known_whole_has_the_impact_found_by_hand(planned: Planned, phones: frozenset[int]) -> None:
    people = people_of(planned, phones)
    found = impact_of(planned.known.state(), planned.state(), planned.changes(), people)
    for person in range(planned.known.tenant.count):
        by_hand = truths(planned, person, phones)
        told = answers(found, person, by_hand)
        exact = {question: seen.copy().pop() if len(seen) == 1 else None for question, seen in by_hand.items()}
        hidden = {each for each in exact if hangs_on_the_catalogue(planned, each) and told[each] is None}
        assert told == {question: None if question in hidden else answer for question, answer in exact.items()}


@settings(max_examples=150, deadline=None)
@given(st.one_of(plans(known_in_part()), plans(keys_unread())), phones)
def test_impact_is_sure_only_where_every_truth_agrees(planned: Planned, phones: frozenset[int]) -> None:
    people = people_of(planned, phones)
    found = impact_of(planned.known.state(), planned.state(), planned.changes(), people)
    for person in range(planned.known.tenant.count):
        by_hand = truths(planned, person, phones)
        told = answers(found, person, by_hand)
        wrong = {each: (told[each], seen) for each, seen in by_hand.items() if told[each] not in (None, *seen)}
        wrong |= {
            each: (told[each], seen) for each, seen in by_hand.items() if told[each] is not None and len(seen) > 1
        }
        assert not wrong


def hangs_on_the_catalogue(planned: Planned, question: Question) -> bool:
    """What a model is made in that the catalogue does not have is asked of each state for itself."""
    listed = {each for tenant in (planned.known.tenant, planned.later) for it in tenant.profiles for each in it.models}
    return str(question[1]).startswith("may_register") and NOT_IN_CATALOGUE in listed


def people_of(planned: Planned, phones: frozenset[int]) -> People:
    found = planned.known.people()
    return replace(found, registered={**found.registered, "mobilePhone": Crowd.of(phones)})


def answers(found: Impact, person: int, asked: dict[Question, set[bool]]) -> dict[Question, bool | None]:
    reaches: dict[Question, Reach] = {
        **{("total", name): reach for name, reach in found.total.reaches.items()},
        **{("before", name): reach for name, reach in found.before.reaches.items()},
        **{("after", name): reach for name, reach in found.after.reaches.items()},
        **{("lost key", each.key): each.holders for each in found.lost_keys},
        **{("lost profile", each.id): each.holders for each in found.lost_profiles},
    }
    assert not any(each.surely - each.possibly for each in reaches.values())
    return {question: reaches.get(question, NONE).of(person) for question in asked}


def truths(planned: Planned, person: int, phones: frozenset[int]) -> dict[Question, set[bool]]:
    seen: dict[Question, set[bool]] = {}
    for nested in (True, False):
        for earlier, later in planned.known.truths_of((planned.known.tenant, planned.later), person, nested):
            plan = Plan(earlier, later, person, person not in planned.known.disabled, person in phones)
            for question, answer in _asked(planned, plan, nested):
                seen.setdefault(question, set()).add(answer)
    return seen


def _asked(planned: Planned, plan: Plan, nested: bool) -> Iterator[tuple[Question, bool]]:
    yield from reference.effect(plan, nested)
    for types in MADE_IN:
        yield from reference.sorts(plan, nested, {**CATALOGUE, NOT_IN_CATALOGUE: types})
    for key in planned.known.keys_held(plan.person):
        for meaning in meanings(Passkey(key.aaguid, key.passkey_type, key.is_attested)):
            yield ("lost key", key), plan.is_enabled and _is_lost(plan, meaning, nested)


def _is_lost(plan: Plan, key: Passkey, nested: bool) -> bool:
    works = (signs_in(each, plan.person, key, nested) for each in (plan.earlier, plan.later))
    return tuple(works) == (True, False)
