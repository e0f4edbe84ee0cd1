"""The names of what a tenant mentions: what is asked, how often, and which names are sure."""

from __future__ import annotations

from pathlib import Path

import pytest

from passkeyctl.errors import GraphError
from passkeyctl.graph.client import GraphClient
from passkeyctl.graph.names import NamesRead, mentioned, read_names
from passkeyctl.graph.reader import Reading, read_what_answers
from passkeyctl.model.address import Kind
from passkeyctl.model.directory import Organization
from passkeyctl.model.reference import Reference, RefKind
from passkeyctl.plan.operation import Family
from passkeyctl.sandbox.seed import company
from tests.graph.rehearsal import Rehearsal

TENANT, DOMAIN = "5b1f3a60-7f0e-4f7e-9a55-2f6a3b0c1d2e", "contoso.onmicrosoft.com"


async def everything(client: GraphClient) -> tuple[Reading, dict[Family, GraphError], NamesRead]:
    reading, refused = await read_what_answers(client)
    return reading, refused, await read_names(client, reading.state)


@pytest.fixture
def rehearsal(tmp_path: Path) -> Rehearsal:
    return Rehearsal(tmp_path, company(TENANT, DOMAIN))


def test_names_of_a_whole_tenant_take_two_requests_after_the_lists(rehearsal: Rehearsal) -> None:
    _, refused, names = rehearsal.run(everything)
    assert refused == {}
    batches = [each for each in rehearsal.requests if each.path_with_query.endswith("$batch")]
    assert len(batches) == 2
    assert len(rehearsal.requests) == 2 + 8
    assert names.refused == frozenset()
    assert isinstance(names.organization, Organization)
    assert names.organization.id == TENANT


def test_every_group_of_the_state_has_its_name_and_its_namesakes(rehearsal: Rehearsal) -> None:
    reading, _, names = rehearsal.run(everything)
    groups = {each.id for each in mentioned(reading.state) if each.kind is RefKind.GROUP}
    assert groups
    for id in groups:
        name = names.directory.name_of(RefKind.GROUP, str(id))
        assert name is not None
        found = names.directory.found[Reference(RefKind.GROUP, name, name)]
        assert [each.id for each in found] == [id]


def test_roles_are_named_by_the_one_list_of_them(rehearsal: Rehearsal) -> None:
    _, _, names = rehearsal.run(everything)
    found = names.directory.found[Reference(RefKind.ROLE, "Global Administrator", "Global Administrator")]
    assert [each.id for each in found] == ["62e90394-69f5-4237-9190-012177145e10"]
    assert sum("roleDefinitions" in each for each in rehearsal.asked) == 1


def test_words_and_rows_for_everybody_are_asked_about_by_nobody(rehearsal: Rehearsal) -> None:
    reading, _, _ = rehearsal.run(everything)
    assert all(each.id is not None and len(each.id) == 36 for each in mentioned(reading.state))


def test_what_every_family_holds_is_read(rehearsal: Rehearsal) -> None:
    reading, refused, _ = rehearsal.run(everything)
    assert refused == {}
    assert reading.saw_beta
    assert reading.state.unread_kinds == frozenset()
    assert {each.kind for each in reading.state.objects} >= {Kind.CAMPAIGN, Kind.LOCATION, Kind.CONTEXT, Kind.POLICY}
