"""Whom a Temporary Access Pass can be given to: the way in for people who have no method yet."""

from __future__ import annotations

from collections.abc import Iterable

from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.insight.passkeys.access import Nesting
from passkeyctl.insight.policies.methods import TEMPORARY_ACCESS_PASS
from passkeyctl.insight.tenant_state import TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.change import ResourceChange
from passkeyctl.model.crowds import EMPTY, NONE, Reach, union
from passkeyctl.model.fields import Fields
from passkeyctl.model.methods import EVERYONE_WORD
from passkeyctl.model.people import People


def may_be_given_pass(state: TenantState, people: People, nesting: Nesting) -> Reach:
    """Where the method was not read, or is in a state that is not known here, it may reach anybody."""
    fields = state.fields(Kind.TEMPORARY_ACCESS_PASS)
    if fields is None:
        return Reach.unknown(people.everyone)
    reach = _listed(fields, "targets", people, nesting) - _listed(fields, "exclude", people, nesting)
    match fields["state"]:
        case "enabled":
            return reach
        case "disabled":
            return NONE
        case _:
            return Reach(EMPTY, reach.possibly)


def passes_that_count(state: TenantState, people: People) -> Reach:
    """Who may sign in with a pass on record, which may have run out; it ends where the method stops reaching them.

    Nobody reads whether it is good for one sign-in or for many.
    """
    return Reach(EMPTY, people.with_method(TEMPORARY_ACCESS_PASS).possibly & _reached(state, people).possibly)


def valid_passes(state: TenantState, people: People, *modes: str) -> Reach:
    """Described people whose pass is good right now, for one of these modes (or for any), where it reaches them."""
    held = [who for mode, who in people.passes.items() if not modes or mode in modes]
    return union(Reach.exactly(each) for each in held) & _reached(state, people) if held else NONE


def _reached(state: TenantState, people: People) -> Reach:
    return may_be_given_pass(state, people, Nesting.COUNTS).either(
        may_be_given_pass(state, people, Nesting.DOES_NOT_COUNT)
    )


def takes_passes_away(changes: Iterable[ResourceChange]) -> bool:
    """Whether passes may end that count today: the method goes off, or reaches fewer."""
    return any(
        each.address.kind is Kind.TEMPORARY_ACCESS_PASS and any(field.path in DECISIVE for field in each.changes)
        for each in changes
    )


DECISIVE = ("state", "targets", "targets.users", "exclude", "exclude.users")


def groups_of_pass(state: TenantState) -> frozenset[str]:
    fields = state.fields(Kind.TEMPORARY_ACCESS_PASS)
    return (
        frozenset() if fields is None else (members(fields, "targets") | members(fields, "exclude")) - {EVERYONE_WORD}
    )


def users_of_pass(state: TenantState) -> frozenset[str]:
    fields = state.fields(Kind.TEMPORARY_ACCESS_PASS)
    return frozenset() if fields is None else members(fields, "targets.users") | members(fields, "exclude.users")


def _listed(fields: Fields, side: str, people: People, nesting: Nesting) -> Reach:
    """What is excluded as well brings nothing, even where nobody knows who is in it."""
    found = Reach.exactly(people.those(members(fields, f"{side}.users")))
    for id in members(fields, side) - (members(fields, "exclude") if side == "targets" else frozenset()):
        is_everybody = id == EVERYONE_WORD
        inside = people.members(id, nested=nesting is Nesting.COUNTS)
        found |= Reach.exactly(people.everyone) if is_everybody else inside
    return found
