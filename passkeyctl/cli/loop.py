"""Running a coroutine to its end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


def run_async(main: Coroutine[Any, Any, T]) -> T:
    """`asyncio.run`, with the result kept out of the task.

    On its way out asyncio puts the signal handler back, which spells out the task and with it the whole result:
    a tenth of a second for a plan of 240 policies.
    """
    results: list[T] = []

    async def keep() -> None:
        results.append(await main)

    with asyncio.Runner() as runner:
        try:
            runner.run(keep())
        except KeyboardInterrupt:
            # Who has asked twice to stop need not read where in each task that was. It is said here, because
            # asyncio complains of those tasks while the runner is closed.
            logging.getLogger("asyncio").setLevel(logging.CRITICAL)
            raise
    return results[0]
