"""Which order an apply takes: the first of a few on which nobody is harmed, and what is said where there is none."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from passkeyctl.insight.between.proof import Harm, check_path
from passkeyctl.insight.tenant_state import after, before
from passkeyctl.model.address import Kind
from passkeyctl.model.change import ResourceChange
from passkeyctl.model.fields import Fields
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.plan.course import course
from passkeyctl.plan.courses import Course
from passkeyctl.plan.operation import Family, Operation, Stage
from passkeyctl.plan.ordering import Ordered, operations, ordered, proof_of
from passkeyctl.plan.searching import MOST_MOMENTS, safe_order
from passkeyctl.plan.steps import policy_steps
from tests.checks.reviews import created, deleted, policy, strength, updated
from tests.plan.direction_examples import OTHER_KEY, YUBIKEY, in_tenant, some
from tests.plan.passkey_pairs import Goal, changes, document, state_of
from tests.plan.passkey_reference import DEFAULT, GROUPS
from tests.plan.test_passkey_steps import A, B, content

HERE, THERE = GROUPS[:2]
ON: Fields = {"state": "enabled", "allowSelfServiceSetup": True}
OPEN, YUBIKEYS = content("Open"), content("YubiKeys", "allow", YUBIKEY)
BOTH_MODELS = content("Both", "allow", YUBIKEY, OTHER_KEY)
KEYS = in_tenant(strength("s-keys", allowedCombinations=some("fido2")))
ONE_MODEL = in_tenant(
    strength("s-one", allowedCombinations=some("fido2"), fido2__allowedAAGUIDs=some(YUBIKEY)),
)


def passkeys(profiles: dict[str, Fields], rows: dict[str, set[str]]) -> Goal:
    targets = {group: frozenset(each) for group, each in rows.items()}
    return Goal(ON, {DEFAULT: content("Default passkey profile"), **profiles}, targets, frozenset())


def demanding(id: str, needed: str, *groups: str, state: str = "enabled") -> LiveObject:
    scope = {"users__include": "selected", "users__include__groups": some(*groups)}
    nobody: frozenset[str] = frozenset()
    grant = {"grant__controls": nobody, "grant__authenticationStrength": needed}
    return in_tenant(policy(id, state=state, users__exclude__groups=nobody, **scope, **grant))


def begins(enforced: LiveObject) -> ResourceChange:
    watched = replace(enforced, fields={**enforced.fields, "state": "reportOnly"})
    return updated(watched, state="enabled")


def ends(enforced: LiveObject) -> ResourceChange:
    return updated(enforced, state="reportOnly")


def arranged(start: Goal, goal: Goal, *policies: ResourceChange) -> Ordered:
    """Checked once more: what is taken is safe by a proof of its own."""
    prior = standing_at(start, policies)
    listed = (*changes(state_of(document(start)), goal), *policies)
    found = ordered(listed, prior)
    states = course(before(prior), found.operations)
    assert found.proof == check_path(states)
    assert [each.body for each in found.operations] == [each.body for each in operations(listed, prior)]
    assert policies_of(states[-1].objects) == policies_of(after(prior, listed).objects)
    return found


def standing_at(start: Goal, policies: tuple[ResourceChange, ...]) -> PriorState:
    configured = state_of(document(start))
    standing = tuple(each.live for each in policies if each.live is not None)
    return replace(configured, objects=(*configured.objects, KEYS, ONE_MODEL, *standing))


def policies_of(objects: tuple[object, ...]) -> set[str]:
    return {repr(each) for each in objects if getattr(each, "kind", None) is Kind.POLICY}


def stages(found: Ordered) -> list[Stage]:
    return [each.stage for each in found.operations]


def test_every_course_has_every_stage_once() -> None:
    for each in Course:
        assert sorted(stage.name for stage in each.value) == sorted(stage.name for stage in Stage)


def test_every_course_keeps_what_is_built_on_each_other_in_order() -> None:
    fido2 = (Stage.PASSKEY_PROFILES, Stage.PASSKEY_TARGETS, Stage.CHANGED_PASSKEYS, Stage.NARROWER_PASSKEYS)
    passes = (Stage.WIDER_METHODS, Stage.CHANGED_METHODS, Stage.NARROWER_METHODS)
    strengths = (Stage.STRENGTHS, Stage.WIDER_STRENGTHS, Stage.NARROWER_STRENGTHS, Stage.DELETED_STRENGTHS)
    deletes = (Stage.LOOSER_POLICIES, Stage.DELETED_POLICIES, Stage.DELETED_PROFILES, Stage.DELETED_LOCATIONS)
    for each in Course:
        for row in (fido2, passes, strengths, deletes):
            assert sorted(row, key=each.place) == list(row)
        assert each.value[-1] is Stage.CAMPAIGN
        assert all(each.place(new) < each.place(Stage.POLICIES) for new in (Stage.STRENGTHS, Stage.LOCATIONS))


def test_one_policy_takes_the_place_of_another_without_a_moment_of_neither() -> None:
    same = passkeys({}, {HERE: {DEFAULT}})
    old, new = demanding("p-old", "s-keys", HERE), demanding("p-new", "s-keys", HERE)
    found = arranged(same, same, ends(old), begins(new))
    assert (found.course, found.proof.is_safe) == (Course.TIGHTENING_FIRST, True)
    assert stages(found) == [Stage.POLICIES, Stage.LOOSER_POLICIES]
    reverse = check_path(course(before(prior_of(same, old, new)), found.operations[::-1]))
    assert {each.harm for each in reverse.harms} == {Harm.LET_IN}


def prior_of(start: Goal, *policies: LiveObject) -> PriorState:
    configured = state_of(document(start))
    watched = replace(policies[1], fields={**policies[1].fields, "state": "reportOnly"})
    return replace(configured, objects=(*configured.objects, KEYS, ONE_MODEL, policies[0], watched))


def test_a_deleted_policy_leaves_force_after_the_one_that_takes_its_place() -> None:
    same = passkeys({}, {HERE: {DEFAULT}})
    old, new = demanding("p-old", "s-keys", HERE), demanding("p-new", "s-keys", HERE)
    found = arranged(same, same, deleted(old), created(new))
    assert stages(found) == [Stage.POLICIES, Stage.LOOSER_POLICIES, Stage.DELETED_POLICIES]
    assert found.proof.is_safe


def test_what_gives_and_takes_at_once_comes_before_what_demands_it() -> None:
    """A narrowed profile is given to others as it becomes narrow; only then may a policy demand its keys of them."""
    start = passkeys({A: BOTH_MODELS}, {HERE: {A}})
    goal = passkeys({A: replaced(BOTH_MODELS, YUBIKEYS)}, {HERE: {A}, THERE: {A}})
    found = arranged(start, goal, begins(demanding("p-new", "s-keys", THERE)))
    assert (found.course, found.proof.is_safe) == (Course.LETTING_GO_FIRST, True)
    assert stages(found) == [Stage.CHANGED_PASSKEYS, Stage.POLICIES]


def replaced(old: Fields, new: Fields) -> Fields:
    return {**new, "name": old["name"]}


def test_a_policy_comes_before_the_profile_that_would_let_others_past_it() -> None:
    """In between, keys would count that did not count before and satisfy nothing afterwards."""
    start = passkeys({A: YUBIKEYS}, {HERE: {A}})
    goal = passkeys({A: replaced(YUBIKEYS, OPEN)}, {HERE: {A}})
    found = arranged(start, goal, begins(demanding("p-new", "s-one", HERE)))
    assert (found.course, found.proof.is_safe) == (Course.POLICIES_BEFORE_WIDENING, True)
    assert stages(found) == [Stage.POLICIES, Stage.PASSKEY_PROFILES]


def test_a_policy_lets_go_after_the_profile_that_makes_up_for_it() -> None:
    start = passkeys({A: OPEN}, {HERE: {A}})
    goal = passkeys({A: replaced(OPEN, YUBIKEYS)}, {HERE: {A}})
    found = arranged(start, goal, ends(demanding("p-old", "s-one", HERE)))
    assert (found.course, found.proof.is_safe) == (Course.NARROWING_BEFORE_LETTING_GO, True)
    assert stages(found) == [Stage.NARROWER_PASSKEYS, Stage.LOOSER_POLICIES]


def test_both_of_these_at_once() -> None:
    start = passkeys({A: YUBIKEYS, B: OPEN}, {HERE: {A}, THERE: {B}})
    goal = passkeys({A: replaced(YUBIKEYS, OPEN), B: replaced(OPEN, YUBIKEYS)}, {HERE: {A}, THERE: {B}})
    policies = begins(demanding("p-new", "s-one", HERE)), ends(demanding("p-old", "s-one", THERE))
    found = arranged(start, goal, *policies)
    assert (found.course, found.proof.is_safe) == (Course.POLICIES_AROUND_ALL, True)
    assert stages(found)[0] is Stage.POLICIES
    assert stages(found)[-1] is Stage.LOOSER_POLICIES


def test_where_every_order_harms_somebody_the_harm_stands() -> None:
    """Two policies that change groups: one of the groups is under neither for a moment."""
    same = passkeys({}, {HERE: {DEFAULT}, THERE: {DEFAULT}})
    one, two = demanding("p-1", "s-keys", HERE), demanding("p-2", "s-keys", THERE)
    swap = [
        updated(one, users__include__groups=some(THERE)),
        updated(two, users__include__groups=some(HERE)),
    ]
    found = arranged(same, same, *swap)
    assert found.course is Course.TIGHTENING_FIRST
    assert {each.harm for each in found.proof.harms} == {Harm.LET_IN}


def test_nothing_stands_between_for_one_request_or_none() -> None:
    same = passkeys({}, {HERE: {DEFAULT}})
    assert arranged(same, same).proof.states == 1
    found = arranged(same, same, begins(demanding("p-new", "s-keys", HERE)))
    assert (found.proof.states, found.proof.is_safe) == (2, True)
    assert proof_of(before(state_of(document(same))), (), None).is_safe


def test_requests_of_one_stage_are_taken_apart_where_only_that_is_safe() -> None:
    """One policy has to be there before a profile widens for its people, another only after its people are given it."""
    start = passkeys({A: YUBIKEYS}, {HERE: {A}})
    goal = passkeys({A: replaced(YUBIKEYS, OPEN)}, {HERE: {A}, THERE: {A}})
    policies = begins(demanding("p-1", "s-one", HERE)), begins(demanding("p-2", "s-keys", THERE))
    for listed in (policies, policies[::-1]):
        found = arranged(start, goal, *listed)
        assert (found.course, found.proof.is_safe) == (None, True)
        assert stages(found) == [Stage.POLICIES, Stage.PASSKEY_PROFILES, Stage.PASSKEY_TARGETS, Stage.POLICIES]
        assert "p-1" in found.operations[0].summary


def test_the_search_goes_around_what_harms_and_gives_up_where_all_does() -> None:
    """Many policies that harm nobody don't keep it from seeing that two can't change places."""
    same = passkeys({}, {HERE: {DEFAULT}, THERE: {DEFAULT}})
    one, two = demanding("p-1", "s-keys", HERE), demanding("p-2", "s-keys", THERE)
    swap = (updated(one, users__include__groups=some(THERE)), updated(two, users__include__groups=some(HERE)))
    others = tuple(updated(demanding(f"q-{each}", "s-keys", "g-other"), name=f"Q{each}") for each in range(12))
    start = standing_at(same, (*swap, *others))
    listed = policy_steps.operations((*swap, *others))
    assert safe_order(before(start), listed) is None
    alone = safe_order(before(start), (*policy_steps.operations(others), *policy_steps.operations(swap[:1])))
    assert alone is not None
    assert len(alone) == 13


def test_the_search_is_not_begun_where_it_could_not_come_to_its_end() -> None:
    same = passkeys({}, {HERE: {DEFAULT}})
    many = tuple(
        updated(demanding(f"q-{each}", "s-keys", "g-other"), name=f"Q{each}") for each in range(MOST_MOMENTS + 1)
    )
    assert safe_order(before(standing_at(same, many)), policy_steps.operations(many)) is None


PROFILES = tuple(
    content("P", *each) for each in ((), ("allow", YUBIKEY), ("allow", YUBIKEY, OTHER_KEY), ("allow", OTHER_KEY))
)


@st.composite
def goals(draw: st.DrawFn) -> Goal:
    given = st.sets(st.sampled_from((A, B)), min_size=1)
    rows = {group: draw(given) for group in (HERE, THERE) if draw(st.booleans())}
    return passkeys({each: draw(st.sampled_from(PROFILES)) for each in (A, B)}, rows)


@st.composite
def policy_changes(draw: st.DrawFn, id: str) -> ResourceChange:
    def version() -> LiveObject:
        groups = draw(st.sampled_from(((HERE,), (THERE,), (HERE, THERE))))
        needed = draw(st.sampled_from(("s-keys", "s-one")))
        return demanding(id, needed, *groups, state=draw(st.sampled_from(("enabled", "reportOnly"))))

    wanted = {path.replace(".", "__"): value for path, value in version().fields.items()}
    return updated(version(), **wanted)


@settings(max_examples=40, derandomize=True, database=None, deadline=None)
@given(goals(), goals(), st.tuples(*(policy_changes(f"p-{number}") for number in range(2))))
def test_where_any_order_is_safe_a_safe_one_is_taken(
    start: Goal, goal: Goal, policies: tuple[ResourceChange, ...]
) -> None:
    found = arranged(start, goal, *(each for each in policies if each.changes))
    if found.proof.harms:
        assert not any(is_safe(start, each, policies) for each in permutations(found.operations) if keeps(each))


def is_safe(start: Goal, operations: tuple[Operation, ...], policies: tuple[ResourceChange, ...]) -> bool:
    return not check_path(course(before(standing_at(start, policies)), operations)).harms


def keeps(operations: tuple[Operation, ...]) -> bool:
    """The passkey policy is written in the one order in which it can be."""
    order = [Course.TIGHTENING_FIRST.place(each.stage) for each in operations if each.family is Family.FIDO2]
    return order == sorted(order)
