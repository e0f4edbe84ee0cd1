"""Waivers laid over deviations: what is let pass until its day, and what is wrong with the waivers themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from passkeyctl.drift.deviation import Deviation
from passkeyctl.model.desired import Waiver
from passkeyctl.model.directory import Directory
from passkeyctl.model.finding import Finding


@dataclass(frozen=True, slots=True)
class LetPass:
    """`findings` are about the waivers."""

    deviations: tuple[Deviation, ...]
    findings: tuple[Finding, ...] = ()


def laid_over(deviations: Iterable[Deviation], waivers: Iterable[Waiver], as_of: date, directory: Directory) -> LetPass:
    """Each deviation with the waiver in force that covers it, if any."""
    return LetPass(tuple(deviations))
