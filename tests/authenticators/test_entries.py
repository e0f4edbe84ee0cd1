"""The shipped catalogue: nothing malformed, no word with two meanings, the models that an administrator meets."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from passkeyctl.authenticators.entries import Attestable, Mark, MdsStatus, PasskeyType, shipped
from passkeyctl.authenticators.index import NameKind, vendor_word
from tests.authenticators.catalogues import SHIPPED

FILE = shipped()


def test_every_aaguid_stands_once_in_canonical_spelling() -> None:
    shape = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
    assert [entry.alias for entry in FILE.entries if not shape.fullmatch(entry.aaguid)] == []
    assert [aaguid for aaguid, times in Counter(entry.aaguid for entry in FILE.entries).items() if times > 1] == []
    assert "00000000-0000-0000-0000-000000000000" not in SHIPPED.by_aaguid
    assert len(FILE.entries) == 396


def test_every_alias_stands_once_in_order_and_could_not_be_read_as_an_aaguid() -> None:
    aliases = [entry.alias for entry in FILE.entries]
    assert aliases == sorted(set(aliases))
    word = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(@([0-9]+\.[0-9]+(\.[0-9]+)?|[0-9a-f]{4}))?")
    assert [alias for alias in aliases if not word.fullmatch(alias)] == []
    assert [entry.family for entry in FILE.entries if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", entry.family)] == []


def test_a_word_means_one_set_whatever_it_is_read_as() -> None:
    ordinary = [entry for entry in FILE.entries if entry.is_ordinary]
    meanings: dict[str, set[frozenset[str]]] = {}
    for word in {entry.family for entry in ordinary}:
        members = frozenset(entry.aaguid for entry in ordinary if entry.family == word)
        meanings.setdefault(word, set()).add(members)
    for word in {entry.product for entry in ordinary if "@" in entry.alias}:
        members = frozenset(entry.aaguid for entry in ordinary if entry.product == word)
        meanings.setdefault(word, set()).add(members)
    for entry in FILE.entries:
        meanings.setdefault(entry.alias, set()).add(frozenset({entry.aaguid}))
    for named in SHIPPED.names.values():
        meanings.setdefault(named.name, set()).add(frozenset(named.aaguids))
    assert {word: sets for word, sets in meanings.items() if len(sets) > 1} == {}


def test_a_firmware_that_is_an_alias_too_means_the_same_batch() -> None:
    for entry in FILE.entries:
        parts = entry.suffix.split(".")
        if entry.is_ordinary and len(parts) == 2:
            batches = [other for other in FILE.entries if other.alias.startswith(f"{entry.alias}.")]
            assert batches == [], entry.alias


def test_a_vendor_name_is_no_other_name_and_means_certified_keys() -> None:
    vendors = {named.name: named for named in SHIPPED.names.values() if named.kind is NameKind.VENDOR}
    others = {entry.alias for entry in FILE.entries} | {entry.family for entry in FILE.entries}
    assert set(vendors) & others == set()
    assert {"yubico", "feitian", "swissbit", "thales", "hid-global"} <= set(vendors)
    assert all(SHIPPED.by_aaguid[aaguid].is_certified for named in vendors.values() for aaguid in named.aaguids)
    assert "microsoft" not in SHIPPED.names
    assert "google" not in SHIPPED.names


@pytest.mark.parametrize(
    ("vendor", "word"),
    [("HID Global", "hid-global"), ("Giesecke+Devrient (SI0X)", "giesecke-devrient"), ("Sésame", "sesame")],
)
def test_the_word_of_a_vendor(vendor: str, word: str) -> None:
    assert vendor_word(vendor) == word


def test_no_family_has_a_preview_a_test_record_or_a_revoked_model() -> None:
    wide = [named for named in SHIPPED.names.values() if named.kind is not NameKind.ALIAS]
    inside = {SHIPPED.by_aaguid[aaguid] for named in wide for aaguid in named.aaguids}
    assert {entry.alias for entry in inside if entry.marks & {Mark.PREVIEW, Mark.TEST}} == set()
    assert {entry.alias for entry in inside if entry.mds_status is MdsStatus.REVOKED} == set()
    assert "token2-dummy-record" in SHIPPED.names
    assert SHIPPED.names["token2"].aaguids == (
        "ab32f0c6-2239-afbb-c470-d2ef4e254db7",
        "eabb46cc-e241-80bf-ae9e-96fa6d2975cf",
    )


def test_the_facts_of_some_models() -> None:
    ios = SHIPPED.by_aaguid["90a3ccdf-635c-4729-a248-9b709135078f"]
    assert (ios.attestable, ios.passkey_type, ios.mds_status) == (
        Attestable.IN_APP,
        PasskeyType.DEVICE_BOUND,
        MdsStatus.ABSENT,
    )
    apple = SHIPPED.by_aaguid["fbfc3007-154e-4ecc-8c0b-6e020557d7bd"]
    assert (apple.attestable, apple.passkey_type) == (Attestable.NO, PasskeyType.SYNCED)
    fips = SHIPPED.by_aaguid["fcc0118f-cd45-435b-8da1-9782b2da0715"]
    assert (fips.firmware, fips.marks, fips.transports) == ("5.7.4", frozenset({Mark.FIPS}), ("usb", "nfc"))
    assert (fips.table_date, fips.since, fips.attestable) == ("2026-10-06", "2026-11", Attestable.YES)


def test_the_counts_of_the_table_and_of_certificates() -> None:
    assert Counter(entry.attestable for entry in FILE.entries) == {
        Attestable.YES: 265,
        Attestable.NO: 128,
        Attestable.IN_APP: 2,
        Attestable.UNKNOWN: 1,
    }
    assert sum(entry.is_certified for entry in FILE.entries) == 270
    assert {entry.since for entry in FILE.entries} == set(FILE.dates) == {"2026-11"}


@pytest.mark.parametrize(
    ("aaguid", "alias", "family"),
    [
        ("90a3ccdf-635c-4729-a248-9b709135078f", "microsoft-authenticator-ios", "microsoft-authenticator"),
        ("de1e552d-db1d-4423-a619-566b625cdc84", "microsoft-authenticator-android", "microsoft-authenticator"),
        ("08987058-cadc-4b81-b6e1-30de50dcbe96", "windows-hello-hardware", "windows-hello"),
        ("9ddd1817-af5a-4672-a2b9-3e3dd95000a9", "windows-hello-vbs", "windows-hello"),
        ("6028b017-b1d4-4c02-b4b3-afcdafc96bb2", "windows-hello-software", "windows-hello"),
        ("fbfc3007-154e-4ecc-8c0b-6e020557d7bd", "apple-passwords", "apple"),
        ("dd4ec289-e01d-41c9-bb89-70fa845d4bf2", "icloud-keychain-managed", "apple"),
        ("ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4", "google-password-manager", "google-password-manager"),
        ("bada5566-a7aa-401f-bd96-45619a55120d", "1password", "password-manager"),
        ("d548826e-79b4-db40-a3d8-11116f7e8349", "bitwarden", "password-manager"),
        ("2fc0579f-8113-47ea-b116-bb5a8db9202a", "yubikey-5-nfc@5.4", "yubikey-5"),
        ("ee041bce-25e5-4cdb-8f86-897fd6418464", "feitian-epass-fido2-nfc", "feitian-epass"),
        ("77010bd7-212a-4fc9-b236-d2ca5e9d4084", "feitian-biopass", "feitian-bio"),
        ("eabb46cc-e241-80bf-ae9e-96fa6d2975cf", "token2-pin-plus", "token2"),
        ("7787a482-13e8-4784-8a06-c7ed49a7aaf4", "swissbit-ishield-2", "swissbit-ishield"),
        ("5d629218-d3a5-11ed-afa1-0242ac120002", "swissbit-ishield-pro", "swissbit-ishield"),
        ("2cd2f727-f6ca-44da-8f48-5c2e5da000a2", "nitrokey-3-am", "nitrokey"),
        ("42b4fb4a-2866-43b2-9bf7-6c6669c2e5d3", "google-titan-v2", "google-titan"),
    ],
)
def test_a_well_known_model(aaguid: str, alias: str, family: str) -> None:
    entry = SHIPPED.by_aaguid[aaguid]
    assert (entry.alias, entry.family) == (alias, family)
