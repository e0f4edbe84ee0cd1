"""The evidence of a plan."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from passkeyctl.cli.evidence.approval import approval_document
from passkeyctl.cli.evidence.writing import Evidence, section_of
from passkeyctl.cli.formats import Format, report_text
from passkeyctl.cli.plan.planning import Verdict, saved_text, view_of
from passkeyctl.cli.reports.material import Material
from passkeyctl.errors import ExitCode
from passkeyctl.json_types import JsonObject
from passkeyctl.model.desired import Configuration
from passkeyctl.plan.evidence.belonging import PLAN, planned_digest
from passkeyctl.plan.evidence.manifest import Part
from passkeyctl.plan.plan import Plan, PlanOptions
from passkeyctl.render.json_text import json_text
from passkeyctl.render.records.evidence_summary import planned_summary


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan as it was made, what it was made of, and its report as it may be shown.

    `document` is what a journal has kept of it, where one has.
    """

    plan: Plan
    configuration: Configuration
    options: PlanOptions
    verdict: Verdict
    material: Callable[[], Material]
    lifetime: timedelta = timedelta(hours=24)
    document: JsonObject | None = None


def keep_plan(evidence: Evidence, planned: Planned) -> None:
    """Nothing without a folder. Raises EvidenceRejected or OutputFailed."""
    if not evidence.is_wanted:
        return
    plan, configuration, verdict = planned.plan, planned.configuration, planned.verdict
    text = saved_text(plan, configuration, planned.options, verdict, planned.lifetime, planned.document)
    plan_file: JsonObject = json.loads(text)
    view, material = view_of(configuration, verdict.overrides), planned.material()
    files = {
        PLAN: text,
        **shown_files("plan", material, sarif="findings.sarif"),
        "plan-summary.md": planned_summary(plan, view, configuration.assertions),
        "plan-approval.json": json_text(approval_document(evidence.approved_by, "", os.environ)),
    }
    section = section_of(Part.PLAN, plan.destination, view, ExitCode(material.report.exit_code))
    digests = replace(section, plan_digest=planned_digest(plan_file), approved=str(plan_file["digest"]))
    evidence.add(digests, files, domain_of(configuration))


def shown_files(name: str, material: Material, *, sarif: str) -> Mapping[str, str]:
    return {
        f"{name}.md": report_text(material.report, Format.MARKDOWN),
        f"{name}.html": material.page(),
        sarif: report_text(material.report, Format.SARIF),
    }


def domain_of(configuration: Configuration) -> str | None:
    return configuration.tenant.domain if configuration.tenant is not None else None
