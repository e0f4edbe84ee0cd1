"""What `evidence verify` found, in lines and as a document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from passkeyctl import __version__
from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.plan.evidence.manifest import Manifest, Part, Section
from passkeyctl.plan.evidence.verifying import EvidenceFault
from passkeyctl.render.fact_lines import fact_lines, moment, named
from passkeyctl.render.lines import EMPTY, Line, Role, Span, line

FORMAT = "1.0"
NOT_SAID = "what it does not say: whether somebody made the whole folder anew; a digest that was kept elsewhere does"
WITHOUT_APPLY = "there is no apply in it: it proves what was planned, not that anything was written"


def evidence_lines(manifest: Manifest | None, faults: Sequence[EvidenceFault], *, is_pinned: bool) -> Iterator[Line]:
    """`is_pinned`: the digest was compared with one that was kept elsewhere."""
    if manifest is not None:
        for section in manifest.sections:
            yield from fact_lines(_facts(section))
            yield EMPTY
        yield from fact_lines([("digest", (Span(manifest.digest),))])
        yield EMPTY
    for each in faults:
        yield from line(f"{each.wrong}: {f'`{each.file}`: ' if each.file else ''}{each.why}", Role.ERROR)
    if faults:
        yield from line(f"{_faults(len(faults))}: this is not what the runs put there", Role.ERROR)
        return
    count = len(manifest.names) if manifest is not None else 0
    yield from line(f"{count} files, each as it was written, and of one plan", Role.CREATE)
    if manifest is not None and manifest.section(Part.PLAN) and not manifest.section(Part.APPLY):
        yield from line(f"notice: {WITHOUT_APPLY}", Role.NOTICE)
    if not is_pinned:
        yield from line(NOT_SAID, Role.MUTED)


def _facts(section: Section) -> Iterator[tuple[str, Sequence[Span]]]:
    where = section.destination
    yield section.part.value, (Span(moment(section.at), Role.HEADING), Span(f", exit code {section.exit_code}"))
    yield "for", named(where.tenant_name, where.tenant_id)
    yield "at", (Span(where.endpoint),)
    yield "by", (Span(f"passkeyctl {section.tool_version}"), Span(f", authenticators of {section.catalogue}"))
    if section.approved:
        yield "plan file", (Span(section.approved),)
    if section.run:
        yield "run", (Span(section.run),)
    yield "files", (Span(", ".join(each.name for each in section.files)),)


def evidence_json(
    folder: str, manifest: Manifest | None, faults: Sequence[EvidenceFault], exit_code: int
) -> JsonObject:
    sections: list[JsonValue] = [_section_json(each) for each in manifest.sections] if manifest is not None else []
    return {
        "kind": "evidence",
        "format_version": FORMAT,
        "tool_version": __version__,
        "exit_code": exit_code,
        "reasons": ["failed"] if faults else [],
        "folder": folder,
        "digest": manifest.digest if manifest is not None else None,
        "has_apply": manifest is not None and manifest.section(Part.APPLY) is not None,
        "sections": sections,
        "faults": [{"wrong": each.wrong.value, "file": each.file or None, "why": each.why} for each in faults],
    }


def _section_json(section: Section) -> JsonObject:
    where = section.destination
    return {
        "part": section.part.value,
        "at": section.at,
        "tool_version": section.tool_version,
        "catalogue": section.catalogue,
        "destination": {
            "endpoint": where.endpoint,
            "tenant_id": where.tenant_id,
            "tenant_name": where.tenant_name,
        },
        "exit_code": section.exit_code,
        "plan_digest": section.plan_digest or None,
        "approved": section.approved or None,
        "run": section.run or None,
        "files": [each.name for each in section.files],
    }


def _faults(count: int) -> str:
    return "1 fault" if count == 1 else f"{count} faults"
