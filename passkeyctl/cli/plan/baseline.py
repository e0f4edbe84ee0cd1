"""`--baseline` and `--write-baseline`: what is known already doesn't fail a run, what is new does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from passkeyctl.checks.baseline import (
    Fingerprint,
    NotABaseline,
    baseline_text,
    compared,
    fingerprints,
    read_baseline,
)
from passkeyctl.checks.waivers import Judged
from passkeyctl.cli.atomic import replace_file
from passkeyctl.cli.console import say
from passkeyctl.errors import UsageError

if TYPE_CHECKING:
    # A plan is a large thing to import, and `validate` has none.
    from passkeyctl.plan.plan import Plan

_WRITE_ONE = "name a file that `--write-baseline` wrote, or write it anew"


@dataclass(frozen=True, slots=True)
class Baseline:
    """`known` is None where none was named; `written` is where the findings of this run go, "" for nowhere."""

    known: tuple[Fingerprint, ...] | None = None
    written: str = ""

    def of_files(self, judged: Judged) -> Judged:
        return self._laid_over(judged, is_of_plan=False)

    def of_plan(self, plan: Plan) -> Plan:
        """The plan with what the baseline has among what counts no more."""
        found = self._laid_over(Judged(plan.findings, plan.suppressed), is_of_plan=True)
        return replace(plan, findings=found.findings, suppressed=found.suppressed)

    def _laid_over(self, judged: Judged, *, is_of_plan: bool) -> Judged:
        """What is written is known from then on."""
        known = self.known
        if self.written:
            known = fingerprints(judged.findings, is_of_plan=is_of_plan)
            _write(self.written, known)
        if known is None:
            return judged
        found = compared(judged, known, is_of_plan=is_of_plan)
        if found.gone:
            _say_gone(found.gone)
        return found.judged


def baseline_of(known: str, written: str) -> Baseline:
    """Read before anything is judged, so that a slip is told at once."""
    if written:
        _check_replaceable(Path(written))
    return Baseline(_read(Path(known)) if known else None, written)


def _read(path: Path) -> tuple[Fingerprint, ...]:
    try:
        return read_baseline(path.read_text(encoding="utf-8"))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"the baseline `{path}` can't be read: {reason}", hint=_WRITE_ONE) from error
    except (NotABaseline, UnicodeDecodeError) as error:
        said = error if isinstance(error, NotABaseline) else "it is no text in UTF-8"
        raise UsageError(f"`{path}` is no baseline: {said}", hint=_WRITE_ONE) from error


def _check_replaceable(path: Path) -> None:
    """Over an older baseline, never over a file that is something else."""
    if not path.is_file() or path.stat().st_size == 0:
        return
    try:
        read_baseline(path.read_text(encoding="utf-8"))
    except (OSError, NotABaseline, UnicodeDecodeError) as error:
        raise UsageError(
            f"`{path}` is there already and is no baseline", hint="choose another name for --write-baseline"
        ) from error


def _write(written: str, known: tuple[Fingerprint, ...]) -> None:
    replace_file(Path(written), baseline_text(known), keep_mode=Path(written).is_file())
    count = len(known)
    say(f"wrote {count} {'finding' if count == 1 else 'findings'} to {written}")


def _say_gone(gone: tuple[Fingerprint, ...]) -> None:
    count = len(gone)
    codes = ", ".join(sorted({each.code for each in gone}))
    words = "finding of the baseline occurs" if count == 1 else "findings of the baseline occur"
    say(f"notice: {count} {words} no more ({codes}): --write-baseline takes stock anew")
