"""What a policy in force demands, of whom, in which sign-ins: as bits, so that who asks the same is the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from passkeyctl.insight.between.folk import EVERYBODY_WORD, Folk
from passkeyctl.insight.between.scenes import Box, Scenes
from passkeyctl.insight.between.ways import Ways
from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.insight.tenant_state import Held
from passkeyctl.model.conditional_access import GRANT_CONTROLS
from passkeyctl.model.fields import Fields
from passkeyctl.model.reference import RefKind
from passkeyctl.model.values import Guests

BLOCK, MFA = "block", "mfa"


@dataclass(frozen=True, slots=True)
class Clause:
    """One of these ways or tokens is asked for; with neither nobody passes."""

    ways: int
    tokens: int = 0

    def is_within(self, other: Clause) -> bool:
        """Whether whoever satisfies it satisfies the other."""
        return not (self.ways & ~other.ways or self.tokens & ~other.tokens)


@dataclass(frozen=True, slots=True)
class Scope:
    """Whom a policy is for: `groups` and roles, and `who` out of the choices of `Folk`."""

    has_everybody: bool
    groups: int
    who: int
    not_groups: int
    not_who: int

    def is_within(self, other: Scope) -> bool:
        """Whether surely everybody in it is in the other; False also where nobody can tell so easily."""
        if other.not_groups & ~self.not_groups or other.not_who & ~self.not_who:
            return False
        if other.has_everybody:
            return True
        return not (self.has_everybody or self.groups & ~other.groups or self.who & ~other.who)

    def leaves_out(self, groups: int, who: int) -> int:
        """Those of `who` that it is not for, if they are in these groups."""
        if groups & self.not_groups:
            return who
        is_named = self.has_everybody or bool(groups & self.groups)
        return who & (self.not_who if is_named else self.not_who | ~self.who)


@dataclass(frozen=True, slots=True, eq=False)
class Demand:
    """Compared by identity: two policies that demand the same of the same people are made one."""

    scope: Scope
    box: Box
    clauses: tuple[Clause, ...]

    def is_within(self, other: Demand) -> bool:
        """Whether surely whoever meets it meets the other too."""
        if not self.scope.is_within(other.scope):
            return False
        mine = dict(self.box)
        return all(axis in mine and not mine[axis] & ~mask for axis, mask in other.box)


class Demands:
    """Makes demands of policies; `strengths` of `of` are the ways that each strength takes in that state."""

    def __init__(self, ways: Ways, folk: Folk, scenes: Scenes) -> None:
        self._ways = ways
        self._folk = folk
        self._scenes = scenes
        self._made: dict[object, Demand] = {}
        self._scopes: dict[int, tuple[Fields, Scope | None]] = {}

    def of(self, policy: Held, box: Box | None, strengths: Mapping[str, int]) -> Demand | None:
        """None where nobody can meet it, or it asks for nothing."""
        scope = self._scope(policy.fields)
        clauses = tuple(dict.fromkeys(self._clauses(policy, strengths)))
        if box is None or scope is None or not clauses:
            return None
        if policy.fields["state"] != "enabled":
            box = (*box, self._scenes.unclear_state(policy.id))
        key = (scope, box, clauses)
        if key not in self._made:
            self._made[key] = Demand(scope, box, clauses)
        return self._made[key]

    def _scope(self, policy: Fields) -> Scope | None:
        if id(policy) not in self._scopes:
            self._scopes[id(policy)] = (policy, _scope(policy, self._folk))
        return self._scopes[id(policy)][1]

    def _clauses(self, policy: Held, strengths: Mapping[str, int]) -> Iterator[Clause]:
        found = [*self._requirements(policy, strengths)]
        if not found:
            return
        if BLOCK in members(policy.fields, "grant.controls"):
            yield Clause(0)
        elif policy.fields["grant.require"] == "all":
            yield from found
        else:
            any_of = Clause(0)
            for each in found:
                any_of = Clause(any_of.ways | each.ways, any_of.tokens | each.tokens)
            yield any_of

    def _requirements(self, policy: Held, strengths: Mapping[str, int]) -> Iterator[Clause]:
        strength, ways = policy.fields["grant.authenticationStrength"], self._ways
        if isinstance(strength, str):
            is_read = strength in strengths
            words = f"what the authentication strength `{strength}` takes"
            yield Clause(strengths[strength]) if is_read else Clause(0, ways.token(("strength", strength), words))
        for each in sorted(members(policy.fields, "grant.controls")):
            if each == MFA:
                yield Clause(ways.mfa)
            elif each == BLOCK:
                yield Clause(0)
            else:
                # A word that Graph kept to itself may mean another thing in each policy.
                key = each if each in GRANT_CONTROLS else (policy.id, each)
                yield Clause(0, ways.token(key, f"`{each}`"))
        for path, words in (("termsOfUse", "terms of use"), ("customControls", "the custom control")):
            for each in sorted(members(policy.fields, f"grant.{path}")):
                yield Clause(0, ways.token((path, each), f"{words} `{each}`"))


def _scope(policy: Fields, folk: Folk) -> Scope | None:
    has_everybody = policy["users.include"] == "all" or EVERYBODY_WORD in members(policy, "users.include.users")
    excluded, who_not = _listed(policy, "exclude", folk)
    groups, who = _listed(policy, "include", folk)
    found = Scope(has_everybody, 0 if has_everybody else groups & ~excluded, 0 if has_everybody else who & ~who_not,
                  excluded, who_not)  # fmt: skip
    if EVERYBODY_WORD in members(policy, "users.exclude.users"):
        return None
    return found if found.has_everybody or found.groups or found.who else None


def _listed(policy: Fields, side: str, folk: Folk) -> tuple[int, int]:
    groups = folk.groups(RefKind.GROUP, sorted(members(policy, f"users.{side}.groups")))
    roles = folk.groups(RefKind.ROLE, sorted(members(policy, f"users.{side}.roles")))
    who, guests = folk.users(members(policy, f"users.{side}.users")), policy[f"users.{side}.guests"]
    return groups | roles, who | (folk.guests(guests) if isinstance(guests, Guests) else 0)
