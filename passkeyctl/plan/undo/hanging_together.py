"""Which fields of an object say one thing together: where one of them was changed by others, the rest stays too."""

from __future__ import annotations

from collections.abc import Iterable

from passkeyctl.model.address import Kind
from passkeyctl.model.kinds import FIELDS
from passkeyctl.model.methods import MANAGED_BY_MICROSOFT
from passkeyctl.plan.undo.traces import Trace

UNITS: tuple[str, ...] = (
    "keyRestrictions",
    "grant",
    "users.include",
    "users.exclude.guests",
    "workloadIdentities",
    "target.resources.exclude",
    "target",
    "conditions.platforms",
    "conditions.locations",
)
"""Groups of fields by how their paths begin; what stands in an earlier row is not in a later one."""

COMBINATIONS = ("allowedCombinations", "fido2.allowedAAGUIDs", "x509")
"""What a strength accepts: a limit says nothing without the combinations that it is for."""


def together(kind: Kind, paths: Iterable[str]) -> frozenset[str]:
    """These fields, and all that say one thing with any of them."""
    units = {_unit(kind, each) for each in paths}
    return frozenset(each.path for each in FIELDS[kind] if _unit(kind, each.path) in units)


def _unit(kind: Kind, path: str) -> str:
    if kind is Kind.STRENGTH and path in COMBINATIONS:
        return COMBINATIONS[0]
    if kind is Kind.CAMPAIGN and path in MANAGED_BY_MICROSOFT:
        return "state"
    return next((each for each in UNITS if path == each or path.startswith(each + ".")), path)


def written_paths(trace: Trace) -> tuple[str, ...]:
    """The fields that the apply has changed, and with them those that it has changed along."""
    was, left = trace.before or {}, [each for each in trace.left if each is not None]
    listed = [each.path for each in FIELDS[trace.kind] if each.path in was]
    if trace.may_be_deleted:
        return tuple(listed)
    wanted = trace.paths if trace.paths is not None else frozenset(listed)
    units = {_unit(trace.kind, each) for each in wanted}
    return tuple(
        each
        for each in listed
        if _unit(trace.kind, each) in units and any(fields[each] != was[each] for fields in left)
    )
