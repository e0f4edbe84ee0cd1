"""Readiness as JSON: fields, not sentences, every person with their status."""

from __future__ import annotations

import json

from passkeyctl import __version__
from passkeyctl.insight.readiness.phone_only import Cohort
from passkeyctl.insight.readiness.readiness import Audience, Because, Status
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.address import PendingId
from passkeyctl.render.json_text import json_lines
from passkeyctl.render.lines import visible
from passkeyctl.render.people.readiness_view import PersonRow, ReadinessView, person_rows

FORMAT = "1.0"


def readiness_json_text(view: ReadinessView, *, exit_code: int, reasons: tuple[str, ...]) -> str:
    """Each person on one line: a million of them would else be ten million lines."""
    *head, _, end = json_lines(_document(view, exit_code, reasons))
    people = [json.dumps(_person(each), ensure_ascii=False) for each in person_rows(view, view.everybody)]
    listed = ",\n".join(f"    {visible(each)}" for each in people)
    last = f'  "people": [\n{listed}\n  ]' if listed else '  "people": []'
    return "\n".join((*head, last, end, ""))


def _document(view: ReadinessView, exit_code: int, reasons: tuple[str, ...]) -> JsonObject:
    """Its last member is the list of people, which is filled in as text."""
    found = view.readiness
    return {
        "kind": "readiness",
        "format_version": FORMAT,
        "tool_version": __version__,
        "exit_code": int(exit_code),
        "reasons": [*reasons],
        "destination": {
            "endpoint": view.endpoint,
            "tenant_id": view.tenant_id,
            "tenant_name": view.tenant,
        },
        "as_of": view.today.isoformat(),
        "audience": _audience(found.audience),
        "requirement": view.requirement,
        "judged_against": "tenant" if view.pending is None else "plan",
        "pending_changes": view.pending or 0,
        "summary": _summary(view),
        "statuses": [_status(each, view) for each in Status],
        "phone_only": _phone_only(view) if view.has_sms_dates else None,
        "not_known": _not_known(view),
        "read": [{"part": each.part.value, "read_at": each.read_at.isoformat()} for each in view.people.ages],
        "people": [],
    }


def _audience(audience: Audience) -> JsonObject:
    """A policy that the files make has no id yet."""
    id = None if isinstance(audience.id, PendingId) else audience.id or None
    return {"scope": audience.scope.value, "id": id, "name": audience.name or None}


def _summary(view: ReadinessView) -> JsonObject:
    found = view.readiness
    return {
        "people": len(found.counted),
        "ready_percent": found.share,
        "disabled_not_counted": len(found.disabled),
        "only_once_a_role_is_activated": len(found.once_activated),
        "account_state_not_said": len(found.state_unsaid),
        "everybody_is_known": view.people.is_complete,
    }


def _status(status: Status, view: ReadinessView) -> JsonObject:
    found = view.readiness
    who = found.by_status[status]
    return {
        "status": status.value,
        "people": len(who),
        "at_most": len(found.may_be.get(status, who)),
        "reasons": [{**_reason(each, view), "people": len(each.who)} for each in found.because[status]],
    }


def _reason(because: Because, view: ReadinessView) -> dict[str, JsonValue]:
    subject = because.subject
    return {"reason": because.word, "subject": view.names.get(subject, subject) or None}


def _phone_only(view: ReadinessView) -> JsonObject:
    found = view.readiness.phone_only
    return {
        "cohorts": [_cohort(each, view) for each in found.cohorts],
        "may_belong_to_the_later": len(found.unsure),
        "methods_not_known": len(found.unreported),
    }


def _cohort(cohort: Cohort, view: ReadinessView) -> JsonObject:
    by_status = view.readiness.by_status
    return {
        "ends": cohort.ends.isoformat(),
        "days_left": cohort.days_left(view.today),
        "people": len(cohort.who),
        "reached_by_a_profile": len(cohort.reached.surely),
        "reached_by_a_profile_at_most": len(cohort.reached.possibly),
        "statuses": {each.value: len(by_status[each] & cohort.who) for each in Status},
    }


def _not_known(view: ReadinessView) -> list[JsonValue]:
    return [
        {
            "part": each.part.value,
            "subject": view.names.get(each.subject, each.subject) or None,
            "why": each.why,
            "hint": each.hint,
        }
        for each in view.people.gaps
    ]


def _person(row: PersonRow) -> JsonObject:
    return {
        "id": row.person.id,
        "sign_in_name": row.person.sign_in_name,
        "name": row.person.name,
        "status": row.status.value if row.status is not None else "disabled",
        "reasons": [each.word for each in row.because],
        "methods": None if row.methods is None else [*row.methods],
        "is_administrator": row.is_administrator,
    }
