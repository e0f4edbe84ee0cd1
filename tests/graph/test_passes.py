"""Making passes: by one connection only, once each, and without ever showing one."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Mapping

import httpx
import pytest

from passkeyctl.errors import GraphError, PermissionMissing, WriteRefused
from passkeyctl.graph.client import GraphClient, Settings
from passkeyctl.graph.passes import ISSUING, PassLost, issue_pass, read_passes
from passkeyctl.graph.paths import SPECS, EndpointName, route_for
from passkeyctl.graph.tokens import StaticToken
from passkeyctl.graph.writer import GraphTenant
from passkeyctl.model.passes import Pass, PassOnRecord, PassTerms
from passkeyctl.plan.operation import Family, Operation, Stage
from tests.graph.connections import ENDPOINT, Answer, Wire, answered, body_of, refused

ADA = "20000000-0000-4000-8000-000000000001"
PATH = f"/users/{ADA}/authentication/temporaryAccessPassMethods"
VALUE = "+drkzqAD"
MADE: dict[str, object] = {
    "id": "6f1967b7-15e8-4935-ac26-d50770ed07a7",
    "createdDateTime": "2022-06-02T16:21:09.765173Z",
    "startDateTime": "2022-06-05T00:00:00Z",
    "lifetimeInMinutes": 60,
    "isUsableOnce": False,
    "isUsable": False,
    "methodUsabilityReason": "NotYetValid",
}
TERMS = PassTerms(60, is_one_time=False)


def made() -> httpx.Response:
    return httpx.Response(201, json={**MADE, "temporaryAccessPass": VALUE})


def batched(*rows: Mapping[str, object], status: int = 200) -> httpx.Response:
    body = {"value": list(rows)} if status == 200 else {"error": {"code": "x", "message": "no"}}
    return httpx.Response(200, json={"responses": [{"id": "1", "status": status, "body": body}]})


def client_of(wire: Wire, *, read_only: bool = True, issues_passes: bool = True) -> GraphClient:
    return GraphClient.connect(
        ENDPOINT,
        StaticToken("token"),
        Settings(wire.clock.timing, lambda: "call", ca_interval=0.0),
        read_only=read_only,
        issues_passes=issues_passes,
        transport=wire,
    )


async def _issue(client: GraphClient) -> Pass:
    return await issue_pass(client, ADA, TERMS, client.reports_window())


def issued(wire: Wire) -> Pass:
    return wire.run(_issue, client_of(wire))


def test_a_pass_is_made_and_shows_its_value_to_nobody_who_prints_it() -> None:
    wire = answered(made())
    given = issued(wire)
    assert wire.calls == [f"POST /v1.0{PATH}"]
    assert body_of(wire.sent[0]) == {"lifetimeInMinutes": 60, "isUsableOnce": False}
    assert given.secret.reveal() == VALUE
    assert given.record.stands is True
    for text in (repr(given), str(given), f"{given.secret}", f"{given.secret:>20}", repr([given.secret])):
        assert VALUE not in text
    with pytest.raises(TypeError, match="not saved"):
        pickle.dumps(given.secret)
    with pytest.raises(TypeError, match="not saved"):
        copy.copy(given.secret)
    with pytest.raises(AttributeError):
        given.secret.value = VALUE  # type: ignore[attr-defined]


def test_no_table_names_the_address_so_that_no_plan_can() -> None:
    assert ISSUING not in SPECS
    assert ISSUING.methods == ("POST",)
    with pytest.raises(WriteRefused):
        route_for("POST", PATH)
    wire = answered(made())
    operation = Operation(Stage.LOCATIONS, Family.METHODS, (), "a pass", "POST", PATH, {}, ())

    async def send(client: GraphClient) -> object:
        return await GraphTenant(client).send(operation, {})

    with pytest.raises(WriteRefused, match="not among the addresses"):
        wire.run(send)
    assert not wire.sent


@pytest.mark.parametrize("read_only", [True, False])
def test_other_connections_let_none_leave(read_only: bool) -> None:
    wire = answered(made())
    with pytest.raises(WriteRefused):
        wire.run(_issue, client_of(wire, read_only=read_only, issues_passes=False))
    assert not wire.sent


def test_the_connection_that_makes_passes_writes_nothing_else() -> None:
    wire = answered(httpx.Response(204))

    async def write(client: GraphClient) -> object:
        return await client.send("PATCH", "/policies/authenticationMethodsPolicy", {})

    with pytest.raises(WriteRefused):
        wire.run(write, client_of(wire))
    assert not wire.sent


@pytest.mark.parametrize("lost", [httpx.ReadError("gone"), refused(503), httpx.Response(201, content=b"cut")])
@pytest.mark.parametrize(
    ("there", "answer"),
    [(batched(MADE), True), (batched(), False), (batched(status=403), None), (refused(500), None)],
)
def test_a_lost_answer_is_looked_into_and_never_repeated(lost: Answer, there: Answer, answer: bool | None) -> None:
    wire = answered(lost, there)
    with pytest.raises(PassLost) as found:
        issued(wire)
    assert found.value.is_there is answer
    assert sum(f"POST /v1.0{PATH}" == each for each in wire.calls) == 1


def test_an_answer_without_a_pass_is_a_lost_one() -> None:
    with pytest.raises(PassLost) as found:
        issued(answered(httpx.Response(201, json=MADE)))
    assert found.value.is_there is True


def test_throttled_it_waits_and_is_sent_again() -> None:
    wire = answered(refused(429, headers={"retry-after": "9"}), made())
    assert issued(wire).secret.reveal() == VALUE
    assert wire.clock.slept == [9.0]


def test_refusals_say_which_permission_it_takes() -> None:
    with pytest.raises(PermissionMissing, match=r"UserAuthMethod-TAP\.ReadWrite\.All"):
        issued(answered(refused(403, "accessDenied")))
    with pytest.raises(GraphError) as found:
        issued(answered(refused(400, "badRequest", "not now")))
    assert VALUE not in str(found.value)


def test_reading_says_why_where_it_is_not_known() -> None:
    async def read(client: GraphClient) -> Mapping[str, PassOnRecord | str | None]:
        return await read_passes(client, [ADA], client.reports_window())

    assert answered(batched()).run(read)[ADA] is None
    assert "UserAuthMethod-TAP.Read.All" in str(answered(batched(status=403)).run(read)[ADA])
    found = answered(batched({**MADE, "methodUsabilityReason": "Expired"}, MADE)).run(read)[ADA]
    assert isinstance(found, PassOnRecord)
    assert found.usability == "NotYetValid"


def test_five_are_read_in_ten_seconds() -> None:
    ids = [f"{each:08d}-0000-4000-8000-000000000001" for each in range(11)]
    responses = [{"id": str(each), "status": 200, "body": {"value": []}} for each in range(1, 6)]
    wire = answered(httpx.Response(200, json={"responses": responses}))

    async def read(client: GraphClient) -> object:
        return await read_passes(client, ids[:10], client.reports_window())

    assert wire.run(read) == dict.fromkeys(ids[:10])
    assert len(wire.sent) == 2
    assert sum(wire.clock.slept) == 10.0


@pytest.mark.parametrize(
    ("reason", "usable", "stands"),
    [
        ("EnabledByPolicy", True, True),
        ("NotYetValid", False, True),
        ("Expired", False, False),
        ("OneTimeUsed", False, False),
        ("DisabledByPolicy", False, False),
        ("", None, None),
        ("", True, True),
        ("SomethingNew", False, None),
    ],
)
def test_what_stands(reason: str, usable: bool | None, stands: bool | None) -> None:
    assert PassOnRecord("p", reason, usable).stands is stands


def test_reading_goes_by_the_table() -> None:
    assert route_for("GET", PATH).spec.name is EndpointName.USER_PASSES
