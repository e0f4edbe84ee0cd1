"""PRF104: many profiles, and a policy that grows towards what Graph takes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from passkeyctl.checks.profiles.size import estimated_size
from passkeyctl.insight.tenant_state import Held, TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.finding import Weight
from passkeyctl.model.passkeys import DEFAULT_PROFILE_ID
from tests.checks.reviews import created, found, left_alone, only, profile, review, row, updated, weights
from tests.checks.yaml_reviews import codes, found_in
from tests.states import TODAY

SAYS, STANDING = Weight.SAYS, Weight.STANDING
DEFAULT = profile(DEFAULT_PROFILE_ID)


def profiles(count: int) -> str:
    entries = (f"    p{number}: {{name: P{number}, passkeyTypes: [synced]}}" for number in range(count))
    return "passkeys:\n  profiles:\n" + "\n".join(entries)


def models(count: int) -> frozenset[str]:
    return frozenset(f"{number:08d}-aaaa-4bbb-8ccc-000000000000" for number in range(count))


@pytest.mark.parametrize(("count", "words"), [(3, "took 3 until May 2026"), (9, "took 3"), (10, "Entra takes 10")])
def test_the_default_profile_counts_too(count: int, words: str) -> None:
    (finding,) = found_in(profiles(count), "PRF104")
    assert words in finding.diagnostic.summary
    assert (finding.weight, finding.value) == (SAYS, f"{count + 1} profiles")
    assert "PRF104" not in codes(profiles(2))


def test_before_the_limit_moved_the_old_one_held() -> None:
    (finding,) = found_in(profiles(3), "PRF104", date(2026, 3, 1))
    assert finding.diagnostic.summary == "there would be 4 passkey profiles, and Entra takes 3"


def test_profiles_that_stand_are_said_only_beyond_the_limit() -> None:
    four = [DEFAULT, *(profile(f"pr-{number}") for number in range(3))]
    standing = review(updated(four[1], name="x"), unlisted=[four[0], *four[2:]])
    assert found(replace(standing, as_of=TODAY), "PRF104") == []
    eleven = [DEFAULT, *(profile(f"pr-{number}") for number in range(10))]
    assert weights(replace(review(unlisted=eleven), as_of=TODAY), "PRF104") == [(STANDING, False)]
    assert weights(review(created(profile("pr-new")), unlisted=four), "PRF104") == [(SAYS, False)]


def test_the_size_is_estimated_by_microsofts_figures() -> None:
    held = [Held(each.kind, each.id, each.name, each.fields) for each in (row("g", "a"), row("h", *"abcde"))]
    assert estimated_size(TenantState(())) == pytest.approx(1.44)
    assert estimated_size(TenantState(tuple(held))) == pytest.approx(1.44 + 0.23 + 0.4)
    listed = profile(keyRestrictions__authenticators=models(10))
    with_list = Held(Kind.PROFILE, "pr-1", "x", listed.fields)
    assert estimated_size(TenantState((with_list,))) == pytest.approx(1.44 + 0.4 + 0.3)


def test_a_policy_that_grows_near_the_limit_is_said() -> None:
    large = profile(keyRestrictions__authenticators=models(460))
    small = profile(keyRestrictions__authenticators=models(450))
    finding = only(review(updated(profile(), keyRestrictions__authenticators=models(480))), "PRF104", "kB")
    assert finding.diagnostic.summary == "the passkey policy would be about 16.2 kB, and Graph takes 20 kB"
    assert weights(review(unlisted=[profile(keyRestrictions__authenticators=models(480))]), "PRF104") == [
        (STANDING, False)
    ]
    assert found(review(left_alone(small)), "PRF104", "kB") == []
    assert found(review(updated(large, keyRestrictions__authenticators=models(450))), "PRF104", "kB") == []
