"""Names to ids and back: quoted, in parts, all pages, nothing guessed."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

import httpx
import pytest

from passkeyctl.errors import GraphError, IncompleteRead
from passkeyctl.graph.batch import BatchRequest
from passkeyctl.graph.directory import (
    NAMES_PER_FILTER,
    Question,
    answered,
    look_up,
    questions_for,
)
from passkeyctl.graph.directory_objects import directory_of
from passkeyctl.graph.paths import EndpointName
from passkeyctl.graph.reply import Reply
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.directory import Directory, DirectoryObject, Organization
from passkeyctl.model.reference import Reference, RefKind
from passkeyctl.sandbox.behaviour import Behaviour
from tests.graph.connections import Wire
from tests.graph.rehearsal import Rehearsal
from tests.sandbox.tenants import ADA, APP, GLOBAL_ADMIN, GROUP, NESTED, OTHER_GROUP, PLACE, PRINCIPAL, small_tenant


def json_answers(*bodies: JsonObject) -> Wire:
    return Wire([httpx.Response(200, json=each) for each in bodies])


def named(kind: RefKind, name: str) -> Reference:
    return Reference(kind, name, name=name)


def known(kind: RefKind, id: str) -> Reference:
    return Reference(kind, id, id=id)


def looked_up(rehearsal: Rehearsal, *references: Reference) -> tuple[Directory, Organization | None]:
    return rehearsal.run(lambda client: look_up(client, references))


def test_every_kind_is_found_in_one_batch(tmp_path: Path) -> None:
    rehearsal = Rehearsal(tmp_path)
    wanted = {
        named(RefKind.GROUP, "It's closed"): OTHER_GROUP,
        named(RefKind.GROUP, "Pilot"): GROUP,
        known(RefKind.GROUP, NESTED): NESTED,
        named(RefKind.USER, "ada@CONTOSO.example"): ADA,
        known(RefKind.USER, ADA): ADA,
        named(RefKind.APPLICATION, "Office 365 Exchange Online"): APP,
        known(RefKind.APPLICATION, APP): APP,
        known(RefKind.SERVICE_PRINCIPAL, PRINCIPAL): PRINCIPAL,
        named(RefKind.SERVICE_PRINCIPAL, "Office 365 Exchange Online"): PRINCIPAL,
        named(RefKind.ROLE, "Global Administrator"): GLOBAL_ADMIN,
        known(RefKind.ROLE, GLOBAL_ADMIN): GLOBAL_ADMIN,
        named(RefKind.LOCATION, "Office"): PLACE,
        named(RefKind.CONTEXT, "Elevation"): "c1",
        known(RefKind.CONTEXT, "c1"): "c1",
    }
    directory, organization = looked_up(rehearsal, *wanted)
    assert {each: [found.id for found in directory.found[each]] for each in wanted} == {
        each: [id] for each, id in wanted.items()
    }
    assert [each.path_with_query for each in rehearsal.requests if "batch" in each.path_with_query] == ["/v1.0/$batch"]
    assert organization is not None
    assert organization.domains
    assert directory.name_of(RefKind.USER, ADA) == "Ada@contoso.example"


def test_a_m365_group_is_no_security_group(tmp_path: Path) -> None:
    directory, _ = looked_up(Rehearsal(tmp_path), named(RefKind.GROUP, "Nested"), named(RefKind.GROUP, "Pilot"))
    assert {
        each.name: (each.is_security_group, each.detail) for found in directory.found.values() for each in found
    } == {
        "Nested": (False, "Microsoft 365 group"),
        "Pilot": (True, ""),
    }


def test_nothing_is_guessed(tmp_path: Path) -> None:
    gone, unknown = known(RefKind.GROUP, "10000000-0000-4000-8000-00000000dead"), named(RefKind.GROUP, "Pilo")
    directory, _ = looked_up(Rehearsal(tmp_path), gone, unknown)
    assert directory.found == {gone: (), unknown: ()}
    assert directory.name_of(RefKind.GROUP, gone.id or "") is None


def test_names_that_differ_only_in_case_are_all_candidates(tmp_path: Path) -> None:
    document = small_tenant()
    groups = document["groups"]
    assert isinstance(groups, list)
    groups.append({"id": "10000000-0000-4000-8000-000000000009", "displayName": "PILOT"})
    directory, _ = looked_up(Rehearsal(tmp_path, document), named(RefKind.GROUP, "Pilot"))
    assert sorted(each.name for each in directory.found[named(RefKind.GROUP, "Pilot")]) == ["PILOT", "Pilot"]


def test_pages_within_a_batch_are_read_to_the_end(tmp_path: Path) -> None:
    document = small_tenant()
    document["groups"] = [
        {"id": f"10000000-0000-4000-8000-0000000000{number}", "displayName": "Twin"} for number in range(10, 17)
    ]
    rehearsal = Rehearsal(tmp_path, document, Behaviour(page_size=2))
    directory, _ = looked_up(rehearsal, named(RefKind.GROUP, "Twin"), named(RefKind.ROLE, "Global Administrator"))
    assert len(directory.found[named(RefKind.GROUP, "Twin")]) == 7
    assert [each.id for each in directory.found[named(RefKind.ROLE, "Global Administrator")]] == [GLOBAL_ADMIN]


def test_a_question_has_no_more_names_than_graph_takes(tmp_path: Path) -> None:
    names = [f"O'Group {number:02d}" for number in range(31)]
    document = small_tenant()
    document["groups"] = [
        {"id": f"10000000-0000-4000-8000-0000000000{number + 10}", "displayName": name}
        for number, name in enumerate(names)
    ]
    rehearsal = Rehearsal(tmp_path, document)
    directory, _ = looked_up(rehearsal, *(named(RefKind.GROUP, each) for each in names))
    assert all(len(found) == 1 for found in directory.found.values())
    filters = [unquote(each) for each in rehearsal.asked if each.startswith("/groups?")]
    assert [each.count("O''Group") for each in filters] == [NAMES_PER_FILTER, NAMES_PER_FILTER, 1]


def test_a_name_is_asked_for_once() -> None:
    twice = [named(RefKind.GROUP, "Pilot"), Reference(RefKind.GROUP, "alias", name="Pilot")]
    (question,) = questions_for(twice)
    assert question.request.query["$filter"] == "displayName in ('Pilot')"


def test_many_ids_go_in_parts() -> None:
    ids = [f"10000000-0000-4000-8000-{number:012d}" for number in range(1001)]
    questions = questions_for([known(RefKind.USER, each) for each in ids])
    bodies = [each.request.body or {} for each in questions]
    assert [len(value) for each in bodies if isinstance(value := each["ids"], list)] == [1000, 1]
    assert all(each["types"] == ["user"] for each in bodies)


def test_no_references_ask_for_the_tenant_alone(tmp_path: Path) -> None:
    rehearsal = Rehearsal(tmp_path)
    looked_up(rehearsal)
    assert [each.split("?")[0] for each in rehearsal.asked] == ["/organization"]
    assert questions_for([]) == ()


def question(kind: RefKind) -> Question:
    return Question(BatchRequest(EndpointName.GROUPS), kind)


def answer_of(kind: RefKind, reference: Reference, *documents: JsonValue, status: int = 200) -> Directory:
    body: JsonObject = {"value": [*documents]}
    return answered([reference], [question(kind)], [Reply(status, body)], [], [])


def test_a_list_that_is_not_there_holds_nobody() -> None:
    reference = named(RefKind.GROUP, "Pilot")
    assert answer_of(RefKind.GROUP, reference, {"id": GROUP, "displayName": "Pilot"}, status=404).found[reference] == ()


def test_an_answer_of_another_shape_is_an_error() -> None:
    with pytest.raises(IncompleteRead):
        answered([], [question(RefKind.GROUP)], [Reply(200, "x")], [], [])
    for document in ({"displayName": "Pilot"}, "Pilot"):
        with pytest.raises(IncompleteRead):
            answer_of(RefKind.GROUP, named(RefKind.GROUP, "Pilot"), document)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("document", "detail", "is_security"),
    [
        ({"securityEnabled": True, "groupTypes": None}, "", True),
        ({"securityEnabled": True, "groupTypes": ["Unified"]}, "Microsoft 365 group", False),
        ({"securityEnabled": False, "groupTypes": []}, "distribution group", False),
        ({"securityEnabled": True, "onPremisesSyncEnabled": True}, "synced from Active Directory", True),
        ({"onPremisesSyncEnabled": True}, "distribution group, synced from Active Directory", False),
    ],
)
def test_what_tells_two_groups_apart(document: JsonObject, detail: str, is_security: bool) -> None:
    reference = named(RefKind.GROUP, "Pilot")
    found = answer_of(RefKind.GROUP, reference, {"id": GROUP.upper(), "displayName": "Pilot", **document})
    assert found.found[reference] == (DirectoryObject(RefKind.GROUP, GROUP, "Pilot", detail, is_security),)


def test_what_has_no_name_is_called_by_its_id() -> None:
    reference = known(RefKind.USER, ADA)
    found = answer_of(RefKind.USER, reference, {"id": ADA.upper(), "userPrincipalName": None, "displayName": ""})
    assert found.names == {(RefKind.USER, ADA): ADA}


def test_a_role_is_named_by_its_template() -> None:
    reference = named(RefKind.ROLE, "Auditor")
    found = answer_of(
        RefKind.ROLE, reference, {"id": ADA, "templateId": GLOBAL_ADMIN.upper(), "displayName": "Auditor"}
    )
    assert [each.id for each in found.found[reference]] == [GLOBAL_ADMIN]
    own = answer_of(RefKind.ROLE, reference, {"id": ADA, "templateId": None, "displayName": "Auditor"})
    assert [each.id for each in own.found[reference]] == [ADA]


def test_one_object_found_twice_is_one_candidate() -> None:
    pilot = DirectoryObject(RefKind.GROUP, GROUP, "Pilot")
    other = DirectoryObject(RefKind.USER, GROUP, "Pilot")
    reference = named(RefKind.GROUP, "pilot")
    assert directory_of([reference], [pilot, pilot, other]).found[reference] == (pilot,)


def test_a_refusal_is_raised(tmp_path: Path) -> None:
    request = BatchRequest(EndpointName.GROUPS, query={"$filter": "no filter"})
    with pytest.raises(GraphError):
        Rehearsal(tmp_path).run(lambda client: client.batch([request]))


def test_an_application_that_may_not_read_the_tenants_own_entry_goes_without() -> None:
    refusal: JsonObject = {"id": "1", "status": 403, "body": {"error": {"code": "Authorization_RequestDenied"}}}
    wire = json_answers({"responses": [refusal]})
    assert wire.run(lambda client: look_up(client, [])) == (Directory(), None)
