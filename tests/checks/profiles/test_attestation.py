"""PRF101, PRF107, PRF108 and PRF109: what attestation keeps out, and what is let in without it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from passkeyctl.diagnostics import Severity
from passkeyctl.model.address import Kind
from passkeyctl.model.finding import Weight
from passkeyctl.model.people import KnownPeople, ListedRoster
from tests.checks.reviews import created, found, left_alone, live, only, profile, review, row, updated, weights
from tests.checks.yaml_reviews import codes, found_in
from tests.people import people

SAYS, STANDING, BLOCKS = Weight.SAYS, Weight.STANDING, Weight.BLOCKS
HELLO = frozenset({"08987058-cadc-4b81-b6e1-30de50dcbe96"})


def keys(types: str = "[deviceBound]", attestation: str = "true", restrictions: str = "none", rows: str = "") -> str:
    return f"""
passkeys:
  profiles:
    keys:
      name: Keys
      passkeyTypes: {types}
      enforceAttestation: {attestation}
      keyRestrictions: {restrictions}
{rows}
"""


def allow(*models: str) -> str:
    return f"{{behavior: allow, authenticators: [{', '.join(models)}]}}"


def block(*models: str) -> str:
    return f"{{behavior: block, authenticators: [{', '.join(models)}]}}"


@pytest.mark.parametrize(
    ("restrictions", "fires"),
    [
        ("none", True),
        (allow("microsoft-authenticator"), True),
        (allow("microsoft-authenticator", "yubikey-5-nfc"), True),
        (block("windows-hello"), True),
        (block("microsoft-authenticator-ios"), True),
        (block("microsoft-authenticator"), False),
        (allow("yubikey-5-nfc"), False),
    ],
)
def test_authenticator_under_attestation(restrictions: str, fires: bool) -> None:
    assert ("PRF107" in codes(keys(restrictions=restrictions))) is fires
    assert "PRF107" not in codes(keys(attestation="false", restrictions=restrictions))


def test_authenticator_under_attestation_says_where_and_whom() -> None:
    rows = "  targets: [{group: Pilot, profiles: [keys]}, {group: Admins, profiles: [keys]}]"
    (finding,) = found_in(keys(rows=rows), "PRF107")
    assert finding.diagnostic.address == "passkeys.profiles.keys"
    assert finding.diagnostic.source is not None
    assert finding.diagnostic.source.line == 7
    assert (finding.weight, finding.value) == (SAYS, "microsoft-authenticator")
    assert finding.affected == "members of `Admins` and `Pilot`"
    assert "no list keeps Authenticator out" in finding.diagnostic.detail


def test_what_a_file_leaves_out_is_no_fact() -> None:
    assert codes("passkeys: {profiles: {default: {enforceAttestation: true}}}").count("PRF107") == 0
    assert codes("passkeys: {profiles: {default: {passkeyTypes: [deviceBound]}}}").count("PRF109") == 0
    assert codes("passkeys: {profiles: {default: {keyRestrictions: none}}}").count("PRF109") == 0


def test_the_live_values_of_what_a_file_leaves_out_count() -> None:
    plain = profile(passkeyTypes=frozenset({"deviceBound"}))
    assert weights(review(updated(plain, enforceAttestation=True)), "PRF107") == [(SAYS, False)]


def test_a_profile_that_stands_or_that_no_file_lists_is_standing() -> None:
    attested = profile(passkeyTypes=frozenset({"deviceBound"}), enforceAttestation=True)
    assert weights(review(left_alone(attested)), "PRF107") == [(STANDING, False)]
    unlisted = only(review(unlisted=[attested]), "PRF107")
    assert (unlisted.weight, unlisted.diagnostic.address) == (STANDING, 'passkeys.profiles["Profile pr-1"]')


def test_people_who_are_reached_are_counted() -> None:
    attested = profile(passkeyTypes=frozenset({"deviceBound"}), enforceAttestation=True)
    judged = review(created(row("g-in", "pr-1")), created(live(Kind.EXCLUDE, "g-out")), unlisted=[attested])
    of = people(9, groups={"g-in": range(6), "g-out": [0]}, disabled=[5])
    assert only(replace(judged, known_people=KnownPeople(of, ListedRoster())), "PRF107").affected == "4 people"


def test_windows_hello_in_a_list_is_not_attested() -> None:
    (finding,) = found_in(keys(restrictions=allow("windows-hello", "yubikey-5-nfc")), "PRF108")
    assert (finding.diagnostic.severity, finding.weight, finding.can_override) == (Severity.ERROR, BLOCKS, True)
    assert finding.value == "windows-hello-hardware, windows-hello-vbs, windows-hello-software"
    assert "February 2026" in finding.diagnostic.detail[1]


@pytest.mark.parametrize(
    ("attestation", "restrictions"),
    [("true", allow("yubikey-5-nfc")), ("false", allow("windows-hello")), ("true", block("windows-hello"))],
)
def test_no_windows_hello_under_attestation(attestation: str, restrictions: str) -> None:
    assert "PRF108" not in codes(keys(attestation=attestation, restrictions=restrictions))


def test_what_is_known_of_windows_hello_is_dated() -> None:
    text = keys(restrictions=allow("windows-hello"))
    (earlier,) = found_in(text, "PRF108", date(2026, 5, 1))
    (later,) = found_in(text, "PRF108", date(2026, 6, 15))
    assert "in preview" in earlier.diagnostic.detail[1]
    assert "try it" in later.diagnostic.detail[1]


def test_windows_hello_that_stands_under_attestation_blocks_nothing() -> None:
    listed: dict[str, object] = {
        "keyRestrictions__behavior": "allow",
        "keyRestrictions__authenticators": HELLO,
        "passkeyTypes": frozenset({"deviceBound"}),
    }
    stands = profile(enforceAttestation=True, **listed)
    assert weights(review(left_alone(stands)), "PRF108") == [(STANDING, False)]
    assert weights(review(updated(profile(**listed), enforceAttestation=True)), "PRF108") == [(BLOCKS, True)]


@pytest.mark.parametrize(
    ("types", "attestation", "restrictions", "fires"),
    [
        ("[deviceBound]", "false", "none", True),
        ("[deviceBound, synced]", "false", "none", True),
        ("[deviceBound]", "false", block("yubikey-5-nfc"), True),
        ("[deviceBound]", "false", block("windows-hello-vbs"), True),
        ("[deviceBound]", "false", block("windows-hello"), False),
        ("[synced]", "false", "none", False),
        ("[deviceBound]", "true", "none", False),
        ("[deviceBound]", "false", allow("yubikey-5-nfc"), False),
    ],
)
def test_a_profile_that_is_open_to_windows_hello(types: str, attestation: str, restrictions: str, fires: bool) -> None:
    assert ("PRF109" in codes(keys(types, attestation, restrictions))) is fires


def test_before_it_was_available_windows_hello_needed_a_list() -> None:
    text = keys(attestation="false")
    assert "PRF109" not in codes(text, date(2026, 6, 14))
    assert "PRF109" in codes(text, date(2026, 6, 15))


def test_a_list_that_says_nothing_known_is_no_fact() -> None:
    third = profile(passkeyTypes=frozenset({"deviceBound"}), keyRestrictions__behavior="maybe")
    assert found(review(updated(third, name="x")), "PRF109") == []


def test_attestation_that_meets_a_live_type_locks_registration() -> None:
    synced = profile(passkeyTypes=frozenset({"synced"}))
    finding = only(review(updated(synced, enforceAttestation=True)), "PRF101")
    assert (finding.diagnostic.severity, finding.weight, finding.can_override) == (Severity.ERROR, BLOCKS, False)
    assert finding.diagnostic.detail == ("one of the two stands in the tenant and not in the file",)
    both = only(review(updated(profile(), enforceAttestation=True)), "PRF101")
    assert (both.diagnostic.severity, both.weight) == (Severity.WARNING, SAYS)
    assert (
        found(review(updated(profile(passkeyTypes=frozenset({"deviceBound"})), enforceAttestation=True)), "PRF101")
        == []
    )


def test_what_a_tenant_holds_of_it_is_standing() -> None:
    assert weights(review(unlisted=[profile(enforceAttestation=True)]), "PRF101") == [(STANDING, False)]
