"""Why a Conditional Access policy is for one person, or is not: what of its users names them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.insight.person.evidence import Chain, Link, LinkKind, Statement, setting
from passkeyctl.insight.policies.scope import guests_among, in_scope
from passkeyctl.model.conditional_access import is_for_workloads
from passkeyctl.model.fields import Fields
from passkeyctl.model.people import People
from passkeyctl.model.values import Guests


def scope_of(policy: Fields, people: People, ordinal: int) -> Statement:
    """Excludes after includes; a chain ends with the setting that names the person."""
    holds = in_scope(policy, people).of(ordinal)
    if is_for_workloads(policy):
        return Statement(holds, ((Link(LinkKind.NOTHING, "workloadIdentities", False),),))
    included = tuple(_included(policy, people, ordinal))
    excluded = tuple(_named(policy, "exclude", people, ordinal))
    return Statement(holds, (*included, *excluded) or ((Link(LinkKind.NOTHING, "users.include", False),),))


def is_left_out(scope: Statement) -> bool:
    """Whether a policy names somebody and exempts them again."""
    ends = {chain[-1].id for chain in scope.chains if chain[-1].kind is LinkKind.SETTING}
    sides = {side for side in ("include", "exclude") for each in ends if each.startswith(f"users.{side}")}
    return scope.holds is False and len(sides) == 2


def _included(policy: Fields, people: People, ordinal: int) -> Iterator[Chain]:
    if policy["users.include"] == "all":
        yield (Link(LinkKind.EVERYONE, "all"), setting("users.include", "all"))
    yield from _named(policy, "include", people, ordinal)


def _named(policy: Fields, side: str, people: People, ordinal: int) -> Iterator[Chain]:
    for of_kind, found in _LISTS:
        path = f"users.{side}.{of_kind}"
        for each in sorted(members(policy, path)):
            link = found(each, people, ordinal)
            if link.holds is not False:
                yield (link, setting(path, frozenset({each}), holds=link.holds))
    guests = policy[f"users.{side}.guests"]
    if isinstance(guests, Guests):
        holds = guests_among(people, guests).of(ordinal)
        if holds is not False:
            yield (Link(LinkKind.GUESTS, "", holds), setting(f"users.{side}.guests", guests, holds=holds))


def _user(id: str, people: People, ordinal: int) -> Link:
    """A word that is no id may mean anybody."""
    is_id = "-" in id
    holds = ordinal in people.those([id]) if is_id else None if id != "None" else False
    return Link(LinkKind.USER, id, holds)


def _group(id: str, people: People, ordinal: int) -> Link:
    holds = people.members(id).of(ordinal)
    return Link(LinkKind.GROUP, id, holds, people.members(id, nested=False).of(ordinal))


def _role(id: str, people: People, ordinal: int) -> Link:
    return Link(LinkKind.ROLE, id, people.holders(id).of(ordinal))


_LISTS: tuple[tuple[str, Callable[[str, People, int], Link]], ...] = (
    ("users", _user),
    ("groups", _group),
    ("roles", _role),
)
