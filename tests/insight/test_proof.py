"""The proof of equal access against all memberships there can be, and against everybody in generated tenants."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from passkeyctl.insight.proof.proof import Proof, Verdict, Why, prove_equal
from passkeyctl.insight.proof.regions import Cell
from passkeyctl.insight.proof.symbolic import Phase
from passkeyctl.insight.tenant_state import TenantState
from passkeyctl.model.passkeys import EVERYONE
from tests.insight import proof_reference as reference
from tests.insight.proof_reference import GROUPS, READINGS, A, B, profile, state_of
from tests.people import crowd, people

CASES = settings(max_examples=120, deadline=None)


@CASES
@given(reference.rearranged())
def test_it_is_proven_exactly_where_every_membership_has_the_same_access(pair: tuple[TenantState, TenantState]) -> None:
    before, after = pair
    found = prove_equal(before, after, None)
    equal = reference.is_equal(before, after, READINGS[0])
    assert found.verdict is (Verdict.EQUAL if equal else Verdict.DIFFERENT)
    assert bool(found.contrasts) is not equal


@CASES
@given(reference.tenants(), reference.tenants())
def test_unrelated_states_are_told_apart(before: TenantState, after: TenantState) -> None:
    equal = reference.is_equal(before, after, READINGS[0])
    assert prove_equal(before, after, None).is_proven is equal


@CASES
@given(reference.rearranged(clear=False))
def test_what_is_not_documented_never_makes_a_verdict_wrong(pair: tuple[TenantState, TenantState]) -> None:
    before, after = pair
    found = prove_equal(before, after, None)
    equal = {reference.is_equal(before, after, each) for each in READINGS}
    if found.verdict is Verdict.EQUAL:
        assert equal == {True}
    elif found.verdict is Verdict.DIFFERENT:
        assert equal == {False}
    else:
        assert found.reasons


@CASES
@given(reference.rearranged(), st.data())
def test_people_are_judged_as_one_by_one(pair: tuple[TenantState, TenantState], data: st.DataObject) -> None:
    before, after = pair
    count = 5
    nested = {id: data.draw(st.frozensets(st.integers(0, count - 1))) for id in GROUPS}
    direct = {id: data.draw(st.frozensets(st.sampled_from(sorted(who)))) if who else who for id, who in nested.items()}
    guests = data.draw(st.frozensets(st.integers(0, count - 1), max_size=1))
    found = prove_equal(before, after, people(count, groups=nested, direct=direct, guests=guests))
    worlds = [
        frozenset(who for who in set(range(count)) - guests if _differs(before, after, groups, who))
        for groups in (nested, direct)
    ]
    if found.verdict is Verdict.EQUAL:
        assert worlds == [frozenset(), frozenset()]
    else:
        sure, possible = _everybody(found, is_sure=True), _everybody(found, is_sure=False)
        assert sure <= worlds[0] & worlds[1]  # who gains in one world and loses in the other is not sure of either
        assert possible == worlds[0] | worlds[1]
        expected = Verdict.DIFFERENT if sure else Verdict.UNKNOWN if possible else Verdict.EQUAL_TODAY
        assert found.verdict is expected
        assert (Why.NESTING in found.reasons) is (found.verdict is Verdict.UNKNOWN)


def _differs(before: TenantState, after: TenantState, groups: dict[str, frozenset[int]], who: int) -> bool:
    mine = [id for id, members in groups.items() if who in members]
    return reference.access(before, mine, READINGS[0]) != reference.access(after, mine, READINGS[0])


def _everybody(found: Proof, *, is_sure: bool) -> frozenset[int]:
    reaches = [reach for each in found.people or () for reach in (each.gaining, each.losing)]
    return frozenset(who for reach in reaches for who in (reach.surely if is_sure else reach.possibly))


BOTH, BOUND = ("deviceBound", "synced"), ("deviceBound",)
ANY = profile("any", BOTH, False, "none", ())
KEYS = profile("keys", BOUND, False, "allow", (A, B))
ONLY_A, ONLY_B = (profile(f"only {model[:1]}", BOUND, False, "allow", (model,)) for model in (A, B))
BUT_A = profile("all but a", BOUND, False, "block", (A,))


def rows(**named: str) -> dict[str, frozenset[str]]:
    return {(EVERYONE if id == "everyone" else id): frozenset(ids.split(",")) for id, ids in named.items()}


def test_two_profiles_merged_into_one_that_accepts_both_are_equal() -> None:
    before = state_of((ONLY_A, ONLY_B), rows(g1="only a,only b"))
    assert prove_equal(before, state_of((KEYS,), rows(g1="keys")), None).verdict is Verdict.EQUAL


def test_a_merge_gives_a_group_that_had_one_of_them_the_other() -> None:
    before = state_of((ONLY_A, ONLY_B), rows(g1="only a", g2="only b"))
    found = prove_equal(before, state_of((KEYS,), rows(g1="keys", g2="keys")), None)
    assert found.verdict is Verdict.DIFFERENT
    assert [(each.groups, [moved.phase for moved in each.moved]) for each in found.contrasts] == [
        (("g1",), list(Phase)),
        (("g2",), list(Phase)),
    ]
    sign_in = found.contrasts[0].moved[0]
    bound = frozenset({Cell("deviceBound", B, False), Cell("deviceBound", B, True)})
    assert (sign_in.gained, sign_in.is_clear) == (bound, True)
    assert not sign_in.lost


def test_attestation_counts_at_registration_only() -> None:
    attested = profile("any", BOUND, True, "none", ())
    before = state_of((profile("any", BOUND, False, "none", ()),), rows(g1="any"))
    found = prove_equal(before, state_of((attested,), rows(g1="any")), None)
    assert [each.phase for each in found.contrasts[0].moved] == [Phase.REGISTRATION, Phase.SELF_SERVICE]
    assert {each.is_attested for each in found.contrasts[0].moved[0].lost} == {False}
    known = prove_equal(before, state_of((attested,), rows(g1="any")), people(2, groups={"g1": (1,)}))
    losing = {each.phase: each.losing.surely for each in known.people or ()}
    assert losing == {Phase.SIGN_IN: crowd(), Phase.REGISTRATION: crowd(1), Phase.SELF_SERVICE: crowd(1)}
    alone = prove_equal(before, state_of((attested,), rows(g1="any"), sets_up=False), people(2, groups={"g1": (1,)}))
    assert [len(each.losing.surely) for each in alone.people or ()] == [0, 1, 1]


def test_a_split_into_a_list_and_all_the_rest_is_equal() -> None:
    before = state_of((profile("bound", BOUND, False, "none", ()),), rows(g1="bound"))
    after = state_of((ONLY_A, BUT_A), rows(g1="only a,all but a"))
    assert prove_equal(before, after, None).verdict is Verdict.EQUAL


def test_a_row_that_everybody_has_anyway_may_go_and_guests_are_told_apart() -> None:
    before = state_of((ANY, KEYS), rows(everyone="any", g1="keys"))
    found = prove_equal(before, state_of((ANY,), rows(everyone="any")), None)
    assert (found.verdict, found.for_guests) == (Verdict.EQUAL, ("g1",))


def test_the_row_of_a_group_that_is_excluded_anyway_may_go() -> None:
    before = state_of((ANY,), rows(everyone="any", g1="any"), ["g1"])
    found = prove_equal(before, state_of((ANY,), rows(everyone="any"), ["g1"]), None)
    assert (found.verdict, found.for_guests) == (Verdict.EQUAL, ())


def test_an_exclude_of_a_group_without_access_matters_to_whoever_is_in_another_group_too() -> None:
    before = state_of((ANY,), rows(g1="any"))
    found = prove_equal(before, state_of((ANY,), rows(g1="any"), ["g2"]), None)
    assert [each.groups for each in found.contrasts] == [("g2", "g1")]
    apart = people(4, groups={"g1": (0, 1), "g2": (2, 3)})
    assert prove_equal(before, state_of((ANY,), rows(g1="any"), ["g2"]), apart).verdict is Verdict.EQUAL_TODAY


def test_a_method_that_is_off_on_both_sides_is_equal_whatever_the_rows_say() -> None:
    before = state_of((ANY,), rows(g1="any"), state="disabled")
    found = prove_equal(before, state_of((KEYS,), rows(g2="keys"), state="disabled"), None)
    assert (found.verdict, found.is_off) == (Verdict.EQUAL, True)


def test_switching_the_method_off_where_nobody_had_anything_is_equal() -> None:
    assert prove_equal(state_of((), {}), state_of((), {}, state="disabled"), None).verdict is Verdict.EQUAL
    on = state_of((ANY,), rows(g1="any"))
    assert prove_equal(on, state_of((ANY,), rows(g1="any"), state="disabled"), None).verdict is Verdict.DIFFERENT


def test_excluding_everybody_is_as_good_as_switching_it_off() -> None:
    before = state_of((ANY,), rows(everyone="any"), [EVERYONE])
    assert prove_equal(before, state_of((), {}, state="disabled"), None).verdict is Verdict.EQUAL


def test_taking_self_service_away_is_a_difference_of_its_own() -> None:
    before = state_of((ANY,), rows(g1="any"))
    found = prove_equal(before, state_of((ANY,), rows(g1="any"), sets_up=False), None)
    assert [moved.phase for moved in found.contrasts[0].moved] == [Phase.SELF_SERVICE]


def test_a_profile_that_nobody_understands_is_equal_to_itself_only() -> None:
    quantum = profile("new", ("quantum",), False, "none", ())
    before = state_of((quantum, ANY), rows(g1="new"))
    copied = profile("copy", ("quantum",), False, "none", ())
    assert prove_equal(before, state_of((copied,), rows(g1="copy")), None).verdict is Verdict.EQUAL
    found = prove_equal(before, state_of((quantum, ANY), rows(g1="any")), None)
    assert (found.verdict, found.reasons, found.unclear) == (Verdict.UNKNOWN, (Why.UNCLEAR_PROFILES,), ("new",))


def test_two_unclear_profiles_are_the_same_only_if_all_that_decides_is() -> None:
    listed = [profile("p", BOUND, False, "unset", (model,)) for model in (A, B)]
    behaviors = [profile("p", BOUND, False, behavior, (A,)) for behavior in ("unset", "later")]
    words = [profile("p", ("quantum",), word, "none", ()) for word in (False, True)]
    attestations = [profile("p", BOUND, word, "none", ()) for word in ("someday", "never")]
    for one, other in (listed, behaviors, words, attestations):
        before, after = (state_of((each,), rows(g1="p")) for each in (one, other))
        assert prove_equal(before, after, None).verdict is Verdict.UNKNOWN
        assert prove_equal(before, before, None).verdict is Verdict.EQUAL


def test_a_pair_of_groups_is_not_told_where_one_of_them_says_it_already() -> None:
    before = state_of((ANY,), rows(g1="any", g2="any"))
    found = prove_equal(before, state_of((ANY,), rows(g1="any", g2="any"), ["g2"]), None)
    assert [each.groups for each in found.contrasts] == [("g2",)]
    narrowed = prove_equal(before, state_of((ANY, KEYS), rows(g1="keys", g2="any"), ["g3"]), None)
    assert [each.groups for each in narrowed.contrasts] == [("g1",), ("g3", "g1"), ("g3", "g2")]
    wider = state_of((ANY,), rows(everyone="any"))
    assert [each.groups for each in prove_equal(wider, state_of((), {}, ["g3"]), None).contrasts] == [(), ("g3",)]


def test_a_guest_in_a_group_has_nothing_to_lose() -> None:
    before, after = state_of((ANY,), rows(g1="any")), state_of((), {})
    guest = people(2, groups={"g1": (0,)}, guests=(0,))
    assert prove_equal(before, after, guest).verdict is Verdict.EQUAL_TODAY
    assert prove_equal(before, after, people(2, groups={"g1": (0,)})).verdict is Verdict.DIFFERENT


def test_who_is_covered_by_an_unclear_profile_may_lose_nothing() -> None:
    quantum = profile("new", ("quantum",), False, "none", ())
    before = state_of((quantum, ANY), rows(g1="any", g2="new"))
    after = state_of((quantum, ANY), rows(g2="new"))
    covered = prove_equal(before, after, people(2, groups={"g1": (0,), "g2": (0,)}))
    assert covered.verdict is Verdict.UNKNOWN
    assert prove_equal(before, after, people(2, groups={"g1": (0, 1), "g2": (0,)})).verdict is Verdict.DIFFERENT


def test_retargeting_is_equal_for_those_who_are_in_both_groups() -> None:
    before, after = state_of((ANY,), rows(g1="any")), state_of((ANY,), rows(g2="any"))
    same = people(4, groups={"g1": (0, 1), "g2": (0, 1)})
    assert prove_equal(before, after, same).verdict is Verdict.EQUAL_TODAY
    lost = prove_equal(before, after, people(4, groups={"g1": (0, 1), "g2": (1, 2, 3)}))
    sign_in = lost.affected(Phase.SIGN_IN)
    assert lost.verdict is Verdict.DIFFERENT
    assert sign_in is not None
    assert (sign_in.losing.surely, sign_in.gaining.surely) == (crowd(0), crowd(2, 3))


def test_a_group_that_was_not_read_leaves_it_open_and_one_that_stays_targeted_does_not() -> None:
    before = state_of((ANY,), rows(g1="any", g3="any"))
    after = state_of((ANY,), rows(g2="any", g3="any"))
    found = prove_equal(before, after, people(3, groups={"g1": (0,), "g3": (0,)}))
    assert (found.verdict, found.reasons, found.unread) == (Verdict.UNKNOWN, (Why.UNREAD_GROUPS,), ("g2",))
    known = people(3, groups={"g1": (0,), "g2": (0,)})
    assert prove_equal(before, after, known).verdict is Verdict.EQUAL_TODAY


def test_whoever_is_not_known_may_be_concerned() -> None:
    before, after = state_of((ANY,), rows(g1="any")), state_of((ANY,), rows(g2="any"))
    found = prove_equal(before, after, people(2, groups={"g1": (), "g2": ()}, is_complete=False))
    assert (found.verdict, found.reasons) == (Verdict.UNKNOWN, (Why.UNKNOWN_PEOPLE,))


def test_a_word_for_the_state_that_nobody_knows_may_mean_off() -> None:
    before, after = state_of((ANY,), rows(g1="any")), state_of((ANY,), rows(g1="any"), state="paused")
    found = prove_equal(before, after, None)
    assert (found.verdict, found.reasons) == (Verdict.UNKNOWN, (Why.UNCLEAR_STATE,))
    assert prove_equal(after, after, None).verdict is Verdict.EQUAL
    known = prove_equal(before, after, people(2, groups={"g1": (0,)}))
    assert (known.verdict, known.reasons) == (Verdict.UNKNOWN, (Why.UNCLEAR_STATE,))
