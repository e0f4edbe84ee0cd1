"""What gates measured in earlier runs, kept on this machine for the trend: numbers and dates, nobody's name."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from passkeyctl.cli.atomic import replace_file
from passkeyctl.cli.people.reading_people import mark_of
from passkeyctl.cli.places import MEASUREMENTS, state_folder
from passkeyctl.errors import OutputFailed
from passkeyctl.json_types import JsonObject
from passkeyctl.model.observed import Measurement
from passkeyctl.plan.destination import Destination

MOST_OF_A_GATE = 400
UNKNOWN = "unknown"
_ID = re.compile(r"[0-9a-f-]{36}")


@dataclass(frozen=True, slots=True)
class Measurements:
    """What is kept of one tenant, the oldest first."""

    kept: tuple[Measurement, ...] = ()

    def of(self, stage: str, gate: str) -> tuple[tuple[datetime, float], ...]:
        """When a gate measured which number."""
        return tuple(
            (each.at, each.number)
            for each in self.kept
            if each.stage == stage and each.gate == gate and each.number is not None
        )


def measurements_file(destination: Destination) -> Path:
    """One file for each tenant; what a rehearsal measures is kept apart."""
    id = destination.tenant_id.lower()
    return (
        state_folder() / MEASUREMENTS / f"{mark_of(destination.endpoint)}{id if _ID.fullmatch(id) else UNKNOWN}.jsonl"
    )


def read_measurements(destination: Destination) -> Measurements:
    """A line that was not written whole, or of a version that this one doesn't know, is left out."""
    return Measurements(tuple(sorted(_lines(measurements_file(destination)), key=lambda each: each.at)))


def keep_measurements(destination: Destination, found: Sequence[Measurement]) -> None:
    """Adds to what is kept, of each gate the newest 400. Not being able to is no reason to fail."""
    if not found:
        return
    path = measurements_file(destination)
    with suppress(OSError, OutputFailed):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        known = tuple(_lines(path))
        newest = _newest((*known, *found))
        if len(newest) < len(known) + len(found):
            replace_file(path, "".join(map(_written, newest)))
        else:
            _append(path, "".join(map(_written, found)))


def _append(path: Path, text: str) -> None:
    """After a line that was torn, on one of its own."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with open(descriptor, "r+b") as file:
        if file.seek(0, os.SEEK_END) and not _ends_a_line(path):
            text = f"\n{text}"
        file.write(text.encode())


def _ends_a_line(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


def _newest(listed: Iterable[Measurement]) -> tuple[Measurement, ...]:
    counts: dict[tuple[str, str], int] = {}
    kept = []
    for each in sorted(listed, key=lambda one: one.at, reverse=True):
        key = (each.stage, each.gate)
        counts[key] = counts.get(key, 0) + 1
        if counts[key] <= MOST_OF_A_GATE:
            kept.append(each)
    return tuple(reversed(kept))


def _lines(path: Path) -> Iterator[Measurement]:
    try:
        lines = path.read_bytes().splitlines()
    except OSError:
        return
    for line in lines:
        with suppress(ValueError, KeyError, TypeError, RecursionError):
            yield _measurement(json.loads(line))


def _measurement(entry: JsonObject) -> Measurement:
    """Raises KeyError, TypeError or ValueError where it is none."""
    at = datetime.fromisoformat(str(entry["at"]))
    number = entry["number"]
    return Measurement(
        at if at.tzinfo is not None else at.replace(tzinfo=UTC),
        str(entry["stage"]),
        str(entry["gate"]),
        None if number is None else float(str(number)),
        str(entry.get("unit", "")),
        str(entry.get("answer", "")),
    )


def _written(each: Measurement) -> str:
    entry: JsonObject = {
        "at": each.at.isoformat(timespec="seconds"),
        "stage": each.stage,
        "gate": each.gate,
        "number": each.number,
        "unit": each.unit,
        "answer": each.answer,
    }
    return json.dumps(entry) + "\n"
