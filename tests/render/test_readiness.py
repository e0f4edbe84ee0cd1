"""Readiness as text, JSON and a table, whole."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from passkeyctl.insight.readiness.readiness import Audience, Scope, Status, readiness
from passkeyctl.model.address import Address, Kind, PendingId
from passkeyctl.model.crowds import Crowd
from passkeyctl.model.people import Age, Gap, Knowledge, KnownPeople, ListedRoster, People, Person
from passkeyctl.render.lines import columns
from passkeyctl.render.people.readiness_csv import readiness_csv
from passkeyctl.render.people.readiness_json import readiness_json_text
from passkeyctl.render.people.readiness_lines import ago, percent, readiness_lines
from passkeyctl.render.people.readiness_view import ReadinessView, RedactedRoster
from passkeyctl.render.people.readiness_words import READY_MEANS, REASONS, TITLES
from passkeyctl.render.plain import plain_text
from tests.insight.test_readiness import ADMINS, KNOWN, OUT, PASSES, PILOT, WHOLE, tenant
from tests.people import person, roster

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
NAMES = {PILOT: "PK-Pilot", OUT: "PK-Never", PASSES: "SG-TAP", ADMINS: "SG-Admins"}
GAPS = (
    Gap(Knowledge.MEMBERS, "Graph answered 404", "the group is gone: take it out of the files", ADMINS),
    Gap(Knowledge.PASSKEYS, "Graph answered 403", "grant `UserAuthMethod-Passkey.Read.All`", person(13).id),
)
AGES = (
    Age(Knowledge.REGISTRATIONS, NOW - timedelta(hours=5)),
    Age(Knowledge.PASSKEYS, NOW - timedelta(days=1, hours=3)),
    Age(Knowledge.ROLES, NOW + timedelta(minutes=10)),
)


def view_of(known: People = KNOWN, audience: Audience | None = None) -> ReadinessView:
    known = replace(known, gaps=GAPS, ages=AGES, administrators=Crowd.of([1, 2, 9]), ids={person(13).id: 13})
    return ReadinessView(
        readiness=readiness(audience or Audience(Scope.GROUP, PILOT, "PK-Pilot"), tenant(*WHOLE), known),
        known=KnownPeople(known, roster(14)),
        names=NAMES,
        tenant="Contoso",
        tenant_id="7d3c1f0a-52f4-4c0e-9c1b-0d1e8a6f4b21",
        endpoint="global",
        requirement=READY_MEANS[Scope.GROUP],
        pending=1,
        today=date(2026, 11, 23),
        now=NOW,
    )


SHOWN = """\
tenant        Contoso (global)
about         group "PK-Pilot"
ready means   a passkey that is accepted, Windows Hello for Business or a Mac's
              Secure Enclave key
judged on     the tenant with 1 change of the files applied

  status                               people        %    at most
  ready                                     2     16.6          4
  can register now                          2     16.6          3
  needs a Temporary Access Pass             1      8.3          1
  needs another device or key               2     16.6          3
  blocked by configuration                  3     25.0          5
  unknown                                   2     16.6
  together                                 12    100.0

  not counted: 1 disabled account
  certificates and sign-in through another provider don't show in Graph's
    report: nobody is ready by them here

ready: 2
          1  a passkey that a profile accepts
          1  Windows Hello for Business or a Mac's Secure Enclave key
  next: nothing to do

can register now: 2
          1  a profile reaches them, and they have a method to prove who they
             are with
          1  a profile reaches them, and they can prove who they are by phone
             only
  next: ask them to register: https://aka.ms/mysecurityinfo, or a registration
        campaign

needs a Temporary Access Pass: 1
          1  no method to prove who they are with when they register
  next: give each a Temporary Access Pass, and let them register while it lasts

needs another device or key: 2
          2  the passkey that they hold is accepted by no profile of theirs
          1  no method besides: to register another they need a Temporary Access
             Pass
  next: give each a device or key that a profile of theirs admits, or admit the
        one that they have

blocked by configuration: 3
          1  passkeys exclude "PK-Never"
          1  guests can't register passkeys here
          1  no method to prove who they are with when they register
          1  Temporary Access Pass, which would help them, is not for them
  next: change the setting that the reason names, then look again

unknown: 2
          1  the report of registered methods says nothing of them
          1  which passkeys they hold was not read
  next: see the reasons: what could not be read is under `Not known`

administrators who are not ready: 2
  person2@contoso.com: can register now
  person9@contoso.com: blocked by configuration

phone or mail and nothing else: SMS and voice end
  1 Feb 2027, 70 days left: 4
    reached by a passkey profile: 2
    can register now 1; needs a Temporary Access Pass 1; blocked by
      configuration 2
  1 Jul 2027 for Global Administrators and external users, 220 days left: 0
  not known: what 1 person has registered

Not known
  members of "SG-Admins": Graph answered 404
    hint: the group is gone: take it out of the files
  registered passkeys of "person13@contoso.com": Graph answered 403
    hint: grant `UserAuthMethod-Passkey.Read.All`

read: registered methods 5 hours ago, registered passkeys 1 day ago, role
      holders in the future, by this machine's clock
"""


def test_the_text_whole() -> None:
    assert plain_text(readiness_lines(view_of())) == SHOWN


def test_no_line_is_wider_than_a_terminal() -> None:
    wide = {each: f"SG-{'a very long name of a group ' * 4}{each[:4]}" for each in NAMES}
    lines = plain_text(readiness_lines(replace(view_of(), names=wide))).splitlines()
    assert max(map(columns, lines)) <= 80


def test_nobody_is_said_to_be_nobody() -> None:
    view = view_of(audience=Audience(Scope.GROUP, PASSES, "SG-TAP"))
    nobody = replace(view, readiness=replace(view.readiness, by_status=dict.fromkeys(Status, Crowd())))
    assert "nobody is counted: there is no enabled account among them" in plain_text(readiness_lines(nobody))


@pytest.mark.parametrize(
    ("count", "total", "shown"),
    [(0, 9, "0.0"), (1, 3000, "< 0.1"), (9999, 10000, "99.9"), (3, 3, "100.0"), (0, 0, "0.0"), (1, 3, "33.3")],
)
def test_a_share_is_rounded_down(count: int, total: int, shown: str) -> None:
    assert percent(count, total) == shown


@pytest.mark.parametrize(
    ("before", "shown"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(seconds=100), "1 minute ago"),
        (timedelta(hours=2, minutes=59), "2 hours ago"),
        (timedelta(days=9), "9 days ago"),
        (timedelta(seconds=-1), "in the future, by this machine's clock"),
    ],
)
def test_how_long_ago_something_was_read(before: timedelta, shown: str) -> None:
    assert ago(Age(Knowledge.ROLES, NOW - before), view_of()) == shown


def test_json_has_fields_and_every_person() -> None:
    document = json.loads(readiness_json_text(view_of(), exit_code=3, reasons=("notReady",)))
    assert list(document) == [
        *("kind", "format_version", "tool_version", "exit_code", "reasons", "destination", "as_of", "audience"),
        *("requirement", "judged_against", "pending_changes", "summary", "statuses", "phone_only", "not_known"),
        *("read", "people"),
    ]
    assert document["audience"] == {"scope": "group", "id": PILOT, "name": "PK-Pilot"}
    assert document["summary"] == {
        "people": 12,
        "ready_percent": 16.66,
        "disabled_not_counted": 1,
        "only_once_a_role_is_activated": 0,
        "account_state_not_said": 0,
        "everybody_is_known": True,
    }
    by_name = {each["sign_in_name"]: each for each in document["people"]}
    assert len(by_name) == 13
    assert by_name["person9@contoso.com"] == {
        "id": person(9).id,
        "sign_in_name": "person9@contoso.com",
        "name": "Person 9",
        "status": "blocked",
        "reasons": ["excluded"],
        "methods": ["mobilePhone"],
        "is_administrator": True,
    }
    assert by_name["person11@contoso.com"]["status"] == "disabled"
    assert by_name["person12@contoso.com"]["methods"] is None
    assert document["statuses"][4] == {
        "status": "blocked",
        "people": 3,
        "at_most": 5,
        "reasons": [
            {"reason": "excluded", "subject": "PK-Never", "people": 1},
            {"reason": "guest", "subject": None, "people": 1},
            {"reason": "noMethod", "subject": None, "people": 1},
            {"reason": "passOutside", "subject": None, "people": 1},
        ],
    }


def test_json_of_nobody_is_a_document_and_of_an_odd_name_harmless() -> None:
    view = view_of()
    nobody = replace(view.readiness, by_status=dict.fromkeys(Status, Crowd()), disabled=Crowd())
    assert json.loads(readiness_json_text(replace(view, readiness=nobody), exit_code=0, reasons=()))["people"] == []
    odd = ListedRoster({each: replace(person(each), name='"\u202e\n') for each in range(14)})
    text = readiness_json_text(replace(view, known=KnownPeople(view.people, odd)), exit_code=0, reasons=())
    assert "\u202e" not in text
    assert {each["name"] for each in json.loads(text)["people"]} == {'"\u202e\n'}


def test_a_policy_that_is_not_there_yet_has_no_id() -> None:
    view = view_of()
    audience = Audience(Scope.POLICY, PendingId(Address(Kind.POLICY, "pilot")), "PK020")
    pending = replace(view, readiness=replace(view.readiness, audience=audience))
    document = json.loads(readiness_json_text(pending, exit_code=0, reasons=()))
    assert document["audience"] == {"scope": "policy", "id": None, "name": "PK020"}


def test_the_table_has_a_row_for_each_person() -> None:
    rows = list(csv.DictReader(io.StringIO(readiness_csv(view_of()))))
    assert len(rows) == 13
    found = {each["signInName"]: each for each in rows}
    assert found["person7@contoso.com"] == {
        "signInName": "person7@contoso.com",
        "name": "Person 7",
        "id": person(7).id,
        "status": "needsOtherKey",
        "reasons": f"{REASONS['passkeyRefused']}; {REASONS['needsPassToo']}",
        "methods": "passKeySynced",
        "isAdministrator": "no",
    }
    assert (found["person11@contoso.com"]["status"], found["person12@contoso.com"]["methods"]) == (
        "disabled",
        "not known",
    )


def test_a_name_can_not_calculate_in_a_spreadsheet() -> None:
    view = view_of()
    people = {each: person(each) for each in range(14)}
    named = ListedRoster({**people, 2: Person(2, "id", "=1+1@contoso.com", '=HYPERLINK("https://example.com")')})
    text = readiness_csv(replace(view, known=KnownPeople(view.people, named)))
    assert '\'=1+1@contoso.com,"\'=HYPERLINK(""https://example.com"")",id,' in text


def test_redacted_people_keep_their_numbers() -> None:
    hidden = RedactedRoster(roster(14), Crowd.of([1, 2, 10]))
    assert [(each.ordinal, each.sign_in_name, each.name) for each in hidden.people(Crowd.of([1, 2, 10]))] == [
        (10, "<user 1>", "<user 1>"),
        (1, "<user 2>", "<user 2>"),
        (2, "<user 3>", "<user 3>"),
    ]
    assert [str(each) for each in hidden.people(Crowd.of([2]))] == ["<user 3>"]


def test_every_status_and_reason_has_words() -> None:
    assert set(TITLES) == set(Status)
    assert all(text[0].islower() or text.startswith(("Windows", "Temporary", "{}")) for text in REASONS.values())
