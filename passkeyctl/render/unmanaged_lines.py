"""What the tenant holds in listed objects and this version does not know: one line for each member."""

from __future__ import annotations

from passkeyctl.model.change import Action, ResourceChange
from passkeyctl.plan.plan import Plan
from passkeyctl.render.lines import EMPTY, Line, Role, line
from passkeyctl.wire.unmanaged import not_managed

MOST_NAMED = 3


def unmanaged_lines(plan: Plan) -> tuple[Line, ...]:
    """By member and not by object: what Graph adds tomorrow may stand in all of them."""
    found: dict[str, list[str]] = {}
    for change in plan.changes:
        for each in unmanaged_of(change):
            found.setdefault(each, []).append(str(change.address))
    shown = tuple(
        each for member in sorted(found) for each in line(f"{member} in {_listed(found[member])}", Role.MUTED, indent=2)
    )
    return (EMPTY, *line("Not managed by this version, left as it is", Role.MUTED), *shown) if shown else ()


def unmanaged_of(change: ResourceChange) -> tuple[str, ...]:
    return not_managed(change.live) if change.live is not None and change.action is not Action.DELETE else ()


def _listed(addresses: list[str]) -> str:
    """Some, and how many more: `--json` has all."""
    more = len(addresses) - MOST_NAMED
    return ", ".join(addresses[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
