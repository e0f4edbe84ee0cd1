"""Who is ready to be held to a requirement, and what each of the others needs: one status for each person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from passkeyctl.insight.passkeys.access import Nesting
from passkeyctl.insight.policies.scope import in_scope
from passkeyctl.insight.readiness.phone_only import PhoneOnly, phone_only
from passkeyctl.insight.readiness.reasons import Judged, reasons
from passkeyctl.insight.readiness.registering import Situation, situation
from passkeyctl.insight.readiness.status import Audience, Because, Scope, Status
from passkeyctl.insight.tenant_state import TenantState
from passkeyctl.model.crowds import EMPTY, Crowd, Reach
from passkeyctl.model.people import People, RoleHolders

__all__ = ["Audience", "Because", "Readiness", "Scope", "Status", "readiness"]


@dataclass(frozen=True, slots=True)
class Readiness:
    """`by_status` parts the people who are counted; `may_be` adds those whose status nobody can tell, wherever it is
    open. `disabled` are in the audience and not counted, `once_activated` only while they have a role activated.
    `state_unsaid` are counted although Graph did not say whether their accounts are enabled.
    """

    audience: Audience
    by_status: Mapping[Status, Crowd]
    may_be: Mapping[Status, Crowd]
    because: Mapping[Status, tuple[Because, ...]]
    disabled: Crowd = EMPTY
    once_activated: Crowd = EMPTY
    state_unsaid: Crowd = EMPTY
    phone_only: PhoneOnly = field(default_factory=PhoneOnly)

    @property
    def counted(self) -> Crowd:
        found = EMPTY
        for who in self.by_status.values():
            found |= who
        return found

    @property
    def share(self) -> float:
        """How many in a hundred are ready, rounded down so that 100.0 is everybody; of nobody, none is."""
        return len(self.by_status[Status.READY]) * 10_000 // max(1, len(self.counted)) / 100

    def of(self, ordinal: int) -> Status | None:
        return next((status for status, who in self.by_status.items() if ordinal in who), None)


def readiness(audience: Audience, state: TenantState, people: People) -> Readiness:
    """Judged in both worlds of `Nesting`: a status is somebody's only if it is theirs in either."""
    meant, once_activated = _meant(audience, people)
    counted = meant.possibly & people.enabled.possibly
    worlds = [situation(audience.policy, state, people, each) for each in _worlds(people)]
    parted = [_parted(counted, each) for each in worlds]
    by_status = {each: _sure(each, parted) & meant.surely for each in Status}
    by_status[Status.UNKNOWN] = counted - _union(by_status)
    judged = Judged(audience, state, people, meant, tuple(worlds), tuple(parted), by_status)
    reached = worlds[0].access.reached
    for each in worlds[1:]:
        reached = reached.either(each.access.reached)
    return Readiness(
        audience=audience,
        by_status=by_status,
        may_be={each: _possible(each, parted) & counted for each in Status if each is not Status.UNKNOWN},
        because=reasons(judged),
        disabled=meant.possibly - people.enabled.possibly,
        once_activated=once_activated & counted,
        state_unsaid=people.enabled.unsure & counted,
        phone_only=phone_only(people, counted, reached - people.guests),
    )


def _worlds(people: People) -> tuple[Nesting, ...]:
    """Where no group has groups inside it, the two worlds are one."""
    has_nested = any(each.has_nested for each in people.groups.values())
    return tuple(Nesting) if has_nested else (Nesting.COUNTS,)


def _parted(counted: Crowd, found: Situation) -> Mapping[Status, Reach]:
    others = Reach.exactly(counted) - found.ready
    can_prove = found.proves | found.passes
    way = others & found.registers & can_prove
    without_key = way - found.holds
    return {
        Status.READY: Reach.exactly(counted) & found.ready,
        Status.CAN_REGISTER: without_key & found.proves,
        Status.NEEDS_PASS: (without_key & found.passes) - found.proves,
        Status.NEEDS_KEY: way & found.holds,
        Status.BLOCKED: others - (found.registers & can_prove),
    }


def _sure(status: Status, parted: list[Mapping[Status, Reach]]) -> Crowd:
    if status is Status.UNKNOWN:
        return EMPTY
    found = parted[0][status].surely
    for each in parted[1:]:
        found &= each[status].surely
    return found


def _possible(status: Status, parted: list[Mapping[Status, Reach]]) -> Crowd:
    return _union({number: each[status].possibly for number, each in enumerate(parted)})


def _union(crowds: Mapping[Status, Crowd] | Mapping[int, Crowd]) -> Crowd:
    found = EMPTY
    for who in crowds.values():
        found |= who
    return found


def _meant(audience: Audience, people: People) -> tuple[Reach, Crowd]:
    """Whom the question is about, and those of them who are so only once they activate a role."""
    if audience.policy is not None:
        now, later = (in_scope(audience.policy.fields, _with_roles(people, activated=each)) for each in (False, True))
        surely = now.surely | later.surely
        return Reach(surely, surely | now.possibly | later.possibly), later.surely - now.possibly
    if audience.scope is Scope.GROUP:
        return people.members(audience.id), EMPTY
    return Reach.exactly(people.everyone), EMPTY


def _with_roles(people: People, *, activated: bool) -> People:
    """As if everybody, or nobody, had activated the roles that they are eligible for."""
    if people.roles is None:
        return people
    roles = {
        id: RoleHolders(each.active | each.eligible if activated else each.active) for id, each in people.roles.items()
    }
    return replace(people, roles=roles)
