"""Roll-outs as JSON documents: `rollout show`, `rollout status`, `rollout watch` (docs/rollout.md)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from passkeyctl import __version__
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.model.rollout import Failures, Rollout, Stage
from passkeyctl.plan.destination import Destination
from passkeyctl.render.rollout.gate_demands import demand, stop_words
from passkeyctl.render.rollout.ladder_json import gate_json, ladder_json
from passkeyctl.render.rollout.ladder_status import Step
from passkeyctl.render.rollout.ladder_words import about, key_of
from passkeyctl.render.value_json import source_json
from passkeyctl.rollout.ladder import Answer, Ladder, Measured

FORMAT = "1.0"
WATCHED = {Answer.OPEN: "within", Answer.CLOSED: "crossed", Answer.UNKNOWN: "unknown"}


@dataclass(frozen=True, slots=True)
class Watched:
    """The thresholds of the stages that stand, measured once."""

    at: datetime
    stops: tuple[tuple[str, Measured], ...]


def described_json(rollout: Rollout) -> JsonObject:
    """What files say, without a tenant."""
    return {
        **_document("rollout", 0, ()),
        "wanted": rollout.wanted,
        "stages": [_stage(each) for each in rollout.stages],
    }


def status_json(
    rollout: Rollout,
    ladder: Ladder,
    destination: Destination,
    *,
    kind: str,
    exit_code: int,
    reasons: Sequence[str],
    next_steps: Sequence[Step],
) -> JsonObject:
    stops: list[JsonValue] = [{"stage": stage.name, **_stop(each)} for stage in rollout.stages for each in stage.stops]
    return {
        **_document(kind, exit_code, reasons),
        "destination": destination_json(destination),
        "rollout": ladder_json(ladder),
        "stops": stops,
        "next": [{"says": each.says, "command": each.command or None} for each in next_steps],
    }


def watch_json(
    runs: Sequence[Watched], destination: Destination, back: JsonObject | None, exit_code: int, reasons: Sequence[str]
) -> JsonObject:
    """`back` is the plan that takes the stage back, and how to make it."""
    return {
        **_document("rolloutWatch", exit_code, reasons),
        "destination": destination_json(destination),
        "measurements": [
            {"at": each.at.isoformat(timespec="seconds"), "stops": [_watched(*found) for found in each.stops]}
            for each in runs
        ],
        "back": back,
    }


def destination_json(destination: Destination) -> JsonObject:
    return {
        "endpoint": destination.endpoint,
        "tenant_id": destination.tenant_id,
        "tenant_name": destination.tenant_name,
    }


def _document(kind: str, exit_code: int, reasons: Sequence[str]) -> JsonObject:
    return {
        "kind": kind,
        "format_version": FORMAT,
        "tool_version": __version__,
        "exit_code": int(exit_code),
        "reasons": [*reasons],
    }


def _stage(stage: Stage) -> JsonObject:
    return {
        "name": stage.name,
        "after": stage.after or None,
        "note": stage.note,
        "digest": stage.digest,
        "settings": [
            {"path": each.path, "value": each.text, "added": each.is_added, "source": source_json(each.source)}
            for each in stage.settings
        ],
        "gates": [
            {"gate": key_of(each), "about": about(each) or None, "threshold": demand(each)} for each in stage.gates
        ],
        "stops": [_stop(each) for each in stage.stops],
        "source": source_json(stage.source),
    }


def _stop(stop: Failures) -> JsonObject:
    return {"policy": stop.policy, "threshold": stop_words(stop), "source": source_json(stop.source)}


def _watched(stage: str, found: Measured) -> JsonObject:
    told = gate_json(found)
    kept = ("code", "value", "threshold", "number", "unit", "why", "missing", "hint")
    return {
        "stage": stage,
        "policy": about(found.gate),
        "answer": WATCHED[found.answer],
        **{name: told[name] for name in kept},
    }
