"""The file that holds `rollout`, changed in place: only what was asked for, and only as it was when it was read."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from passkeyctl.cli.atomic import ESCAPED, replace_file
from passkeyctl.cli.files.formatting import FileText, texts_of
from passkeyctl.config.restaging import approval_entry, with_approval, with_stage
from passkeyctl.diagnostics import Diagnostic, SourceRange, error, has_errors
from passkeyctl.errors import PasskeyctlError, UserFault
from passkeyctl.model.desired import Configuration
from passkeyctl.model.rollout import Rollout

_BASELINE = re.compile(r"""^["']?kind["']?\s*:\s*["']?Baseline\b""", re.M)
_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class Edit:
    """A file and the text that it is to have."""

    file: FileText
    after: str

    @property
    def label(self) -> str:
        return self.file.label

    def write(self) -> None:
        """Not where somebody else changed the file meanwhile."""
        path = self.file.path
        assert path is not None  # standard input was refused
        if path.read_bytes() != self.file.raw:
            raise PasskeyctlError(
                f"`{self.label}` was changed meanwhile: nothing was written", hint="run the command again"
            )
        replace_file(path.resolve(), self._whole, keep_mode=True)

    def take_back(self) -> None:
        """Where it was written, and nobody else wrote since."""
        path = self.file.path
        assert path is not None
        if path.read_bytes() == self._whole.encode("utf-8", ESCAPED):
            path.resolve().write_bytes(self.file.raw)

    @property
    def _whole(self) -> str:
        return f"{_MARK if self.file.raw.startswith(BOM_UTF8) else ''}{self.after}"


@dataclass(frozen=True, slots=True)
class Approving:
    stage: str
    by: str
    on: date
    of: str
    note: str = ""


def stage_edit(configuration: Configuration, rollout: Rollout, name: str) -> Edit:
    """`rollout.stage: NAME`, worked out and not written yet."""
    hint = f"{_own(f'stage: {name}')}, or use `--stage` for one run"
    return _edit(configuration, rollout, hint, lambda text, label: with_stage(text, label, name))


def approval_edit(configuration: Configuration, rollout: Rollout, new: Approving) -> Edit:
    hint = _own(f"approved: [{approval_entry(new.stage, new.by, new.on, new.of, new.note)}]")

    def edited(text: str, label: str) -> str | Diagnostic:
        return with_approval(text, label, stage=new.stage, by=new.by, on=new.on, of=new.of, note=new.note)

    return _edit(configuration, rollout, hint, edited)


def _own(keys: str) -> str:
    return f"write `rollout: {{{keys}}}` in a file of your own, under `overlay` where it extends a baseline"


def _edit(
    configuration: Configuration, rollout: Rollout, hint: str, edited: Callable[[str, str], str | Diagnostic]
) -> Edit:
    file = _file(configuration, rollout, hint)
    after = edited(file.text, file.label)
    if isinstance(after, Diagnostic):
        raise UserFault([after])
    return Edit(file, after)


def _file(configuration: Configuration, rollout: Rollout, hint: str) -> FileText:
    """The one that says which stage is wanted, else the one that describes the stages."""
    label = rollout.source.file
    read = next((each for each in configuration.files if each.file == label), None)
    if read is not None and read.builtin:
        raise UserFault([_not_ours(f"`{label}` belongs to the library, and can't be changed", rollout.source, hint)])
    if not Path(label).is_file():
        raise UserFault([_not_ours(f"`{label}` is no file that can be changed", rollout.source, hint)])
    texts, faults = texts_of((label,), Path.cwd(), _NoInput())  # type: ignore[arg-type]
    if has_errors(faults) or not texts:
        raise UserFault(faults)
    if _BASELINE.search(texts[0].text):
        summary = f"`{label}` is a baseline, which other files may extend too"
        raise UserFault([_not_ours(summary, rollout.source, hint)])
    return texts[0]


class _NoInput:
    """Standing in for standard input, which no file name here means."""

    def read(self) -> bytes:
        return b""


def _not_ours(summary: str, source: SourceRange, hint: str) -> Diagnostic:
    return error("OPS901", summary, source=source, hint=hint)
