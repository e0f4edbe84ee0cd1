"""What policies in force do to sign-ins, beside the thresholds of the stages that stand in the tenant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from passkeyctl.apply.comparing import context_of
from passkeyctl.apply.gate_sources import GateSources
from passkeyctl.apply.planner import CheckTenant, read_ladder
from passkeyctl.apply.staging import Staged
from passkeyctl.errors import PasskeyctlError, SignInError
from passkeyctl.graph.client import GraphClient
from passkeyctl.graph.facts import NOT_HELD
from passkeyctl.graph.reports.sign_ins import Counting, read_sign_ins
from passkeyctl.model.address import Kind
from passkeyctl.model.desired import Configuration
from passkeyctl.model.rollout import Failures, Rollout
from passkeyctl.plan.destination import Destination
from passkeyctl.plan.plan import PlanOptions
from passkeyctl.rollout.evidence import Evidence, Source
from passkeyctl.rollout.ladder import Measured, Standing
from passkeyctl.rollout.stops import crossed


@dataclass(frozen=True, slots=True)
class Watching:
    """`stops` are those of the stages that stand, with the stage's name, in the order of the files."""

    destination: Destination
    at: datetime
    standing: tuple[str, ...]
    stops: tuple[tuple[str, Measured], ...]


async def watch(
    client: GraphClient,
    configuration: Configuration,
    rollout: Rollout,
    check_tenant: CheckTenant,
    clock: Callable[[], datetime],
    counting: Counting | None = None,
) -> Watching:
    """No gate is asked: the log is all that is read beside the settings."""
    options = PlanOptions(compare_beta=False, entered=rollout.names)
    found = await read_ladder(client, configuration, options, check_tenant, GateSources(clock), asks_next=False)
    assert found is not None  # there is a roll-out
    at = client.told_time or clock()
    standing = tuple(each.stage.name for each in found.ladder.rungs if each.standing is Standing.SHOWN)
    stops = tuple((name, stop) for name in standing for stop in rollout.stage(name).stops)
    evidence = await _evidence(client, found, tuple(stop for _, stop in stops), at, counting)
    return Watching(found.destination, at, standing, tuple((name, crossed(stop, evidence)) for name, stop in stops))


async def _evidence(
    client: GraphClient, found: Staged, stops: tuple[Failures, ...], at: datetime, counting: Counting | None
) -> Evidence:
    ids = _policy_ids(found)
    policies = frozenset(ids[each.policy].lower() for each in stops if each.policy in ids)
    if not policies:
        return Evidence(at, policy_ids=ids)
    if client.endpoint.kind == "snapshot":
        return Evidence(at, policy_ids=ids, unread={Source.SIGN_INS: NOT_HELD})
    since = at - max(each.over for each in stops)
    try:
        log = await read_sign_ins(client, policies, since=since, until=at, listener=counting)
    except SignInError:
        raise
    except PasskeyctlError as error:
        return Evidence(at, policy_ids=ids, unread={Source.SIGN_INS: error.summary})
    return Evidence(at, policy_ids=ids, sign_ins=log)


def _policy_ids(found: Staged) -> dict[str, str]:
    live = context_of(found.configuration, found.prior, found.directory).identities.live
    return {address.local: each.id for address, each in live.items() if address.kind is Kind.POLICY}
