"""The shortest names for a set of AAGUIDs: they always mean exactly that set again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from passkeyctl.authenticators.catalogue import Expansion, HouseAliases, expand
from passkeyctl.authenticators.display import shortest_names
from passkeyctl.authenticators.proximity import nearest
from tests.authenticators.catalogues import LATER_MODEL, SHIPPED, of_date

UNKNOWN = "a1b2c3d4-1111-4222-8333-444455556666"
HOUSE: HouseAliases = {
    "admin-keys": ("yubikey-5-nfc@5.7", "yubikey-5-nfc@5.8", UNKNOWN),
    "broken": ("no-such-key",),
    "bitwarden": ("windows-hello",),
}


def meaning(*names: str, house: HouseAliases | None = None) -> set[str]:
    found = [expand(name, SHIPPED, house or {}) for name in names]
    return {aaguid for each in found if isinstance(each, Expansion) for aaguid in each.aaguids}


def test_a_whole_family_is_named_by_the_family_and_a_part_by_its_aliases() -> None:
    wanted = meaning("windows-hello", "microsoft-authenticator-ios", "yubikey-5-nfc@5.7", UNKNOWN)
    assert shortest_names(wanted, SHIPPED, {}) == (
        "microsoft-authenticator-ios",
        "windows-hello",
        "yubikey-5-nfc@5.7",
        UNKNOWN,
    )


def test_a_vendor_whole_is_one_word() -> None:
    assert shortest_names(meaning("yubico"), SHIPPED, {}) == ("yubico",)


def test_a_house_alias_is_used_where_all_of_it_is_there() -> None:
    wanted = meaning("admin-keys", "token2-pin-plus", house=HOUSE)
    assert shortest_names(wanted, SHIPPED, HOUSE) == ("admin-keys", "token2-pin-plus")
    assert shortest_names(wanted - {UNKNOWN}, SHIPPED, HOUSE) == (
        "token2-pin-plus",
        "yubikey-5-nfc@5.7",
        "yubikey-5-nfc@5.8",
    )


def test_a_word_that_the_house_took_for_something_else_does_not_name_the_model() -> None:
    wanted = meaning("bitwarden")
    assert shortest_names(wanted, SHIPPED, HOUSE) == tuple(wanted)
    assert shortest_names(meaning("windows-hello"), SHIPPED, HOUSE) == ("bitwarden",)


def test_nothing_has_no_name_and_case_does_not_matter() -> None:
    assert shortest_names((), SHIPPED, {}) == ()
    assert shortest_names([UNKNOWN.upper()], SHIPPED, {}) == (UNKNOWN,)


@given(st.lists(st.sampled_from(sorted(SHIPPED.names)), max_size=5), st.sampled_from([{}, HOUSE]))
def test_the_shortest_names_mean_the_same_set(names: list[str], house: HouseAliases) -> None:
    wanted = meaning(*names)
    shown = shortest_names(wanted, SHIPPED, house)
    assert meaning(*shown, house=house) == wanted
    assert len(shown) <= len(wanted)


def test_the_nearest_model_counts_digits_and_a_known_aaguid_has_none() -> None:
    found = nearest("90A3CCDF-635C-4729-A248-9B709135078E", SHIPPED)
    assert found is not None
    assert (found[0].alias, found[1]) == ("microsoft-authenticator-ios", 1)
    assert nearest("90A3CCDF-635C-4729-A248-9B709135078F", SHIPPED) is None
    assert nearest(LATER_MODEL, of_date("2026-11")) is None
