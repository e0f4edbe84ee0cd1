"""Waivers let one deviation pass, with the value it has, until their day."""

from __future__ import annotations

from datetime import date

import pytest

from passkeyctl.authenticators.catalogue import expand, newest
from passkeyctl.authenticators.outcomes import Expansion
from passkeyctl.diagnostics import Severity, SourceRange
from passkeyctl.drift.accepted import Known, is_accepted, known_names, plain_text
from passkeyctl.drift.deviation import Deviation, Sort
from passkeyctl.drift.waiving import LetPass, laid_over
from passkeyctl.model.address import Address, Kind
from passkeyctl.model.desired import Waiver
from passkeyctl.model.directory import Directory
from passkeyctl.model.kinds import field_of
from passkeyctl.model.reference import RefKind
from passkeyctl.model.state import PriorState
from passkeyctl.model.values import FilterRule, Guests, SignInFrequency, Value, X509Limit
from tests.cli.upgrades import LATER_BATCH, upgrade

TODAY = date(2026, 11, 23)
PILOT = Address(Kind.POLICY, "pilot")
HELP_DESK, STAFF = "10000000-0000-4000-8000-000000000001", "10000000-0000-4000-8000-000000000002"
NAMES = {(RefKind.GROUP, HELP_DESK): "Help desk, first line", (RefKind.GROUP, STAFF): "Staff"}
KNOWN = known_names(Directory(names=NAMES), PriorState((), has_profiles=True, fido2={}), {})
STATE = Deviation(Sort.CHANGED, PILOT, "PK100", "state", "enabled", "disabled")
EXCLUDED = Deviation(Sort.NOT_IN_FILE, PILOT, "PK100", "users.exclude.groups", frozenset(), frozenset({HELP_DESK}))
GONE = Deviation(Sort.MISSING, PILOT, "PK100")
STRAY = Deviation(Sort.UNLISTED, Address(Kind.POLICY, "PK150", is_unlisted=True), "PK150")


def waiver(rule: str, at: str, *accepts: str, expires: date = TODAY) -> Waiver:
    return Waiver(rule, "agreed", "secops", expires, SourceRange("a.yaml", 3), accepts, at)


def judged(found: Deviation, *waivers: Waiver) -> LetPass:
    return laid_over([found], waivers, TODAY, KNOWN)


@pytest.mark.parametrize(
    ("found", "covering"),
    [
        (STATE, waiver("DRF101", "conditionalAccess.pilot.state", "disabled")),
        (STATE, waiver("DRF101", "conditionalAccess.pilot")),
        (STATE, waiver("DRF101", "conditionalAccess.pilot", "Disabled")),
        (EXCLUDED, waiver("DRF104", "conditionalAccess.pilot.users.exclude.groups", "help desk, first line")),
        (EXCLUDED, waiver("DRF104", "conditionalAccess.pilot.users.exclude.groups", HELP_DESK.upper())),
        (GONE, waiver("DRF102", "conditionalAccess.pilot")),
        (STRAY, waiver("DRF105", 'conditionalAccess["PK150"]')),
    ],
)
def test_a_deviation_that_is_let_pass_is_kept_and_does_not_count(found: Deviation, covering: Waiver) -> None:
    answer = judged(found, covering)
    assert [(each.waiver, each.counts) for each in answer.deviations] == [(covering, False)]
    assert answer.findings == ()


@pytest.mark.parametrize(
    ("found", "other"),
    [
        (STATE, waiver("DRF101", "conditionalAccess.pilot.state", "reportOnly")),
        (STATE, waiver("DRF101", "conditionalAccess.pilot.state")),
        (STATE, waiver("DRF104", "conditionalAccess.pilot.state", "disabled")),
        (STATE, waiver("DRF101", "conditionalAccess.other.state", "disabled")),
        (STATE, waiver("DRF101", "conditionalAccess", "disabled")),
        (STATE, waiver("DRF101", "")),
        (STATE, waiver("CAP404", "conditionalAccess.pilot.state", "disabled")),
        (EXCLUDED, waiver("DRF104", "conditionalAccess.pilot.users.exclude.groups", "Help desk, first line", "Staff")),
        (EXCLUDED, waiver("DRF104", "conditionalAccess.pilot.users.exclude.groups", "none")),
        (GONE, waiver("DRF105", "conditionalAccess.pilot")),
        (STATE, waiver("DRF101", "conditionalAccess.pilot.state", "disabled", expires=date(2026, 11, 22))),
    ],
)
def test_whatever_else_differs_counts(found: Deviation, other: Waiver) -> None:
    assert [each.counts for each in judged(found, other).deviations] == [True]


def test_a_waiver_of_another_value_says_which_one_the_tenant_has() -> None:
    place = "conditionalAccess.pilot.users.exclude.groups"
    (said,) = judged(EXCLUDED, waiver("DRF104", place, "Staff")).findings
    assert said.diagnostic.summary == (
        f"the waiver of `DRF104` at `{place}` accepts `Staff`, and the tenant has `Help desk, first line`"
    )
    assert (said.diagnostic.severity, str(said.diagnostic.source)) == (Severity.WARNING, "a.yaml:3")


@pytest.mark.parametrize(
    ("expires", "found", "summary", "hint"),
    [
        (
            date(2026, 11, 22),
            STATE,
            "the waiver of `DRF101` at `conditionalAccess.pilot.state` expired on 2026-11-22",
            "decide which side is right, or ask `secops` for a new date",
        ),
        (
            date(2026, 11, 22),
            GONE,
            "the waiver of `DRF101` at `conditionalAccess.pilot.state` expired on 2026-11-22",
            "take it out",
        ),
        (
            TODAY,
            GONE,
            "the waiver of `DRF101` at `conditionalAccess.pilot.state` covers nothing",
            "take it out, so that it lets nothing pass later",
        ),
    ],
)
def test_what_is_wrong_with_a_waiver_is_said(expires: date, found: Deviation, summary: str, hint: str) -> None:
    answer = judged(found, waiver("DRF101", "conditionalAccess.pilot.state", "disabled", expires=expires))
    assert [(each.diagnostic.summary, each.diagnostic.hint) for each in answer.findings] == [(summary, hint)]


def test_waivers_of_checks_are_not_judged_here() -> None:
    assert judged(STATE, waiver("CAP404", "conditionalAccess.pilot", expires=date(2020, 1, 1))).findings == ()


@pytest.mark.parametrize(
    ("kind", "path", "live", "accepts"),
    [
        (Kind.POLICY, "session.disableResilienceDefaults", True, ["true"]),
        (Kind.POLICY, "session.disableResilienceDefaults", False, ["FALSE"]),
        (Kind.POLICY, "conditions.signInRisk", frozenset(), ["none"]),
        (Kind.POLICY, "conditions.deviceFilter", None, ["(not set)"]),
        (Kind.POLICY, "conditions.deviceFilter", FilterRule("include", "device.a -eq 1"), ["include `device.a -eq 1`"]),
        (Kind.POLICY, "session.signInFrequency", SignInFrequency(4, "hours"), ["4h"]),
        (
            Kind.POLICY,
            "users.exclude.guests",
            Guests(frozenset({"serviceProvider"}), "all"),
            ["serviceProvider of all tenants"],
        ),
        (Kind.POLICY, "users.exclude.guests", Guests(frozenset({"b", "a"})), ["a", "b"]),
        (Kind.POLICY, "users.exclude.guests", Guests(legacy=True), ["guests or external users (the older setting)"]),
        (Kind.POLICY, "users.exclude.guests", Guests(frozenset({"a"}), frozenset({"t"})), ["a of the tenants t"]),
        (
            Kind.POLICY,
            "grant.authenticationStrength",
            "00000000-0000-0000-0000-000000000004",
            ["Phishing-resistant MFA"],
        ),
        (
            Kind.POLICY,
            "grant.authenticationStrength",
            "00000000-0000-0000-0000-000000000004",
            ["00000000-0000-0000-0000-000000000004"],
        ),
        (Kind.TEMPORARY_ACCESS_PASS, "defaultLifetime", 480, ["8h"]),
        (Kind.TEMPORARY_ACCESS_PASS, "defaultLifetime", 480, ["480"]),
        (Kind.TEMPORARY_ACCESS_PASS, "length", 12, ["12"]),
        (Kind.STRENGTH, "description", "For keys, and for phones", ["For keys, and for phones"]),
        (
            Kind.STRENGTH,
            "x509",
            frozenset({X509Limit(frozenset({"x509"}), frozenset({"aa"}), frozenset({"1.2"}))}),
            ["x509; issuers aa; policies 1.2"],
        ),
        (
            Kind.PROFILE,
            "keyRestrictions.authenticators",
            frozenset({"2fc0579f-8113-47ea-b116-bb5a8db9202a"}),
            ["2FC0579F-8113-47EA-B116-BB5A8DB9202A"],
        ),
        (Kind.PROFILE, "passkeyTypes", frozenset({"deviceBound", "synced"}), ["synced,deviceBound"]),
    ],
)
def test_values_are_accepted_in_plain_text(kind: Kind, path: str, live: Value, accepts: list[str]) -> None:
    assert is_accepted(kind, path, live, accepts, KNOWN)
    assert is_accepted(kind, path, live, [plain_text(field_of(kind, path), live, KNOWN)], KNOWN)
    assert not is_accepted(kind, path, live, ["another"], KNOWN)


def test_a_name_of_a_model_stands_for_all_of_it() -> None:
    house = Known(house={"ours": ("2fc0579f-8113-47ea-b116-bb5a8db9202a", "ee882879-721c-4913-9775-3dfcce97072a")})
    path, both = "keyRestrictions.authenticators", frozenset(house.house["ours"])
    assert is_accepted(Kind.PROFILE, path, both, ["ours"], house)
    assert not is_accepted(Kind.PROFILE, path, both | {"00000000-0000-4000-8000-000000000001"}, ["ours"], house)


def test_one_name_of_two_groups_accepts_neither() -> None:
    twins = Known({(RefKind.GROUP, HELP_DESK): "Staff", (RefKind.GROUP, STAFF): "Staff"})
    both = frozenset({HELP_DESK, STAFF})
    assert not is_accepted(Kind.POLICY, "users.exclude.groups", both, ["Staff"], twins)
    assert is_accepted(Kind.POLICY, "users.exclude.groups", both, [HELP_DESK, STAFF], twins)


def test_a_name_of_a_model_means_what_it_does_in_the_files_after_an_upgrade(monkeypatch: pytest.MonkeyPatch) -> None:
    found = expand("yubikey-5-nfc@5.7", newest(), {})
    assert isinstance(found, Expansion)
    upgrade(monkeypatch)
    pinned, unpinned = Known(catalogue="2026-11"), Known()
    path, said = "keyRestrictions.authenticators", ["yubikey-5-nfc@5.7"]
    live, later = frozenset(found.aaguids), frozenset({*found.aaguids, LATER_BATCH})
    assert [is_accepted(Kind.PROFILE, path, each, said, pinned) for each in (live, later)] == [True, False]
    assert [is_accepted(Kind.PROFILE, path, each, said, unpinned) for each in (live, later)] == [False, True]
