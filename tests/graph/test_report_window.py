"""Five requests in ten seconds: counted until ten seconds after each answer."""

from __future__ import annotations

import asyncio

import pytest

from passkeyctl.graph.pacing import Window
from passkeyctl.graph.together import together
from tests.graph.connections import Clock, answered, page, run


def test_a_window_lets_five_go_and_then_waits_for_the_oldest() -> None:
    clock = Clock(now=0.0)
    window = Window(10.0, clock.timing)

    async def use() -> list[float]:
        began = []
        for answer_takes in (0.0, 3.0, 0.0, 0.0, 0.0, 1.0, 0.0):
            async with window.room():
                began.append(clock.now)
                clock.now += answer_takes
        return began

    assert run(use()) == [0.0, 0.0, 3.0, 3.0, 3.0, 10.0, 13.0]


def test_several_requests_go_together_or_not_at_all() -> None:
    clock = Clock(now=0.0)
    window = Window(10.0, clock.timing)

    async def use() -> list[tuple[int, float]]:
        went = []
        for wanted in (1, 20, 20, 2):
            some = window.free(wanted)
            async with window.room(some):
                went.append((some, clock.now))
        return went

    assert run(use()) == [(1, 0.0), (4, 0.0), (5, 10.0), (2, 20.0)]


def test_what_fails_counts_too() -> None:
    clock = Clock(now=0.0)
    window = Window(10.0, clock.timing)

    async def use() -> None:
        async with window.room(5):
            raise ConnectionError

    with pytest.raises(ConnectionError):
        run(use())
    assert (window.free(3), clock.slept) == (3, [])

    async def again() -> None:
        async with window.room(3):
            pass

    run(again())
    assert clock.slept == [10.0]


def test_without_a_limit_nothing_waits() -> None:
    clock = Clock(now=0.0)
    window = Window(0.0, clock.timing)

    async def use() -> None:
        for _ in range(3):
            async with window.room(window.free(20)):
                pass

    run(use())
    assert (clock.slept, window.free(20), window.longest(1000)) == ([], 20, 0.0)


def test_readers_that_go_at_once_share_what_there_is() -> None:
    clock = Clock(now=0.0)
    window = Window(10.0, clock.timing)
    began: list[float] = []

    async def reader(count: int) -> None:
        for _ in range(count):
            async with window.room():
                began.append(clock.now)
                await clock.timing.sleep(1.0)

    async def use() -> None:
        await together(reader(6), reader(6))

    run(use())
    assert len(began) == 12
    for at in began:
        assert sum(at <= each < at + 10.0 for each in began) <= 5


def test_whoever_wants_a_whole_window_waits_for_those_under_way() -> None:
    clock = Clock(now=0.0)
    window = Window(10.0, clock.timing)
    began: list[float] = []

    async def use() -> None:
        async with window.room(2):

            async def all_five() -> None:
                async with window.room(5):
                    began.append(clock.now)

            task = asyncio.ensure_future(all_five())
            for _ in range(3):
                await asyncio.sleep(0)
            assert began == []
        await task

    run(use())
    assert began[0] >= 10.0


def test_a_connection_has_one_count() -> None:
    client = answered(page()).client()
    assert client.reports_window() is client.reports_window()
