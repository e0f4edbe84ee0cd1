"""One Conditional Access request a second, as Graph counts them: when they arrive, not when they had their turn."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import httpx
import pytest

from passkeyctl.graph.pacing import Limiter, Timing
from passkeyctl.graph.transports import ClosingTransport, telling


@dataclass
class Clock:
    now: float = 100.0
    waits: list[float] = field(default_factory=list)

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        until = self.now + seconds
        await asyncio.sleep(0)
        self.now = max(self.now, until)


def limiter(clock: Clock, interval: float = 1.0) -> Limiter:
    return Limiter(interval, Timing(monotonic=clock.monotonic, sleep=clock.sleep, jitter=lambda: 0.0))


def test_turns_are_an_interval_apart() -> None:
    clock, turns = Clock(), list[float]()

    async def three() -> None:
        limited = limiter(clock)

        async def one() -> None:
            await limited.turn()
            turns.append(clock.now)

        await asyncio.gather(one(), one(), one())

    asyncio.run(three())
    assert turns == [100.0, 101.0, 102.0]


@pytest.mark.parametrize(("late", "second"), [(0.0, 101.0), (0.25, 101.25), (0.75, 101.75)])
def test_what_leaves_late_holds_back_the_next_one_that_waits_already(late: float, second: float) -> None:
    clock, turns = Clock(), list[float]()

    async def two() -> None:
        limited = limiter(clock)
        await limited.turn()
        waiting = asyncio.ensure_future(limited.turn())
        await asyncio.sleep(0)  # it has begun to wait for the turn that it was promised
        clock.now += late
        limited.left()
        await waiting
        turns.append(clock.now)

    asyncio.run(two())
    assert turns == [second]


@pytest.mark.parametrize(
    ("delays", "third"), [((0.2, 0.2), 102.05), ((0.2, 0.23), 102.08), ((0.2, 0.9), 102.1), ((0.2, 0.1), 102.05)]
)
def test_an_answer_that_comes_late_holds_back_the_next_request_a_little(
    delays: tuple[float, float], third: float
) -> None:
    """What took longer than the fastest may have been counted that much later; more than a twentieth is never given."""
    clock, turns = Clock(), list[float]()

    async def three() -> None:
        limited = limiter(clock)
        for delay in (*delays, 0.0):
            await limited.turn()
            turns.append(clock.now)
            limited.left()
            clock.now += delay
            limited.answered()

    asyncio.run(three())
    assert turns[:2] == [100.0, 101.05]  # nobody knows yet what is fast
    assert turns[2] == pytest.approx(third)


def test_of_two_that_are_under_way_the_last_answer_holds_back_the_next() -> None:
    clock, turns = Clock(), list[float]()

    async def run() -> None:
        limited = limiter(clock)
        for _ in range(2):
            await limited.turn()
            limited.left()
        clock.now += 0.5
        limited.answered()
        limited.answered()
        limited.answered()  # one that never left
        await limited.turn()
        turns.append(clock.now)

    asyncio.run(run())
    assert turns == [102.05]


def test_without_an_interval_nobody_waits() -> None:
    clock = Clock()

    async def run() -> None:
        limited = limiter(clock, 0.0)
        await limited.turn()
        limited.left()
        limited.answered()
        limited.hold(9.0)
        await limited.turn()

    asyncio.run(run())
    assert clock.waits == []


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
    await writer.drain()
    writer.close()
    await writer.wait_closed()


def test_a_request_tells_when_it_goes_out_on_its_connection() -> None:
    told: list[str] = []

    async def run() -> None:
        server = await asyncio.start_server(_answer, "127.0.0.1", 0)
        host, port = server.sockets[0].getsockname()[:2]
        inner = httpx.AsyncHTTPTransport()
        async with server, httpx.AsyncClient(transport=ClosingTransport(inner, [inner])) as client:
            with telling(lambda: told.append("left")):
                assert (await client.get(f"http://{host}:{port}/paced")).status_code == 204
            assert told == ["left"]
            await client.get(f"http://{host}:{port}/other")
        assert told == ["left"]

    asyncio.run(run())
