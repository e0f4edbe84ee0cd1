"""A drift for a public place: who did it, from where and who answers for a waiver, without their names."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from passkeyctl.drift.deviation import Attribution, Deviation, Drift
from passkeyctl.model.desired import Waiver
from passkeyctl.render.redaction import Redaction, numbered
from passkeyctl.render.rollout.ladder_redaction import redacted_ladder

SOMEWHERE = "<IP address>"


def redacted_drift(drift: Drift, waivers: Iterable[Waiver]) -> Drift:
    """The same word for the same person, application or group wherever they stand. `waivers` are those of the files."""
    people = dict(numbered("actor", {each.attribution.by for each in drift.deviations if each.attribution.by}))
    owners = Redaction(dict(numbered("owner", {each.owner for each in waivers})))
    ladder = redacted_ladder(drift.ladder) if drift.ladder is not None else None
    shown = dataclasses.replace(
        drift,
        deviations=tuple(_deviation(each, people, owners) for each in drift.deviations),
        findings=tuple(map(owners.of, drift.findings)),
        ladder=ladder,
    )
    return Redaction.of_drift(drift).of(shown)


def _deviation(deviation: Deviation, people: dict[str, str], owners: Redaction) -> Deviation:
    found = deviation.attribution
    return dataclasses.replace(
        deviation,
        attribution=_attribution(found, people),
        waiver=owners.of(deviation.waiver),
    )


def _attribution(found: Attribution, people: dict[str, str]) -> Attribution:
    return dataclasses.replace(found, by=people.get(found.by, found.by), address=SOMEWHERE if found.address else "")
