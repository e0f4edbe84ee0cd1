"""Temporary Access Passes in the sandbox: one each, told once, good for as long as the tenant's clock says."""

from __future__ import annotations

import json

import pytest

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.sandbox.jsonread import as_object, as_text
from tests.sandbox.conftest import MakeGraph
from tests.sandbox.graph import TAP, Graph
from tests.sandbox.tenants import ADA, BEN

PASSES = f"/users/{ADA}/authentication/temporaryAccessPassMethods"
# What the published sample of an answer has.
MEMBERS = {
    "@odata.type",
    "id",
    "temporaryAccessPass",
    "createdDateTime",
    "startDateTime",
    "lifetimeInMinutes",
    "isUsableOnce",
    "isUsable",
    "methodUsabilityReason",
}


@pytest.fixture
def tenant(graph: Graph) -> Graph:
    """Passes from ten minutes to eight hours, for everybody."""
    policy: JsonObject = {
        "@odata.type": "#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration",
        "state": "enabled",
        "minimumLifetimeInMinutes": 10,
        "maximumLifetimeInMinutes": 480,
        "isUsableOnce": False,
    }
    graph.send("PATCH", TAP, policy)
    return graph


def create(graph: Graph, body: JsonValue = None) -> JsonObject:
    answer = graph.send("POST", PASSES, {} if body is None else body)
    assert answer.status_code == 201, answer.text
    return as_object(answer.json())


def listed(graph: Graph) -> list[JsonObject]:
    return graph.values(PASSES)


def test_an_answer_has_what_the_published_one_has(tenant: Graph) -> None:
    made = create(tenant, {"lifetimeInMinutes": 60, "isUsableOnce": False})
    assert set(made) - {"@odata.context"} == MEMBERS
    assert made["@odata.type"] == "#microsoft.graph.temporaryAccessPassAuthenticationMethod"
    assert (made["isUsable"], made["methodUsabilityReason"]) == (True, "EnabledByPolicy")
    assert len(as_text(made["temporaryAccessPass"])) == 8


def test_the_value_is_told_once_and_kept_nowhere(tenant: Graph) -> None:
    made = create(tenant)
    value = as_text(made["temporaryAccessPass"])
    (row,) = listed(tenant)
    assert row["temporaryAccessPass"] is None
    assert row["id"] == made["id"]
    assert value not in json.dumps(tenant.store.export())
    assert value not in json.dumps(tenant.get("/auditLogs/directoryAudits"))


def test_a_second_one_takes_the_place_of_the_first(tenant: Graph) -> None:
    first, second = create(tenant), create(tenant)
    assert first["temporaryAccessPass"] != second["temporaryAccessPass"]
    assert [each["id"] for each in listed(tenant)] == [second["id"]]


def test_it_starts_and_ends_by_the_clock_of_the_tenant(tenant: Graph) -> None:
    made = create(tenant, {"startDateTime": "2026-11-23T09:00:00.000Z", "lifetimeInMinutes": 30})
    assert made["methodUsabilityReason"] == "NotYetValid"
    tenant.clock.forward(minutes=60)
    assert listed(tenant)[0]["methodUsabilityReason"] == "EnabledByPolicy"
    tenant.clock.forward(minutes=30)
    assert (listed(tenant)[0]["methodUsabilityReason"], listed(tenant)[0]["isUsable"]) == ("Expired", False)


def test_whom_the_policy_does_not_reach_is_given_one_that_does_not_work(tenant: Graph) -> None:
    tenant.send("PATCH", TAP, {"@odata.type": "#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration",
                               "includeTargets": [{"targetType": "user", "id": BEN}]})  # fmt: skip
    assert create(tenant)["methodUsabilityReason"] == "DisabledByPolicy"


@pytest.mark.parametrize(
    "body",
    [
        {"lifetimeInMinutes": 9},
        {"lifetimeInMinutes": 481},
        {"lifetimeInMinutes": "60"},
        {"isUsableOnce": "no"},
        {"startDateTime": "tomorrow"},
        {"temporaryAccessPass": "mine"},
        {"id": "mine"},
        [],
    ],
)
def test_what_is_refused_leaves_the_pass_as_it_is(tenant: Graph, body: JsonValue) -> None:
    made = create(tenant)
    assert tenant.send("POST", PASSES, body).status_code == 400
    assert [each["id"] for each in listed(tenant)] == [made["id"]]


def test_only_one_use_where_the_policy_says_so(tenant: Graph) -> None:
    tenant.send("PATCH", TAP, {"@odata.type": "#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration",
                               "isUsableOnce": True})  # fmt: skip
    assert create(tenant)["isUsableOnce"] is True
    assert tenant.send("POST", PASSES, {"isUsableOnce": False}).status_code == 400


def test_of_nobody_there_is_none(make_graph: MakeGraph) -> None:
    nobody = "20000000-0000-4000-8000-00000000dead"
    path = f"/users/{nobody}/authentication/temporaryAccessPassMethods"
    assert make_graph().send("POST", path, {}).status_code == 404
