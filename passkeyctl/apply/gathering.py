"""What gates are judged by, read in one round: of each source only what a gate that is asked looks at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from passkeyctl.apply.comparing import emergency_ids
from passkeyctl.apply.gate_sources import GateSources
from passkeyctl.apply.people_of_gates import people_of_gates
from passkeyctl.diagnostics import Diagnostic, in_reading_order
from passkeyctl.errors import PasskeyctlError, SignInError, UserFault
from passkeyctl.graph.client import GraphClient
from passkeyctl.graph.emergency import follow_up
from passkeyctl.graph.facts import NOT_HELD, read_accounts
from passkeyctl.graph.reports.changes import read_changes
from passkeyctl.graph.reports.sign_ins import read_sign_ins
from passkeyctl.graph.together import together
from passkeyctl.model.address import Address, Kind
from passkeyctl.model.desired import Configuration
from passkeyctl.model.directory import Emergency
from passkeyctl.model.facts import Fact
from passkeyctl.model.observed import Changes, SignIns, Standing
from passkeyctl.model.people import KnownPeople
from passkeyctl.model.rollout import EmergencyTested, Failures, Gate, LastAdminGuard, Registered, Soak, Stage
from passkeyctl.model.state import LiveObject
from passkeyctl.plan.destination import Destination
from passkeyctl.resolve import Context, id_of
from passkeyctl.rollout.evidence import Entering, Evidence, Source
from passkeyctl.rollout.standing import Spoken, standing_of

ABOUT_PEOPLE = (Registered, Failures, LastAdminGuard)
ABOUT_TIME = (Soak, Failures)
TESTED_WITHIN_DAYS = 90


@dataclass(frozen=True, slots=True)
class Asking:
    """The `stages` whose gates are asked, and what entering each means. `configuration` has the settings of all.

    `live` is what the entries of the files are in the tenant, by address.
    """

    configuration: Configuration
    context: Context
    destination: Destination
    live: Mapping[Address, LiveObject]
    stages: tuple[Stage, ...]
    entering: Mapping[str, Entering]

    @property
    def gates(self) -> tuple[Gate, ...]:
        return tuple(gate for stage in self.stages for gate in stage.gates)

    @property
    def failures(self) -> tuple[Failures, ...]:
        return tuple(each for each in self.gates if isinstance(each, Failures))

    def has(self, *sorts: type) -> bool:
        return any(isinstance(each, sorts) for each in self.gates)


@dataclass(slots=True)
class _Found:
    """What came of one round; `unread` is why something is missing."""

    people: KnownPeople | None = None
    sign_ins: SignIns | None = None
    changes: Changes | None = None
    last_sign_ins: Mapping[str, datetime | None] = field(default_factory=dict)
    emergency_names: Mapping[str, str] = field(default_factory=dict)
    unread: dict[Source, str] = field(default_factory=dict)


async def gather(client: GraphClient, asking: Asking, sources: GateSources) -> Evidence:
    """What can't be read is missing, and `unread` says why: the gates that need it stay closed."""
    now = client.told_time or sources.clock()
    group_ids, policy_ids = group_ids_of(asking), policy_ids_of(asking)
    found = _Found()
    await together(
        _read_sign_ins_and_people(client, asking, sources, now, found),
        _read_changes(client, asking, now, found),
        _read_emergency(client, asking, found),
    )
    emergency = asking.configuration.emergency
    within = emergency.last_tested_within if emergency is not None else None
    return Evidence(
        now=now,
        people=found.people,
        group_ids=group_ids,
        policy_ids=policy_ids,
        sign_ins=found.sign_ins,
        standing=_standing(asking, sources, found),
        parts=parts_of(asking.live),
        last_sign_ins=found.last_sign_ins,
        emergency_names=found.emergency_names,
        tested_within_days=TESTED_WITHIN_DAYS if within is None else within,
        unread=found.unread,
    )


def group_ids_of(asking: Asking) -> dict[str, str]:
    """By the name that files use. Raises where a group that is asked about does not mean anything in the tenant."""
    ids, faults = {}, []
    for stage in asking.stages:
        for gate in stage.gates:
            if isinstance(gate, Registered):
                outcome = id_of(gate.group, Address(Kind.PASSKEYS), gate.source, asking.context)
                if isinstance(outcome, Diagnostic):
                    faults.append(replace(outcome, address=f"rollout.stages.{stage.name}"))
                else:
                    ids[gate.group.written] = outcome
    if faults:
        raise UserFault(in_reading_order(faults))
    return ids


def policy_ids_of(asking: Asking) -> dict[str, str]:
    return {address.local: each.id for address, each in asking.live.items() if address.kind is Kind.POLICY}


def parts_of(live: Mapping[Address, LiveObject]) -> dict[Address, tuple[Address, ...]]:
    """Of each policy the strength and the places in it that the files describe too: it changes when they do."""
    by_id = {(each.kind, each.id): address for address, each in live.items()}
    found = {}
    for address, each in live.items():
        if each.kind is Kind.POLICY:
            strength = each.fields["grant.authenticationStrength"]
            lists = [each.fields[f"conditions.locations.{key}"] for key in ("include", "exclude")]
            places = [id for one in lists if isinstance(one, frozenset) for id in one]
            parts = [(Kind.STRENGTH, strength), *((Kind.LOCATION, id) for id in places)]
            found[address] = tuple(by_id[kind, id] for kind, id in parts if isinstance(id, str) and (kind, id) in by_id)
    return found


async def _read_sign_ins_and_people(
    client: GraphClient, asking: Asking, sources: GateSources, now: datetime, found: _Found
) -> None:
    """One after the other only where what was interrupted decides whose passkeys have to be known."""
    await _read_sign_ins(client, asking, sources, now, found)
    await _read_people(asking, sources, found)


async def _read_sign_ins(
    client: GraphClient, asking: Asking, sources: GateSources, now: datetime, found: _Found
) -> None:
    ids = policy_ids_of(asking)
    policies = frozenset(ids[each.policy].lower() for each in asking.failures if each.policy in ids)
    if not policies:
        return
    if client.endpoint.kind == "snapshot":
        found.unread[Source.SIGN_INS] = NOT_HELD
        return
    since = now - max(each.over for each in asking.failures)
    try:
        found.sign_ins = await read_sign_ins(client, policies, since=since, until=now, listener=sources.counting)
    except SignInError:
        raise
    except PasskeyctlError as error:
        found.unread[Source.SIGN_INS] = error.summary


async def _read_people(asking: Asking, sources: GateSources, found: _Found) -> None:
    if not asking.has(*ABOUT_PEOPLE):
        return
    if sources.people is None:
        found.unread[Source.PEOPLE] = sources.no_people
        return
    groups = group_ids_of(asking)
    wanted = people_of_gates(asking.stages, asking.entering, groups, found.sign_ins)
    try:
        found.people = await sources.people(wanted, asking.destination)
    except SignInError:
        raise
    except PasskeyctlError as error:
        found.unread[Source.PEOPLE] = error.summary


async def _read_changes(client: GraphClient, asking: Asking, now: datetime, found: _Found) -> None:
    if not asking.has(*ABOUT_TIME):
        return
    if client.endpoint.kind == "snapshot":
        found.unread[Source.AUDIT] = NOT_HELD
        return
    lengths = [each.lasts for each in asking.gates if isinstance(each, Soak)]
    longest = max([*lengths, *(each.over for each in asking.failures)], default=timedelta())
    try:
        found.changes = await read_changes(client, since=now - longest)
    except SignInError:
        raise
    except PasskeyctlError as error:
        found.unread[Source.AUDIT] = error.summary


async def _read_emergency(client: GraphClient, asking: Asking, found: _Found) -> None:
    if not asking.has(EmergencyTested, LastAdminGuard):
        return
    if client.endpoint.kind == "snapshot":
        found.unread[Source.EMERGENCY] = NOT_HELD
        return
    group, accounts = emergency_ids(asking.configuration, asking.context)
    emergency, _ = await follow_up(client, group, accounts, ())
    found.emergency_names = {each.id: each.name for each in emergency.accounts}
    if lost := _lost(asking.configuration, emergency, accounts):
        found.unread[Source.EMERGENCY] = lost
    if asking.has(EmergencyTested) and emergency.accounts:
        ids = [each.id for each in emergency.accounts]
        facts = await read_accounts(client, frozenset({Fact.SIGN_INS}), ids)
        found.last_sign_ins = facts.last_sign_ins
        if Fact.SIGN_INS in facts.unread:
            found.unread[Source.EMERGENCY] = facts.unread[Fact.SIGN_INS]


def _lost(configuration: Configuration, emergency: Emergency, ids: tuple[str, ...]) -> str:
    """Why those who were found are not all the emergency accounts that can be counted on; "" where they are."""
    described = configuration.emergency
    if described is None:
        return "the files describe no `emergencyAccess`"
    if not emergency.accounts:
        return "nobody was found in `emergencyAccess`"
    if len(ids) < len(described.accounts) or not {each.id for each in emergency.accounts}.issuperset(ids):
        return "not every account in `emergencyAccess` was found"
    disabled = sorted(each.name for each in emergency.accounts if each.is_enabled is False)
    return f"disabled: {', '.join(disabled)}" if disabled else ""


def _standing(asking: Asking, sources: GateSources, found: _Found) -> Mapping[Address, Standing]:
    if not asking.has(*ABOUT_TIME):
        return {}
    spoken = Spoken(found.changes, found.unread.get(Source.AUDIT, ""), sources.touched(asking.destination))
    return standing_of(asking.live, spoken)
