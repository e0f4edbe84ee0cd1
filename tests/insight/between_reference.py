"""Whom the states between harm, the slow way: person by person, sign-in by sign-in, with everything that they may have.

Nothing here uses `insight/between`, nor what it is made of. A set of sets of what somebody has is an integer: bit `n`
stands for the set whose members are the bits of `n`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from ipaddress import ip_address, ip_network
from itertools import chain, combinations, product
from typing import cast

from passkeyctl.insight.tenant_state import TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.fields import Fields
from passkeyctl.model.values import FilterRule, Guests, Value

MODELS = ("aaaaaaaa-0000-4000-8000-000000000001", "aaaaaaaa-0000-4000-8000-000000000002")
UNNAMED = "aaaaaaaa-0000-4000-8000-00000000ffff"
GROUPS = ("11111111-0000-4000-8000-000000000001", "11111111-0000-4000-8000-000000000002")
ROLE = "22222222-0000-4000-8000-000000000001"
USER = "33333333-0000-4000-8000-000000000001"
MAIL = "44444444-0000-4000-8000-000000000001"
OTHER_APP = "44444444-0000-4000-8000-00000000ffff"
ADDRESSES = ("10.0.0.1", "10.0.1.1", "192.0.2.1", "203.0.113.1")
CONTROLLED = ("compliantDevice",)
OTHER_WAYS = ("password", "password,microsoftAuthenticatorPush", "windowsHelloForBusiness")
PASSES = ("temporaryAccessPassOneTime", "temporaryAccessPassMultiUse")
NO_STRENGTH_HAS_IT = ("deviceBasedPush",)
MFA = ("password,microsoftAuthenticatorPush", "windowsHelloForBusiness", *NO_STRENGTH_HAS_IT, *PASSES)


@dataclass(frozen=True)
class Key:
    passkey_type: str
    model: str


KEYS = tuple(Key(type, model) for type in ("deviceBound", "synced") for model in (*MODELS, UNNAMED))
THINGS: tuple[Key | str, ...] = (*KEYS, *OTHER_WAYS, *NO_STRENGTH_HAS_IT, *PASSES, *CONTROLLED)
WAYS = tuple(each for each in THINGS if each not in CONTROLLED)
PLACE = {each: place for place, each in enumerate(THINGS)}
EVERY_SET = (1 << (1 << len(THINGS))) - 1


@dataclass(frozen=True)
class Somebody:
    groups: frozenset[str]
    roles: frozenset[str]
    user: str | None
    is_guest: bool


@dataclass(frozen=True)
class Scene:
    resource: str
    platform: str
    address: str
    fits: bool
    is_from_mfa_trusted_ip: bool


PEOPLE = tuple(
    Somebody(frozenset(groups), frozenset(roles), user, guest)
    for groups, roles, user, guest in product(
        chain.from_iterable(combinations(GROUPS, size) for size in range(len(GROUPS) + 1)),
        ((), (ROLE,)),
        (None, USER),
        (False, True),
    )
)
SCENES = tuple(
    Scene(*each) for each in product((OTHER_APP, MAIL), ("windows", "iOS"), ADDRESSES, (False, True), (False, True))
)


def harms(states: Sequence[TenantState], people: Iterable[Somebody] = PEOPLE) -> dict[tuple[str, int], bool]:
    """By kind and state: whether the harm is one however several demands at once are to be satisfied."""
    found: dict[tuple[str, int], bool] = {}
    if len(states) < 3:
        return found
    for person in people:
        seen = set[tuple[tuple[frozenset[Clause], ...], bool]]()
        for scene in SCENES:
            asked = tuple(frozenset(clauses(each, person, scene)) for each in states)
            if (asked, scene.is_from_mfa_trusted_ip) in seen:
                continue
            seen.add((asked, scene.is_from_mfa_trusted_ip))
            usable = tuple(frozenset(each for each in THINGS if is_usable(state, person, each)) for state in states)
            sure_ones = EVERY_SET & ~hitting(frozenset(KEYS)) if person.is_guest else EVERY_SET
            # Nobody reads whether there are such addresses.
            sure_ones = 0 if scene.is_from_mfa_trusted_ip else sure_ones
            for kind, state, sets, is_sure in _of(asked, usable):
                found[kind, state] = found.get((kind, state), False) or (is_sure and bool(sets & sure_ones))
        for state in _registering(states, person):
            found["may register", state] = True
    return found


def _of(asked: tuple[frozenset[Clause], ...], usable: tuple[Clause, ...]) -> Iterator[tuple[str, int, int, bool]]:
    """What guests have at home nobody knows, so that of them only what is no passkey is sure."""
    alone, together = (
        [reading(clauses, things) for clauses, things in zip(asked, usable, strict=True)]
        for reading in (one_by_one, at_once)
    )
    for sets, is_sure in ((alone, True), (together, False)):
        first, *between, last = sets
        for state, here in enumerate(between, 1):
            if harmed := first & last & ~here:
                yield "shut out", state, harmed, is_sure
            if harmed := here & ~first & ~last:
                yield "let in", state, harmed, is_sure


Clause = frozenset[Key | str]


@cache
def hitting(clause: Clause) -> int:
    """The sets that have a member of the clause: by shifting, those with one more member than those without."""
    found = 0
    for each in clause:
        found |= having(each)
    return found


@cache
def having(thing: Key | str) -> int:
    size = 1 << PLACE[thing]
    block, length = ((1 << size) - 1) << size, 2 * size
    while length < 1 << len(THINGS):
        block |= block << length
        length *= 2
    return block


@cache
def one_by_one(asked: frozenset[Clause], usable: Clause) -> int:
    found = hitting(usable & frozenset(WAYS))
    for each in asked:
        found &= hitting(each & usable)
    return found


@cache
def at_once(asked: frozenset[Clause], usable: Clause) -> int:
    found = 0
    for way in usable & frozenset(WAYS):
        sets = having(way)
        for each in asked:
            sets &= EVERY_SET if way in each else hitting(each & frozenset(CONTROLLED))
        found |= sets
    return found


def _registering(states: Sequence[TenantState], person: Somebody) -> Iterator[int]:
    for by_themselves in (False, True):
        first, *between, last = (may_register(each, person, by_themselves) for each in states)
        yield from (state for state, here in enumerate(between, 1) if here - first - last)


# What a person may use and register


def is_usable(state: TenantState, person: Somebody, thing: Key | str) -> bool:
    """What guests have at home is theirs."""
    if person.is_guest:
        return True
    if isinstance(thing, Key):
        return any(accepts(each, thing) for each in profiles_of(state, person))
    return thing not in PASSES or may_use_pass(state, person, thing)


def profiles_of(state: TenantState, person: Somebody) -> list[Fields]:
    (settings,) = state.of(Kind.PASSKEYS)
    if settings.fields["state"] == "disabled" or any(each.id in person.groups for each in state.of(Kind.EXCLUDE)):
        return []
    rows = [each for each in state.of(Kind.TARGET) if each.id in person.groups or each.id == "all_users"]
    ids = {id for row in rows for id in words(row.fields["profiles"])}
    return [] if person.is_guest else [each.fields for each in state.of(Kind.PROFILE) if each.id in ids]


def accepts(profile: Fields, key: Key) -> bool:
    listed = words(profile["keyRestrictions.authenticators"])
    by_model = {"none": True, "allow": key.model in listed, "block": key.model not in listed}
    return key.passkey_type in words(profile["passkeyTypes"]) and by_model[str(profile["keyRestrictions.behavior"])]


def may_register(state: TenantState, person: Somebody, by_themselves: bool) -> frozenset[tuple[Key, bool]]:
    (settings,) = state.of(Kind.PASSKEYS)
    if by_themselves and settings.fields["allowSelfServiceSetup"] is not True:
        return frozenset()
    return frozenset(
        (key, is_attested)
        for profile in profiles_of(state, person)
        for key in KEYS
        for is_attested in ((False,) if key.passkey_type == "synced" else (False, True))
        if accepts(profile, key) and (is_attested or profile["enforceAttestation"] is False)
    )


def may_use_pass(state: TenantState, person: Somebody, mode: str) -> bool:
    (fields,) = (each.fields for each in state.of(Kind.TEMPORARY_ACCESS_PASS))
    targets, excluded = words(fields["targets"]), words(fields["exclude"])
    reached = bool(targets & (person.groups | {"everyone"})) or person.user in words(fields["targets.users"])
    left_out = bool(excluded & person.groups) or person.user in words(fields["exclude.users"])
    is_given = mode == PASSES[0] or fields["oneTimeUse"] is False
    return fields["state"] == "enabled" and reached and not left_out and is_given


# What policies demand


def clauses(state: TenantState, person: Somebody, scene: Scene) -> Iterator[Clause]:
    for policy in state.of(Kind.POLICY):
        fields = policy.fields
        if fields["state"] == "enabled" and is_for(fields, person) and applies(fields, state, scene):
            yield from demanded(fields, state)


def is_for(policy: Fields, person: Somebody) -> bool:
    included = policy["users.include"] == "all" or is_listed(policy, "include", person)
    return included and not is_listed(policy, "exclude", person)


def applies(policy: Fields, state: TenantState, scene: Scene) -> bool:
    rule = policy["conditions.deviceFilter"]
    platforms = words(policy["conditions.platforms.include"])
    resources = words(policy["target.resources.include"])
    return (
        ("All resources" in resources or scene.resource in resources)
        and scene.resource not in words(policy["target.resources.exclude"])
        and (not platforms or scene.platform in platforms)
        and is_from(policy, state, scene)
        and (not isinstance(rule, FilterRule) or scene.fits == (rule.mode == "include"))
    )


def is_listed(policy: Fields, side: str, person: Somebody) -> bool:
    return (
        bool(words(policy[f"users.{side}.groups"]) & person.groups)
        or bool(words(policy[f"users.{side}.roles"]) & person.roles)
        or person.user in words(policy[f"users.{side}.users"])
        or (person.is_guest and isinstance(policy[f"users.{side}.guests"], Guests))
    )


def is_from(policy: Fields, state: TenantState, scene: Scene) -> bool:
    included, excluded = (words(policy[f"conditions.locations.{each}"]) for each in ("include", "exclude"))
    if not included:
        return True
    inside = {each.id for each in state.of(Kind.LOCATION) if is_inside(each.fields, scene.address)}
    trusted = {each.id for each in state.of(Kind.LOCATION) if each.fields["trusted"] is True}
    named = inside | {"all"} | ({"allTrusted"} if inside & trusted or scene.is_from_mfa_trusted_ip else set())
    return bool(included & named) and not excluded & named


def is_inside(location: Fields, address: str) -> bool:
    return any(holds(each, address) for each in words(location["ipRanges"]))


@cache
def holds(ip_range: str, address: str) -> bool:
    return ip_address(address) in ip_network(ip_range)


def demanded(policy: Fields, state: TenantState) -> Iterator[Clause]:
    controls = words(policy["grant.controls"])
    found: list[Clause] = [frozenset({each}) & frozenset(CONTROLLED) for each in sorted(controls - {"mfa"})]
    if "mfa" in controls:
        found.append(frozenset(KEYS) | frozenset(MFA))
    wanted = policy["grant.authenticationStrength"]
    strengths = [each.fields for each in state.of(Kind.STRENGTH) if each.id == wanted]
    found += [enough(words(each["allowedCombinations"]), words(each["fido2.allowedAAGUIDs"])) for each in strengths]
    if "block" in controls:
        yield frozenset()
    elif policy["grant.require"] == "all" or not found:
        yield from found
    else:
        yield frozenset().union(*found)


@cache
def enough(combinations: frozenset[str], models: frozenset[str]) -> Clause:
    return frozenset(each for each in WAYS if is_enough(combinations, models, each))


def is_enough(combinations: frozenset[str], models: frozenset[str], way: Key | str) -> bool:
    if isinstance(way, Key):
        return "fido2" in combinations and (not models or way.model in models)
    return any(set(each.split(",")) <= set(way.split(",")) for each in combinations)


def words(value: Value) -> frozenset[str]:
    return cast("frozenset[str]", value) if isinstance(value, frozenset) else frozenset()
