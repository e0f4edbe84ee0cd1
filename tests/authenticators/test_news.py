"""What a newer list changes, and the file that is kept of it."""

from __future__ import annotations

import json

import pytest

from passkeyctl.authenticators.entries import MdsStatus
from passkeyctl.authenticators.kept_update import read_update, update_text
from passkeyctl.authenticators.news import Event, news
from passkeyctl.authenticators.status import MdsModel, MdsUpdate
from tests.authenticators.catalogues import SHIPPED
from tests.authenticators.test_status import BITWARDEN, FIDO_KEY, STRANGER, updated

PREVIEW = next(each for each in SHIPPED.entries if each.alias == "yubikey-5-nfc-preview@5.5").aaguid
TRUU = next(each for each in SHIPPED.entries if each.mds_status is MdsStatus.REVOKED).aaguid


def events(update: MdsUpdate, *aaguids: str, earlier: MdsUpdate | None = None) -> list[tuple[Event, str]]:
    return [(each.event, each.now.aaguid) for each in news(aaguids, SHIPPED, update, earlier)]


def one(status: MdsStatus, *troubles: str, aaguid: str = FIDO_KEY) -> MdsUpdate:
    return updated(MdsModel(aaguid, "key", status, "2026-12-01", troubles))


def test_what_became_of_a_certified_model() -> None:
    assert events(one(MdsStatus.REVOKED), FIDO_KEY) == [(Event.WITHDRAWN, FIDO_KEY)]
    assert events(one(MdsStatus.NOT_CERTIFIED), FIDO_KEY) == [(Event.WITHDRAWN, FIDO_KEY)]
    assert events(updated(), FIDO_KEY) == [(Event.WITHDRAWN, FIDO_KEY)]
    assert events(one(MdsStatus.L2), FIDO_KEY) == [(Event.CERTIFIED, FIDO_KEY)]
    assert events(one(MdsStatus.CERTIFIED), FIDO_KEY) == [(Event.CHANGED, FIDO_KEY)]
    assert events(one(MdsStatus.L1, "keys can be taken"), FIDO_KEY) == [(Event.TROUBLED, FIDO_KEY)]
    assert events(one(MdsStatus.L1), FIDO_KEY) == []


def test_what_became_of_others() -> None:
    assert events(one(MdsStatus.L1, aaguid=PREVIEW), PREVIEW) == [(Event.CERTIFIED, PREVIEW)]
    assert events(one(MdsStatus.NOT_CERTIFIED, aaguid=TRUU), TRUU) == [(Event.CHANGED, TRUU)]
    assert events(one(MdsStatus.NOT_CERTIFIED, aaguid=STRANGER), STRANGER) == [(Event.NEW, STRANGER)]
    assert events(one(MdsStatus.REVOKED, aaguid=STRANGER), STRANGER) == [(Event.WITHDRAWN, STRANGER)]
    assert events(updated(), BITWARDEN, STRANGER) == []


def test_the_gravest_comes_first_and_what_an_earlier_list_said_is_no_news() -> None:
    models = (MdsModel(STRANGER, "new", MdsStatus.L1), MdsModel(FIDO_KEY, "key", MdsStatus.REVOKED))
    assert events(updated(*models), STRANGER, FIDO_KEY) == [(Event.WITHDRAWN, FIDO_KEY), (Event.NEW, STRANGER)]
    assert events(updated(*models, number=301), STRANGER, FIDO_KEY, earlier=updated(*models)) == []


def test_the_kept_file_gives_the_same_list() -> None:
    models = (MdsModel(STRANGER, "Schlüssel", MdsStatus.L3_PLUS, "2026-12-01", ("a (2026-01-02)",)),)
    update = updated(*models, unreadable=[FIDO_KEY])
    assert read_update(update_text(update)) == update
    assert update_text(read_update(update_text(update))) == update_text(update)


def test_a_number_beyond_all_bounds_is_none() -> None:
    text = update_text(updated()).replace('"number": ', '"number": 1e999, "was": ')
    with pytest.raises(ValueError, match=r"passkeyctl model list"):
        read_update(text)


@pytest.mark.parametrize("key", ["kind", "format_version", "next_update", "models", "unreadable"])
def test_a_damaged_file_is_no_list(key: str) -> None:
    document = json.loads(update_text(updated(MdsModel(STRANGER, "x", MdsStatus.L1))))
    for wrong in ({**document, key: 5.5}, {each: document[each] for each in document if each != key}):
        with pytest.raises(ValueError, match=r"passkeyctl model list"):
            read_update(json.dumps(wrong))
