"""A tenant held against its files: what a plan reads, and the audit log where something differs; nothing is planned."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from passkeyctl.apply.beta_only import NESTED
from passkeyctl.apply.comparing import Compared, compare
from passkeyctl.apply.first_reading import FirstRead, first_read, what_to_read
from passkeyctl.apply.gate_sources import GateSources
from passkeyctl.apply.planner import CheckTenant
from passkeyctl.apply.shown_ids import ids_to_look_up
from passkeyctl.apply.staging import Ladders, ladders_of, staged
from passkeyctl.diagnostics import Diagnostic, Severity, error, in_reading_order, warning
from passkeyctl.drift.accepted import known_names
from passkeyctl.drift.attributing import attributed
from passkeyctl.drift.deviating import deviations_of, marked, not_compared, unnamed_inside
from passkeyctl.drift.deviation import Deviation, Drift, Log
from passkeyctl.drift.waiving import laid_over
from passkeyctl.errors import IncompleteRead, UserFault
from passkeyctl.graph.client import GraphClient
from passkeyctl.graph.emergency import follow_up
from passkeyctl.graph.reader import Reading
from passkeyctl.graph.reports.changes import read_changes
from passkeyctl.graph.reports.sign_ins import Counting
from passkeyctl.graph.together import together
from passkeyctl.json_types import JsonObject
from passkeyctl.model.address import KIND_ORDER, Kind
from passkeyctl.model.desired import Configuration
from passkeyctl.model.directory import Directory
from passkeyctl.model.state import LiveObject, PriorState
from passkeyctl.needs import kinds_needed
from passkeyctl.plan.destination import Destination
from passkeyctl.plan.plan import PlanOptions
from passkeyctl.plan.saved.catalogue_pin import pinned
from passkeyctl.rollout.ladder import Ladder
from passkeyctl.rollout.standing import Spoken, Touch
from passkeyctl.wire.unmanaged import hidden_members

KEPT_FOR = timedelta(days=30)
"""As long as the audit log is kept at most (docs/graph-facts.md, "Logs")."""
NOT_ASKED = "the audit log was not asked"
NOTHING_TO_ASK = "nothing differs that it would be asked about"


async def read_drift(
    client: GraphClient,
    configuration: Configuration,
    options: PlanOptions,
    check_tenant: CheckTenant,
    *,
    gates: GateSources,
    as_of: date,
    touched: Callable[[Destination], Mapping[str, Touch]],
    audit: bool,
    counting: Counting | None = None,
) -> Drift:
    """Read, resolve, compare, and ask who did it. What can't be read whole, or doesn't resolve, raises.

    `gates` let stages of a roll-out in, as for a plan. `as_of` is the day that waivers are looked at on, `touched` what
    runs of this machine wrote. Without `audit` the audit log is left alone; `counting` is told how much of it was read.
    """
    ladders = ladders_of(configuration)
    wants = what_to_read(configuration, ladders, frozenset())
    found = await first_read(
        client,
        wants,
        compare_beta=options.compare_beta,
        campaign_beta=wants.campaign_beta,
        policies_beta=wants.policies_beta,
    )
    destination = await check_tenant(found.organization)
    height = await _height(client, configuration, ladders, found, destination, options, gates)
    prior = found.reading.state
    _refuse_emptiness(height.configuration)
    compared = compare(height.configuration, prior, found.directory, destination, options, None, for_writing=False)
    _refuse_gaps(height.configuration, prior)
    at = client.told_time or gates.clock()
    deviations = _deviations(height.configuration, compared)
    asking = _Asking(touched(destination), audit, counting)
    directory, spoken, log = await _asked(client, compared, deviations, at, asking)
    known = known_names(directory, prior, configuration.house_authenticators, configuration.catalogue)
    judged = laid_over(attributed(deviations, prior, spoken), height.configuration.waivers, as_of, known)
    return Drift(
        destination=destination,
        at=at,
        deviations=judged.deviations,
        findings=judged.findings,
        diagnostics=in_reading_order(_notices(compared, height, found.reading)),
        unlisted=_outside(compared),
        directory=directory,
        prior=prior,
        changes=compared.difference.changes,
        reads_beta=found.reading.saw_beta,
        log=log,
        ladder=height.ladder,
        compared=len(height.configuration.entries),
    )


def _notices(compared: Compared, height: _Height, reading: Reading) -> Iterator[Diagnostic]:
    yield from compared.notices
    yield from height.warnings
    yield from not_compared(compared.prior, height.configuration.manage)
    yield from _cut_off(compared, reading.beta_policies)


@dataclass(frozen=True, slots=True)
class _Height:
    """The files with the settings of those stages of a roll-out that count."""

    configuration: Configuration
    ladder: Ladder | None = None
    warnings: tuple[Diagnostic, ...] = ()


async def _height(
    client: GraphClient,
    configuration: Configuration,
    ladders: Ladders | None,
    found: FirstRead,
    destination: Destination,
    options: PlanOptions,
    gates: GateSources,
) -> _Height:
    """What a plan would be refused for, settings of a stage that is held and stands in part, differs like any other."""
    if ladders is None:
        return _Height(configuration)
    staging = await staged(client, ladders, found.reading.state, found.directory, destination, options, gates)
    warnings = tuple(replace(each, severity=Severity.WARNING) for each in staging.taken_back)
    return _Height(staging.configuration, staging.ladder, warnings)


def _refuse_emptiness(configuration: Configuration) -> None:
    """Nothing compared is not nothing found."""
    if not configuration.entries:
        held = "with no stage let in, " if configuration.rollout is not None else ""
        raise UserFault(
            [
                error(
                    "OPS901",
                    f"{held}these files describe nothing that a tenant could differ from",
                    hint="name the folder that has the entries; `passkeyctl validate` lists what was read",
                )
            ]
        )


def _refuse_gaps(configuration: Configuration, prior: PriorState) -> None:
    unread = kinds_needed(configuration) & prior.unread_kinds
    missing = [f"`{each}`" for each in KIND_ORDER if each in unread]
    if missing:
        raise IncompleteRead(
            f"the tenant doesn't show {', '.join(missing)}",
            hint="whether it differs is unknown; look at it in the admin centre",
        )
    nameless = unnamed_inside(prior, configuration.manage)
    if nameless:
        raise IncompleteRead(
            f"the policy `{nameless[0]}` is in the beta list only, and without a name",
            hint="whether it lies within `manage.conditionalAccess.prefix` is unknown; look at it in the admin centre",
        )


def _deviations(configuration: Configuration, compared: Compared) -> tuple[Deviation, ...]:
    difference = compared.difference
    found = deviations_of(difference, compared.prior, configuration.manage)
    return marked(found, pinned(configuration, difference.changes).differences)


def _cut_off(compared: Compared, beta: Mapping[str, JsonObject]) -> Iterator[Diagnostic]:
    """Of a policy that v1.0 shows without a part, that part was not compared."""
    for change in compared.difference.changes:
        if change.address.kind is Kind.POLICY and change.live is not None and change.id in beta:
            for path in hidden_members(change.live, beta[change.id], NESTED):
                yield warning(
                    "OPS907",
                    f"`{path}` of `{change.name}` is shown by beta only: it was not compared",
                    address=str(change.address),
                    source=change.source,
                    hint="look at it in the admin centre; no file can write it",
                )


def _outside(compared: Compared) -> tuple[LiveObject, ...]:
    inside = {(each.kind, each.id) for each in compared.difference.drifted}
    return tuple(each for each in compared.difference.unlisted if (each.kind, each.id) not in inside)


@dataclass(frozen=True, slots=True)
class _Asking:
    """Who is asked what happened: runs of this machine, and with `audit` the tenant's own log."""

    touched: Mapping[str, Touch]
    audit: bool
    counting: Counting | None


async def _asked(
    client: GraphClient, compared: Compared, deviations: tuple[Deviation, ...], at: datetime, asking: _Asking
) -> tuple[Directory, Spoken, Log]:
    """Names for the ids that differ, and who speaks of them."""
    shown, _ = ids_to_look_up(compared.difference, compared.directory)
    (_, names), (spoken, log) = await together(
        follow_up(client, None, (), shown), _spoken(client, bool(deviations), at, asking)
    )
    return compared.directory.merged(names), spoken, log


async def _spoken(client: GraphClient, is_needed: bool, at: datetime, asking: _Asking) -> tuple[Spoken, Log]:
    """A log that may not be read fails nothing: then it isn't known who did it, and why."""
    why, touched = "" if asking.audit else NOT_ASKED, asking.touched
    if not is_needed:
        why = why or NOTHING_TO_ASK
    if why:
        return Spoken(None, why, touched), Log(why=why)
    since = at - KEPT_FOR
    changes = await read_changes(client, since=since, listener=asking.counting, with_properties=True)
    if changes.truncated and not changes.changes and changes.oldest is None:
        return Spoken(changes, "", touched), Log(since=since, why=changes.truncated)
    log = Log(was_read=True, since=since, oldest=changes.oldest, truncated=changes.truncated)
    return Spoken(changes, "", touched), log
