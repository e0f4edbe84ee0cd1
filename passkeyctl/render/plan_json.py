"""A plan as JSON: fields, not sentences; the same plan gives the same bytes.

`format_version` rises in its first number when a field changes its meaning or goes, in its second when one joins.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from passkeyctl import __version__
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.address import Kind, PendingId
from passkeyctl.model.change import Action, FieldChange, ResourceChange
from passkeyctl.model.finding import Finding
from passkeyctl.model.methods import BETA_ONLY
from passkeyctl.model.state import LiveObject
from passkeyctl.plan.ordering import waves
from passkeyctl.plan.plan import Plan
from passkeyctl.plan.record.operation_json import operation_json
from passkeyctl.plan.saved.catalogue_pin import pin_json
from passkeyctl.render.findings.finding_json import finding_json
from passkeyctl.render.findings.finding_lines import is_overridden
from passkeyctl.render.findings.suppressed_json import suppressed_json
from passkeyctl.render.naming import Names, names_of
from passkeyctl.render.people.impact_json import impact_json
from passkeyctl.render.proof_json import proof_json
from passkeyctl.render.request_lines import full_path
from passkeyctl.render.rollout.ladder_json import ladder_json
from passkeyctl.render.shown_changes import shown_changes
from passkeyctl.render.summary_lines import least_seconds
from passkeyctl.render.unmanaged_lines import unmanaged_of
from passkeyctl.render.value_json import diagnostic_json, source_json, value_json

FORMAT = "1.5"


def plan_json(plan: Plan, *, overrides: Mapping[str, str], exit_code: int, reasons: Sequence[str]) -> JsonObject:
    names = names_of(plan)
    return {
        "kind": "plan",
        "format_version": FORMAT,
        "tool_version": __version__,
        "exit_code": int(exit_code),
        "reasons": [*reasons],
        "destination": _destination(plan),
        "summary": _summary(plan),
        "catalogue": pin_json(plan.catalogue),
        "overrides": dict(sorted(overrides.items())),
        "rollout": ladder_json(plan.ladder) if plan.ladder is not None else None,
        "changes": changes_json(plan),
        "operations": _operations(plan),
        "impact": impact_json(plan),
        "findings": [_finding(each, overrides) for each in plan.findings],
        "suppressed": [suppressed_json(each) for each in plan.suppressed],
        "diagnostics": [diagnostic_json(each) for each in plan.diagnostics],
        "unlisted": [_unlisted(each, names) for each in plan.unlisted],
        **proof_json(plan),
        "unread_policies": [{"id": id, "name": name} for id, name in plan.prior.unread_policies],
        "names": _names(names),
    }


def changes_json(plan: Plan) -> list[JsonValue]:
    names = names_of(plan)
    return [_change(each, names) for each in plan.changes]


def _operations(plan: Plan) -> list[JsonValue]:
    """What the plan file keeps of each, with the wave it goes in and the path as it is sent."""
    return [
        {"wave": number, **operation_json(each), "path": full_path(each)}
        for number, wave in enumerate(waves(plan.operations), start=1)
        for each in wave
    ]


def _destination(plan: Plan) -> JsonObject:
    where = plan.destination
    return {"endpoint": where.endpoint, "tenant_id": where.tenant_id, "tenant_name": where.tenant_name}


def _summary(plan: Plan) -> JsonObject:
    return {
        "create": plan.count(Action.CREATE),
        "update": plan.count(Action.UPDATE),
        "delete": plan.count(Action.DELETE),
        "no_op": plan.count(Action.NO_OP),
        "requests": len(plan.operations),
        "least_seconds": least_seconds(plan),
        "waived": sum(each.waiver is not None for each in plan.suppressed),
        "in_baseline": sum(each.waiver is None for each in plan.suppressed),
        "compared_with_beta": plan.reads_beta,
    }


def _change(change: ResourceChange, names: Names) -> JsonObject:
    return {
        "address": str(change.address),
        "kind": change.address.kind.value,
        "action": change.action.value,
        "id": None if isinstance(change.id, PendingId) else change.id,
        "name": names.of_change(change),
        "changes": [
            {
                "path": each.path,
                "prior": value_json(each.prior),
                "planned": value_json(each.planned),
                "source": source_json(each.source),
            }
            for each in shown_changes(change)
        ],
        "needs_beta": [each.path for each in change.changes if _needs_beta(change, each)],
        "not_in_file": [{"path": path, "value": value_json(value)} for path, value in change.not_in_file],
        "not_managed": [*unmanaged_of(change)],
        "note": change.note,
        "source": source_json(change.source),
    }


def _needs_beta(change: ResourceChange, each: FieldChange) -> bool:
    return change.address.kind is Kind.CAMPAIGN and each.path in BETA_ONLY


def _finding(finding: Finding, overrides: Mapping[str, str]) -> JsonObject:
    return {
        **finding_json(finding),
        "can_override": finding.can_override,
        "overridden": is_overridden(finding, overrides),
        "grave": finding.is_grave,
    }


def _unlisted(live: LiveObject, names: Names) -> JsonObject:
    return {"kind": live.kind.value, "id": live.id, "name": names.of_live(live), "built_in": live.is_built_in}


def _names(names: Names) -> JsonObject:
    """By kind, then by id."""
    found: dict[str, dict[str, JsonValue]] = {}
    for (kind, id), name in sorted(names.by_id.items()):
        found.setdefault(kind.value, {})[str(id)] = name
    return {kind: dict(listed) for kind, listed in found.items()}
