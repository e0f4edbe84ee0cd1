"""What is known of a model's status, by the shipped catalogue and by a newer list."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from passkeyctl.authenticators.entries import MdsStatus
from passkeyctl.authenticators.status import MdsModel, MdsUpdate, known_status
from tests.authenticators.catalogues import LATER_MODEL, SHIPPED, of_date

FIDO_KEY = "2fc0579f-8113-47ea-b116-bb5a8db9202a"
BITWARDEN = "d548826e-79b4-db40-a3d8-11116f7e8349"
STRANGER = "12345678-0000-4000-8000-000000000000"


def updated(*models: MdsModel, number: int = 300, unreadable: Iterable[str] = ()) -> MdsUpdate:
    return MdsUpdate(number, date(2027, 1, 1), {each.aaguid: each for each in models}, frozenset(unreadable))


def test_without_an_update_the_shipped_status_holds() -> None:
    found = known_status(FIDO_KEY.upper(), SHIPPED)
    assert found is not None
    assert (found.name, found.status, found.list_name) == ("yubikey-5-nfc@5.4", MdsStatus.L1, "MDS no. 291")
    assert not found.is_withdrawn
    assert known_status(STRANGER, SHIPPED) is None


def test_a_newer_list_wins() -> None:
    revoked = MdsModel(FIDO_KEY, "YubiKey 5 Series with NFC", MdsStatus.REVOKED, "2026-12-01", ("attack (2026-12-01)",))
    found = known_status(FIDO_KEY, SHIPPED, updated(revoked))
    assert found is not None
    assert (found.name, found.status, found.since) == ("yubikey-5-nfc@5.4", MdsStatus.REVOKED, "2026-12-01")
    assert (found.list_name, found.troubles) == ("MDS no. 300", ("attack (2026-12-01)",))
    assert found.is_withdrawn


def test_a_list_that_is_not_newer_says_nothing() -> None:
    revoked = MdsModel(FIDO_KEY, "YubiKey", MdsStatus.REVOKED)
    for number in (290, 291):
        found = known_status(FIDO_KEY, SHIPPED, updated(revoked, number=number))
        assert found is not None
        assert found.status is MdsStatus.L1


def test_a_model_that_only_the_update_has_is_called_by_its_description() -> None:
    found = known_status(STRANGER, SHIPPED, updated(MdsModel(STRANGER, "Brand New Key", MdsStatus.L2)))
    assert found is not None
    assert (found.name, found.status, found.entry) == ("Brand New Key", MdsStatus.L2, None)


def test_an_entry_that_left_the_list_is_withdrawn_and_one_that_never_was_there_is_not() -> None:
    gone = known_status(FIDO_KEY, SHIPPED, updated())
    assert gone is not None
    assert (gone.status, gone.is_withdrawn) == (MdsStatus.ABSENT, True)
    store = known_status(BITWARDEN, SHIPPED, updated())
    assert store is not None
    assert (store.status, store.is_withdrawn, store.list_name) == (MdsStatus.ABSENT, False, "MDS no. 291")


def test_an_entry_that_could_not_be_read_keeps_its_shipped_status() -> None:
    found = known_status(FIDO_KEY, SHIPPED, updated(unreadable=[FIDO_KEY]))
    assert found is not None
    assert (found.status, found.list_name) == (MdsStatus.L1, "MDS no. 291")


def test_the_date_of_a_catalogue_hides_names_and_no_status() -> None:
    found = known_status(LATER_MODEL, of_date("2026-11"))
    assert found is not None
    assert found.name == "brandnew-key"
