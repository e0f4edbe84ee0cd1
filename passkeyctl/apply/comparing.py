"""What is wanted beside what is there: from files, or from whatever else says what a tenant is to become."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TypeAlias

from passkeyctl.checks.review import Review
from passkeyctl.diagnostics import Diagnostic, Severity, has_errors, in_reading_order
from passkeyctl.diff import Difference, diff
from passkeyctl.errors import UserFault
from passkeyctl.identity import Identities, identify, names_that_differ
from passkeyctl.model.address import Address, Kind
from passkeyctl.model.assertions import Asserted
from passkeyctl.model.desired import Configuration
from passkeyctl.model.directory import Directory
from passkeyctl.model.finding import Finding
from passkeyctl.model.state import PriorState
from passkeyctl.plan.plan import Destination, PlanOptions
from passkeyctl.resolve import Context, Resolved, id_of, resolve

UNREAD = "CAP401"


def _nothing_to_say(_: Review) -> tuple[Finding, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a tenant is to become. `says` are findings beside those of the checks."""

    difference: Difference
    says: Callable[[Review], Iterable[Finding]] = _nothing_to_say


Proposing: TypeAlias = Callable[[PriorState], Proposal]
"""What a plan is made from where it isn't the entries of files; the rules it is judged by still come from files."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Desired and prior state side by side, before anything is judged."""

    prior: PriorState
    proposal: Proposal
    directory: Directory
    destination: Destination
    notices: tuple[Diagnostic, ...]
    emergency_group: str | None
    emergency_accounts: tuple[str, ...]
    asserted: tuple[Asserted, ...] = ()

    @property
    def difference(self) -> Difference:
        return self.proposal.difference


def compare(
    configuration: Configuration,
    prior: PriorState,
    directory: Directory,
    destination: Destination,
    options: PlanOptions,
    proposing: Proposing | None,
    *,
    for_writing: bool = True,
) -> Compared:
    """Raises what can't be understood, or doesn't resolve; `for_writing`: also what can't be written as wanted."""
    context = context_of(configuration, prior, directory)
    identities, resolved = context.identities, resolve(configuration, context)
    proposal = (
        proposing(prior) if proposing is not None else _of_files(configuration, resolved, identities, prior, options)
    )
    objections = proposal.difference.diagnostics
    if not for_writing:
        objections = tuple(map(_unless_unread, objections))
    found = (*identities.diagnostics, *resolved.diagnostics, *objections)
    if has_errors(found):
        raise UserFault(in_reading_order(found))
    group, accounts = emergency_ids(configuration, context)
    notices = (*found, *names_that_differ(configuration.entries, identities))
    return Compared(prior, proposal, directory, destination, notices, group, accounts, resolved.asserted)


def _unless_unread(objection: Diagnostic) -> Diagnostic:
    """What stands in the way of a write only is worth a warning where nothing is written."""
    is_told = objection.code == UNREAD or objection.severity is not Severity.ERROR
    return objection if is_told else replace(objection, severity=Severity.WARNING)


def context_of(configuration: Configuration, prior: PriorState, directory: Directory) -> Context:
    """What names in these files are resolved with."""
    described = frozenset(each.address for each in configuration.entries if not each.is_absent)
    return Context(prior, identify(configuration.entries, prior), directory, described)


def _of_files(
    configuration: Configuration, resolved: Resolved, identities: Identities, prior: PriorState, options: PlanOptions
) -> Proposal:
    return Proposal(diff(resolved.entries, identities, prior, configuration.manage, prune=options.prune))


def emergency_ids(configuration: Configuration, context: Context) -> tuple[str | None, tuple[str, ...]]:
    """The id of the emergency group, and those of the accounts that files name one by one."""
    described = configuration.emergency
    if described is None:
        return None, ()
    named = (*((described.group,) if described.group is not None else ()), *described.accounts)
    outcomes = [id_of(each, Address(Kind.PASSKEYS), described.source, context) for each in named]
    group = outcomes.pop(0) if described.group is not None else None
    accounts = tuple(each for each in outcomes if isinstance(each, str))
    return (group if isinstance(group, str) else None), accounts
