"""What a check says about a plan, and what that means for applying it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from passkeyctl.diagnostics import Diagnostic


class Weight(StrEnum):
    """BLOCKS refuses the plan; ASKS wants a yes, or an override by code; STANDING is so already and blocks nothing."""

    BLOCKS = "blocks"
    ASKS = "asks"
    STANDING = "standing"
    SAYS = "says"


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict about the plan.

    `can_override`: `--override CODE="reason"` lets it pass for one run. A violated promise (marked ‡ in
    docs/checks.md) can't be overridden; an unknown one can. `is_grave`: at a terminal the tenant's name is typed.
    """

    diagnostic: Diagnostic
    weight: Weight
    can_override: bool = False
    is_grave: bool = False
