"""The evidence of a drift: in a folder of its own, or after the apply that it looks back at."""

from __future__ import annotations

import os

from passkeyctl.cli.drift.telling import Told
from passkeyctl.cli.evidence.approval import approval_document
from passkeyctl.cli.evidence.plans import domain_of, shown_files
from passkeyctl.cli.evidence.writing import Evidence, section_of
from passkeyctl.cli.plan.planning import view_of
from passkeyctl.plan.evidence.belonging import DRIFT
from passkeyctl.plan.evidence.manifest import EvidenceRejected, Part
from passkeyctl.render.json_text import json_text


def keep_drift(evidence: Evidence, told: Told) -> None:
    """Nothing without a folder. Raises EvidenceRejected or OutputFailed."""
    if not evidence.is_wanted:
        return
    where, material = told.found.destination, told.material()
    for each in evidence.found().sections:
        if (each.destination.endpoint, each.destination.tenant_id) != (where.endpoint, where.tenant_id):
            raise EvidenceRejected(
                f"`{evidence.folder}` holds the evidence of another tenant", hint="choose another folder"
            )
    files = {
        DRIFT: json_text(told.document()),
        **shown_files("drift", material, sarif="drift.sarif"),
        "drift-approval.json": json_text(approval_document(evidence.approved_by, "", os.environ)),
    }
    section = section_of(Part.DRIFT, told.drift.destination, view_of(told.configuration, {}), told.exit_code)
    evidence.add(section, files, domain_of(told.configuration))
