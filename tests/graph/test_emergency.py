"""Who the emergency accounts are, whatever is nested, gone or unread."""

from __future__ import annotations

from pathlib import Path

import pytest

from passkeyctl.errors import IncompleteRead
from passkeyctl.graph.emergency import emergency_of, follow_up, read_groups, requests_for
from passkeyctl.graph.reply import Reply
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.directory import Account, Directory, Emergency
from passkeyctl.model.reference import RefKind
from tests.graph.rehearsal import Rehearsal
from tests.sandbox.tenants import ADA, APP, BEN, GLOBAL_ADMIN, GROUP, GUEST, NESTED, OTHER_GROUP, PLACE

GONE = "10000000-0000-4000-8000-00000000dead"


def followed(
    folder: Path, group: str | None, users: list[str], *ids: tuple[RefKind, str]
) -> tuple[Emergency, Directory, Rehearsal]:
    rehearsal = Rehearsal(folder)
    emergency, directory = rehearsal.run(lambda client: follow_up(client, group, users, ids))
    return emergency, directory, rehearsal


def test_members_of_nested_groups_count_and_a_circle_ends(tmp_path: Path) -> None:
    emergency, _, rehearsal = followed(tmp_path, OTHER_GROUP, [])
    assert emergency == Emergency(
        OTHER_GROUP,
        (
            Account(ADA, "Ada@contoso.example", True, frozenset({OTHER_GROUP})),
            Account(BEN, "ben@contoso.example", False, frozenset({OTHER_GROUP})),
        ),
    )
    assert len(rehearsal.requests) == 1


def test_a_person_both_in_the_group_and_named_is_one_account(tmp_path: Path) -> None:
    emergency, _, _ = followed(tmp_path, NESTED, [BEN, GUEST])
    accounts = {each.id: each for each in emergency.accounts}
    assert set(accounts) == {ADA, BEN, GUEST}
    assert accounts[ADA].group_ids == frozenset({NESTED})
    assert accounts[BEN].group_ids == frozenset({GROUP, OTHER_GROUP, NESTED})
    assert accounts[GUEST].group_ids == frozenset()


def test_a_named_account_that_is_gone_is_none(tmp_path: Path) -> None:
    emergency, _, _ = followed(tmp_path, None, [GONE, ADA])
    assert [each.id for each in emergency.accounts] == [ADA]
    assert emergency.group_id is None


def test_a_group_that_is_gone_has_nobody(tmp_path: Path) -> None:
    emergency, _, _ = followed(tmp_path, GONE, [])
    assert emergency == Emergency(GONE, ())


def test_nothing_to_ask_asks_nothing(tmp_path: Path) -> None:
    emergency, directory, rehearsal = followed(tmp_path, None, [])
    assert (emergency, directory.found, rehearsal.requests) == (Emergency(None, ()), {}, [])
    assert requests_for(None, []) == []


def test_names_of_ids_come_with_the_same_trip(tmp_path: Path) -> None:
    ids = [
        (RefKind.GROUP, GROUP),
        (RefKind.GROUP, GONE),
        (RefKind.USER, ADA),
        (RefKind.APPLICATION, APP),
        (RefKind.ROLE, GLOBAL_ADMIN),
        (RefKind.LOCATION, PLACE),
        (RefKind.CONTEXT, "c2"),
    ]
    emergency, directory, _ = followed(tmp_path, GROUP, [ADA], *ids)
    assert len(emergency.accounts) == 2
    assert [directory.name_of(kind, id) for kind, id in ids] == [
        "Pilot",
        None,
        "Ada@contoso.example",
        "Office 365 Exchange Online",
        "Global Administrator",
        "Office",
        "Draft",
    ]


def test_all_groups_of_every_account_are_read_when_they_matter(tmp_path: Path) -> None:
    start = Emergency(GROUP, (Account(ADA, "ada", True, frozenset({GROUP})), Account(GONE, "gone", True, frozenset())))
    found = Rehearsal(tmp_path).run(lambda client: read_groups(client, start))
    assert [each.group_ids for each in found.accounts] == [{GROUP, OTHER_GROUP, NESTED}, None]
    assert Rehearsal(tmp_path).run(lambda client: read_groups(client, Emergency(None, ()))) == Emergency(None, ())


def listed(*entries: JsonValue) -> Reply:
    return Reply(200, {"value": [*entries]})


USER: JsonObject = {"id": ADA.upper(), "userPrincipalName": "ada@contoso.example", "accountEnabled": True}


@pytest.mark.parametrize(("flag", "is_enabled"), [(True, True), (False, False), (None, None), ("true", None)])
def test_whether_an_account_is_enabled_may_be_unread(flag: JsonValue, is_enabled: bool | None) -> None:
    (account,) = emergency_of(GROUP, [], [listed({**USER, "accountEnabled": flag})]).accounts
    assert (account.id, account.is_enabled) == (ADA, is_enabled)
    absent = {key: value for key, value in USER.items() if key != "accountEnabled"}
    assert emergency_of(GROUP, [], [listed(absent)]).accounts[0].is_enabled is None


def test_groups_that_could_not_be_read_are_unknown_and_not_none() -> None:
    (account,) = emergency_of(None, [ADA], [Reply(200, USER), Reply(404, None)]).accounts
    assert account.group_ids is None
    (account,) = emergency_of(GROUP, [ADA], [listed(USER), Reply(200, USER), listed({"id": NESTED.upper()})]).accounts
    assert account.group_ids == frozenset({GROUP, NESTED})


def test_a_nameless_account_is_called_by_its_id() -> None:
    (account,) = emergency_of(None, [ADA], [Reply(200, {"id": ADA, "displayName": None}), listed()]).accounts
    assert account.name == ADA


def test_a_member_without_an_id_is_an_error() -> None:
    with pytest.raises(IncompleteRead):
        emergency_of(GROUP, [], [listed({"userPrincipalName": "x"})])


def test_a_group_without_an_id_is_an_error() -> None:
    with pytest.raises(IncompleteRead):
        emergency_of(None, [ADA], [Reply(200, USER), listed({"displayName": "x"})])
