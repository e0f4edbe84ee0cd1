"""What is sent again, when, and what never is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import httpx
import pytest

from passkeyctl.errors import GraphError, SignInError, Throttled, Unreachable, UsageError
from passkeyctl.graph.client import GraphClient
from passkeyctl.graph.pacing import Patience, ca_interval_from, retry_after
from passkeyctl.graph.paths import EndpointName
from passkeyctl.graph.reply import Reply
from passkeyctl.json_types import JsonObject
from tests.graph.connections import Answer, answered, body_of, page, refused

POLICIES = "/identity/conditionalAccess/policies"
POLICY = f"{POLICIES}/5b7f5d9a-3a17-4f0a-9d26-6d8d5c3f2b11"
FIDO2 = "/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/fido2"
COMBINATIONS = "/policies/authenticationStrengthPolicies/x/updateAllowedCombinations"
THROTTLED = refused(429, "TooManyRequests", "Too many requests")
DONE = httpx.Response(204)
Use = Callable[[GraphClient], Awaitable[object]]


async def policies(client: GraphClient) -> list[JsonObject]:
    return await client.read_all(EndpointName.POLICIES)


async def create(client: GraphClient) -> Reply:
    return await client.send("POST", POLICIES, {"displayName": "x"})


async def update(client: GraphClient) -> Reply:
    return await client.send("PATCH", POLICY, {"state": "disabled"})


async def create_profile(client: GraphClient) -> Reply:
    return await client.send("PATCH", FIDO2, {"passkeyProfiles": [{"name": "new"}]}, creates=True)


async def delete(client: GraphClient) -> Reply:
    return await client.send("DELETE", POLICY)


async def set_combinations(client: GraphClient) -> Reply:
    return await client.send("POST", COMBINATIONS, {"allowedCombinations": ["fido2"]})


def test_waits_as_long_as_graph_asks() -> None:
    wire = answered(refused(429, headers={"Retry-After": "17"}), page({"id": "1"}))
    assert wire.run(policies) == [{"id": "1"}]
    assert wire.clock.slept == [17.0]


def test_backs_off_from_one_to_two_seconds_when_graph_names_no_time() -> None:
    wire = answered(THROTTLED, THROTTLED, THROTTLED, page({"id": "1"}))
    assert wire.run(policies) == [{"id": "1"}]
    assert wire.clock.slept == [1.5, 2.5, 4.5]


def test_a_storm_ends_in_throttled() -> None:
    wire = answered(THROTTLED)
    with pytest.raises(Throttled, match="one request too many") as caught:
        wire.run(policies)
    assert (len(wire.sent), caught.value.status, caught.value.request_id) == (5, 429, "93b6f17e")


def test_does_not_wait_beyond_its_patience() -> None:
    wire = answered(refused(429, headers={"Retry-After": "3600"}), page())
    with pytest.raises(Throttled):
        wire.run(policies)
    assert wire.clock.slept == []


def test_patience_counts_from_the_first_try() -> None:
    wire = answered(refused(429, headers={"Retry-After": "40"}))
    with pytest.raises(Throttled):
        wire.run(policies, wire.client(patience=Patience(tries=9, seconds=100.0)))
    assert wire.clock.slept == [40.0, 40.0]


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_read_is_repeated_when_graph_fails(status: int) -> None:
    wire = answered(refused(status), page({"id": "1"}))
    assert wire.run(policies) == [{"id": "1"}]


def test_a_read_that_keeps_failing_is_an_error_with_its_status() -> None:
    with pytest.raises(GraphError, match="503") as caught:
        answered(refused(503, "ServiceUnavailable")).run(policies)
    assert caught.value.status == 503


@pytest.mark.parametrize("use", [create, create_profile])
@pytest.mark.parametrize(
    "answer", [refused(500), refused(503), refused(504), httpx.ReadError("reset"), httpx.ReadTimeout("slow")]
)
def test_a_create_is_never_sent_again_blindly(use: Use, answer: Answer) -> None:
    wire = answered(answer, httpx.Response(201, json={"id": "1"}))
    with pytest.raises(Unreachable) as caught:
        wire.run(use)
    assert caught.value.maybe_received
    assert "read before sending it again" in caught.value.hint
    assert len(wire.sent) == 1


@pytest.mark.parametrize("answer", [THROTTLED, httpx.ConnectError("refused"), httpx.ConnectTimeout("slow")])
def test_a_create_that_was_refused_or_never_left_is_sent_again(answer: Answer) -> None:
    wire = answered(answer, httpx.Response(201, json={"id": "1"}))
    assert wire.run(create).body == {"id": "1"}
    assert [body_of(each) for each in wire.sent] == [{"displayName": "x"}] * 2


def test_a_created_object_comes_back_in_the_reply() -> None:
    reply = answered(httpx.Response(201, json={"id": "1"}, headers={"request-id": "r-1"})).run(create)
    assert (reply.status, reply.body, reply.request_id) == (201, {"id": "1"}, "r-1")


def test_a_create_that_nobody_received_says_so() -> None:
    with pytest.raises(Unreachable, match="no route") as caught:
        answered(httpx.ConnectError("no route")).run(create)
    assert not caught.value.maybe_received


def test_a_connection_that_cannot_be_made_is_tried_three_times() -> None:
    wire = answered(httpx.ConnectError("Name or service not known"))
    with pytest.raises(Unreachable, match="Name or service not known"):
        wire.run(policies)
    assert len(wire.sent) == 3


def test_an_untrusted_certificate_is_not_tried_again() -> None:
    wire = answered(httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] self-signed"))
    with pytest.raises(Unreachable, match="not trusted") as caught:
        wire.run(policies)
    assert len(wire.sent) == 1
    assert "SSL_CERT_FILE" in caught.value.hint


@pytest.mark.parametrize("use", [update, set_combinations])
@pytest.mark.parametrize("answer", [refused(503), httpx.RemoteProtocolError("cut")])
def test_a_change_that_can_be_repeated_is(use: Use, answer: Answer) -> None:
    wire = answered(answer, DONE)
    wire.run(use)
    assert len(wire.sent) == 2


def test_a_change_without_an_answer_may_have_been_made() -> None:
    with pytest.raises(Unreachable) as caught:
        answered(refused(502)).run(update)
    assert caught.value.maybe_received


def test_a_refusal_after_a_lost_answer_does_not_say_that_nothing_was_written() -> None:
    with pytest.raises(Unreachable) as caught:
        answered(httpx.ReadError("cut"), refused(400, "BadRequest")).run(update)
    assert caught.value.maybe_received


def test_a_delete_whose_answer_was_lost_is_done_when_it_is_gone() -> None:
    wire = answered(httpx.ReadError("cut"), refused(404, "ResourceNotFound"))
    assert wire.run(delete).status == 204


def test_a_delete_of_what_is_not_there_is_an_error() -> None:
    with pytest.raises(GraphError) as caught:
        answered(refused(404, "ResourceNotFound")).run(delete)
    assert caught.value.status == 404


def test_an_answer_that_cannot_be_unpacked_is_no_answer() -> None:
    garbled = httpx.DecodingError("Error -3 while decompressing data")
    wire = answered(garbled, page({"id": "1"}))
    assert wire.run(policies) == [{"id": "1"}]
    with pytest.raises(Unreachable) as caught:
        answered(garbled).run(create)
    assert caught.value.maybe_received


def test_an_answer_cut_short_is_no_answer() -> None:
    with pytest.raises(Unreachable, match="not JSON") as caught:
        answered(httpx.Response(201, content=b'{"id": ')).run(create)
    assert caught.value.maybe_received


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirects_are_not_followed(status: int) -> None:
    wire = answered(httpx.Response(status, headers={"location": "https://evil.example/v1.0/x"}), page())
    with pytest.raises(GraphError, match="redirect"):
        wire.run(policies)
    assert [each.url.host for each in wire.sent] == ["graph.example"]


def test_conditional_access_gets_one_turn_a_second() -> None:
    wire = answered(page())
    start = wire.clock.now

    async def use(client: GraphClient) -> None:
        await policies(client)
        await client.read_all(EndpointName.STRENGTHS)
        await client.read_all(EndpointName.LOCATIONS)
        await client.read_all(EndpointName.POLICY_IDS_BETA)

    wire.run(use, wire.client(ca_interval=1.0))
    assert [when - start for when in wire.times] == [0.0, 0.0, 1.0, 2.0]


def test_what_graph_refuses_holds_up_every_conditional_access_request() -> None:
    wire = answered(refused(429, headers={"Retry-After": "9"}), page())
    start = wire.clock.now

    async def use(client: GraphClient) -> None:
        await policies(client)
        await client.read_all(EndpointName.LOCATIONS)

    wire.run(use, wire.client(ca_interval=1.0))
    assert [when - start for when in wire.times] == [0.0, 9.0, 10.0]


def test_the_interval_can_be_switched_off() -> None:
    wire = answered(page())
    wire.run(policies, wire.client(ca_interval=ca_interval_from({"PASSKEYCTL_CA_INTERVAL": "0"})))
    assert wire.clock.slept == []
    assert ca_interval_from({}) == 1.0


@pytest.mark.parametrize("text", ["fast", "-1", "nan", "inf", "61"])
def test_a_nonsense_interval_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="PASSKEYCTL_CA_INTERVAL"):
        ca_interval_from({"PASSKEYCTL_CA_INTERVAL": text})


def test_a_date_to_come_back_is_measured_against_the_answer() -> None:
    headers = {"date": "Mon, 23 Nov 2026 08:00:00 GMT", "retry-after": "Mon, 23 Nov 2026 08:00:12 GMT"}
    assert retry_after(headers) == 12.0
    assert retry_after({"retry-after": headers["retry-after"]}) is None
    assert retry_after({"retry-after": "soon", "date": headers["date"]}) is None
    assert retry_after({}) is None


class Renewing:
    """Two tokens; the second one is handed out from the second question on, as at expiry."""

    hint = "sign in again"

    def __init__(self, *tokens: str) -> None:
        self._tokens = list(tokens)
        self.claims: list[str | None] = []
        self.closed = False

    async def token(self, claims: str | None = None) -> str:
        self.claims.append(claims)
        return self._tokens.pop(0) if len(self._tokens) > 1 else self._tokens[0]

    async def close(self) -> None:
        self.closed = True


@pytest.mark.parametrize("use", [policies, create])
def test_an_expired_token_is_renewed_once(use: Use) -> None:
    wire = answered(refused(401, "InvalidAuthenticationToken", "Lifetime validation failed"), page())
    wire.run(use, wire.client(tokens=Renewing("old", "new")))
    assert [each.headers["authorization"] for each in wire.sent] == ["Bearer old", "Bearer new"]


def test_the_client_closes_its_tokens() -> None:
    wire, tokens = answered(page()), Renewing("t")
    wire.run(policies, wire.client(tokens=tokens))
    assert tokens.closed


def test_a_token_that_cannot_be_renewed_ends_the_run() -> None:
    wire = answered(refused(401, "InvalidAuthenticationToken", "Lifetime validation failed"))
    with pytest.raises(SignInError, match="expired") as caught:
        wire.run(policies)
    assert "Lifetime validation failed" in caught.value.detail[0]
    assert "Bearer" not in str(caught.value.diagnostics())
    assert len(wire.sent) == 1


def test_a_renewed_token_that_is_refused_too_ends_the_run() -> None:
    wire = answered(refused(401))
    with pytest.raises(SignInError):
        wire.run(policies, wire.client(tokens=Renewing("old", "new")))
    assert len(wire.sent) == 2


def test_a_claims_challenge_is_answered_with_a_new_token() -> None:
    challenge = 'Bearer realm="", error="insufficient_claims", claims="eyJhIjoxfQ=="'
    tokens = Renewing("old", "new")
    wire = answered(refused(401, headers={"WWW-Authenticate": challenge}), page({"id": "1"}))
    assert wire.run(policies, wire.client(tokens=tokens)) == [{"id": "1"}]
    assert [each.headers["authorization"] for each in wire.sent] == ["Bearer old", "Bearer new"]
    assert tokens.claims == [None, '{"a":1}']
