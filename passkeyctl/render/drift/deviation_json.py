"""A drift as JSON: fields, not sentences; the same tenant at the same moment gives the same bytes.

`format_version` rises in its first number when a field changes its meaning or goes, in its second when one joins.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from passkeyctl import __version__
from passkeyctl.drift.deviation import Attribution, Deviation, Drift, Log, Sort
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.address import PendingId
from passkeyctl.render.drift.deviation_values import accepted_text, name_of
from passkeyctl.render.drift.deviation_words import DriftView, keeping, result_of, undoing, undoing_first
from passkeyctl.render.findings.finding_json import finding_json
from passkeyctl.render.naming import Names, names_of
from passkeyctl.render.rollout.ladder_json import ladder_json
from passkeyctl.render.value_json import diagnostic_json, source_json, value_json
from passkeyctl.render.value_text import Words

FORMAT = "1.0"


def drift_json(drift: Drift, view: DriftView, *, exit_code: int, reasons: Sequence[str]) -> JsonObject:
    """`result` is the one word for the run; what was not read stands beside it under `unread_policies`."""
    names, where = names_of(drift), drift.destination
    words = Words(view.values, names)
    return {
        "kind": "drift",
        "format_version": FORMAT,
        "tool_version": __version__,
        "exit_code": int(exit_code),
        "reasons": [*reasons],
        "result": result_of(drift).value,
        "destination": {
            "endpoint": where.endpoint,
            "tenant_id": where.tenant_id,
            "tenant_name": where.tenant_name,
        },
        "read_at": _moment(drift.at),
        "summary": _summary(drift),
        "audit_log": _log(drift.log),
        "rollout": ladder_json(drift.ladder) if drift.ladder is not None else None,
        "deviations": [_deviation(each, view, words) for each in drift.deviations],
        "findings": [finding_json(each) for each in drift.findings],
        "diagnostics": [diagnostic_json(each) for each in drift.diagnostics],
        "unlisted": [
            {"kind": each.kind.value, "id": each.id, "name": names.of_live(each), "built_in": each.is_built_in}
            for each in drift.unlisted
        ],
        "unread_policies": [{"id": id, "name": name} for id, name in drift.prior.unread_policies],
        "names": _names(names),
    }


def _summary(drift: Drift) -> JsonObject:
    return {
        "compared": drift.compared,
        "deviations": len(drift.counted),
        "waived": len(drift.waived),
        **{sort.name.lower(): sum(each.sort is sort for each in drift.counted) for sort in Sort},
        "compared_with_beta": drift.reads_beta,
    }


def _deviation(deviation: Deviation, view: DriftView, words: Words) -> JsonObject:
    waiver = deviation.waiver
    return {
        "code": deviation.code,
        "sort": deviation.sort.value,
        "place": deviation.place,
        "address": str(deviation.address),
        "kind": deviation.address.kind.value,
        "id": None if isinstance(deviation.id, PendingId) or not deviation.id else deviation.id,
        "name": name_of(deviation, words),
        "path": deviation.path or None,
        "wanted": value_json(deviation.wanted),
        "live": value_json(deviation.live),
        "live_text": accepted_text(deviation, words),
        "counts": deviation.counts,
        "of_catalogue": deviation.is_of_catalogue,
        "attribution": _attribution(deviation.attribution),
        "keep_with": " ".join(keeping(deviation, view)),
        "undo_first": undoing_first(deviation) or None,
        "undo_with": undoing(deviation, view),
        "waiver": None
        if waiver is None
        else {
            "reason": waiver.reason,
            "owner": waiver.owner,
            "expires": waiver.expires.isoformat(),
            "source": source_json(waiver.source),
        },
        "source": source_json(deviation.source),
    }


def _attribution(found: Attribution) -> JsonObject:
    """What is not known is null, and `why` says because of what."""
    return {
        "certainty": found.certainty.value,
        "at": _moment(found.at),
        "not_since": _moment(found.not_since),
        "by": found.by or None,
        "address": found.address or None,
        "activity": found.activity or None,
        "told_by": found.told_by or None,
        "why": found.why or None,
    }


def _log(log: Log) -> JsonObject:
    return {
        "was_read": log.was_read,
        "since": _moment(log.since),
        "oldest": _moment(log.oldest),
        "truncated": log.truncated or None,
        "why": log.why or None,
    }


def _moment(when: datetime | None) -> JsonValue:
    """UTC and whole seconds."""
    if when is None:
        return None
    return f"{when.astimezone(UTC).replace(tzinfo=None, microsecond=0).isoformat()}Z"


def _names(names: Names) -> JsonObject:
    """By kind, then by id."""
    found: dict[str, dict[str, JsonValue]] = {}
    for (kind, id), name in sorted(names.by_id.items()):
        found.setdefault(kind.value, {})[str(id)] = name
    return {kind: dict(listed) for kind, listed in found.items()}
