"""The evidence of an apply: also of one that failed half-way, and then it says what is open."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from passkeyctl.cli.apply.runs import RunFolder
from passkeyctl.cli.apply.undertaking import Manner, SoFar, Undertaking
from passkeyctl.cli.console import say
from passkeyctl.cli.evidence.approval import approval_document
from passkeyctl.cli.evidence.plans import Planned, domain_of, keep_plan, shown_files
from passkeyctl.cli.evidence.writing import Evidence, section_of
from passkeyctl.cli.failing import failure_of
from passkeyctl.cli.plan.planning import view_of
from passkeyctl.cli.reports.material import Material
from passkeyctl.errors import ExitCode, PasskeyctlError
from passkeyctl.json_types import JsonObject
from passkeyctl.plan.evidence.belonging import AFTER, BEFORE, PLAN, RECEIPT, is_same_plan, moment_document
from passkeyctl.plan.evidence.manifest import EvidenceRejected, Part
from passkeyctl.plan.record.receipt import Receipt, receipt_text
from passkeyctl.plan.saved.plan_document import plan_document, unchecked_plan_of
from passkeyctl.render.json_text import json_text
from passkeyctl.render.naming import kept_names
from passkeyctl.render.records.evidence_summary import applied_summary
from passkeyctl.render.value_text import Words


def check_plan(undertaking: Undertaking, manner: Manner) -> None:
    """Before anybody is asked: raises EvidenceRejected where the folder holds another plan than the one at hand."""
    evidence = manner.evidence
    if evidence.folder is None or evidence.found().section(Part.PLAN) is None:
        return
    document = _document(undertaking, manner)
    if not is_same_plan(_plan_file(evidence.folder), document):
        raise EvidenceRejected(
            f"`{evidence.folder}` holds the evidence of another plan",
            hint="name the folder that this plan's `--evidence` wrote, or an empty one",
        )


def keep_apply(so_far: SoFar, manner: Manner, code: ExitCode, material: Callable[[], Material]) -> ExitCode:
    """What stands in the way is said, and hides nothing of what was written to the tenant."""
    if not manner.evidence.is_wanted or so_far.undertaking is None:
        return code
    try:
        _keep(so_far, so_far.undertaking, manner, code, material)
    except (PasskeyctlError, OSError) as fault:
        failure_of(fault).show()
        return ExitCode.FAILED if code is ExitCode.DONE else code
    return code


def _keep(
    so_far: SoFar, undertaking: Undertaking, manner: Manner, code: ExitCode, material: Callable[[], Material]
) -> None:
    evidence, plan, configuration = manner.evidence, undertaking.plan, undertaking.configuration
    receipt = _receipt(so_far)
    if evidence.found().section(Part.PLAN) is None:
        document = receipt.plan if receipt is not None else undertaking.document
        planned = Planned(plan, configuration, undertaking.options, manner.verdict, material, document=document)
        keep_plan(evidence, planned)
    if receipt is None:
        say(f"notice: nothing was written to the tenant, so {evidence.folder} has no apply")
        return
    view = view_of(configuration, manner.verdict.overrides)
    section = section_of(Part.APPLY, plan.destination, view, code)
    named = replace(section, plan_digest=receipt.begun.digest, run=receipt.run)
    evidence.add(named, _files(evidence, undertaking, receipt, material()), domain_of(configuration))


def _files(evidence: Evidence, undertaking: Undertaking, receipt: Receipt, material: Material) -> dict[str, str]:
    saved = unchecked_plan_of(receipt.plan)
    words = Words(view_of(saved.configuration, saved.overrides), kept_names(saved, receipt.before, receipt.after))
    account = receipt.segments[-1].actor.account
    return {
        RECEIPT: receipt_text(receipt),
        BEFORE: json_text(moment_document(receipt, BEFORE)),
        AFTER: json_text(moment_document(receipt, AFTER)),
        **shown_files("apply", material, sarif="apply.sarif"),
        "summary.md": applied_summary(undertaking.plan, receipt, words, undertaking.configuration.assertions),
        "approval.json": json_text(approval_document(evidence.approved_by, account, os.environ)),
    }


def _receipt(so_far: SoFar) -> Receipt | None:
    """By its journal; None where the run did not begin to write."""
    return RunFolder(Path(so_far.record.journal).parent).told() if so_far.record is not None else None


def _document(undertaking: Undertaking, manner: Manner) -> JsonObject:
    """Of a run that is taken up again, the plan that it began with."""
    if undertaking.resumes is not None:
        return undertaking.resumes.told().plan
    overrides = dict(manner.verdict.overrides)
    made = plan_document(undertaking.plan, undertaking.configuration, undertaking.options, overrides)
    return undertaking.document or made


def _plan_file(folder: Path) -> JsonObject:
    """It was verified just now."""
    document = json.loads((folder / PLAN).read_text(encoding="utf-8"))
    assert isinstance(document, dict)
    return document
