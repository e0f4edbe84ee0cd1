"""`limits` -> how much one plan may change before it is asked about."""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.config.schema_limits import SECTIONS
from passkeyctl.config.spots import Keys, Spot
from passkeyctl.model.limits import NOTHING_STATED, SMALLEST, Bound, Measure, StatedLimits


def limits(spot: Spot | None) -> StatedLimits:
    if spot is None:
        return NOTHING_STATED
    keys = spot.keys
    people = keys.get("people")
    on_people = people.keys if people is not None else Keys({})
    return StatedLimits(
        dict(_bounds(keys)),
        {name: dict(_bounds(below.keys)) for name in SECTIONS if (below := keys.get(name)) is not None},
        _of_people(on_people.get("losing")),
        _of_people(on_people.get("unable")),
    )


def _bounds(keys: Keys) -> Iterator[tuple[Measure, Bound]]:
    for measure in Measure:
        spot = keys.get(measure.value)
        if spot is not None:
            yield measure, _bound(spot.keys)


def _bound(keys: Keys) -> Bound:
    count, share, least = keys.get("count"), keys.text("share"), keys.get("from")
    return Bound(
        count.number if count is not None else None,
        int(share[:-1]) if share is not None else None,
        least.number if least is not None else SMALLEST,
    )


def _of_people(spot: Spot | None) -> str | None:
    if spot is None:
        return None
    count, share = spot.keys.get("count"), spot.keys.text("share")
    return str(count.number) if count is not None else share
