"""CAP403 where not everything is known, or where the plan makes worse what was so already."""

from __future__ import annotations

from dataclasses import replace

import pytest

from passkeyctl.diagnostics import Severity
from passkeyctl.model.finding import Weight
from passkeyctl.model.passkeys import EVERYONE
from tests.checks.reviews import created, found, left_alone, only, policy, profile, review, row, updated
from tests.checks.test_first_passkey_in_tenants import KEYS, LOOP, NOTHING, PASS, with_people
from tests.people import people

HAVE_METHODS = people(2, registered={"mobilePhone": [0, 1]}, groups={"g-emergency": []})
STANDING = (KEYS, row(EVERYONE, "pr-1"), profile())


def test_people_who_were_not_all_read_do_not_show_that_it_stops_nobody() -> None:
    judged = review(created(LOOP), unlisted=STANDING)
    finding = only(with_people(judged, replace(HAVE_METHODS, is_complete=False)), "CAP403")
    assert finding.diagnostic.severity is Severity.ERROR


def test_people_whose_methods_nobody_knows_may_be_stopped() -> None:
    judged = review(created(LOOP), unlisted=STANDING)
    doubtful = people(2, registered={"mobilePhone": [0]}, unreported=[1], groups={"g-emergency": []})
    finding = only(with_people(judged, doubtful), "CAP403")
    assert finding.diagnostic.severity is Severity.ERROR
    assert finding.affected != "0 people"


@pytest.mark.parametrize("controls", [frozenset({"mfa"}), frozenset({"compliantDevice"})])
def test_a_guard_is_none_where_the_settings_of_passes_were_not_read(controls: frozenset[str]) -> None:
    guard = replace(LOOP, fields={**LOOP.fields, "grant.authenticationStrength": None, "grant.controls": controls})
    assert found(review(created(guard)), "CAP403") == []


def test_a_policy_that_another_one_makes_a_whole_loop_of_is_worse_than_it_was() -> None:
    def demanding(*platforms: str) -> dict[str, object]:
        return {
            "grant__controls": NOTHING,
            "grant__authenticationStrength": "s-1",
            "conditions__platforms__include": frozenset(platforms),
        }

    desktop = policy("p-desktop", **demanding("windows", "macOS", "linux"))
    phones = policy("p-phones", **demanding("android", "iOS"))
    rest = (*STANDING, PASS)
    before = only(review(left_alone(desktop), unlisted=rest), "CAP403")
    assert (before.weight, before.diagnostic.severity) == (Weight.STANDING, Severity.WARNING)
    after = found(review(left_alone(desktop), created(phones), unlisted=rest), "CAP403")
    assert [(each.weight, each.diagnostic.severity) for each in after] == [(Weight.BLOCKS, Severity.ERROR)] * 2
    both_there = found(review(left_alone(desktop), left_alone(phones), unlisted=rest), "CAP403")
    assert [each.weight for each in both_there] == [Weight.STANDING] * 2
    renamed = updated(profile(), name="New")
    unlike = found(
        review(left_alone(desktop), left_alone(phones), renamed, unlisted=(KEYS, row(EVERYONE, "pr-1"), PASS)), "CAP403"
    )
    assert [each.weight for each in unlike] == [Weight.STANDING] * 2
