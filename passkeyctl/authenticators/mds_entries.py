"""The entries of a verified list of the FIDO Metadata Service, read one by one: a bad one spoils only itself.

The format: https://fidoalliance.org/specs/mds/fido-metadata-service-v3.0-ps-20210518.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from passkeyctl.authenticators.entries import MdsStatus
from passkeyctl.authenticators.literals import ALL_ZERO
from passkeyctl.authenticators.status import MdsModel, MdsUpdate
from passkeyctl.json_types import JsonObject, JsonValue

AAGUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
LONGEST_DESCRIPTION = 200

CERTIFICATES: Mapping[str, MdsStatus] = {
    "FIDO_CERTIFIED": MdsStatus.CERTIFIED,
    "FIDO_CERTIFIED_L1": MdsStatus.L1,
    "FIDO_CERTIFIED_L1plus": MdsStatus.L1_PLUS,
    "FIDO_CERTIFIED_L2": MdsStatus.L2,
    "FIDO_CERTIFIED_L2plus": MdsStatus.L2_PLUS,
    "FIDO_CERTIFIED_L3": MdsStatus.L3,
    "FIDO_CERTIFIED_L3plus": MdsStatus.L3_PLUS,
}
WITHDRAWALS: Mapping[str, MdsStatus] = {
    "REVOKED": MdsStatus.REVOKED,
    "NOT_FIDO_CERTIFIED": MdsStatus.NOT_CERTIFIED,
}
TROUBLES: Mapping[str, str] = {
    "USER_VERIFICATION_BYPASS": "user verification can be bypassed",
    "ATTESTATION_KEY_COMPROMISE": "an attestation key is known to others",
    "USER_KEY_REMOTE_COMPROMISE": "keys can be taken from afar",
    "USER_KEY_PHYSICAL_COMPROMISE": "keys can be taken by whoever holds it",
    "RETIRED": "retired by its vendor",
}


class Reading(NamedTuple):
    """What came out of a list; `faults` say which entries could not be understood, and why."""

    update: MdsUpdate
    faults: tuple[str, ...]


class _Report(NamedTuple):
    status: str
    day: date | None


class _Unreadable(ValueError):
    """Why one entry can't be understood."""


def update_of(number: int, next_update: date, entries: Iterable[JsonValue]) -> Reading:
    """The models of a list that have an AAGUID: others speak the protocols before FIDO2."""
    models: dict[str, MdsModel] = {}
    unreadable: set[str] = set()
    faults: list[str] = []
    for position, entry in enumerate(entries):
        aaguid: str | None = None
        try:
            aaguid = _aaguid(entry)
            if aaguid in models or aaguid in unreadable:
                raise _Unreadable("stands twice")
            if aaguid is not None and isinstance(entry, dict):
                models[aaguid] = _model(aaguid, entry)
        except _Unreadable as why:
            faults.append(f"entry {position}{f' ({aaguid})' if aaguid else ''}: {why}")
            if aaguid:
                unreadable.add(aaguid)
                models.pop(aaguid, None)
    return Reading(MdsUpdate(number, next_update, models, frozenset(unreadable)), tuple(faults))


def _aaguid(entry: JsonValue) -> str | None:
    """None for an entry of the protocols before FIDO2."""
    if not isinstance(entry, dict):
        raise _Unreadable("is no entry")
    written = entry.get("aaguid")
    if written is None:
        return None
    aaguid = str(written).lower()
    if not AAGUID.fullmatch(aaguid) or aaguid == ALL_ZERO:
        raise _Unreadable(f"has `{str(written)[:40]}` for an AAGUID")
    return aaguid


def _model(aaguid: str, entry: JsonObject) -> MdsModel:
    reports = tuple(_reports(entry.get("statusReports")))
    status, since = _status(reports)
    day = since.isoformat() if since is not None else ""
    return MdsModel(aaguid, _description(entry), status, day, tuple(_troubles(reports)))


def _description(entry: JsonObject) -> str:
    statement = entry.get("metadataStatement")
    described = statement.get("description") if isinstance(statement, dict) else None
    if not isinstance(described, str) or not described.strip():
        return "a model without a name"
    return " ".join(described.split())[:LONGEST_DESCRIPTION]


def _reports(written: JsonValue) -> Iterator[_Report]:
    if not isinstance(written, list) or not written:
        raise _Unreadable("has no status reports")
    for each in written:
        status = each.get("status") if isinstance(each, dict) else None
        if not isinstance(each, dict) or not isinstance(status, str):
            raise _Unreadable("has a status report without a status")
        yield _Report(status, _day(each.get("effectiveDate")))


def _day(written: JsonValue) -> date | None:
    if written is None:
        return None
    try:
        return date.fromisoformat(str(written))
    except ValueError:
        raise _Unreadable(f"has `{str(written)[:20]}` for a date") from None


def _status(reports: Sequence[_Report]) -> tuple[MdsStatus, date | None]:
    """The reports stand in no order: only certificates that are not older than the last withdrawal count.

    A withdrawal without a date holds while it stands there; a certificate without one is the oldest.
    """
    withdrawals = [(each.day or date.max, each) for each in reports if each.status in WITHDRAWALS]
    last = max((day for day, _ in withdrawals), default=date.min)
    latest = {WITHDRAWALS[each.status]: each.day for day, each in withdrawals if day == last}
    certified = [(each.day or date.min, each) for each in reports if each.status in CERTIFICATES]
    if MdsStatus.REVOKED in latest and all(day <= last for day, _ in certified):
        return MdsStatus.REVOKED, latest[MdsStatus.REVOKED]
    kept = [each for day, each in certified if day >= last]
    if not kept:
        return MdsStatus.NOT_CERTIFIED, latest.get(MdsStatus.NOT_CERTIFIED)
    highest = max(kept, key=lambda each: ([*CERTIFICATES].index(each.status), each.day or date.min))
    return CERTIFICATES[highest.status], highest.day


def _troubles(reports: Sequence[_Report]) -> Iterator[str]:
    for each in sorted(reports, key=lambda report: (report.day or date.max, report.status)):
        if each.status in TROUBLES:
            yield TROUBLES[each.status] + (f" ({each.day})" if each.day is not None else "")
