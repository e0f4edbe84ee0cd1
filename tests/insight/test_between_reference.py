"""The proof finds a harm exactly where going through everybody finds one, and is sure of it exactly where that is."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from passkeyctl.insight.between.proof import check_path
from passkeyctl.model.people import People
from tests.insight.between_reference import Somebody, harms
from tests.insight.between_tenants import Walk, any_order, by_a_plan
from tests.people import people

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
NOBODY: People = people(0)


def found(walk: Walk, known: People | None = None) -> dict[tuple[str, int], bool]:
    """By kind and state, whether any witness is sure."""
    proof = check_path(walk.states, known)
    assert not proof.unclear
    sure: dict[tuple[str, int], bool] = {}
    for each in proof.harms:
        key = (each.harm.value, each.state)
        sure[key] = sure.get(key, False) or each.is_sure
    return sure


@settings(max_examples=25, derandomize=True, deadline=None, suppress_health_check=SLOW)
@given(any_order())
def test_in_any_order_it_finds_what_going_through_everybody_finds(walk: Walk) -> None:
    assert found(walk) == harms(walk.states)


@settings(max_examples=25, derandomize=True, deadline=None, suppress_health_check=SLOW)
@given(by_a_plan())
def test_in_a_plan_it_finds_what_going_through_everybody_finds(walk: Walk) -> None:
    assert found(walk) == harms(walk.states)


@settings(max_examples=12, derandomize=True, deadline=None, suppress_health_check=SLOW)
@given(any_order())
def test_each_witness_is_somebody_who_is_harmed_so(walk: Walk) -> None:
    for each in check_path(walk.states).harms:
        persona = each.persona
        witness = Somebody(persona.groups, persona.roles, persona.user, persona.is_guest)
        of_them = harms(walk.states, [witness])
        assert of_them.get((each.harm.value, each.state)) is not None
        assert of_them[each.harm.value, each.state] or not each.is_sure


@settings(max_examples=6, derandomize=True, deadline=None, suppress_health_check=SLOW)
@given(any_order())
def test_the_verdict_does_not_hang_on_people(walk: Walk) -> None:
    assert found(walk, NOBODY) == found(walk)
