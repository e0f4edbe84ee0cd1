"""A plan that changes much at once is asked about, whatever each single change is."""

from __future__ import annotations

from dataclasses import replace

from passkeyctl.checks.review import Review
from passkeyctl.model.finding import Weight
from passkeyctl.model.limits import Bound, Measure, StatedLimits
from tests.checks.reviews import created, deleted, found, left_alone, only, policy, profile, review, strength, updated

AT_ONCE = "the plan"


def of_policies(changed: int, standing: int, gone: int = 0) -> Review:
    """So many policies of so many become report-only, and so many go."""
    stands = [policy(f"p-{number}") for number in range(standing)]
    touched = [updated(each, state="reportOnly") for each in stands[:changed]]
    touched += [deleted(each) for each in stands[changed : changed + gone]]
    return review(*touched, *(left_alone(each) for each in stands[changed + gone :]))


def stating(judged: Review, limits: StatedLimits) -> Review:
    return replace(judged, configuration=replace(judged.configuration, limits=limits))


def test_three_in_ten_pass_and_four_are_asked() -> None:
    assert not found(of_policies(3, 10), "OPS907", AT_ONCE)
    asked = only(of_policies(4, 10), "OPS907", AT_ONCE)
    assert asked.diagnostic.summary == "the plan changes 4 of 10 Conditional Access policies (40%)"
    assert asked.diagnostic.detail == ("the limit is 30% (`limits.updates`)",)
    assert "raise `limits.updates`" in asked.diagnostic.hint
    assert (asked.weight, asked.can_override, asked.is_grave) == (Weight.ASKS, True, True)


def test_of_few_objects_a_share_says_nothing() -> None:
    assert not found(of_policies(9, 9), "OPS907", AT_ONCE)


def test_deletes_are_counted_by_themselves() -> None:
    assert only(of_policies(3, 12, gone=4), "OPS907", AT_ONCE).diagnostic.summary == (
        "the plan deletes 4 of 12 Conditional Access policies (33%)"
    )


def test_what_is_made_anew_is_not_counted() -> None:
    stands = [strength(f"s-{number}") for number in range(10)]
    fresh = [created(strength(f"n-{number}")) for number in range(20)]
    assert not found(review(*map(left_alone, stands), *fresh), "OPS907", AT_ONCE)


def test_the_files_have_the_say() -> None:
    many = of_policies(4, 10)
    assert not found(stating(many, StatedLimits({Measure.UPDATES: Bound(share=40)})), "OPS907", AT_ONCE)
    few = of_policies(2, 3)
    strict = StatedLimits({}, {"conditionalAccess": {Measure.UPDATES: Bound(count=1)}})
    asked = only(stating(few, strict), "OPS907", AT_ONCE)
    assert asked.diagnostic.detail == ("the limit is 1 (`limits.conditionalAccess.updates`)",)


def test_a_list_that_loses_more_than_half_is_asked_about() -> None:
    models = frozenset(f"{number:08x}-0000-4000-8000-000000000000" for number in range(10))
    before = profile("pr-1", keyRestrictions__behavior="block", keyRestrictions__authenticators=models)
    kept = frozenset(sorted(models)[:5])
    half = updated(before, keyRestrictions__authenticators=kept)
    assert not found(review(half), "OPS907", AT_ONCE)
    more = updated(before, keyRestrictions__authenticators=frozenset(sorted(models)[:4]))
    assert only(review(more), "OPS907", AT_ONCE).diagnostic.summary == (
        "the plan takes 6 of 10 members out of `keyRestrictions.authenticators` of `Profile pr-1` (60%)"
    )


def test_a_list_that_gives_way_to_a_word_loses_nobody() -> None:
    apps = frozenset(f"{number:08x}-0000-4000-8000-000000000000" for number in range(12))
    before = policy(target__resources__include=apps)
    after = updated(before, target__resources__include=frozenset({"All resources"}))
    assert not found(review(after), "OPS907", AT_ONCE)
