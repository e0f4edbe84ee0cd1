"""From Graph's answer to what the reader is told."""

from __future__ import annotations

import pytest

from passkeyctl.errors import ExitCode, GraphError, PermissionMissing
from passkeyctl.graph.errors import graph_error
from passkeyctl.graph.paths import EndpointName, spec_of
from passkeyctl.graph.reply import Fault, Reply, fault_of
from passkeyctl.json_types import JsonValue
from tests.graph.connections import refused

GENERIC = "The server could not process the request because it is malformed or incorrect."
ALONE = "1108: Authentication strengths cannot be used alongside the MFA built-in control."
POLICIES = spec_of(EndpointName.POLICIES)


def reply(status: int, code: str = "", message: str = "", inner: str = "") -> Reply:
    return Reply(status, refused(status, code, message, inner=inner).json())


@pytest.mark.parametrize(("message", "inner"), [(ALONE, ""), (GENERIC, ALONE)])
def test_the_number_is_found_in_either_message(message: str, inner: str) -> None:
    error = graph_error(reply(400, "BadRequest", message, inner), "PATCH /x", ())
    assert (error.number, error.status, error.graph_code) == (1108, 400, "BadRequest")
    assert error.summary == "Graph refused `PATCH /x`: 400 BadRequest, error 1108"
    assert error.detail == (f"Graph says: {ALONE}", "request-id 93b6f17e")
    assert "not both" in error.hint


def test_an_error_without_a_number_keeps_graphs_words() -> None:
    error = graph_error(
        reply(400, "badRequest", "Include conditions are missing passkey profile targets"), "PATCH /x", ()
    )
    assert error.number is None
    assert error.detail[0] == "Graph says: Include conditions are missing passkey profile targets"


@pytest.mark.parametrize(
    "body",
    [None, "text", [], {}, {"error": "text"}, {"error": {"code": None, "message": 5, "innerError": []}}, {"error": []}],
)
def test_an_error_of_no_known_shape_is_still_an_error(body: JsonValue) -> None:
    assert fault_of(Reply(500, body)) == Fault()
    assert graph_error(Reply(500, body), "GET /x", ()).summary == "Graph refused `GET /x`: 500"


def test_the_request_id_of_the_answer_comes_first() -> None:
    assert fault_of(Reply(400, None, {"request-id": "from-header"})).request_id == "from-header"


def test_a_refused_read_names_the_permission() -> None:
    error = graph_error(reply(403, "AccessDenied", "scopes are missing"), "GET /p", POLICIES.needs("GET"))
    assert isinstance(error, PermissionMissing)
    assert (error.code, error.exit_code) == ("OPS903", ExitCode.FAILED)
    assert error.summary == "`GET /p` is not permitted: it needs `Policy.Read.All`"
    assert "Global Reader" in error.hint


def test_a_refused_write_names_every_permission() -> None:
    error = graph_error(reply(403, "AccessDenied"), "POST /p", POLICIES.needs("POST"))
    assert error.summary == (
        "`POST /p` is not permitted: it needs "
        "`Policy.Read.All`, and `Policy.ReadWrite.ConditionalAccess`, and `Application.Read.All`"
    )


def test_a_missing_licence_is_no_missing_permission() -> None:
    error = graph_error(reply(403, "AccessDenied", "Your tenant is not licensed for this feature."), "GET /p", ())
    assert isinstance(error, GraphError)
    assert not isinstance(error, PermissionMissing)
    assert "Entra ID P1" in error.hint


@pytest.mark.parametrize(
    ("message", "word"),
    [
        ('1034: Policy contains invalid applications: {"a":"ServicePrincipalNotFound"}', "service principal"),
        ("1038: The policy contains preview features.", "preview"),
        ("1040: NamedLocation with id x does not exist in the directory.", "named location"),
        ("1054: invalid group", "group"),
    ],
)
def test_known_numbers_come_with_advice(message: str, word: str) -> None:
    assert word in graph_error(reply(400, "BadRequest", message), "POST /p", ()).hint
