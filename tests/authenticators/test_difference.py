"""What a later catalogue changes: in itself, and in files."""

from __future__ import annotations

from passkeyctl.authenticators.difference import name_differences, new_entries
from tests.authenticators.catalogues import LATER_BATCH, LATER_MODEL, of_date

OLD, NEW = of_date("2026-11"), of_date("2027-02")


def test_the_models_that_came() -> None:
    assert {each.aaguid for each in new_entries(OLD, NEW)} == {LATER_BATCH, LATER_MODEL}
    assert new_entries(NEW, NEW) == ()


def test_the_names_that_stand_for_more() -> None:
    found = {each.name: each for each in name_differences(OLD, NEW)}
    assert {"yubikey-5-nfc", "yubikey-5-nfc@5.7", "yubikey-5", "yubico"} <= set(found)
    assert "brandnew-key" not in found
    assert "yubikey-5-nfc@5.8" not in found
    assert all(each.added == (LATER_BATCH,) and not each.removed for each in found.values())
