"""Why nobody can tell the status of some people: each thing that is open, with those of whom it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from passkeyctl.insight.passkeys.access import is_unread
from passkeyctl.insight.policies.temporary_access import groups_of_pass
from passkeyctl.insight.readiness.registering import Situation, always_applies, unknown_methods
from passkeyctl.insight.readiness.status import Because, Status
from passkeyctl.insight.tenant_state import Held, TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.crowds import EMPTY, Crowd, Reach
from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.model.people import People

PASSKEY_ROWS = (Kind.TARGET, Kind.EXCLUDE)


def what_is_open(
    state: TenantState,
    people: People,
    meant: Reach,
    worlds: Sequence[Situation],
    parted: Sequence[Mapping[Status, Reach]],
    policy: Held | None,
) -> Iterator[Because]:
    yield Because("perhapsNotMeant", meant.unsure)
    yield Because("hangsOnNesting", _differs(parted))
    yield Because("notReported", people.unreported)
    yield Because("keysUnread", people.keys_unread - people.unreported)
    yield from _unread_settings(state, people, worlds)
    for word, who in unknown_methods(people).items():
        yield Because("methodNotKnown", who, word)
    elsewhere = people.external.possibly
    seen = people.everyone - people.unreported - people.keys_unread - elsewhere
    for gate in worlds[0].gates:
        word = "registeringUnsure" if always_applies(gate.policy.fields) else "registeringDepends"
        yield Because(word, gate.lets.unsure & seen, gate.policy.name)
    if policy is not None:
        yield Because("fromElsewhere", worlds[0].ready.unsure & elsewhere)
        yield Because("requirementUnsure", worlds[0].ready.unsure & seen)


def _unread_settings(state: TenantState, people: People, worlds: Sequence[Situation]) -> Iterator[Because]:
    if is_unread(state):
        yield Because("passkeysUnread", people.everyone)
    reach = [each.access.reached | each.access.excluded for each in worlds]
    rows = {each.id for kind in PASSKEY_ROWS for each in state.of(kind)} - {EVERYONE}
    for id in sorted(rows - people.groups.keys()):
        yield Because("groupUnread", _unsure([*reach, *(each.registers for each in worlds)]), id)
    # Only those who need a pass, or may need one, are held up by not knowing who can be given one.
    need = _unsure([each.given for each in worlds]) - worlds[0].proves.surely
    if state.fields(Kind.TEMPORARY_ACCESS_PASS) is None:
        yield Because("passUnread", need)
    for id in sorted(groups_of_pass(state) - people.groups.keys()):
        yield Because("groupUnread", need, id)


def _unsure(reaches: Sequence[Reach]) -> Crowd:
    found = EMPTY
    for each in reaches:
        found |= each.unsure
    return found


def _differs(parted: Sequence[Mapping[Status, Reach]]) -> Crowd:
    """Those who surely have a status in one world and not in another."""
    found = EMPTY
    for status in parted[0]:
        sure = [each[status].surely for each in parted]
        for other in sure[1:]:
            found |= (sure[0] - other) | (other - sure[0])
    return found
