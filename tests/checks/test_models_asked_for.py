"""STR301 at its edges: other ways to satisfy a strength, and who took the models away."""

from __future__ import annotations

import pytest

from passkeyctl.diagnostics import Severity
from passkeyctl.model.finding import Weight
from tests.checks.reviews import found, left_alone, review, row, strength, updated
from tests.checks.test_demanded_strengths import (
    FILE,
    KEY,
    LISTED,
    OTHER_KEY,
    allowing,
    keys_policy,
    only,
)
from tests.checks.yaml_reviews import found_in

GROUP = row("g-a", "pr-1")


@pytest.mark.parametrize("state", ["enabled", "disabled"])
def test_another_way_that_is_switched_off_is_none(state: str) -> None:
    text = FILE.replace("[fido2]\n", "[fido2, temporaryAccessPassOneTime]\n").replace(
        "{passkeys: all,", "{passkeys: all, temporaryAccessPass: true,"
    )
    passes = f"temporaryAccessPass: {{state: {state}, targets: [Admins], oneTimeUse: true}}\n"
    (finding,) = found_in(text + passes, "STR301")
    assert finding.diagnostic.severity is (Severity.WARNING if state == "enabled" else Severity.ERROR)


def test_where_there_is_another_way_a_group_that_is_not_served_is_no_fault() -> None:
    more = """
    open: {name: Open, passkeyTypes: [deviceBound], enforceAttestation: true, keyRestrictions: none}
  targets:
    - {group: Frontline, profiles: [open]}"""
    text = FILE.replace("\n  targets:", more, 1)
    assert len(found_in(text, "STR301")) == 1
    assert found_in(text.replace("[fido2]\n", "[fido2, windowsHelloForBusiness]\n"), "STR301") == []


def test_one_model_of_several_that_a_plan_takes_away_is_its_doing() -> None:
    asking = strength(fido2__allowedAAGUIDs=frozenset({KEY, OTHER_KEY}))
    narrowing = updated(allowing("pr-1", KEY), keyRestrictions__authenticators=frozenset({"c" * 8}))
    finding = only(review(narrowing, left_alone(keys_policy()), unlisted=(asking, GROUP)), "STR301")
    assert finding.weight is Weight.BLOCKS


def test_a_strength_that_starts_to_ask_for_what_nobody_may_use_is_the_plan_s_doing() -> None:
    asking = updated(strength(**LISTED), fido2__allowedAAGUIDs=frozenset({OTHER_KEY}))
    rest = (allowing("pr-1", "c" * 8), GROUP, keys_policy())
    assert [each.weight for each in found(review(asking, unlisted=rest), "STR301")] == [Weight.BLOCKS]
