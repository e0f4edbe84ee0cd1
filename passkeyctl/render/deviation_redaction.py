"""A drift for a public place: who did it, from where and who answers for a waiver, without their names."""

from __future__ import annotations

import dataclasses

from passkeyctl.drift.deviation import Attribution, Deviation, Drift
from passkeyctl.model.finding import Finding
from passkeyctl.render.ladder_redaction import redacted_ladder
from passkeyctl.render.redaction import Redaction, numbered

SOMEWHERE = "<IP address>"


def redacted_drift(drift: Drift) -> Drift:
    """The same word for the same person, application or group wherever they stand."""
    people = dict(numbered("actor", {each.attribution.by for each in drift.deviations if each.attribution.by}))
    owners = Redaction(dict(numbered("owner", {each.waiver.owner for each in drift.waived if each.waiver})))
    ladder = redacted_ladder(drift.ladder) if drift.ladder is not None else None
    shown = dataclasses.replace(
        drift,
        deviations=tuple(_deviation(each, people, owners) for each in drift.deviations),
        findings=tuple(_finding(each, owners) for each in drift.findings),
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


def _finding(finding: Finding, owners: Redaction) -> Finding:
    return owners.of(finding)
