"""The clock of a run: how long to wait, and for what."""

from __future__ import annotations

import asyncio
import random
import time
from typing import TYPE_CHECKING

BETWEEN_READINGS = 0.5
"""Less than the second that passes between two Conditional Access requests anyway."""

if TYPE_CHECKING:
    from passkeyctl.apply.executor import Waiting
    from passkeyctl.graph.pacing import Timing


def waiting(interval: float = 1.0) -> Waiting:
    """For writes to show; `interval` is what lies between two requests that are paced, 0 where none are."""
    from passkeyctl.apply.executor import Waiting

    return Waiting(time.monotonic, asyncio.sleep, between=min(BETWEEN_READINGS, interval))


def timing() -> Timing:
    """Between requests."""
    from passkeyctl.graph.pacing import Timing

    return Timing(random.random, time.monotonic, asyncio.sleep)
