"""What an apply is made from: files, or a plan that was saved and reviewed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from passkeyctl.cli.files.files import configuration_of
from passkeyctl.errors import PlanFileRejected, UsageError
from passkeyctl.insight.impact.limits import NOTHING_SAID
from passkeyctl.model.desired import Configuration
from passkeyctl.plan.plan import PlanOptions
from passkeyctl.plan.saved.plan_document import SavedPlan
from passkeyctl.plan.saved.planfile import is_plan_file, load_plan_file


@dataclass(frozen=True, slots=True)
class Source:
    """`saved` is None for plain files."""

    configuration: Configuration
    options: PlanOptions
    overrides: Mapping[str, str]
    saved: SavedPlan | None = None


def source_of(
    paths: Sequence[str] | None,
    options: PlanOptions,
    *,
    digest: str,
    needs_proof: bool,
    overrides: Mapping[str, str],
    redact: bool = False,
) -> Source:
    """With `needs_proof`, a plan file must be bound to an approval: by its digest, or by the same files beside it."""
    first = Path(paths[0]) if paths else None
    text = _plan_text(first) if first is not None else None
    if text is None:
        if digest:
            raise UsageError("`--digest` goes with a plan file", hint="name the file that `plan --out` wrote")
        return Source(configuration_of(paths, redact=redact, stage=options.stage), options, overrides)
    saved = load_plan_file(text, now=datetime.now(UTC))
    check_options(saved, options)
    files = (paths or [])[1:]
    _check_binding(saved, digest, files, needs_proof=needs_proof, redact=redact)
    if needs_proof and not digest:
        # The files are the proof, and they hold neither options nor overrides: these count from the command line only.
        _check_same_options(saved, options)
        return Source(saved.configuration, options, overrides, saved)
    kept = replace(saved.options, gate_overrides={**saved.options.gate_overrides, **options.gate_overrides})
    return Source(saved.configuration, kept, {**saved.overrides, **overrides}, saved)


def check_replaceable(out: str) -> None:
    """`--out` writes over an older plan, never over a file that is something else."""
    path = Path(out)
    if not out or not path.is_file() or path.stat().st_size == 0:
        return
    if _plan_text(path) is None:
        raise UsageError(f"`{out}` is there already and is no saved plan", hint="choose another name for --out")


def _plan_text(path: Path) -> str | None:
    if not path.is_file():
        return None
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError):
        return None  # reading it as a configuration says what is wrong
    return text if is_plan_file(text) else None


def check_options(saved: SavedPlan, given: PlanOptions) -> None:
    """What was decided when the plan was made is not decided again."""
    if given.prune and not saved.options.prune:
        raise UsageError("the plan was made without `--prune`", hint="make a new plan with it, or leave it out")
    if not given.compare_beta and saved.options.compare_beta:
        raise UsageError("the plan was made without `--no-beta-check`", hint="make a new plan with it, or leave it out")
    if given.impact and not saved.options.impact:
        raise UsageError("the plan was made without `--impact`", hint="make a new plan with it, or leave it out")
    if given.stage not in ("", saved.options.stage):
        raise UsageError(
            f"the plan was made for {_stage_words(saved.options)}, not for `{given.stage}`",
            hint="make a new plan with `--stage`, or leave it out",
        )
    if given.limits not in (NOTHING_SAID, saved.options.limits):
        raise UsageError(
            "the plan was made with other limits on people",
            hint="make a new plan with these, or leave `--max-losing` and `--max-unable` out",
        )
    if given.prove_equal and not saved.options.prove_equal:
        raise UsageError("the plan was made without `--prove-equal`", hint="make a new plan with it, or leave it out")


def _stage_words(options: PlanOptions) -> str:
    return f"the stage `{options.stage}`" if options.stage else "the stage that its files want"


def _check_same_options(saved: SavedPlan, given: PlanOptions) -> None:
    if saved.options != given:
        raise PlanFileRejected(
            "the plan was made with other options than these: the files beside it don't vouch for them",
            hint="write the same options (`--prune`, `--impact` and others), or bind it with --digest",
        )


def _check_binding(saved: SavedPlan, digest: str, files: Sequence[str], *, needs_proof: bool, redact: bool) -> None:
    if digest and digest.strip().lower() != saved.digest:
        raise PlanFileRejected(
            "the plan file is not the one that was approved: its digest differs",
            hint="ask whoever approved it for the digest that `plan --out` printed, or make and approve a new plan",
        )
    if files:
        given = sorted(each.text for each in configuration_of(files, redact=redact).files)
        if given != sorted(each.text for each in saved.configuration.files):
            raise PlanFileRejected("the files beside the plan are not those it was made from", hint="make it again")
    if needs_proof and not digest and not files:
        raise UsageError(
            "a plan file with --auto-approve needs the digest that was approved",
            hint="add --digest, as `plan --out` printed it, or name the plan's files after it",
        )
