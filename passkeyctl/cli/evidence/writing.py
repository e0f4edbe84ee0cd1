"""Writing into an evidence folder: each file whole, and the manifest last."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from passkeyctl import __version__
from passkeyctl.cli.atomic import ESCAPED, replace_file
from passkeyctl.cli.clock import now
from passkeyctl.cli.console import say
from passkeyctl.cli.evidence.reading import opened
from passkeyctl.cli.kept import EVIDENCE, remember
from passkeyctl.errors import ExitCode, OutputFailed, UsageError
from passkeyctl.plan.destination import Destination
from passkeyctl.plan.evidence.manifest import (
    MANIFEST,
    EvidenceRejected,
    Manifest,
    Part,
    Section,
    entry_of,
    manifest_text,
)
from passkeyctl.render.value_text import PlanView

OPTION = "--evidence"
AFTER = {Part.PLAN: (), Part.APPLY: (Part.PLAN,), Part.DRIFT: (Part.PLAN, Part.APPLY)}
"""What may stand in a folder already when this is added to it."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where evidence of a run goes; nowhere without a folder. `approved_by` is what the command line says."""

    folder: Path | None = None
    approved_by: str = ""

    @property
    def is_wanted(self) -> bool:
        return self.folder is not None

    def found(self) -> Manifest:
        """What is there already; an empty one for an empty folder, or none."""
        return _found(self.folder) if self.folder is not None else Manifest()

    def add(self, section: Section, files: Mapping[str, str], domain: str | None) -> None:
        """`section` lacks its files. Raises EvidenceRejected or OutputFailed."""
        if self.folder is None:
            return
        manifest = _found(self.folder)
        _check_follows(self.folder, manifest, section.part)
        _make(self.folder)
        for name, text in files.items():
            replace_file(self.folder / name, text)
        entries = tuple(entry_of(name, text.encode("utf-8", ESCAPED)) for name, text in files.items())
        follows = manifest.sections[-1].digest if manifest.sections else ""
        added = replace(section, files=entries, follows=follows)
        whole = Manifest((*manifest.sections, added))
        replace_file(self.folder / MANIFEST, manifest_text(whole))
        remember(self.folder / MANIFEST, EVIDENCE, section.destination.tenant_id, domain)
        say(f"wrote the evidence of this {section.part} to {self.folder}; digest {whole.digest}")


def evidence_of(folder: str, approved_by: str, part: Part, *, redact: bool = False) -> Evidence:
    """Before anything is read: raises UsageError or EvidenceRejected where nothing could be put there afterwards."""
    if not folder:
        if approved_by:
            raise UsageError("`--approved-by` goes into an evidence folder", hint=f"add `{OPTION} DIR`")
        return Evidence()
    path = Path(folder)
    if path.exists() and not path.is_dir():
        raise UsageError(f"`{OPTION} {folder}` is no folder", hint="name one that is empty, or not there yet")
    if not path.parent.is_dir():
        raise UsageError(f"there is no folder `{path.parent}`", hint=f"make it, or choose another place for {OPTION}")
    _check_follows(path, _found(path), part)
    if redact:
        say(f"notice: {OPTION} keeps names in plan, receipt, moments and summaries: --redact is for what is shown")
    return Evidence(path, approved_by)


def section_of(part: Part, destination: Destination, view: PlanView, code: ExitCode) -> Section:
    """Without files, and without what ties it to a plan."""
    known = view.catalogue
    catalogue = f"{known.date} (table of {known.table_date}, metadata {known.mds_number})"
    return Section(part, now().isoformat(timespec="seconds"), __version__, catalogue, destination, int(code), ())


def _found(folder: Path) -> Manifest:
    if not folder.exists() or not os.listdir(folder):
        return Manifest()
    found = opened(folder)
    if found.manifest is None or found.faults:
        first = found.faults[0]
        raise EvidenceRejected(
            f"`{folder}` holds something that nothing can be added to: `{first.file}`: {first.why}",
            hint=f"choose an empty folder; `passkeyctl evidence verify {folder}` says all that is wrong with this one",
        )
    return found.manifest


def _check_follows(folder: Path, manifest: Manifest, part: Part) -> None:
    for each in manifest.sections:
        if each.part not in AFTER[part]:
            why = "already" if each.part is part else f"after which {_a(part)} can't come"
            raise EvidenceRejected(
                f"`{folder}` holds {_a(each.part)} {why}", hint="choose another folder: what is in there stays as it is"
            )


def _a(part: Part) -> str:
    return f"an {part}" if part is Part.APPLY else f"a {part}"


def _make(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as fault:
        raise OutputFailed(
            f"the folder `{folder}` can't be made: {fault.strerror or fault}", hint="choose another place"
        ) from fault
