"""What a plan of some files has to read: which names are looked up, and which kinds of object."""

from __future__ import annotations

from collections.abc import Mapping

from passkeyctl.model.address import Kind
from passkeyctl.model.desired import Configuration, Written
from passkeyctl.model.reference import Reference
from passkeyctl.model.rollout import Registered
from passkeyctl.model.values import Wanted
from passkeyctl.unresolved import OWN_KINDS


def references_in(value: Wanted | Reference) -> tuple[Reference, ...]:
    if isinstance(value, Reference):
        return (value,)
    # Only their types are looked at first: a tenant's locations may list 390,000 ranges.
    if isinstance(value, frozenset) and Reference in set(map(type, value)):
        return tuple(each for each in value if isinstance(each, Reference))
    return ()


def references_of(configuration: Configuration) -> frozenset[Reference]:
    """Every reference that the directory has to answer; those to what each run reads are not among them."""
    found: set[Reference] = set()
    for entry in configuration.entries:
        if entry.group is not None:
            found.add(entry.group)
        for written in entry.written.values():
            found.update(references_in(written.value))
    for assertion in configuration.assertions:
        found.update((*assertion.groups, *assertion.roles, *assertion.users))
    found.update(configuration.groups[alias] for alias in configuration.expectations.groups)
    for stage in configuration.rollout.stages if configuration.rollout is not None else ():
        found.update(gate.group for gate in stage.gates if isinstance(gate, Registered))
    emergency = configuration.emergency
    if emergency is not None:
        found.update(emergency.accounts)
        if emergency.group is not None:
            found.add(emergency.group)
    return frozenset(each for each in found if each.kind not in OWN_KINDS)


SOMETIMES_READ = frozenset({Kind.TEMPORARY_ACCESS_PASS, Kind.CAMPAIGN, Kind.LOCATION, Kind.CONTEXT})
"""Kinds that cost requests of their own; every other one is part of what each run reads."""


def kinds_needed(configuration: Configuration) -> frozenset[Kind]:
    """The kinds whose live objects a plan of these files needs.

    A policy that only mentions a location or a context needs its name looked up, not its content: `references_of`.
    """
    sections = {kind.value: kind for kind in SOMETIMES_READ}
    described = {entry.address.kind for entry in configuration.entries}
    managed = {sections[section] for section in configuration.manage if section in sections}
    return (frozenset(Kind) - SOMETIMES_READ) | described | managed


def asks_for_beta_campaign(configuration: Configuration) -> bool:
    """Whether a file writes the member of the registration campaign that only Graph's beta has."""
    written = [entry.written for entry in configuration.of(Kind.CAMPAIGN)]
    return any("limitSnoozes" in each and not _is_left_to_microsoft(each) for each in written)


def _is_left_to_microsoft(written: Mapping[str, Written]) -> bool:
    return "state" in written and written["state"].value == "microsoftManaged"
