"""What is not known about people or settings, in what a plan takes from them: possible, never sure and never nobody."""

from __future__ import annotations

import pytest

from passkeyctl.insight.impact.wanted import concerns_people, people_wanted
from passkeyctl.insight.passkeys.access import Nesting, access
from passkeyctl.insight.tenant_state import Held, TenantState, after, before
from passkeyctl.model.address import Kind
from passkeyctl.model.methods import EVERYONE_WORD
from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.model.people import KeyModel
from passkeyctl.model.state import LiveObject
from passkeyctl.model.values import Value
from tests.insight.test_impact import (
    BOUND,
    CLOUD,
    KEYS_ONLY,
    PHONE,
    PILOT,
    STAFF,
    STRENGTH,
    create,
    delete,
    impact,
    maybe,
    policy,
    profile,
    row,
    surely,
    tenant,
    update,
)
from tests.people import crowd, people
from tests.states import live

UNREAD_GROUP = "group-unread"
WORD = "authenticatorOfTomorrow"
OTHER_CLOUD = KeyModel("aaaaaaaa-0000-4000-8000-000000000003", "synced", False)


def strength(*modes: str, **more: Value) -> LiveObject:
    return live(Kind.STRENGTH, STRENGTH, "Certain ways", None, allowedCombinations=frozenset(modes), **more)


@pytest.mark.parametrize("state", ["reportOnly", "disabled"])
def test_what_enforces_nothing_asks_nobody(state: str) -> None:
    was, now = policy(state), policy(state, users__include="all", users__include__groups=frozenset())
    prior = tenant(profile(), row(EVERYONE, "open"), KEYS_ONLY, was)
    who = people(3, groups={STAFF: [0]}, keys={CLOUD: [0, 1]})
    found = impact(prior, [update(was, now), update(profile(), profile(types=BOUND))], who)
    assert (found.demands, found.total.required, found.total.unable) == ((), surely(), surely())
    assert found.total.lose_keys == surely(0, 1)


def test_a_strength_that_takes_more_asks_nobody_anew() -> None:
    narrow, wide = strength("fido2"), strength("fido2", "windowsHelloForBusiness")
    prior = tenant(profile(), row(EVERYONE, "open"), narrow, policy())
    who = people(3, groups={STAFF: [0, 1]}, registered={"mobilePhone": [0, 1]})
    assert impact(prior, [update(narrow, wide)], who).demands == ()
    wider = tenant(profile(), row(EVERYONE, "open"), wide, policy())
    assert impact(wider, [update(wide, narrow)], who).total.required == surely(0, 1)


def test_each_model_has_figures_of_its_own() -> None:
    """0 loses both, 1 keeps a security key, 2 has a phone."""
    who = people(
        4,
        keys={CLOUD: [0, 1], OTHER_CLOUD: [0, 2], PHONE: [1]},
        registered={"passKeySynced": [0, 1, 2], "mobilePhone": [2]},
    )
    found = impact(tenant(profile(), row(EVERYONE, "open")), [update(profile(), profile(types=BOUND))], who)
    figures = {each.key: (each.holders, each.no_other_passkey, each.no_other_method) for each in found.lost_keys}
    assert figures == {
        CLOUD: (surely(0, 1), surely(0), surely(0)),
        OTHER_CLOUD: (surely(0, 2), surely(0, 2), surely(0)),
    }


def test_a_method_that_nobody_knows_may_be_another_way_in() -> None:
    who = people(2, keys={CLOUD: [0, 1]}, registered={"passKeySynced": [0, 1], WORD: [1]})
    found = impact(tenant(profile(), row(EVERYONE, "open")), [update(profile(), profile(types=BOUND))], who)
    assert (found.total.no_other_method.surely, found.total.no_other_method.possibly) == (crowd(0), crowd(0, 1))


def test_what_may_be_lost_shows_with_the_changes_that_may_take_it() -> None:
    other = profile("other")
    prior = tenant(profile(), other, row(UNREAD_GROUP, "open"), row(PILOT, "other"))
    changes = [update(profile(), profile(types=BOUND)), delete(row(PILOT, "other"))]
    who = people(3, groups={PILOT: [2]}, keys={CLOUD: [0, 2]})
    found = impact(prior, changes, who)
    by_change = {address: effect.lose_keys for address, effect in found.by_change}
    assert found.total.lose_keys.possibly == crowd(0, 2)
    assert by_change[changes[0].address].possibly == crowd(0, 2)
    assert by_change[changes[1].address].possibly == crowd(2)


def test_a_profile_that_is_not_there_may_have_accepted_what_is_lost() -> None:
    prior = tenant(profile(), row(PILOT, "open", "gone"))
    found = impact(prior, [delete(row(PILOT, "open", "gone"))], people(2, groups={PILOT: [0]}, keys={CLOUD: [0]}))
    assert found.total.lose_keys == surely(0)
    assert {each.id: each.holders for each in found.lost_profiles} == {"open": surely(0), "gone": maybe(0)}


def test_a_profile_that_perhaps_reached_somebody_perhaps_accepted_what_they_lose() -> None:
    prior = tenant(profile(), row(UNREAD_GROUP, "open"))
    found = impact(prior, [delete(row(UNREAD_GROUP, "open"))], people(2, keys={CLOUD: [0]}))
    assert found.total.lose_keys == maybe(0)
    assert [(each.id, each.holders) for each in found.lost_profiles] == [("open", maybe(0))]


LISTED = "aaaaaaaa-0000-4000-8000-00000000feed"


def test_an_unread_passkey_may_be_of_a_model_that_a_strength_asks_for() -> None:
    """Through a profile that takes one of two models, one that is not there, and one of an unread group."""
    asked = strength("fido2", fido2__allowedAAGUIDs=frozenset({LISTED, "bbbbbbbb-0000-4000-8000-00000000feed"}))
    one = profile(
        "one",
        keyRestrictions__behavior="allow",
        keyRestrictions__authenticators=frozenset({LISTED}),
    )
    who = people(2, groups={STAFF: [0], PILOT: [0]}, keys_unread=[0], registered={"passKeyDeviceBound": [0]})
    for target, profiles in ((PILOT, "one"), (PILOT, "gone"), (UNREAD_GROUP, "one")):
        prior = tenant(one, row(target, profiles), asked)
        found = impact(prior, [create(policy())], who)
        assert found.total.unable == maybe(0), (target, profiles)
    nothing = tenant(one, asked)
    assert impact(nothing, [create(policy())], who).total.unable == surely(0)


def test_who_may_lose_a_passkey_may_no_longer_satisfy_a_policy() -> None:
    device = live(
        Kind.POLICY,
        "device",
        "Require a device",
        state="enabled",
        users__include="all",
        grant__controls=frozenset({"compliantDevice"}),
    )
    prior = tenant(profile(), row(EVERYONE, "open"), KEYS_ONLY, policy(), device)
    who = people(3, groups={STAFF: [0]}, keys_unread=[0, 1], registered={"passKeySynced": [0, 1]})
    found = impact(prior, [update(profile(), profile(types=BOUND))], who)
    assert [(each.cause, each.name, each.unable) for each in found.demands] == [(None, "Require a passkey", maybe(0))]
    assert found.total.required == surely()


def test_who_may_be_asked_is_counted_as_possible() -> None:
    """The group that a policy comes to include was not read; nobody is known to be in it."""
    asked = policy(users__include__groups=frozenset({UNREAD_GROUP}))
    prior = tenant(profile(), row(EVERYONE, "open"), KEYS_ONLY)
    able = people(2, keys={CLOUD: [0, 1]})
    found = impact(prior, [create(asked)], able)
    assert [(each.required, each.unable) for each in found.demands] == [(maybe(0, 1), surely())]
    assert impact(prior, [create(asked)], people(2)).total.unable == maybe(0, 1)


def test_a_policy_that_changes_with_its_strength_is_named_by_its_own_change() -> None:
    wide, narrow = strength("fido2", "windowsHelloForBusiness"), strength("fido2")
    was, now = policy("reportOnly"), policy()
    changes = [update(wide, narrow), update(was, now)]
    who = people(2, groups={STAFF: [0]}, registered={"windowsHelloForBusiness": [0]})
    found = impact(tenant(profile(), row(EVERYONE, "open"), wide, was), changes, who)
    assert [(each.cause, each.unable) for each in found.demands] == [(changes[1].address, surely(0))]
    assert {address: effect.unable for address, effect in found.by_change} == {
        each.address: surely(0) for each in changes
    }


def test_who_was_stuck_in_one_place_is_stuck_in_more() -> None:
    """Somebody who could not satisfy a policy for one application is kept out of everything once it is for all."""
    one, all_of_them = frozenset({"app-1"}), frozenset({"All resources"})
    was, now = policy(target__resources__include=one), policy(target__resources__include=all_of_them)
    prior = tenant(profile(), row(EVERYONE, "open"), KEYS_ONLY, was)
    who = people(2, groups={STAFF: [0]}, registered={"mobilePhone": [0]})
    found = impact(prior, [update(was, now)], who)
    assert (found.total.required, found.total.unable) == (surely(0), surely(0))
    stricter = policy(target__resources__include=one, session__signInFrequency="everyTime")
    found = impact(prior, [update(was, stricter)], who)
    assert (found.total.required, found.total.unable) == (surely(0), surely())


def test_a_policy_that_gets_looser_may_get_out_of_reach_all_the_same() -> None:
    """0 is in its scope and loses the passkey that satisfied it; 1 loses one as well and is not asked."""
    was, now = policy(), policy(users__exclude__groups=frozenset({PILOT}))
    prior = tenant(profile(), row(EVERYONE, "open"), KEYS_ONLY, was)
    who = people(3, groups={STAFF: [0], PILOT: [2]}, keys={CLOUD: [0, 1]})
    found = impact(prior, [update(was, now), update(profile(), profile(types=BOUND))], who)
    assert (found.total.required, found.total.unable) == (surely(), surely(0))
    assert [(each.name, each.unable) for each in found.demands] == [("Require a passkey", surely(0))]


def test_without_the_passkey_policy_any_key_may_be_accepted() -> None:
    state = TenantState((Held(Kind.PROFILE, "open", "open", profile().fields),))
    found = access(state, people(2, keys={CLOUD: [1]}, keys_unread=[0]), Nesting.COUNTS)
    assert (found.accepted[CLOUD], found.with_key, found.may_set_up) == (maybe(1), maybe(0, 1), maybe(0, 1))


def test_whoever_keeps_a_passkey_that_will_do_is_not_kept_out() -> None:
    """0 keeps a security key, 1 keeps nothing, 2 had nothing that would do before either."""
    prior = tenant(profile(), row(EVERYONE, "open"), KEYS_ONLY, policy())
    who = people(3, groups={STAFF: [0, 1, 2]}, keys={CLOUD: [0, 1], PHONE: [0]}, registered={"mobilePhone": [2]})
    found = impact(prior, [update(profile(), profile(types=BOUND))], who)
    assert (found.total.lose_keys, found.total.unable) == (surely(0, 1), surely(1))
    assert [each.is_about_methods for each in found.demands] == [True]


WEAKER = live(Kind.STRENGTH, "strength-weak", "Any factor", None, allowedCombinations=frozenset({"password,sms"}))
BY_STRENGTH, BY_WEAKER = policy(), policy(grant__authenticationStrength=WEAKER.id)
BY_CONTROL = policy(grant__authenticationStrength=None, grant__controls=frozenset({"mfa"}))
BY_DEVICE = policy(grant__authenticationStrength=None, grant__controls=frozenset({"compliantDevice"}))


@pytest.mark.parametrize(
    ("was", "now", "asked"),
    [
        (BY_WEAKER, BY_STRENGTH, True),
        (BY_CONTROL, BY_STRENGTH, True),
        (BY_DEVICE, BY_STRENGTH, True),
        (BY_STRENGTH, BY_CONTROL, False),
        (BY_WEAKER, BY_CONTROL, False),
        (BY_STRENGTH, BY_STRENGTH, False),
    ],
)
def test_another_grant_asks_for_more_unless_any_second_factor_takes_the_place_of_a_strength(
    was: LiveObject, now: LiveObject, asked: bool
) -> None:
    prior = tenant(profile(), row(EVERYONE, "open"), KEYS_ONLY, WEAKER, was)
    who = people(2, groups={STAFF: [0]}, registered={"mobilePhone": [0]})
    found = impact(prior, [update(was, now)], who)
    assert found.total.required == found.total.unable == (surely(0) if asked else surely())


def test_a_pass_that_stops_counting_may_have_been_the_only_way_to_satisfy_a_policy() -> None:
    passes = live(Kind.TEMPORARY_ACCESS_PASS, "pass", "pass", state="enabled", targets=frozenset({EVERYONE_WORD}))
    off = live(Kind.TEMPORARY_ACCESS_PASS, "pass", "pass", state="disabled", targets=frozenset({EVERYONE_WORD}))
    ways = strength("temporaryAccessPassOneTime", "windowsHelloForBusiness")
    prior = tenant(profile(), row(EVERYONE, "open"), ways, policy(), passes)
    who = people(
        4,
        groups={STAFF: [0, 1, 2]},
        registered={"temporaryAccessPass": [0, 1, 3], "windowsHelloForBusiness": [1]},
    )
    found = impact(prior, [update(passes, off)], who)
    assert found.total.unable == maybe(0)
    assert [each.name for each in found.demands] == [policy().name]


def test_switching_passes_off_concerns_people_where_a_policy_in_force_counts_methods() -> None:
    passes = live(Kind.TEMPORARY_ACCESS_PASS, "pass", "pass", state="enabled", targets=frozenset({STAFF}))
    off = live(Kind.TEMPORARY_ACCESS_PASS, "pass", "pass", state="disabled", targets=frozenset({STAFF}))
    prior = tenant(profile(), row(EVERYONE, "open"), strength("temporaryAccessPassOneTime"), policy(), passes)
    change = update(passes, off)
    earlier, later = before(prior), after(prior, [change])
    assert concerns_people(earlier, later, [change])
    assert STAFF in people_wanted(earlier, later, [change]).groups
