"""The clock of a run: how long to wait, and for what."""

from __future__ import annotations

import asyncio
import random
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from passkeyctl.apply.executor import Waiting
    from passkeyctl.graph.pacing import Timing


def waiting() -> Waiting:
    """For writes to show."""
    from passkeyctl.apply.executor import Waiting

    return Waiting(time.monotonic, asyncio.sleep)


def timing() -> Timing:
    """Between requests."""
    from passkeyctl.graph.pacing import Timing

    return Timing(random.random, time.monotonic, asyncio.sleep)
