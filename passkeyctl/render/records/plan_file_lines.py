"""A plan file for people: what it is first, then the plan as it was shown when it was made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from passkeyctl.json_types import JsonObject
from passkeyctl.plan.saved.plan_document import SavedPlan
from passkeyctl.render.fact_lines import fact_lines, moment, named
from passkeyctl.render.lines import EMPTY, Line, Role, Span
from passkeyctl.render.records.kept_lines import lines_of
from passkeyctl.render.request_lines import operations_lines

Fact = tuple[str, Sequence[Span]]
OPTIONS = {
    "prune": "--prune",
    "impact": "--impact",
    "prove_equal": "--prove-equal",
}


@dataclass(frozen=True, slots=True)
class PlanFile:
    """A plan file that was read offline. `is_whole`: its digest holds, and its dates belong together."""

    name: str
    document: JsonObject
    saved: SavedPlan
    created: datetime | None
    expires: datetime | None
    is_whole: bool
    is_over: bool


def plan_file_lines(file: PlanFile, *, show_requests: bool = False) -> tuple[Line, ...]:
    """The plan itself is what was shown, role by role, and not worked out anew: this is what was reviewed."""
    return (
        *fact_lines(_facts(file)),
        EMPTY,
        *lines_of(file.document["shown"]),
        *(operations_lines(file.saved.operations) if show_requests else ()),
    )


def _facts(file: PlanFile) -> Iterator[Fact]:
    saved = file.saved
    yield "plan file", (Span(file.name, Role.HEADING),)
    yield "for", named(saved.destination.tenant_name, saved.destination.tenant_id)
    yield "at", (Span(saved.destination.endpoint),)
    yield "made", (Span(f"{_time(file.created)} by passkeyctl {saved.tool_version}"),)
    yield "holds until", _expiry(file)
    yield "digest", (Span(saved.digest),)
    if not file.is_whole:
        yield "", (Span("does not hold: the file was altered after it was made", Role.ERROR),)
    yield from _decided(saved, file.document)


def _expiry(file: PlanFile) -> tuple[Span, ...]:
    if file.expires is None:
        return (Span("its dates can't be right", Role.ERROR),)
    return Span(_time(file.expires)), *((Span(": expired", Role.WARNING),) if file.is_over else ())


def _time(instant: datetime | None) -> str:
    return moment(instant.isoformat()) if instant is not None else "at a date that can't be right"


def _decided(saved: SavedPlan, document: JsonObject) -> Iterator[Fact]:
    options = document["options"]
    given = [word for key, word in OPTIONS.items() if isinstance(options, dict) and options.get(key) is True]
    given += [] if saved.options.compare_beta else ["--no-beta-check"]
    if given:
        yield "made with", (Span(" ".join(given)),)
    for number, (code, reason) in enumerate(saved.reasons.items()):
        yield "" if number else "overrides", (Span(f"{code}: {reason}"),)
    for number, each in enumerate(saved.configuration.files):
        yield "" if number else "files", (Span(each.file),)
    yield "made from", (Span(f"{len(saved.objects)} objects of the tenant"),)
