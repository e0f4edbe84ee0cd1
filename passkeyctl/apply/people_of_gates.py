"""Whose registrations, passkeys and roles the gates of a roll-out look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from passkeyctl.insight.impact.wanted import joined
from passkeyctl.insight.tenant_state import TenantState
from passkeyctl.model.address import Kind, PendingId
from passkeyctl.model.fields import Fields
from passkeyctl.model.observed import SignIns
from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.model.people import PeopleWanted
from passkeyctl.model.roles import GLOBAL_ADMINISTRATOR
from passkeyctl.model.rollout import Failures, Gate, LastAdminGuard, Registered, Stage
from passkeyctl.rollout.evidence import Entering

NOBODY = PeopleWanted()
IN_POLICIES = ("users.include.groups", "users.exclude.groups")


def people_of_gates(
    stages: Iterable[Stage], entering: Mapping[str, Entering], group_ids: Mapping[str, str], sign_ins: SignIns | None
) -> PeopleWanted:
    """`sign_ins` say whose passkeys decide whether an interruption was one that they could have answered."""
    wanted = NOBODY
    for stage in stages:
        for gate in stage.gates:
            wanted = joined(wanted, _of_gate(gate, entering[stage.name].after, group_ids, sign_ins))
    return wanted


def _of_gate(gate: Gate, after: TenantState, group_ids: Mapping[str, str], sign_ins: SignIns | None) -> PeopleWanted:
    match gate:
        case Registered():
            group = frozenset({group_ids[gate.group.written]})
            return PeopleWanted(groups=group | _rows(after), keys_of=group)
        case Failures() if sign_ins is not None:
            return _of_interrupted(after, sign_ins)
        case LastAdminGuard():
            return PeopleWanted(
                groups=_rows(after) | _in_policies(after),
                roles=True,
                users=_users_in_policies(after),
                keys_of_roles=frozenset({GLOBAL_ADMINISTRATOR}),
            )
        case _:
            return NOBODY


def _of_interrupted(after: TenantState, sign_ins: SignIns) -> PeopleWanted:
    """Whoever failed failed whatever they hold."""
    outcomes = sign_ins.report_only.values()
    people = frozenset(id for each in outcomes for id in each.interrupted if id not in each.failed)
    return PeopleWanted(groups=_rows(after), users=people, keys_of_users=people) if people else NOBODY


def _rows(state: TenantState) -> frozenset[str]:
    """Which profiles reach a person hangs on every row."""
    ids = (each.id for kind in (Kind.TARGET, Kind.EXCLUDE) for each in state.of(kind))
    return frozenset(each for each in ids if each != EVERYONE and not isinstance(each, PendingId))


def _in_policies(state: TenantState) -> frozenset[str]:
    return frozenset(id for path in IN_POLICIES for fields in _in_force(state) for id in _members(fields, path))


def _users_in_policies(state: TenantState) -> frozenset[str]:
    paths = ("users.include.users", "users.exclude.users")
    return frozenset(id for path in paths for fields in _in_force(state) for id in _members(fields, path))


def _in_force(state: TenantState) -> Iterator[Fields]:
    return (each.fields for each in state.of(Kind.POLICY) if each.fields["state"] == "enabled")


def _members(fields: Fields, path: str) -> Iterator[str]:
    value = fields[path]
    members = value if isinstance(value, frozenset) else frozenset()
    return (each for each in members if isinstance(each, str) and not isinstance(each, PendingId))
