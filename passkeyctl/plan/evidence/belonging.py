"""Whether the files of an evidence folder are of one and the same plan and apply."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from passkeyctl.errors import PasskeyctlError
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.plan.evidence.manifest import Manifest, Part, Section, canonical
from passkeyctl.plan.record.receipt import Receipt, load_receipt
from passkeyctl.plan.saved.plan_document import digest_of

PLAN, RECEIPT, BEFORE, AFTER = "plan.json", "receipt.json", "before.json", "after.json"
DRIFT = "drift.json"
MOMENT_KIND, MOMENT_FORMAT = "passkeyctl moment", "1.0"
OF_PLAN_FILE = frozenset({"kind", "created", "expires", "digest", "valid_for_seconds", "shown", "plan"})
"""What a plan file holds beside what a receipt holds of the same plan."""

Problem = tuple[str, str, str]
"""The word of a `Wrong`, a file, and why."""


def planned_digest(plan_file: Mapping[str, JsonValue]) -> str:
    """By which a receipt names the plan of this plan file."""
    return digest_of({key: value for key, value in plan_file.items() if key not in OF_PLAN_FILE})


def is_same_plan(plan_file: Mapping[str, JsonValue], applied: Mapping[str, JsonValue]) -> bool:
    """Of the same files the same requests for the same tenant: what else the tenant held may have changed in between.

    `applied` is what a journal holds of a plan.
    """
    if planned_digest(plan_file) == digest_of(applied):
        return True
    return all(
        canonical(_of(plan_file, key)) == canonical(_of(applied, key)) for key in ("files", "operations", "place")
    )


def _of(document: Mapping[str, JsonValue], key: str) -> JsonValue:
    if key != "place":
        return document.get(key)
    destination = document.get("destination")
    found = destination if isinstance(destination, dict) else {}
    return [found.get("endpoint"), found.get("tenant_id")]


def moment_document(receipt: Receipt, name: str) -> JsonObject:
    """What stood before, or what was last seen after; `objects` is null where the run has no end."""
    is_before = name == BEFORE
    ended = receipt.ended
    return {
        "kind": MOMENT_KIND,
        "format_version": MOMENT_FORMAT,
        "moment": "before" if is_before else "after",
        "run": receipt.run,
        "at": receipt.begun.at if is_before else (ended.at if ended is not None else None),
        "objects": receipt.begun.before if is_before else (ended.after if ended is not None else None),
    }


def belonging_faults(manifest: Manifest, whole: Mapping[str, bytes]) -> Iterator[Problem]:
    """Of files whose hashes are right: whoever alters one may alter the manifest as well, and has to alter more."""
    planned, applied = manifest.section(Part.PLAN), manifest.section(Part.APPLY)
    plan_file = _read(whole.get(PLAN))
    if planned is not None and PLAN in whole:
        yield from _plan_faults(planned, plan_file)
    compared = manifest.section(Part.DRIFT)
    if compared is not None and DRIFT in whole:
        yield from _drift_faults(compared, _read(whole[DRIFT]))
    if applied is None:
        return
    if RECEIPT not in whole:
        return  # said already: missing, altered, or not named
    try:
        receipt = load_receipt(whole[RECEIPT].decode("utf-8", "replace"))
    except PasskeyctlError as fault:
        yield "unreadable", RECEIPT, fault.summary
        return
    yield from _receipt_faults(applied, receipt)
    if receipt.begun.digest != digest_of(receipt.plan):
        yield "plan", RECEIPT, "the plan in it has another digest than it says"
    if plan_file is not None and not is_same_plan(plan_file, receipt.plan):
        yield "plan", RECEIPT, f"it is of another plan than the one in `{PLAN}`"
    yield from _moment_faults(receipt, whole)


def _plan_faults(section: Section, plan_file: JsonObject | None) -> Iterator[Problem]:
    if plan_file is None:
        yield "unreadable", PLAN, "it can't be read as a plan file"
        return
    if plan_file.get("digest") != digest_of(plan_file):
        yield "plan", PLAN, "it was altered: its own digest is another"
    if section.approved != plan_file.get("digest") or section.plan_digest != planned_digest(plan_file):
        yield "plan", PLAN, "it has another digest than the manifest says"
    if not _is_place(section, plan_file):
        yield "plan", PLAN, "it is of another tenant than the manifest says"


def _drift_faults(section: Section, drift: JsonObject | None) -> Iterator[Problem]:
    if drift is None or drift.get("kind") != "drift":
        yield "unreadable", DRIFT, "it can't be read as a drift"
        return
    if not _is_place(section, drift):
        yield "chain", DRIFT, "it is of another tenant than the manifest says"
    if drift.get("exit_code") != section.exit_code:
        yield "chain", DRIFT, "it ended otherwise than the manifest says"


def _is_place(section: Section, document: JsonObject) -> bool:
    where = section.destination
    return _of(document, "place") == [where.endpoint, where.tenant_id]


def _receipt_faults(section: Section, receipt: Receipt) -> Iterator[Problem]:
    if section.run != receipt.run or section.plan_digest != receipt.begun.digest:
        yield "plan", RECEIPT, "it is of another run or plan than the manifest says"
    where, there = section.destination, receipt.destination
    if (where.endpoint, where.tenant_id) != (there.endpoint, there.tenant_id):
        yield "plan", RECEIPT, "it is of another tenant than the manifest says"


def _moment_faults(receipt: Receipt, whole: Mapping[str, bytes]) -> Iterator[Problem]:
    for name in (BEFORE, AFTER):
        if name in whole and _read(whole[name]) != moment_document(receipt, name):
            yield "moment", name, f"it is not what `{RECEIPT}` tells"


def _read(content: bytes | None) -> JsonObject | None:
    try:
        document = json.loads(content) if content is not None else None
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None
