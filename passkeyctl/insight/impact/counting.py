"""How many people something holds of, in words: one number where it is known, both bounds where it is not."""

from __future__ import annotations

from passkeyctl.model.crowds import Reach


def number(reach: Reach) -> str:
    """`3`, `3 to 10`, `up to 10`."""
    least, most = len(reach.surely), len(reach.possibly)
    if least == most:
        return f"{most:,}"
    return f"{least:,} to {most:,}" if least else f"up to {most:,}"


def people_words(reach: Reach) -> str:
    return f"{number(reach)} {'person' if len(reach.possibly) == 1 else 'people'}"
