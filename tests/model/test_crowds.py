"""Sets of people behave as sets, and what is known in part keeps its bounds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from passkeyctl.model.crowds import Crowd, Reach

ORDINALS = st.frozensets(st.integers(0, 200))


@given(ORDINALS, ORDINALS)
def test_a_crowd_is_the_set_of_its_ordinals(ours: frozenset[int], theirs: frozenset[int]) -> None:
    a, b = Crowd.of(ours), Crowd.of(theirs)
    assert [*a] == sorted(ours)
    assert (len(a), bool(a)) == (len(ours), bool(ours))
    assert [*(a | b)] == sorted(ours | theirs)
    assert [*(a & b)] == sorted(ours & theirs)
    assert [*(a - b)] == sorted(ours - theirs)
    assert all((each in a) == (each in ours) for each in range(201))


def test_the_first_people_are_those_with_the_lowest_ordinals() -> None:
    assert Crowd.first(3) == Crowd.of([0, 1, 2])
    assert not Crowd.first(0)


@given(*([ORDINALS] * 6))
def test_a_reach_holds_every_answer_that_is_possible(
    a_surely: frozenset[int],
    a_unsure: frozenset[int],
    a_truth: frozenset[int],
    b_surely: frozenset[int],
    b_unsure: frozenset[int],
    b_truth: frozenset[int],
) -> None:
    """Whatever the truth is between the bounds of two reaches, each operation's truth is between its own."""
    a = Reach(Crowd.of(a_surely), Crowd.of(a_surely | a_unsure))
    b = Reach(Crowd.of(b_surely), Crowd.of(b_surely | b_unsure))
    truth_a = Crowd.of(a_surely | (a_truth & a_unsure))
    truth_b = Crowd.of(b_surely | (b_truth & b_unsure))
    for reach, truth in (
        (a | b, truth_a | truth_b),
        (a & b, truth_a & truth_b),
        (a - b, truth_a - truth_b),
        (a.either(b), truth_a),
        (a.either(b), truth_b),
    ):
        assert not reach.surely - truth
        assert not truth - reach.possibly


def test_one_person_is_in_or_out_or_nobody_knows() -> None:
    reach = Reach(Crowd.of([1]), Crowd.of([1, 2]))
    assert [reach.of(each) for each in (0, 1, 2)] == [False, True, None]
    assert [*reach.unsure] == [2]
    assert not reach.is_exact
