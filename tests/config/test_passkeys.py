"""Passkey profiles, rows and excluded groups; authentication strengths; house aliases."""

from __future__ import annotations

import unicodedata

from passkeyctl.model.address import Address, Kind
from passkeyctl.model.desired import Managed, Ownership
from passkeyctl.model.passkeys import DEFAULT_PROFILE_ID
from passkeyctl.model.reference import Reference, RefKind
from passkeyctl.model.values import X509Limit
from tests.config.texts import configuration, faults, loaded, only, values

GUID = "5b1f3a60-7f0e-4f7e-9a55-2f6a3b0c1d2e"
WINDOWS_HELLO = frozenset(
    {
        "08987058-cadc-4b81-b6e1-30de50dcbe96",
        "9ddd1817-af5a-4672-a2b9-3e3dd95000a9",
        "6028b017-b1d4-4c02-b4b3-afcdafc96bb2",
    }
)


def test_the_settings_hold_only_what_is_written() -> None:
    assert values(only(Kind.PASSKEYS, "passkeys: {state: disabled}")) == {"state": "disabled"}
    assert values(only(Kind.PASSKEYS, "passkeys: {allowSelfServiceSetup: false}")) == {"allowSelfServiceSetup": False}
    assert values(only(Kind.PASSKEYS, "passkeys: {optIn: true}")) == {"optIn": True}
    assert only(Kind.PASSKEYS, "passkeys: {unmanaged: [state]}").unmanaged == ("state",)


def test_the_default_profile_is_known_by_its_local_id() -> None:
    entry = only(Kind.PROFILE, f"passkeys: {{profiles: {{default: {{name: Mine, id: {DEFAULT_PROFILE_ID}}}}}}}")

    assert (entry.address, entry.name) == (Address(Kind.PROFILE, "default"), "Mine")
    assert entry.written == {}


def test_no_key_restrictions_write_the_behavior_alone() -> None:
    entry = only(Kind.PROFILE, "passkeys: {profiles: {keys: {name: Keys, keyRestrictions: none}}}")

    assert values(entry) == {"name": "Keys", "keyRestrictions.behavior": "none"}


def test_key_restrictions_expand_to_aaguids() -> None:
    entry = only(
        Kind.PROFILE,
        f"""
        passkeys:
          profiles:
            keys:
              name: Keys
              keyRestrictions: {{behavior: block, authenticators: [windows-hello, {GUID.upper()}]}}
        """,
    )

    assert values(entry)["keyRestrictions.behavior"] == "block"
    assert values(entry)["keyRestrictions.authenticators"] == WINDOWS_HELLO | {GUID}


def test_house_aliases_expand_wherever_models_are_named() -> None:
    desired = configuration(
        f"""
        authenticators:
          ours: [windows-hello, {{aaguid: {GUID}, note: order 4711}}]
          all-of-ours: [ours]
        authenticationStrengths:
          keys: {{name: Keys, allowedCombinations: [fido2], fido2: {{allowedAAGUIDs: [all-of-ours]}}}}
        """
    )

    assert desired.house_authenticators["all-of-ours"] == tuple(sorted(WINDOWS_HELLO | {GUID}))
    assert values(desired.of(Kind.STRENGTH)[0])["fido2.allowedAAGUIDs"] == WINDOWS_HELLO | {GUID}


def test_a_row_refers_to_its_group_and_profiles() -> None:
    desired = configuration(
        f"""
        groups: {{pilot: {{name: PK-Pilot, id: {GUID}}}}}
        passkeys:
          profiles: {{keys: {{name: Keys}}, default: {{passkeyTypes: [synced]}}}}
          targets:
            - {{group: pilot, profiles: [keys, {DEFAULT_PROFILE_ID}], note: first}}
            - {{group: PK-Old, ensure: absent}}
        """
    )
    row, gone = desired.of(Kind.TARGET)

    assert row.address == Address(Kind.TARGET, "pilot")
    assert row.group == Reference(RefKind.GROUP, "pilot", "PK-Pilot", GUID)
    assert values(row)["profiles"] == frozenset(
        {
            Reference(RefKind.PROFILE, "keys", "keys"),
            Reference(RefKind.PROFILE, DEFAULT_PROFILE_ID, id=DEFAULT_PROFILE_ID),
        }
    )
    assert (gone.is_absent, gone.written, gone.group) == (True, {}, Reference(RefKind.GROUP, "PK-Old", "PK-Old"))


def test_a_group_is_the_same_by_alias_name_and_id() -> None:
    told = faults(
        f"""
        groups: {{pilot: {{name: PK-Pilot, id: {GUID}}}}}
        passkeys: {{exclude: [pilot, PK-Pilot, {GUID}]}}
        """
    )

    assert [summary.partition(" stands")[0] for _, summary in told] == ["`PK-Pilot`", f"`{GUID}`"]


def test_the_row_for_everyone_has_no_group() -> None:
    entry = only(
        Kind.TARGET,
        "passkeys: {profiles: {default: {passkeyTypes: [synced]}}, targets: [{everyone: true, profiles: [default]}]}",
    )

    assert (entry.address, entry.group) == (Address(Kind.TARGET, "everyone"), None)


def test_excluded_groups_stand_as_text_or_with_ensure() -> None:
    entries = configuration(
        "passkeys: {exclude: [PK-Blocked, {group: PK-Old, ensure: absent}, {group: PK-New, note: why}]}"
    ).of(Kind.EXCLUDE)

    assert [(entry.address.local, entry.is_absent, entry.note) for entry in entries] == [
        ("PK-Blocked", False, ""),
        ("PK-Old", True, ""),
        ("PK-New", False, "why"),
    ]


def test_combinations_have_one_spelling() -> None:
    entry = only(
        Kind.STRENGTH,
        'authenticationStrengths: {s: {name: S, allowedCombinations: ["sms, password", "password,sms", fido2]}}',
    )

    assert values(entry)["allowedCombinations"] == frozenset({"password,sms", "fido2"})


def test_certificate_limits_are_one_map_or_a_list_of_maps() -> None:
    limit = "{forCombinations: [x509CertificateMultiFactor], allowedIssuerSkis: [AB12], allowedPolicyOIDs: [1.2.3.4]}"
    both = [
        values(only(Kind.STRENGTH, f"authenticationStrengths: {{s: {{name: S, x509: {text}}}}}"))["x509"]
        for text in (limit, f"[{limit}]")
    ]

    expected = X509Limit(frozenset({"x509CertificateMultiFactor"}), frozenset({"AB12"}), frozenset({"1.2.3.4"}))
    assert both == [frozenset({expected})] * 2


def test_null_lifts_the_limits_of_a_strength() -> None:
    entry = only(Kind.STRENGTH, "authenticationStrengths: {s: {name: S, description: null, fido2: null, x509: null}}")

    assert values(entry) == {
        "name": "S",
        "description": None,
        "fido2.allowedAAGUIDs": frozenset(),
        "x509": frozenset(),
    }


def test_names_are_compared_in_one_unicode_form() -> None:
    decomposed = unicodedata.normalize("NFD", "Schlüssel")
    entry = only(Kind.STRENGTH, f"authenticationStrengths: {{s: {{name: {decomposed}}}}}")

    assert decomposed != "Schlüssel"
    assert entry.name == "Schlüssel"


def test_without_manage_every_described_section_is_listed() -> None:
    desired = configuration("passkeys: {state: enabled}\nconditionalAccess: {p: {name: P}}")

    assert desired.manage == {"passkeys": Managed(Ownership.LISTED), "conditionalAccess": Managed(Ownership.LISTED)}


def test_a_prefix_is_kept_even_where_nothing_is_described() -> None:
    desired = configuration('manage: {conditionalAccess: {prefix: "PK-"}}')

    assert desired.manage == {"conditionalAccess": Managed(Ownership.PREFIX, "PK-")}


def test_emergency_rules_default_to_two_accounts_that_every_policy_leaves_out() -> None:
    emergency = configuration("").emergency

    assert emergency is not None
    assert emergency.minimum_accounts == 2
    assert emergency.group == Reference(RefKind.GROUP, "SG-EmergencyAccess", "SG-EmergencyAccess")


def test_one_broken_key_does_not_hide_the_faults_after_it() -> None:
    told = loaded(
        """
        passkeys: {state: on}
        authenticationStrengths: {s: {name: S, allowedCombinations: [fido3]}}
        conditionalAccess: {p: {name: P, grant: {controls: [mfa], authenticationStrength: S}}}
        """
    ).diagnostics

    assert [each.code for each in told] == ["OPS901", "OPS901", "CAP402"]
