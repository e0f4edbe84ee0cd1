"""What comes before what: dependencies, what loosens before what narrows, deletes last."""

from __future__ import annotations

from dataclasses import replace

from passkeyctl.json_types import JsonObject
from passkeyctl.model.address import Address, Kind, PendingId
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.plan.operation import Family, Operation, Stage
from passkeyctl.plan.ordering import operations, waves
from tests.checks.reviews import created, deleted, policy, settings, strength, updated
from tests.plan.passkey_pairs import Goal, changes, document, state_of
from tests.plan.passkey_reference import AAGUIDS, DEFAULT, GROUPS
from tests.plan.test_passkey_steps import A, B, content

NOBODY: frozenset[str] = frozenset()


def state(*live: LiveObject) -> PriorState:
    return PriorState((settings(), *live), True, {})


def with_original(live: LiveObject) -> LiveObject:
    original: JsonObject = {"id": live.id, "conditions": {"users": {}, "applications": {}}, "grantControls": {}}
    return LiveObject(live.kind, live.id, live.name, live.fields, original)


def demanding(id: str, strength: str, **fields: object) -> LiveObject:
    return with_original(policy(id, grant__controls=NOBODY, grant__authenticationStrength=strength, **fields))


def order(found: tuple[Operation, ...]) -> list[tuple[Stage, str]]:
    return [(each.stage, f"{each.method} {each.addresses[0]}") for each in found]


def test_a_strength_is_there_before_the_policy_that_demands_it() -> None:
    pending = PendingId(Address(Kind.STRENGTH, "s-new"))
    new = [created(demanding("p-new", pending, state="reportOnly")), created(strength("s-new"))]
    assert order(operations(new, state())) == [
        (Stage.STRENGTHS, "POST authenticationStrengths.s-new"),
        (Stage.POLICIES, "POST conditionalAccess.p-new"),
    ]


def test_a_policy_lets_go_before_its_strength_is_deleted() -> None:
    old = strength("s-old")
    holder = demanding("p-1", "s-old")
    lets_go = updated(holder, grant__authenticationStrength="00000000-0000-0000-0000-000000000004")
    assert order(operations([deleted(old), lets_go], state(old, holder))) == [
        (Stage.POLICIES, "PATCH conditionalAccess.p-1"),
        (Stage.DELETED_STRENGTHS, "DELETE authenticationStrengths.s-old"),
    ]


def test_a_policy_is_out_of_force_before_it_is_deleted() -> None:
    """And deleted before the strength that it demands."""
    old, holder = strength("s-old"), demanding("p-1", "s-old")
    found = operations([deleted(old), deleted(holder)], state(old, holder))
    assert order(found) == [
        (Stage.LOOSER_POLICIES, "PATCH conditionalAccess.p-1"),
        (Stage.DELETED_POLICIES, "DELETE conditionalAccess.p-1"),
        (Stage.DELETED_STRENGTHS, "DELETE authenticationStrengths.s-old"),
    ]
    assert found[0].body == {"state": "enabledForReportingButNotEnforced"}


def test_a_policy_for_user_actions_is_disabled_before_it_is_deleted() -> None:
    holder = with_original(policy(target__userActions=frozenset({"Register security information"})))
    assert [each.body for each in operations([deleted(holder)], state(holder))] == [{"state": "disabled"}, None]


def test_a_policy_that_is_not_enforced_is_deleted_at_once() -> None:
    for idle in ("reportOnly", "disabled"):
        holder = with_original(policy(state=idle))
        assert [each.method for each in operations([deleted(holder)], state(holder))] == ["DELETE"]


def test_a_policy_that_only_loosens_comes_after_those_that_tighten() -> None:
    """Else there would be a moment with neither, and people would pass with what neither before nor after takes."""
    one, two = with_original(policy("p-1")), with_original(policy("p-2"))
    tighter = updated(one, session__tokenProtection=True)
    looser = updated(two, state="reportOnly", session__tokenProtection=True)
    for listed in ([tighter, looser], [looser, tighter]):
        assert order(operations(listed, state(one, two))) == [
            (Stage.POLICIES, "PATCH conditionalAccess.p-1"),
            (Stage.LOOSER_POLICIES, "PATCH conditionalAccess.p-2"),
        ]


def test_what_only_tightens_comes_before_what_goes_both_ways() -> None:
    one, two = with_original(policy("p-1")), with_original(policy("p-2"))
    both = updated(one, users__exclude__groups=frozenset({"g-other"}))
    tighter = updated(two, session__tokenProtection=True)
    assert order(operations([both, tighter], state(one, two))) == [
        (Stage.POLICIES, "PATCH conditionalAccess.p-2"),
        (Stage.POLICIES, "PATCH conditionalAccess.p-1"),
    ]


def test_a_group_moves_to_other_keys_without_standing_between_them() -> None:
    """Who holds a key of both kinds signs in at every moment: rows wider, then the policy, then rows narrower."""
    before = Goal(
        {"state": "enabled", "allowSelfServiceSetup": True},
        {
            DEFAULT: content("Default passkey profile"),
            A: content("A", "allow", AAGUIDS[0]),
            B: content("B", "allow", AAGUIDS[1]),
        },
        {GROUPS[0]: frozenset({A})},
        frozenset(),
    )
    after = Goal(before.settings, before.profiles, {GROUPS[0]: frozenset({B})}, frozenset())
    of_a, of_b = (
        strength(f"s-of-{id}", fido2__allowedAAGUIDs=frozenset({key})) for id, key in zip("ab", AAGUIDS, strict=False)
    )
    holder = demanding("p-1", "s-of-a")
    read = state_of(document(before))
    prior = replace(read, objects=(*read.objects, of_a, of_b, holder))
    swap = updated(holder, grant__authenticationStrength="s-of-b")
    found = operations([*changes(read, after), swap], prior)
    assert [each.stage for each in found] == [Stage.PASSKEY_TARGETS, Stage.POLICIES, Stage.NARROWER_PASSKEYS]


def test_waves_keep_the_order_and_lose_nothing() -> None:
    one, two, old = with_original(policy("p-1")), with_original(policy("p-2")), strength("s-old")
    several = [deleted(one), deleted(two), deleted(old)]
    found = operations(several, state(one, two, old))
    assert [len(wave) for wave in waves(found)] == [2, 2, 1]
    assert tuple(each for wave in waves(found) for each in wave) == found
    assert waves(()) == ()


def test_requests_of_one_stage_go_together_but_for_those_of_the_passkey_policy() -> None:
    one, two = with_original(policy("p-1")), with_original(policy("p-2"))
    turned_off = [updated(one, state="reportOnly"), updated(two, state="reportOnly")]
    first, second = operations(turned_off, state(one, two))
    assert waves((first, second)) == ((first, second),)
    first, second = (replace(each, family=Family.FIDO2) for each in (first, second))
    assert waves((first, second)) == ((first,), (second,))
