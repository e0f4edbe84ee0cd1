"""The table for mail merge: one row for each person, with what is theirs, harmless in a spreadsheet."""

from __future__ import annotations

import csv
from dataclasses import replace

import pytest

from passkeyctl.authenticators.catalogue import newest
from passkeyctl.insight.readiness.readiness import Audience, Readiness, Scope, readiness
from passkeyctl.insight.readiness.status import Status
from passkeyctl.letters.choices import Sort
from passkeyctl.letters.merging import COLUMNS, NEEDS, PAGE, WORDS, Cast
from passkeyctl.letters.writing import Passkey
from passkeyctl.model.crowds import EMPTY, Crowd
from passkeyctl.model.people import KeyModel, KnownPeople, ListedRoster, Members, Person
from passkeyctl.render.csv_text import csv_text
from tests.letters.letters import PILOT, state_of
from tests.letters.test_paths import people

GROUPS = ("PK-Pilot-DeviceBound", "PK-Pilot-Synced", "PK-Pilot-Windows", "SG-EmergencyAccess")
YUBIKEY = KeyModel("a25342c0-3cdc-4414-8e46-f4807fca511c", "deviceBound", True)
NAMES = ("=HYPERLINK(1)", "+1", "@SUM(A1)", "Æsa\r\nBcc: x", '-2, "quoted"')


def cast(*names: str, synced: Crowd = EMPTY, device_bound: Crowd = EMPTY) -> tuple[Cast, Readiness]:
    """Everybody may do what the groups of device-bound and synced passkeys allow; the first one has a YubiKey."""
    everyone = Crowd.first(len(names))
    groups = {each: Members(EMPTY, EMPTY) for each in GROUPS}
    groups["PK-Pilot-Synced"] = Members(synced or everyone, synced or everyone)
    groups["PK-Pilot-DeviceBound"] = Members(device_bound, device_bound)
    them = replace(people(), everyone=everyone, groups=groups, keys={YUBIKEY: Crowd.first(1)})
    them = replace(them, enabled=replace(them.enabled, surely=everyone, possibly=everyone))
    listed = {
        number: Person(number, f"id-{number}", f"p{number}@contoso.com", name) for number, name in enumerate(names)
    }
    state = state_of(PILOT)
    found = readiness(Audience(Scope.GROUP, "PK-Pilot-Synced", "PK-Pilot-Synced"), state, them)
    return Cast(state, KnownPeople(them, ListedRoster(listed)), newest().entries), found


def test_everybody_has_a_row_and_what_all_their_groups_allow() -> None:
    made, found = cast("Ada", "Bo", "Cy", device_bound=Crowd.first(2))
    assert list(made.rows(found)) == [
        ("p0@contoso.com", "Ada", "id-0", "ready", "nothing", BOTH, PAGE),
        ("p1@contoso.com", "Bo", "id-1", "needsTemporaryAccessPass", PASS, BOTH, PAGE),
        ("p2@contoso.com", "Cy", "id-2", "needsTemporaryAccessPass", PASS, "password manager", PAGE),
    ]  # fmt: skip


PASS = NEEDS[Status.NEEDS_PASS]
BOTH = "Microsoft Authenticator (inside the app); security key; password manager"


def test_no_cell_is_a_formula_and_no_name_is_a_row() -> None:
    made, found = cast(*NAMES)
    text = csv_text(COLUMNS, made.rows(found))
    rows = list(csv.reader(text.removeprefix("\ufeff").splitlines()))
    assert [each[0] for each in rows] == ["signInName", *(f"p{number}@contoso.com" for number in range(len(NAMES)))]
    assert all(len(each) == len(COLUMNS) for each in rows)
    assert [each[1] for each in rows[1:]] == [
        "'=HYPERLINK(1)", "'+1", "'@SUM(A1)", "Æsa\\u000d\\nBcc: x", "'-2, \"quoted\"",
    ]  # fmt: skip


def test_what_one_person_has_and_whether_it_is_accepted() -> None:
    made, found = cast("Ada", "Bo", device_bound=Crowd.first(1))
    assert [made.recipient(each, found) is None for each in ("p0@contoso.com", "ID-1", "p9@contoso.com")] == [
        False, False, True,
    ]  # fmt: skip
    ada = made.recipient("P0@contoso.com", found)
    assert ada is not None
    assert (ada[0].name, ada[0].status, ada[1]) == ("Ada", "ready", 0)
    assert ada[0].passkeys == (Passkey("YubiKey 5 Series with NFC", True),)
    made, found = cast("Ada", "Bo")
    refused = made.recipient("p0@contoso.com", found)
    assert refused is not None
    assert (refused[0].status, refused[0].passkeys) == (
        "needsOtherKey", (Passkey("YubiKey 5 Series with NFC", False),),
    )  # fmt: skip


@pytest.mark.parametrize("words", [NEEDS, WORDS])
def test_every_word_has_words(words: dict[object, str]) -> None:
    assert set(words) in (set(Status), set(Sort))
    assert all(words.values())
