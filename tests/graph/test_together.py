"""Several requests at once: a failure leaves nothing under way."""

from __future__ import annotations

import asyncio

import pytest

from passkeyctl.errors import GraphError
from passkeyctl.graph.together import together


async def after(pauses: int, result: str) -> str:
    for _ in range(pauses):
        await asyncio.sleep(0)
    return result


async def fails(pauses: int, summary: str) -> str:
    await after(pauses, "")
    raise GraphError(summary)


def test_results_come_in_the_order_asked_for() -> None:
    async def ran() -> tuple[str, ...]:
        return await together(after(9, "slow"), after(0, "quick"), after(3, "between"))

    assert asyncio.run(ran()) == ("slow", "quick", "between")


def test_nothing_asked_for_is_nothing() -> None:
    async def ran() -> tuple[str, ...]:
        nothing: list[str] = []
        return await together(*(after(0, each) for each in nothing))

    assert asyncio.run(ran()) == ()


def test_the_first_failure_ends_the_others_before_it_is_raised() -> None:
    closed: list[str] = []

    async def under_way() -> str:
        try:
            return await after(1_000_000, "never")
        finally:
            await asyncio.sleep(0)
            closed.append("under way")

    async def ran() -> None:
        with pytest.raises(GraphError, match="refused") as raised:
            await together(under_way(), fails(2, "refused"), fails(9, "later"))
        assert raised.value.__cause__ is None
        assert closed == ["under way"]
        assert len(asyncio.all_tasks()) == 1

    asyncio.run(ran())
