"""PRF110, CAP409, and what is not asked where nobody loses anything."""

from __future__ import annotations

from dataclasses import replace

import pytest

from passkeyctl.checks.review import Review
from passkeyctl.insight.impact.impact import impact_of
from passkeyctl.insight.impact.limits import NOBODY_AT_ALL, Limit, Limits
from passkeyctl.insight.tenant_state import after, before
from passkeyctl.model.change import ResourceChange
from passkeyctl.model.crowds import Crowd, Reach
from passkeyctl.model.finding import Weight
from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.model.people import Gap, KeyModel, Knowledge, KnownPeople, People
from passkeyctl.model.state import LiveObject
from tests.checks.reviews import (
    found,
    left_alone,
    only,
    policy,
    profile,
    review,
    row,
    settings,
    strength,
    updated,
    weights,
)
from tests.people import people, roster

SYNCED = KeyModel("aaaaaaaa-0000-4000-8000-000000000002", "synced", False)
NARROWED = updated(profile(), passkeyTypes=frozenset({"deviceBound"}))
ROW = left_alone(row(EVERYONE, "pr-1"))
ENFORCED = updated(
    policy(state="reportOnly", grant__controls=frozenset(), grant__authenticationStrength="s-1"), state="enabled"
)
KEYS_ONLY = left_alone(strength())


def analysed(
    *changes: ResourceChange, who: People, limits: Limits = NOBODY_AT_ALL, unlisted: tuple[LiveObject, ...] = ()
) -> Review:
    plain = review(*changes, unlisted=unlisted)
    prior = plain.prior
    impact = impact_of(before(prior), after(prior, changes), changes, who)
    return replace(plain, impact=impact, known_people=KnownPeople(who, roster(len(who.everyone))), limits=limits)


def holders(*ordinals: int, phones: tuple[int, ...] = (), **more: bool) -> People:
    methods = {"passKeySynced": ordinals, "mobilePhone": phones}
    return people(10, keys={SYNCED: ordinals}, registered=methods, **more)  # type: ignore[arg-type]


def test_keys_that_fall_out_block_where_their_holders_have_nothing_else() -> None:
    judged = analysed(NARROWED, ROW, who=holders(1, 2, 3, phones=(3,)))
    finding = only(judged, "PRF110")
    assert (finding.weight, finding.can_override) == (Weight.BLOCKS, True)
    assert finding.diagnostic.summary == "registered passkeys of 3 people stop signing in"
    assert finding.diagnostic.detail[:2] == (
        "without another passkey that is accepted: 3",
        "without any other method that Graph reports: 2",
    )


def test_a_limit_lets_so_many_lose_their_last_method() -> None:
    who = holders(1, 2, 3, phones=(3,))
    for limit, weight in (("1", Weight.BLOCKS), ("2", Weight.SAYS), ("19%", Weight.BLOCKS), ("20%", Weight.SAYS)):
        parsed = Limit.parse(limit)
        assert parsed is not None
        assert only(analysed(NARROWED, ROW, who=who, limits=Limits(losing=parsed)), "PRF110").weight is weight


def test_no_limit_lets_an_emergency_account_lose_its_last_method() -> None:
    two = Limits(losing=Limit(2))
    judged = analysed(NARROWED, ROW, who=holders(1, 2, 3, phones=(3,)), limits=two)
    assert judged.impact is not None
    for emergency, weight in (({3}, Weight.SAYS), ({2, 3}, Weight.BLOCKS)):
        one = replace(judged, impact=replace(judged.impact, emergency=Crowd.of(emergency)))
        finding = only(one, "PRF110")
        said = "emergency accounts among them, which --max-losing does not let pass: 1" in finding.diagnostic.detail
        assert (finding.weight, said) == (weight, weight is Weight.BLOCKS)


@pytest.mark.parametrize("written", ["", "-1", "101%", "many", "1.5%", "5 %", "٣"])
def test_a_limit_is_a_count_or_a_share(written: str) -> None:
    assert Limit.parse(written) is None


def test_holders_of_another_method_are_told_before() -> None:
    judged = analysed(NARROWED, ROW, who=holders(3, phones=(3,)))
    assert weights(judged, "PRF110") == [(Weight.SAYS, False)]


def test_unknown_methods_count_as_none_and_the_reason_is_said() -> None:
    gap = Gap(Knowledge.REGISTRATIONS, "the report could not be read: no licence")
    who = people(4, keys={SYNCED: [1]}, unreported=range(4), gaps=(gap,))
    finding = only(analysed(NARROWED, ROW, who=who), "PRF110")
    assert finding.weight is Weight.BLOCKS
    assert "without any other method that Graph reports: up to 1" in finding.diagnostic.detail
    assert "not known: the report could not be read: no licence" in finding.diagnostic.detail


def test_where_not_everybody_could_be_read_nobody_is_no_answer() -> None:
    who = people(0, is_complete=False)
    assert weights(analysed(NARROWED, ROW, who=who), "PRF110") == [(Weight.BLOCKS, True)]
    assert weights(analysed(ENFORCED, KEYS_ONLY, ROW, who=who), "CAP409", "is unknown") == [(Weight.BLOCKS, True)]


def test_a_limit_does_not_hold_where_not_everybody_could_be_read() -> None:
    """Two who are known to be unable are under the limit, and nobody knows how many more there are."""
    who = people(2, is_complete=False)
    judged = analysed(ENFORCED, KEYS_ONLY, ROW, who=who, limits=Limits(unable=Limit(5)))
    assert weights(judged, "CAP409", "is unknown") == [(Weight.BLOCKS, True)]
    assert len(found(analysed(ENFORCED, KEYS_ONLY, ROW, who=who), "CAP409")) == 1
    known = analysed(ENFORCED, KEYS_ONLY, ROW, who=people(2), limits=Limits(unable=Limit(5)))
    assert found(known, "CAP409") == []


def test_a_narrower_strength_is_no_all_clear_either_where_not_everybody_could_be_read() -> None:
    enforcing = left_alone(policy(state="enabled", grant__authenticationStrength="s-1", grant__controls=frozenset()))
    narrower = updated(
        strength(allowedCombinations=frozenset({"fido2", "windowsHelloForBusiness"})),
        allowedCombinations=frozenset({"fido2"}),
    )
    judged = analysed(enforcing, narrower, ROW, who=people(0, is_complete=False))
    assert weights(judged, "CAP409", "is unknown") == [(Weight.BLOCKS, True)]
    for idle in (policy(state="reportOnly", grant__authenticationStrength="s-1"), policy(state="enabled")):
        assert found(analysed(left_alone(idle), narrower, ROW, who=people(0, is_complete=False)), "CAP409") == []


def test_narrowing_is_not_asked_where_nobody_loses_anything() -> None:
    assert weights(review(NARROWED, ROW), "OPS907") == [(Weight.ASKS, True)]
    assert found(analysed(NARROWED, ROW, who=people(10)), "OPS907") == []
    assert found(analysed(NARROWED, ROW, who=people(10)), "PRF110") == []


def test_narrowing_is_asked_where_somebody_may_lose_something() -> None:
    for who in (holders(1), people(3, keys_unread=[1]), people(3, is_complete=False), holders(1, disabled=[1])):  # type: ignore[arg-type]
        assert len(found(analysed(NARROWED, ROW, who=who), "OPS907")) == 1


def test_enforcing_attestation_is_asked_although_no_key_stops() -> None:
    change = updated(profile(), enforceAttestation=True)
    assert len(found(analysed(change, ROW, who=holders(1)), "OPS907")) == 1


def test_a_profile_that_takes_nothing_any_more_is_asked_although_nobody_holds_a_key() -> None:
    nothing = updated(profile(), keyRestrictions__behavior="allow", keyRestrictions__authenticators=frozenset())
    assert len(found(analysed(nothing, ROW, who=people(3)), "OPS907")) == 1
    unknown = updated(
        profile(),
        keyRestrictions__behavior="allow",
        keyRestrictions__authenticators=frozenset({"ffffffff-0000-4000-8000-00000000feed"}),
    )
    assert len(found(analysed(unknown, ROW, who=people(3)), "OPS907")) == 1


def test_only_the_change_that_takes_something_is_asked() -> None:
    idle = updated(profile("pr-2"), passkeyTypes=frozenset({"deviceBound"}))
    judged = analysed(NARROWED, idle, ROW, who=holders(1))
    assert [each.diagnostic.address for each in found(judged, "OPS907")] == ["passkeys.profiles.pr-1"]


def test_what_no_change_takes_alone_is_asked_of_each() -> None:
    """0 loses it as both rows change, and as both profiles narrow: none of the four is needed, none is enough."""
    bound = frozenset({"deviceBound"})
    changes = (
        updated(row("g-1", "pr-1", "pr-2"), profiles=frozenset({"pr-4"})),
        updated(row("g-2", "pr-1", "pr-2"), profiles=frozenset({"pr-4"})),
        updated(profile("pr-1"), passkeyTypes=bound),
        updated(profile("pr-2"), passkeyTypes=bound),
        updated(profile("pr-3"), passkeyTypes=bound),
    )
    who = people(3, groups={"g-1": [0], "g-2": [0], "g-3": [1]}, keys={SYNCED: [0, 1]})
    rest = (left_alone(row("g-3", "pr-3")), left_alone(profile("pr-4", passkeyTypes=bound)))
    judged = analysed(*changes, *rest, who=who)
    assert judged.impact is not None
    assert [str(address) for address, _ in judged.impact.by_change] == ["passkeys.profiles.pr-3"]
    assert len(found(judged, "OPS907")) == 5


def test_what_unread_policies_ask_is_said_to_be_unknown_where_keys_fall_out() -> None:
    plain = analysed(NARROWED, ROW, who=holders(1, phones=(1,)))
    hidden = replace(plain, prior=replace(plain.prior, unread_policies=(("p-9", "Beta only"),)))
    words = "policies in the beta list only may ask for a passkey as well: what they ask is not known"
    assert words not in only(plain, "PRF110").diagnostic.detail
    assert words in only(hidden, "PRF110").diagnostic.detail


def test_taking_passkeys_from_everybody_stays_grave() -> None:
    judged = analysed(updated(settings(), state="disabled"), ROW, left_alone(profile()), who=holders(1))
    assert [each.is_grave for each in found(judged, "OPS907")] == [True]


def test_people_who_could_not_satisfy_a_policy_block_it() -> None:
    who = people(4, keys={SYNCED: [0, 1]}, groups={"g-emergency": [3]})
    judged = analysed(ENFORCED, KEYS_ONLY, ROW, left_alone(profile()), who=who)
    finding = only(judged, "CAP409")
    assert finding.diagnostic.summary.startswith("1 person could not satisfy the policy `Policy p-1`")
    assert (finding.weight, finding.can_override) == (Weight.BLOCKS, True)
    two = Limits(unable=Limit(2))
    assert found(analysed(ENFORCED, KEYS_ONLY, ROW, left_alone(profile()), who=who, limits=two), "CAP409") == []


def test_without_an_analysis_nothing_is_counted() -> None:
    judged = review(NARROWED, ENFORCED, ROW)
    assert found(judged, "PRF110") == found(judged, "CAP409") == []


def test_passkeys_that_may_fall_out_count() -> None:
    finding = only(analysed(NARROWED, ROW, who=people(3, keys_unread=[1])), "PRF110")
    assert finding.weight is Weight.BLOCKS
    assert finding.diagnostic.summary == "registered passkeys of up to 1 person stop signing in"


def test_what_takes_nothing_is_no_worse_where_not_everybody_could_be_read() -> None:
    wider = updated(profile(passkeyTypes=frozenset({"deviceBound"})), passkeyTypes=frozenset({"deviceBound", "synced"}))
    assert found(analysed(wider, ROW, who=people(3, is_complete=False)), "PRF110") == []


def test_who_may_be_unable_counts() -> None:
    """Whether the emergency group holds them, and so exempts them, nobody could read."""
    finding = only(analysed(ENFORCED, KEYS_ONLY, ROW, who=people(2)), "CAP409")
    assert finding.diagnostic.summary.startswith("up to 2 people could not satisfy")
    gap = Gap(Knowledge.MEMBERS, "the members of the group were not read")
    told = only(analysed(ENFORCED, KEYS_ONLY, ROW, who=people(2, gaps=(gap,) * 5)), "CAP409").diagnostic.detail
    assert [each for each in told if each.startswith("not known: ")] == [f"not known: {gap.why}"] * 3 + [
        "not known: 2 more"
    ]


def test_a_share_is_one_of_those_who_are_enabled_for_certain() -> None:
    who = people(10, groups={"g-emergency": []})
    one_in_five = Limits(unable=Limit(20, is_percent=True))
    asked = replace(
        ENFORCED, planned={**ENFORCED.prior_fields, "state": "enabled", "users.exclude.groups": frozenset()}
    )
    able = replace(who, keys={SYNCED: Crowd.of(range(2, 10))}, registered={"passKeySynced": Crowd.of(range(2, 10))})
    assert found(analysed(asked, KEYS_ONLY, ROW, left_alone(profile()), who=able, limits=one_in_five), "CAP409") == []
    doubtful = replace(able, enabled=Reach(Crowd.of(range(9)), who.everyone))
    assert (
        len(found(analysed(asked, KEYS_ONLY, ROW, left_alone(profile()), who=doubtful, limits=one_in_five), "CAP409"))
        == 1
    )


def test_a_policy_that_nobody_can_satisfy_any_more_is_named_without_a_change_of_its_own() -> None:
    enforcing = left_alone(
        policy(
            state="enabled",
            users__exclude__groups=frozenset(),
            grant__controls=frozenset(),
            grant__authenticationStrength="s-1",
        )
    )
    finding = only(analysed(NARROWED, ROW, KEYS_ONLY, enforcing, who=holders(1)), "CAP409")
    assert "1 person could no longer satisfy the policy `Policy p-1`" in finding.diagnostic.summary
    assert (finding.diagnostic.address, finding.diagnostic.source) == ("conditionalAccess", None)
    changed = only(analysed(ENFORCED, KEYS_ONLY, ROW, who=people(2)), "CAP409").diagnostic
    assert changed.address == str(ENFORCED.address)


def test_either_half_of_an_analysis_is_none() -> None:
    whole = analysed(NARROWED, ENFORCED, KEYS_ONLY, ROW, who=holders(1))
    for half in (replace(whole, impact=None), replace(whole, known_people=None)):
        assert found(half, "PRF110") == []
        assert found(half, "CAP409") == []
        assert len(found(half, "OPS907")) == len(found(review(NARROWED, ENFORCED, KEYS_ONLY, ROW), "OPS907"))
