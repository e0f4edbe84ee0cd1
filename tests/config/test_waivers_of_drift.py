"""Waivers of drift name one place, and the value that the tenant has there."""

from __future__ import annotations

import pytest

from passkeyctl.config.load import load_texts
from passkeyctl.model.desired import SourceText
from tests.config import texts

POLICY = """\
conditionalAccess:
  pilot:
    name: PK010
    users: {include: {groups: [Pilot]}}
    target: {resources: {include: [Office 365]}}
    grant: {controls: [mfa]}
"""
PASSKEYS = "passkeys: {state: enabled}\n"


def waiver(rule: str, *more: str) -> str:
    said = ", ".join((f"rule: {rule}", "reason: agreed", "owner: it", "expires: 2027-01-31", *more))
    return f"waivers:\n  - {{{said}}}\n"


def faults(text: str) -> list[tuple[str, str]]:
    found = load_texts([SourceText("a.yaml", f"apiVersion: passkeyctl/v1\n{text}")])
    return [(each.summary, each.hint) for each in found.diagnostics if each.code == "OPS901"]


@pytest.mark.parametrize(
    ("rule", "more"),
    [
        ("DRF101", ("at: conditionalAccess.pilot.state", "accepts: disabled")),
        ("DRF101", ("at: passkeys.state", "accepts: disabled")),
        ("DRF101", ("at: conditionalAccess.pilot",)),
        ("DRF101", ("at: conditionalAccess.pilot", "accepts: disabled")),
        ("DRF102", ("at: conditionalAccess.pilot",)),
        ("DRF103", ("at: 'passkeys.targets[\"SG-Old\"]'",)),
        ("DRF104", ("at: conditionalAccess.pilot.users.exclude.groups", "accepts: [Help desk]")),
        ("DRF105", ("at: 'conditionalAccess[\"PK150\"]'",)),
    ],
)
def test_a_place_and_a_value_are_a_waiver(rule: str, more: tuple[str, ...]) -> None:
    (read,) = texts.configuration(PASSKEYS + POLICY + waiver(rule, *more)).waivers
    assert read.rule == rule


@pytest.mark.parametrize(
    ("rule", "more", "told"),
    [
        (
            "DRF101",
            (),
            ("this waiver of `DRF101` says no `at`", "name the place as `passkeyctl drift` does"),
        ),
        (
            "DRF101",
            ("at: conditionalAccess.pilot.state",),
            (
                "this waiver of `DRF101` names a field and accepts no value",
                "add `accepts:` with the value that the tenant has: another one is drift again",
            ),
        ),
        (
            "DRF102",
            ("at: conditionalAccess.pilot.state",),
            (
                "`DRF102` is about an object, and `conditionalAccess.pilot.state` is a field",
                "write `at: conditionalAccess.pilot`",
            ),
        ),
        (
            "DRF105",
            ("at: 'conditionalAccess[\"PK150\"]'", "accepts: x"),
            (
                "`DRF105` is about an object, which has no value to accept",
                "take `accepts` out: it is there, or it isn't",
            ),
        ),
        (
            "DRF104",
            ("at: authenticationStrengths",),
            (
                "`authenticationStrengths` is no entry that could drift",
                "name an entry, as in `conditionalAccess.pilot`, or a field of it, as in "
                "`conditionalAccess.pilot.state`",
            ),
        ),
    ],
)
def test_what_would_quiet_more_than_one_value_is_refused(
    rule: str, more: tuple[str, ...], told: tuple[str, str]
) -> None:
    assert faults(POLICY + waiver(rule, *more)) == [told]


@pytest.mark.parametrize("at", ["conditionalAccess.pilot.stat", "conditionalAccess.other.state"])
def test_a_place_that_is_none(at: str) -> None:
    ((summary, _),) = faults(POLICY + waiver("DRF101", f"at: {at}", "accepts: disabled"))
    assert summary == f"these files describe no `{at}`"


def test_only_drift_is_waived_field_by_field() -> None:
    ((summary, _),) = faults(POLICY + waiver("CAP404", "at: conditionalAccess.pilot.state"))
    assert summary == "these files describe no `conditionalAccess.pilot.state`"
