"""Differences that nobody wrote: they come from a newer catalogue of authenticators."""

from __future__ import annotations

from passkeyctl.plan.plan import Plan
from passkeyctl.render.lines import EMPTY, Line, Role, line


def catalogue_lines(plan: Plan) -> tuple[Line, ...]:
    """Empty for files that name their catalogue."""
    if plan.catalogue is None or not plan.catalogue.differences:
        return ()
    (earliest, *_) = sorted(each.date for each in plan.catalogue.differences)
    shown = [
        each_line
        for each in plan.catalogue.differences
        for each_line in line(f"{each.address}: {each.path}, as it was by {each.date}", Role.WARNING, indent=2)
    ]
    return (
        EMPTY,
        *line(f"Only because of the catalogue of {plan.catalogue.date}", Role.HEADING),
        *shown,
        *line(f'`catalogue: "{earliest}"` in the files leaves it as it is', Role.MUTED, indent=2),
    )
