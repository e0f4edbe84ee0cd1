"""The tenant as files alone describe it: what they don't say may have any value, and is never taken for a fact."""

from __future__ import annotations

from dataclasses import dataclass

from passkeyctl.assumed import assumed
from passkeyctl.insight.tenant_state import Held, TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.change import ResourceChange
from passkeyctl.model.desired import Configuration
from passkeyctl.model.fields import Fields
from passkeyctl.model.kinds import defaults
from passkeyctl.model.reference import RefKind
from passkeyctl.model.strengths import BUILT_IN_COMBINATIONS, BUILT_IN_STRENGTHS

UNSAID = "not in the files"
"""No word of Graph's: whoever judges by it gets neither yes nor no."""
OPEN_FIELDS = ("state", "enforceAttestation", "keyRestrictions.behavior", "allowSelfServiceSetup", "oneTimeUse")


@dataclass(frozen=True, slots=True)
class Described:
    """`names` are those of groups and applications, by the ids that stand for them in `state`."""

    state: TenantState
    names: dict[tuple[RefKind, str], str]


def described(configuration: Configuration) -> Described:
    found = assumed(configuration)
    objects = tuple(Held(each.address.kind, each.id, each.name, _fields(each)) for each in found.changes)
    return Described(TenantState((*_built_in(), *objects)), dict(found.directory.names))


def _fields(change: ResourceChange) -> Fields:
    planned = dict(change.planned or {})
    if change.address.kind is Kind.POLICY:
        return planned
    open_fields = (path for path in OPEN_FIELDS if path in planned and change.changed(path) is None)
    return {**planned, **dict.fromkeys(open_fields, UNSAID)}


def _built_in() -> tuple[Held, ...]:
    start = defaults(Kind.STRENGTH)
    return tuple(
        Held(Kind.STRENGTH, id, name, {**start, "name": name, "allowedCombinations": BUILT_IN_COMBINATIONS[id]})
        for id, name in BUILT_IN_STRENGTHS.items()
    )
