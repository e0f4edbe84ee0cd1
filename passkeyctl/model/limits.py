"""How much one plan may change before somebody has to say that it is meant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

SMALLEST = 10
"""Of fewer objects a share says nothing: one of three is a third."""


class Measure(StrEnum):
    """What is counted: objects that are changed, objects that go, members that leave one list."""

    UPDATES = "updates"
    DELETES = "deletes"
    SHRINKS = "shrinks"


@dataclass(frozen=True, slots=True)
class Bound:
    """At most `count`, and at most `share` in a hundred of what there is; None: no such limit.

    The share counts from `least` on: of fewer it is not taken.
    """

    count: int | None = None
    share: int | None = None
    least: int = SMALLEST

    def exceeded(self, affected: int, of: int) -> str | None:
        """The limit that `affected` of `of` exceeds, in words; a share is compared without rounding."""
        if self.count is not None and affected > self.count:
            return str(self.count)
        if self.share is not None and of >= self.least and affected * 100 > self.share * of:
            return f"{self.share}%"
        return None


USUAL: Mapping[Measure, Bound] = {
    Measure.UPDATES: Bound(share=30),
    Measure.DELETES: Bound(share=30),
    Measure.SHRINKS: Bound(share=50),
}
"""What holds where the files say nothing."""


@dataclass(frozen=True, slots=True)
class StatedLimits:
    """`limits` of the files: for everything, and by section where that differs.

    `losing` and `unable` are those on people, as the command line would have them (`2%`); None: not written.
    """

    everywhere: Mapping[Measure, Bound] = field(default_factory=dict)
    by_section: Mapping[str, Mapping[Measure, Bound]] = field(default_factory=dict)
    losing: str | None = None
    unable: str | None = None

    def of(self, section: str, measure: Measure) -> tuple[Bound, str]:
        """The limit that holds, and where the files have it, empty where they don't."""
        if measure in self.by_section.get(section, {}):
            return self.by_section[section][measure], f"limits.{section}.{measure}"
        if measure in self.everywhere:
            return self.everywhere[measure], f"limits.{measure}"
        return USUAL[measure], ""


NOTHING_STATED = StatedLimits()
