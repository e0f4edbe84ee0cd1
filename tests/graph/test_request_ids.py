"""What a write leaves for whoever asks about it later: Graph's ids of every try, and whether one of them may have had
its effect."""

from __future__ import annotations

import httpx
import pytest

from passkeyctl.errors import GraphError, SignInError, Unreachable
from passkeyctl.graph.tokens import StaticToken
from tests.graph.connections import Wire, answered, refused
from tests.graph.test_retrying import create, delete, policies, update


def told(status: int, id: str) -> httpx.Response:
    return httpx.Response(status, headers={"request-id": id}, json={"id": "1"} if status == 201 else None)


def test_every_try_is_told_once() -> None:
    reply = answered(told(429, "r-1"), told(503, "r-2"), told(503, "r-2"), told(204, "r-3")).run(update)
    assert reply.requests == ("r-1", "r-2", "r-3")


def test_an_answer_without_an_id_tells_none() -> None:
    assert answered(httpx.Response(204)).run(update).requests == ()


def test_a_delete_that_was_done_before_it_was_sent_again() -> None:
    assert answered(told(503, "r-1"), told(404, "r-2")).run(delete).requests == ("r-1", "r-2")


@pytest.mark.parametrize(
    ("answers", "ids"),
    [
        ([told(429, "r-1"), told(400, "r-2")], ("r-1", "r-2")),
        ([told(503, "r-1")], ("r-1",)),
        ([httpx.ReadError("reset")], ()),
        ([refused(400, "BadRequest", "no")], ("93b6f17e",)),
    ],
)
def test_a_refusal_tells_them_too(answers: list[httpx.Response], ids: tuple[str, ...]) -> None:
    with pytest.raises(GraphError) as refusal:
        answered(*answers).run(create)
    assert refusal.value.requests == ids


def test_a_token_that_is_refused_after_a_try_that_may_have_arrived() -> None:
    """It says nothing of the first try, which may have had its effect."""
    wire = answered(refused(503), refused(401, "InvalidAuthenticationToken", "Lifetime validation failed"))
    with pytest.raises(Unreachable) as lost:
        wire.run(update)
    assert lost.value.maybe_received
    assert lost.value.hint == StaticToken("").hint


@pytest.mark.parametrize(
    "wire",
    [answered(refused(401)), answered(refused(429), refused(401))],
    ids=["at once", "after a refusal"],
)
def test_a_token_that_is_refused_before_anything_arrived(wire: Wire) -> None:
    with pytest.raises(SignInError):
        wire.run(update)


def test_a_read_has_no_effect_to_be_in_doubt_of() -> None:
    with pytest.raises(SignInError):
        answered(refused(503), refused(401)).run(policies)
