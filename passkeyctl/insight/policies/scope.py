"""Whom a Conditional Access policy is for: its users, and nothing else of it (docs/graph-facts.md, "Who is in scope").

Nested members of a group count. A role counts for those who hold it for the whole tenant; eligible holders are
possible, as they are in scope once they activate it.
"""

from __future__ import annotations

from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.model.conditional_access import is_for_workloads
from passkeyctl.model.crowds import EMPTY, NONE, Reach, union
from passkeyctl.model.fields import Fields
from passkeyctl.model.people import People
from passkeyctl.model.values import Guests
from passkeyctl.wire.canonical import is_guid

WITHOUT_ACCOUNT = frozenset({"b2bDirectConnectUser", "serviceProvider"})
"""Types of external users that have no account in the directory of the tenant that they visit."""

NOT_PEOPLE = frozenset({"None", "AllAgentIdUsers"})
"""Words in a list of users that stand for nobody, or for accounts of agents."""


def in_scope(policy: Fields, people: People) -> Reach:
    """Who is among the users of a policy, whatever its state and its other conditions are."""
    if is_for_workloads(policy):
        return NONE
    included = (
        Reach.exactly(people.everyone) if policy["users.include"] == "all" else _listed(policy, "include", people)
    )
    return included - _listed(policy, "exclude", people)


def _listed(policy: Fields, side: str, people: People) -> Reach:
    guests = policy[f"users.{side}.guests"]
    return union(
        (
            _users(_named(policy, side, "users"), people),
            *(people.members(each) for each in _named(policy, side, "groups")),
            *(people.holders(each) for each in _named(policy, side, "roles")),
            guests_among(people, guests) if isinstance(guests, Guests) else NONE,
        )
    )


def _named(policy: Fields, side: str, of_kind: str) -> frozenset[str]:
    """What both sides name is left to the excludes, also where nobody knows who is in it."""
    named = members(policy, f"users.{side}.{of_kind}")
    return named if side == "exclude" else named - members(policy, f"users.exclude.{of_kind}")


def _users(named: frozenset[str], people: People) -> Reach:
    """People by id. A word that is none may be one that Graph has added since."""
    found = Reach.exactly(people.those(named))
    words = {each for each in named if each not in people.ids and not is_guid(each)} - NOT_PEOPLE
    if "All" in words:
        return Reach.exactly(people.everyone)
    return found | Reach.unknown(people.everyone) if words else found


def guests_among(people: People, guests: Guests) -> Reach:
    """Guests and external users of the named types; where tenants are listed nobody can tell who comes from them."""
    found = union(_of_type(people, each) for each in guests.types)
    # Where nobody knows whether a guest is external, the two types together still cover them, and likewise below.
    if guests.types >= {"internalGuest", "b2bCollaborationGuest"}:
        found |= people.guests
    if guests.types >= {"b2bCollaborationGuest", "b2bCollaborationMember"}:
        found |= people.external
    if guests.tenants not in (None, "all"):
        found = Reach(EMPTY, found.possibly)
    return found | people.guests | people.external if guests.legacy else found


def _of_type(people: People, word: str) -> Reach:
    match word:
        case "internalGuest":
            return people.guests - people.external
        case "b2bCollaborationGuest":
            return people.guests & people.external
        case "b2bCollaborationMember":
            return people.external - people.guests
        case "otherExternalUser":
            return Reach(EMPTY, people.guests.possibly)
        case _ if word in WITHOUT_ACCOUNT:
            return NONE
        case _:
            return Reach(EMPTY, (people.guests | people.external).possibly)
