"""Where gates get their evidence beside the tenant's settings: passed in, so that a plan can be made without."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from passkeyctl.apply.people_of_plans import PeopleSource
from passkeyctl.graph.reports.sign_ins import Counting
from passkeyctl.plan.destination import Destination
from passkeyctl.rollout.standing import Touch


def _nothing(_: Destination) -> Mapping[str, Touch]:
    return {}


@dataclass(frozen=True, slots=True)
class GateSources:
    """`clock` is this machine's, for a tenant whose Graph does not say what time it is.

    `people` is None where nobody's people can be read: then `no_people` says why. `touched` is what runs of this
    machine wrote, by address or id. `counting` is told how many sign-ins were read so far.
    """

    clock: Callable[[], datetime]
    people: PeopleSource | None = None
    no_people: str = "people were not read"
    touched: Callable[[Destination], Mapping[str, Touch]] = _nothing
    counting: Counting | None = None
