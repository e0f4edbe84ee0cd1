"""How many findings count no more, and why."""

from __future__ import annotations

from collections.abc import Iterable

from passkeyctl.model.finding import Suppressed


def suppressed_words(suppressed: Iterable[Suppressed]) -> str:
    """`2 waived, 1 in the baseline`; nothing where there are none."""
    listed = tuple(suppressed)
    waived = sum(each.waiver is not None for each in listed)
    counts = ((waived, "waived"), (len(listed) - waived, "in the baseline"))
    return ", ".join(f"{count} {words}" for count, words in counts if count)
