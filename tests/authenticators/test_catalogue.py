"""Names to AAGUIDs, and what a name that means nothing clear comes to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passkeyctl.authenticators.catalogue import (
    Ambiguous,
    Catalogue,
    Circular,
    Empty,
    Expansion,
    HouseMember,
    Malformed,
    NameKind,
    Origin,
    Unknown,
    UnknownCatalogue,
    expand,
    load,
    name_of,
)
from passkeyctl.authenticators.outcomes import Choice, DateFlaw, GuidFlaw
from tests.authenticators.catalogues import LATER_BATCH, LATER_MODEL, SHIPPED, of_date

IOS = "90a3ccdf-635c-4729-a248-9b709135078f"
ANDROID = "de1e552d-db1d-4423-a619-566b625cdc84"
NFC_57 = ("a25342c0-3cdc-4414-8e46-f4807fca511c", "d7781e5d-e353-46aa-afe2-3ca49f13332a")
NFC_58 = "f4ce5fc0-57d3-46f5-a736-efb7d5bc63b5"
names = st.sampled_from(sorted(SHIPPED.names))


def aaguids(name: str, house: dict[str, tuple[str | HouseMember, ...]] | None = None) -> tuple[str, ...]:
    found = expand(name, SHIPPED, house or {})
    assert isinstance(found, Expansion), found
    return found.aaguids


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("microsoft-authenticator", (IOS, ANDROID)),
        ("microsoft-authenticator-ios", (IOS,)),
        (
            "windows-hello",
            (
                "08987058-cadc-4b81-b6e1-30de50dcbe96",
                "6028b017-b1d4-4c02-b4b3-afcdafc96bb2",
                "9ddd1817-af5a-4672-a2b9-3e3dd95000a9",
            ),
        ),
        ("yubikey-5-nfc@5.7", NFC_57),
        ("yubikey-5-nfc@5.7.1", NFC_57[:1]),
        ("yubikey-5-nfc@5.8", (NFC_58,)),
        (
            "yubikey-5-nfc",
            (
                "2fc0579f-8113-47ea-b116-bb5a8db9202a",
                *NFC_57,
                NFC_58,
                "fa2b99dc-9e39-4257-8f92-4a30d23c4118",
            ),
        ),
        ("yubikey-5-fips-nfc@5.7", ("fcc0118f-cd45-435b-8da1-9782b2da0715",)),
        ("token2-pin-plus", ("eabb46cc-e241-80bf-ae9e-96fa6d2975cf",)),
        ("feitian-epass-fido2-nfc", ("ee041bce-25e5-4cdb-8f86-897fd6418464",)),
        ("7787A482-13E8-4784-8A06-C7ED49A7AAF4", ("7787a482-13e8-4784-8a06-c7ed49a7aaf4",)),
        ("a1b2c3d4-1111-4222-8333-444455556666", ("a1b2c3d4-1111-4222-8333-444455556666",)),
    ],
)
def test_a_name_stands_for_these(name: str, wanted: tuple[str, ...]) -> None:
    assert aaguids(name) == wanted


@pytest.mark.parametrize("firmware", ["5.2", "5.3", "5.4"])
def test_a_firmware_within_a_range_means_the_batch_that_has_it(firmware: str) -> None:
    assert aaguids(f"yubikey-5-nfc@{firmware}") == ("2fc0579f-8113-47ea-b116-bb5a8db9202a",)


def test_a_number_that_an_alias_says_outright_is_not_widened_by_the_range_of_another() -> None:
    assert aaguids("security-key-nfc@5.4") == ("a4e9fc6d-4cbe-4758-b8ba-37598bb5bbaa",)
    assert aaguids("security-key-nfc@5.2") == ("149a2021-8ef6-4133-96b8-81f8d5b7f1f5",)


def test_a_family_with_a_firmware_has_every_edition_but_no_preview() -> None:
    found = [SHIPPED.by_aaguid[aaguid] for aaguid in aaguids("yubikey-5-fips@5.7")]
    assert sorted(entry.alias for entry in found) == [
        "yubikey-5-fips-nfc-enterprise@5.7",
        "yubikey-5-fips-nfc@5.7",
        "yubikey-5-fips-usb-enterprise@5.7",
        "yubikey-5-fips-usb@5.7",
        "yubikey-5ci-fips-enterprise@5.7",
        "yubikey-5ci-fips@5.7",
    ]


def test_a_vendor_is_every_certified_model() -> None:
    certified = {entry.aaguid for entry in SHIPPED.entries if entry.vendor == "Yubico" and entry.is_certified}
    assert set(aaguids("yubico")) == certified
    assert len(certified) == 74


def test_a_preview_is_meant_by_its_own_alias_only() -> None:
    assert aaguids("yubikey-5-nfc-preview@5.5") not in {aaguids("yubikey-5"), ()}
    assert isinstance(expand("yubikey-5-nfc-preview", SHIPPED, {}), Unknown)


@given(names)
def test_an_expansion_is_sorted_known_and_comes_whole_from_its_name(name: str) -> None:
    found = expand(name, SHIPPED, {})
    assert isinstance(found, Expansion)
    assert found.aaguids
    assert list(found.aaguids) == sorted(set(found.aaguids))
    assert set(found.aaguids) <= set(SHIPPED.by_aaguid)
    assert found.origins == (Origin(name, found.kind, found.aaguids),)


@given(st.lists(names, min_size=1, max_size=6))
def test_a_house_alias_is_the_union_of_what_it_lists(listed: list[str]) -> None:
    found = expand("ours", SHIPPED, {"ours": tuple(listed)})
    assert isinstance(found, Expansion)
    assert found.kind is NameKind.HOUSE
    assert set(found.aaguids) == {aaguid for name in listed for aaguid in aaguids(name)}
    assert {aaguid for origin in found.origins for aaguid in origin.aaguids} == set(found.aaguids)
    assert all(found.names_for(aaguid) for aaguid in found.aaguids)


@given(st.uuids())
def test_an_aaguid_means_itself_in_any_case(guid: object) -> None:
    text = str(guid)
    assert aaguids(text.upper()) == aaguids(text) == (text,)


@given(st.text(max_size=40))
def test_any_text_comes_to_a_value(text: str) -> None:
    found = expand(text, SHIPPED, {})
    assert isinstance(found, Expansion | Malformed | Unknown | Ambiguous)
    assert found.name == text


def test_house_aliases_nest_and_say_which_name_and_note_an_aaguid_came_with() -> None:
    key = "7787a482-13e8-4784-8a06-c7ed49a7aaf4"
    house: dict[str, tuple[str | HouseMember, ...]] = {
        "admin-keys": ("yubikey-5-nfc@5.8", "bought"),
        "bought": (HouseMember(key.upper(), "purchase order 17"), "yubikey-5-nfc@5.8"),
    }
    assert expand("admin-keys", SHIPPED, house) == Expansion(
        "admin-keys",
        NameKind.HOUSE,
        (key, NFC_58),
        (
            Origin("yubikey-5-nfc@5.8", NameKind.ALIAS, (NFC_58,)),
            Origin(key, NameKind.AAGUID, (key,), "purchase order 17"),
        ),
    )


def test_a_house_alias_wins_over_a_name_of_the_catalogue_so_that_an_upgrade_cannot_take_the_word() -> None:
    assert aaguids("yubico", {"yubico": ("yubikey-5-nfc@5.8",)}) == (NFC_58,)


def test_many_house_aliases_that_contain_one_another_twice_are_read_once_each() -> None:
    house: dict[str, tuple[str | HouseMember, ...]] = {f"a{n}": (f"a{n + 1}", f"a{n + 1}") for n in range(60)}
    assert aaguids("a0", {**house, "a60": ("windows-hello",)}) == aaguids("windows-hello")


def test_a_house_alias_that_contains_itself_is_a_circle() -> None:
    house = {"start": ("a",), "a": ("yubico", "b"), "b": ("c",), "c": ("a",)}
    assert expand("start", SHIPPED, house) == Circular("a", ("a", "b", "c", "a"), inside=("start",))
    assert expand("me", SHIPPED, {"me": ("me",)}) == Circular("me", ("me", "me"))


def test_a_fault_inside_house_aliases_says_inside_which() -> None:
    house = {"outer": ("inner",), "inner": ("yubikey-6",), "hollow": (), "around": ("hollow",)}
    found = expand("outer", SHIPPED, house)
    assert isinstance(found, Unknown)
    assert (found.name, found.inside) == ("yubikey-6", ("outer", "inner"))
    assert expand("around", SHIPPED, house) == Empty("hollow", inside=("around",))


@pytest.mark.parametrize(
    ("text", "flaw", "repaired"),
    [
        (f"{{{IOS}}}", GuidFlaw.BRACES, IOS),
        (IOS.replace("-", ""), GuidFlaw.SHAPE, IOS),
        (f" {IOS.upper()} ", GuidFlaw.SHAPE, IOS),
        (f"urn:uuid:{IOS}", GuidFlaw.SHAPE, IOS),
        (IOS[:-1], GuidFlaw.SHAPE, None),
        (f"{IOS}0", GuidFlaw.SHAPE, None),
        (f"9o{IOS[2:]}", GuidFlaw.SHAPE, None),
        ("00000000-0000-0000-0000-000000000000", GuidFlaw.ALL_ZERO, None),
        ("{00000000-0000-0000-0000-000000000000}", GuidFlaw.ALL_ZERO, None),
    ],
)
def test_what_looks_like_an_aaguid_and_is_none(text: str, flaw: GuidFlaw, repaired: str | None) -> None:
    assert expand(text, SHIPPED, {}) == Malformed(text, flaw, repaired)


def test_a_word_of_several_families_lists_them_with_their_counts() -> None:
    assert expand("yubikey", SHIPPED, {}) == Ambiguous(
        "yubikey",
        (Choice("yubikey-5", 29), Choice("yubikey-5-ccn", 4), Choice("yubikey-5-fips", 9), Choice("yubikey-bio", 17)),
        "yubikey-5-nfc@5.8",
        Choice("yubico", 74),
    )


def test_a_vendor_without_a_word_of_its_own_lists_its_families() -> None:
    found = expand("microsoft", SHIPPED, {})
    assert isinstance(found, Ambiguous)
    assert [choice.name for choice in found.choices] == [
        "microsoft-authenticator",
        "microsoft-password-manager",
        "windows-hello",
    ]
    assert (found.example, found.vendor) == (None, None)


@pytest.mark.parametrize(
    ("written", "first"),
    [
        ("authenticator-ios", "microsoft-authenticator-ios"),
        ("Windows Hello", "windows-hello"),
        ("windows_hello", "windows-hello"),
        ("1pasword", "1password"),
        ("titan", "google-titan"),
        ("yubikey-5-nfc@5.9", "yubikey-5-nfc@5.8"),
        ("aproved-keys", "approved-keys"),
    ],
)
def test_an_unknown_name_suggests_what_was_meant(written: str, first: str) -> None:
    found = expand(written, SHIPPED, {"approved-keys": ("yubico",)})
    assert isinstance(found, Unknown)
    assert found.suggestions[0] == first


def test_nothing_is_suggested_for_a_name_that_resembles_none() -> None:
    assert expand("zzzzzz", SHIPPED, {}) == Unknown("zzzzzz")


def test_a_catalogue_date_hides_what_came_later() -> None:
    assert_batches(of_date("2026-11"), NFC_57)
    assert_batches(of_date("2027-02"), (LATER_BATCH, *sorted(NFC_57)))


def assert_batches(catalogue: Catalogue, wanted: tuple[str, ...]) -> None:
    found = expand("yubikey-5-nfc@5.7", catalogue, {})
    assert isinstance(found, Expansion)
    assert found.aaguids == tuple(sorted(wanted))


def test_a_later_name_is_unknown_and_says_since_when_it_exists_but_its_aaguid_means_itself() -> None:
    earlier = of_date("2026-11")
    for name in ("brandnew-key", "brandnew", "brand-new"):
        assert expand(name, earlier, {}) == Unknown(name, since="2027-02")
    assert isinstance(expand(LATER_MODEL, earlier, {}), Expansion)
    assert name_of(LATER_MODEL, earlier) is None
    assert name_of(LATER_MODEL, of_date("2027-02")) == "brandnew-key"


def test_name_of_ignores_case_and_knows_its_limits() -> None:
    assert name_of(IOS.upper(), SHIPPED) == "microsoft-authenticator-ios"
    assert name_of("a1b2c3d4-1111-4222-8333-444455556666", SHIPPED) is None


def test_loading_without_a_date_is_the_newest() -> None:
    assert load() == load("2026-11") == SHIPPED


@pytest.mark.parametrize(
    ("written", "flaw"),
    [
        ("2026-10", DateFlaw.BEFORE_THE_FIRST),
        ("2031-01", DateFlaw.AFTER_THE_LAST),
        ("2026-13", DateFlaw.SHAPE),
        ("2026.11", DateFlaw.SHAPE),
        ("November", DateFlaw.SHAPE),
        ("", DateFlaw.SHAPE),
    ],
)
def test_a_date_without_a_catalogue(written: str, flaw: DateFlaw) -> None:
    assert load(written) == UnknownCatalogue(written, flaw, ("2026-11",))
