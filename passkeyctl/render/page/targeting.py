"""Who may register what, and where it is demanded: groups, profiles, strengths and policies of two moments as a graph.

A strength stands for the passkeys that it takes: a link from a profile says that its passkeys satisfy it, a partial
one that only some do (https://learn.microsoft.com/entra/identity/authentication/concept-authentication-strengths).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, StrEnum

from passkeyctl.insight.tenant_state import Held, TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.fields import Fields
from passkeyctl.model.passkeys import EVERYONE
from passkeyctl.model.reference import RefKind
from passkeyctl.model.strengths import BUILT_IN_COMBINATIONS
from passkeyctl.model.values import Value
from passkeyctl.render.naming import Names

MFA = "grant control mfa"
"""Stands among the strengths: a policy may ask for any second factor without naming a strength."""


class Column(Enum):
    GROUP = "groups"
    PROFILE = "passkey profiles"
    STRENGTH = "what is accepted"
    POLICY = "policies"


class Status(StrEnum):
    SAME = "same"
    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """What a node stands for: the column's place and an id."""

    column: str
    id: str


@dataclass(frozen=True, slots=True)
class Thing:
    """One object at both moments; `fields` are the later ones, of what goes the earlier ones."""

    column: Column
    id: str
    name: str
    status: Status
    fields: Fields
    is_excluded: bool = False

    @property
    def spot(self) -> Spot:
        return Spot(self.column.name, self.id)


@dataclass(frozen=True, slots=True)
class Link:
    start: Spot
    end: Spot
    status: Status
    is_part: bool = False
    is_scope: bool = False
    """from a group to a policy that it is in"""


@dataclass(frozen=True, slots=True)
class Targeting:
    things: tuple[Thing, ...]
    links: tuple[Link, ...]

    def of(self, column: Column) -> tuple[Thing, ...]:
        return tuple(each for each in self.things if each.column is column)

    def targets_of(self, thing: Thing, column: Column) -> tuple[Thing, ...]:
        ends = {each.end for each in self.links if each.start == thing.spot and each.status is not Status.GONE}
        return tuple(each for each in self.of(column) if each.spot in ends)


def targeting_of(prior: TenantState, planned: TenantState, names: Names) -> Targeting:
    things = tuple(_things(prior, planned, names))
    before, after = _links(prior), _links(planned)
    known = {each.spot for each in things}
    links = (
        Link(start, end, _moved((start, end) in before, (start, end) in after), part, scope)
        for (start, end), (part, scope) in {**before, **after}.items()
        if start in known and end in known
    )
    return Targeting(things, tuple(links))


def asked(fields: Fields) -> str:
    """The strength that a policy asks for, the plain second factor, or "" for neither."""
    strength = fields["grant.authenticationStrength"]
    if strength is not None:
        return str(strength)
    return MFA if "mfa" in members(fields["grant.controls"]) else ""


def members(value: Value) -> frozenset[str]:
    return frozenset(str(each) for each in value) if isinstance(value, frozenset) else frozenset()


def _moved(was: bool, will: bool) -> Status:
    if was and will:
        return Status.SAME
    return Status.NEW if will else Status.GONE


def _things(prior: TenantState, planned: TenantState, names: Names) -> Iterator[Thing]:
    def row(held: Held) -> str:
        return names.of_row(held.id) or held.id

    yield from _both(prior, planned, Kind.TARGET, Column.GROUP, row)
    for each in _both(prior, planned, Kind.EXCLUDE, Column.GROUP, row):
        yield Thing(each.column, f"not {each.id}", each.name, each.status, each.fields, is_excluded=True)
    yield from _both(prior, planned, Kind.PROFILE, Column.PROFILE, lambda held: held.name)
    yield from _strengths(prior, planned, names)
    yield from _both(prior, planned, Kind.POLICY, Column.POLICY, lambda held: held.name)


def _both(
    prior: TenantState, planned: TenantState, kind: Kind, column: Column, name: Callable[[Held], str]
) -> list[Thing]:
    was, will = ({each.id: each for each in state.of(kind)} for state in (prior, planned))
    found = []
    for id, held in {**was, **will}.items():
        status = _moved(id in was, id in will)
        if status is Status.SAME and was[id].fields != will[id].fields:
            status = Status.CHANGED
        found.append(Thing(column, id, name(held), status, held.fields))
    return sorted(found, key=lambda each: (each.id == EVERYONE, each.name.casefold(), each.id))


def _strengths(prior: TenantState, planned: TenantState, names: Names) -> Iterator[Thing]:
    """Those that a policy asks for, and those that change: the built-in ones are in every tenant."""
    policies = (*prior.of(Kind.POLICY), *planned.of(Kind.POLICY))
    used = {asked(each.fields) for each in policies}
    known = _both(prior, planned, Kind.STRENGTH, Column.STRENGTH, lambda held: held.name)
    yield from (each for each in known if each.id in used or each.status is not Status.SAME)
    for id in sorted(used - {each.id for each in known} - {""}):
        name = "Multifactor authentication (grant control)" if id == MFA else names.of(RefKind.STRENGTH, id) or id
        yield Thing(Column.STRENGTH, id, name, Status.SAME, _as_documented(id))


def _as_documented(id: str) -> Fields:
    combinations = frozenset({"fido2"}) if id == MFA else BUILT_IN_COMBINATIONS.get(id, frozenset())
    return {"allowedCombinations": combinations, "fido2.allowedAAGUIDs": frozenset()}


def _links(state: TenantState) -> dict[tuple[Spot, Spot], tuple[bool, bool]]:
    """With each, whether it is partial, and whether it is from a group to a policy."""
    found: dict[tuple[Spot, Spot], tuple[bool, bool]] = {}
    for target in state.of(Kind.TARGET):
        for profile in members(target.fields["profiles"]):
            found[(Spot("GROUP", target.id), Spot("PROFILE", profile))] = (False, False)
    strengths = {each.id: each.fields for each in state.of(Kind.STRENGTH)}
    policies = state.of(Kind.POLICY)
    for id in {asked(each.fields) for each in policies} | strengths.keys():
        for profile, is_part in _satisfied(state.of(Kind.PROFILE), strengths.get(id) or _as_documented(id)):
            found[(Spot("PROFILE", profile), Spot("STRENGTH", id))] = (is_part, False)
    for policy in policies:
        if asked(policy.fields):
            found[(Spot("STRENGTH", asked(policy.fields)), Spot("POLICY", policy.id))] = (False, False)
            for target in state.of(Kind.TARGET):
                if _is_in(target.id, policy.fields):
                    found[(Spot("GROUP", target.id), Spot("POLICY", policy.id))] = (False, True)
    return found


def _satisfied(profiles: Iterable[Held], strength: Fields) -> Iterator[tuple[str, bool]]:
    if "fido2" not in members(strength["allowedCombinations"]):
        return
    keys = members(strength["fido2.allowedAAGUIDs"])
    for profile in profiles:
        listed = members(profile.fields["keyRestrictions.authenticators"])
        match profile.fields["keyRestrictions.behavior"]:
            case _ if not keys:
                yield profile.id, False
            case "allow" if listed & keys:
                yield profile.id, not listed <= keys
            case "block" if keys - listed:
                yield profile.id, True
            case "none":
                yield profile.id, True


def _is_in(group: str, policy: Fields) -> bool:
    if group in members(policy["users.exclude.groups"]):
        return False
    is_listed = group in members(policy["users.include.groups"])
    return is_listed or policy["users.include"] == "all"
