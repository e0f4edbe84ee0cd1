"""EMG501 and EMG502 of files alone."""

from __future__ import annotations

import pytest

from passkeyctl.diagnostics import Severity
from passkeyctl.model.finding import Weight
from tests.checks.yaml_reviews import found_in

POLICY = """
emergencyAccess: {described}
conditionalAccess:
  p:
    name: P
    state: {state}
    users: {users}
    target: {{resources: {{include: [All resources]}}}}
    grant: {{controls: [mfa]}}
"""
GROUP = "{group: SG-EmergencyAccess}"
ACCOUNTS = "{accounts: [bg1@contoso.com, BG2@contoso.com]}"


def _told(users: str, described: str = GROUP, state: str = "enabled") -> list[tuple[Severity, str]]:
    text = POLICY.format(described=described, users=users, state=state)
    return [(each.diagnostic.severity, each.value) for each in found_in(text, "EMG502")]


@pytest.mark.parametrize(
    ("described", "users"),
    [
        (GROUP, "{include: all, exclude: {groups: [SG-EmergencyAccess]}}"),
        (ACCOUNTS, "{include: all, exclude: {users: [bg1@contoso.com, bg2@contoso.com]}}"),
        (
            "{group: 11111111-2222-4333-8444-555555555555}",
            "{include: all, exclude: {groups: [11111111-2222-4333-8444-555555555555]}}",
        ),
        (GROUP, "{include: none}"),
        ("{group: SG-Notfa\u0308lle}", "{include: all, exclude: {groups: [SG-Notf\u00e4lle]}}"),
    ],
)
def test_accounts_are_left_out_by_name(described: str, users: str) -> None:
    assert _told(users, described) == []


def test_a_policy_that_leaves_out_nobody_is_an_error() -> None:
    assert _told("{include: all}") == [(Severity.ERROR, "nobody")]
    assert _told("{include: {groups: [G]}, exclude: {groups: []}}", state="reportOnly") == [(Severity.ERROR, "nobody")]
    assert _told("{include: all, exclude: {guests: all}}") == [(Severity.ERROR, "nobody")]
    assert _told("{include: all}", state="disabled") == []


def test_others_that_are_left_out_may_cover_them() -> None:
    assert _told("{include: all, exclude: {groups: [Service accounts]}}") == [(Severity.WARNING, "not by name")]
    half = "{include: all, exclude: {users: [bg1@contoso.com]}}"
    assert _told(half, ACCOUNTS) == [(Severity.WARNING, "not by name")]


def test_an_alias_is_the_group_it_stands_for() -> None:
    text = "groups: {{safe: {{name: SG-EmergencyAccess}}}}\n" + POLICY
    users = "{include: all, exclude: {groups: [SG-EmergencyAccess]}}"
    assert found_in(text.format(described="{group: safe}", users=users, state="enabled"), "EMG502") == []


def test_users_that_somebody_else_owns_are_left_to_them() -> None:
    text = """
    emergencyAccess: {group: SG-EmergencyAccess}
    conditionalAccess:
      p: {name: P, state: enabled, grant: {controls: [mfa]}, unmanaged: [users.exclude], users: {include: all}}
      q: {name: Q, state: enabled, grant: {controls: [mfa]}}
    """
    assert found_in(text, "EMG502") == []


@pytest.mark.parametrize(
    ("described", "values"),
    [
        ("{accounts: [bg1@contoso.com]}", ["1"]),
        ("{accounts: [bg1@contoso.com, BG1@contoso.com]}", ["1"]),
        (ACCOUNTS, []),
        ("{accounts: [a@b.c, d@e.f], require: {minimumAccounts: 3}}", ["2"]),
        ("{group: G, accounts: [bg1@contoso.com]}", []),
    ],
)
def test_two_accounts_are_named(described: str, values: list[str]) -> None:
    told = found_in(f"emergencyAccess: {described}\n", "EMG501")
    assert [each.value for each in told] == values
    assert all((each.weight, each.diagnostic.severity) == (Weight.SAYS, Severity.WARNING) for each in told)
