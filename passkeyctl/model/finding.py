"""What a check says about a plan, and what that means for applying it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from passkeyctl.diagnostics import Diagnostic
from passkeyctl.model.desired import Waiver


class Weight(StrEnum):
    """BLOCKS refuses the plan; ASKS wants a yes, or an override by code; STANDING is so already and blocks nothing.

    UNCHECKED: nobody can tell, and the plan does not make it worse; the summary says because of what.
    """

    BLOCKS = "blocks"
    ASKS = "asks"
    STANDING = "standing"
    SAYS = "says"
    UNCHECKED = "unchecked"


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict about the plan.

    `can_override`: `--override CODE="reason"` lets it pass for one run. A violated promise (marked ‡ in
    docs/checks.md) can't be overridden; an unknown one can. `is_grave`: at a terminal the tenant's name is typed.
    `is_unknown`: what would have to be known could not be read; the summary says so.
    `value` is what is objected to, in plain text, as a waiver's `accepts` names it; "" where there is no such value.
    `affected` says whom it is about: `12 people`, or `unknown, because …`; "" where it is about nobody in particular.
    """

    diagnostic: Diagnostic
    weight: Weight
    can_override: bool = False
    is_grave: bool = False
    is_unknown: bool = False
    value: str = ""
    affected: str = ""


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A finding that counts no more: `waiver` covers it; None where the baseline has it."""

    finding: Finding
    waiver: Waiver | None = None
