"""AAG203, AAG204, AAG205, AAG206, AAG207: what the models of a list mean for those who are to use them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from passkeyctl.authenticators.catalogue import newest
from passkeyctl.authenticators.entries import MdsStatus
from passkeyctl.authenticators.status import MdsModel, MdsUpdate
from passkeyctl.checks.registry import judge
from passkeyctl.diagnostics import Severity
from passkeyctl.model.finding import Weight
from tests.checks.authenticators.lists import OTHER, keys, listing, standing, strength, touched
from tests.checks.reviews import found, only, weights
from tests.checks.yaml_reviews import codes, found_in, review_of

ERROR, WARNING = Severity.ERROR, Severity.WARNING
BLOCKS, SAYS, STANDING = Weight.BLOCKS, Weight.SAYS, Weight.STANDING
ALIASES = {each.alias: each.aaguid for each in newest().entries}
IOS = ALIASES["microsoft-authenticator-ios"]
BESIDE = IOS[:-1] + "e"


def graded(text: str, code: str) -> list[tuple[Severity, str]]:
    return [(each.diagnostic.severity, each.value) for each in found_in(text, code)]


def test_an_aaguid_in_no_catalogue_is_a_warning_and_a_slip_an_error() -> None:
    assert graded(keys(OTHER, "yubikey-5-nfc"), "AAG203") == [(WARNING, OTHER)]
    assert graded(keys(BESIDE), "AAG203") == [(ERROR, BESIDE)]
    assert graded(strength(BESIDE, OTHER), "AAG203") == [(WARNING, OTHER), (ERROR, BESIDE)]
    assert graded(keys(BESIDE, behavior="block"), "AAG203") == [(ERROR, BESIDE)]


def test_a_slip_is_named_with_its_place_and_what_was_meant() -> None:
    (finding,) = found_in(keys("yubikey-5-nfc", BESIDE), "AAG203")
    assert finding.diagnostic.summary == (
        f"`{BESIDE}` in the profile `Keys` is in no catalogue, and one digit away from `microsoft-authenticator-ios`"
    )
    assert f"if you meant `{IOS}`" in finding.diagnostic.hint
    assert finding.diagnostic.source is not None
    assert (finding.diagnostic.source.line, finding.diagnostic.source.column) == (10, 41)
    assert (finding.weight, finding.can_override) == (BLOCKS, True)


def test_a_slip_in_a_house_alias_is_shown_where_it_is_written() -> None:
    text = f"authenticators:\n  ours:\n    - yubikey-5-nfc\n    - {BESIDE.upper()}\n" + keys("ours")
    (finding,) = found_in(text, "AAG203")
    assert finding.diagnostic.source is not None
    assert (finding.diagnostic.source.line, finding.diagnostic.source.column) == (4, 7)


def test_two_digits_are_a_slip_and_three_are_not() -> None:
    assert graded(keys(IOS[:-2] + "00"), "AAG203")[0][0] is ERROR
    assert graded(keys(IOS[:-4] + "0000"), "AAG203")[0][0] is WARNING


def test_twins_that_are_both_known_are_no_slip() -> None:
    assert "AAG203" not in codes(keys(ALIASES["token2-fido2"], ALIASES["token2-dummy-record"]))


def test_a_model_of_a_newer_list_is_known() -> None:
    update = MdsUpdate(999, date(2027, 1, 1), {OTHER: MdsModel(OTHER, "New key", MdsStatus.L1)})
    judged = judge(replace(review_of(keys(OTHER)), metadata=update))
    assert "AAG203" not in [each.diagnostic.code for each in judged]


def test_an_unknown_aaguid_that_stands_blocks_nothing() -> None:
    assert weights(standing(listing(BESIDE)), "AAG203") == [(STANDING, False)]
    assert weights(touched(listing(BESIDE)), "AAG203") == [(BLOCKS, True)]


@pytest.mark.parametrize("text", [keys, strength])
def test_one_platform_of_authenticator_is_an_error(text: object) -> None:
    assert callable(text)
    assert graded(text("microsoft-authenticator-ios"), "AAG204") == [(ERROR, "microsoft-authenticator-ios")]
    assert graded(text("microsoft-authenticator-android", "yubikey-5-nfc"), "AAG204") == [
        (ERROR, "microsoft-authenticator-android")
    ]
    assert graded(text("microsoft-authenticator"), "AAG204") == []


def test_some_of_windows_hello_is_a_warning() -> None:
    two = keys("windows-hello-hardware", "windows-hello-vbs", attestation="false")
    assert graded(two, "AAG204") == [(WARNING, "windows-hello-hardware, windows-hello-vbs")]
    assert "AAG204" not in codes(keys("windows-hello", attestation="false"))


def test_a_block_list_may_have_one_platform() -> None:
    assert "AAG204" not in codes(keys("microsoft-authenticator-ios", behavior="block"))


def test_two_profiles_of_one_row_may_share_a_family() -> None:
    def shared(row: str) -> str:
        return f"""
passkeys:
  profiles:
    ios: {{name: A, keyRestrictions: {{behavior: allow, authenticators: [microsoft-authenticator-ios]}}}}
    android: {{name: B, keyRestrictions: {{behavior: allow, authenticators: [microsoft-authenticator-android]}}}}
  targets: [{row}]
"""

    assert "AAG204" not in codes(shared("{group: Staff, profiles: [ios, android]}"))
    apart = "{group: Staff, profiles: [ios, android]}, {group: Others, profiles: [android]}"
    assert graded(shared(apart), "AAG204") == [(ERROR, "microsoft-authenticator-android")]


def test_an_incomplete_family_that_stands_blocks_nothing() -> None:
    assert weights(standing(listing(IOS)), "AAG204") == [(STANDING, False)]


def test_a_provider_of_the_other_class() -> None:
    mixed = keys("google-password-manager", "keepassxc", "yubikey-5-nfc", attestation="false")
    (finding,) = found_in(mixed, "AAG205")
    assert (finding.weight, finding.value) == (SAYS, "google-password-manager, keepassxc")
    assert "lets in a key that can leave the device" in finding.diagnostic.detail[0]
    synced = keys("google-password-manager", "yubikey-5-nfc@5.8", types="[synced]", attestation="false")
    assert graded(synced, "AAG205") == [(WARNING, "yubikey-5-nfc@5.8")]


def test_no_class_is_wrong_where_both_are_admitted_or_nobody_knows() -> None:
    both = keys("google-password-manager", "yubikey-5-nfc", types="[deviceBound, synced]", attestation="false")
    assert "AAG205" not in codes(both)
    assert "AAG205" not in codes(keys("keepassdx", OTHER, attestation="false"))
    assert "AAG205" not in codes(keys("google-password-manager", behavior="block", attestation="false"))
    unsaid = "{behavior: allow, authenticators: [google-password-manager]}"
    assert "AAG205" not in codes(f"passkeys: {{profiles: {{default: {{keyRestrictions: {unsaid}}}}}}}")
    types = listing(ALIASES["google-password-manager"], passkeyTypes=frozenset())
    assert found(touched(types), "AAG205") == []


def test_a_model_that_was_taken_off_the_table_is_an_error() -> None:
    assert graded(keys("ellipticsecure-mirkey"), "AAG206") == [(ERROR, "ellipticsecure-mirkey")]
    assert "AAG206" not in codes(keys("ellipticsecure-mirkey", attestation="false"))
    assert "AAG206" not in codes(keys("ellipticsecure-mirkey", behavior="block"))


def test_why_a_model_is_refused_is_said_for_each() -> None:
    (finding,) = found_in(keys("ellipticsecure-mirkey", "truu-windows@ba86", "yubico"), "AAG206")
    assert finding.diagnostic.detail[:2] == (
        "`ellipticsecure-mirkey`: taken off the table",
        "`truu-windows@ba86`: revoked (MDS no. 291)",
    )


def test_a_model_that_never_was_on_the_table_is_a_warning() -> None:
    never = next(
        each.alias
        for each in newest().entries
        if each.attestable == "no" and each.passkey_type == "device-bound" and not each.marks and not each.is_certified
    )
    assert graded(keys(never), "AAG206") == [(WARNING, never)]
    (newer,) = (each.alias for each in newest().entries if each.attestable == "unknown")
    (finding,) = found_in(keys(newer), "AAG206")
    assert (finding.diagnostic.severity, "four weeks" in finding.diagnostic.detail[0]) == (WARNING, True)


def test_authenticator_counts_as_attestable_and_windows_hello_has_its_own_rule() -> None:
    assert "AAG206" not in codes(keys("microsoft-authenticator", "yubico", "windows-hello"))


def test_a_synced_provider_under_attestation_is_said_once() -> None:
    only_bound = codes(keys("google-password-manager", "yubikey-5-nfc"))
    assert ("AAG205" in only_bound, "AAG206" in only_bound) == (True, False)
    both = codes(keys("google-password-manager", "yubikey-5-nfc", types="[deviceBound, synced]"))
    assert ("AAG205" in both, "AAG206" in both) == (False, True)


def test_a_model_that_cannot_be_attested_and_stands_blocks_nothing() -> None:
    stands = listing(ALIASES["ellipticsecure-mirkey"], enforceAttestation=True)
    assert weights(standing(stands), "AAG206") == [(STANDING, False)]
    assert weights(touched(stands), "AAG206") == [(BLOCKS, True)]


@pytest.mark.parametrize(
    ("alias", "why"),
    [
        ("token2-dummy-record", "a record made for tests"),
        ("yubikey-5-fips-nfc-rc@5.7", "a preview"),
        ("truu-windows@ba86", "its certificate is revoked (MDS no. 291)"),
        ("feitian-epass-fido2-nfc-plus", "not certified by the FIDO Alliance (MDS no. 291)"),
    ],
)
def test_a_model_without_a_good_certificate(alias: str, why: str) -> None:
    (finding,) = found_in(keys(ALIASES[alias], attestation="false"), "AAG207")
    assert (finding.diagnostic.severity, finding.weight, finding.value) == (WARNING, SAYS, alias)
    assert why in finding.diagnostic.detail[0]
    assert [each.value for each in found_in(strength(alias), "AAG207")] == [alias]


def test_certified_models_and_providers_without_any_record_pass() -> None:
    fine = keys("yubico", "microsoft-authenticator", "google-password-manager", OTHER, attestation="false")
    assert "AAG207" not in codes(fine)
    assert "AAG207" not in codes(keys("token2-dummy-record", behavior="block"))


def test_a_certificate_that_a_newer_list_takes_back() -> None:
    key = ALIASES["yubikey-5-nfc@5.8"]
    revoked = MdsModel(key, "YubiKey", MdsStatus.REVOKED, "2026-12-01")
    judged = replace(touched(listing(key)), metadata=MdsUpdate(999, date(2027, 1, 1), {key: revoked}))
    (detail,) = only(judged, "AAG207").diagnostic.detail
    assert detail == "`yubikey-5-nfc@5.8`: its certificate is revoked since 2026-12-01 (MDS no. 999)"
