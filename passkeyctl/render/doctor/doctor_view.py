"""What `doctor` found, as values: one check after the other, none hidden because an earlier one failed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Check:
    """One question and its answer: `seen` is what was found, or why it could not be; `hint` is what to do next."""

    name: str
    verdict: Verdict
    seen: str
    hint: str = ""
    detail: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Examination:
    """`uses` are the commands that it was for; `where` is what was asked: a cloud, a URL, `sandbox`, or `offline`."""

    uses: tuple[str, ...]
    where: str
    checks: tuple[Check, ...]

    @property
    def has_failed(self) -> bool:
        return any(each.verdict is Verdict.FAILED for each in self.checks)

    @property
    def counts(self) -> dict[Verdict, int]:
        counted = Counter(each.verdict for each in self.checks)
        return {verdict: counted[verdict] for verdict in Verdict}
