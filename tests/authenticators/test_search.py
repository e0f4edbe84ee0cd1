"""Finding models: every word has to fit, an AAGUID may be cut short, and a near miss is told as such."""

from __future__ import annotations

from passkeyctl.authenticators.entries import MdsStatus
from passkeyctl.authenticators.search import search
from passkeyctl.authenticators.status import MdsModel
from tests.authenticators.catalogues import SHIPPED, of_date
from tests.authenticators.test_status import STRANGER, updated


def aliases(*words: str) -> list[str]:
    return [each.alias for each in search(words, SHIPPED).entries]


def test_every_word_has_to_fit_somewhere() -> None:
    assert aliases("token2") == ["token2-fido2", "token2-dummy-record", "token2-pin-plus"]
    assert aliases("Token2", "PIN") == ["token2-pin-plus"]
    assert aliases("yubico", "5-nfc", "@5.7.1", "enterprise") == ["yubikey-5-nfc-enterprise@5.7.1"]
    assert aliases("keychain") == ["icloud-keychain-managed", "apple-passwords"]
    assert {"bitwarden", "1password"} <= set(aliases("synced"))


def test_the_very_name_comes_first() -> None:
    assert aliases("yubikey-5-nfc@5.8")[0] == "yubikey-5-nfc@5.8"


def test_names_that_hold_the_words_come_before_remarks() -> None:
    """Every certified key is of the kind `security-key`."""
    assert aliases("security", "key", "nfc")[0].startswith("security-key-nfc@")
    assert aliases("yubikey", "5", "nfc")[0].startswith("yubikey-5-nfc@")


def test_a_biometric_key_is_found_by_what_people_call_it() -> None:
    assert set(aliases("feitian", "biometric")) < set(aliases("feitian", "fingerprint"))
    assert "feitian-biopass-pro" in aliases("feitian", "fingerprint")


def test_an_aaguid_and_its_beginning() -> None:
    assert aliases("2FC0579F-8113-47ea-b116-bb5a8db9202a") == ["yubikey-5-nfc@5.4"]
    assert aliases("2fc0579f") == ["yubikey-5-nfc@5.4"]
    assert aliases("2fc0579f-81") == ["yubikey-5-nfc@5.4"]


def test_a_near_miss_names_the_nearest_with_the_digits_that_differ() -> None:
    found = search(["2fc0579f-8113-47ea-b116-bb5a8db9202b"], SHIPPED)
    assert found.entries == ()
    assert [(each.name, each.digits) for each in found.near] == [("yubikey-5-nfc@5.4", 1)]
    assert search([STRANGER], SHIPPED).near == ()


def test_words_that_fit_nothing_bring_similar_names() -> None:
    assert search(["yubikey-5nfc"], SHIPPED).near[0].name == "yubikey-5-nfc"
    assert search(["zzzzqqq"], SHIPPED).near == ()


def test_models_that_only_an_update_has() -> None:
    update = updated(MdsModel(STRANGER, "Brand New Key", MdsStatus.L1))
    for words in (["brand", "new"], [STRANGER], [STRANGER[:8]]):
        found = search(words, SHIPPED, update)
        assert [each.aaguid for each in found.newer] == [STRANGER]
    near = search([STRANGER[:-1] + "1"], SHIPPED, update).near
    assert [(each.name, each.digits) for each in near] == [("Brand New Key", 1)]


def test_what_came_after_the_catalogue_of_a_date_is_found_too() -> None:
    assert [each.alias for each in search(["brandnew"], of_date("2026-11")).entries] == ["brandnew-key"]


def test_what_people_say_and_no_list_does() -> None:
    app = ["microsoft-authenticator-android", "microsoft-authenticator-ios"]
    assert aliases("ms", "authenticator")[:2] == app
    assert aliases("MS", "authenticator") == aliases("microsoft", "authenticator")
    assert {"apple-passwords", "icloud-keychain-managed", "microsoft-authenticator-ios"} <= set(aliases("iphone"))
    assert "microsoft-authenticator-android" not in aliases("iphone")
