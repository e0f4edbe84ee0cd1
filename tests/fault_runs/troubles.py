"""What can go wrong at a boundary, by name: what strikes, whether it passes by itself, and who else has written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.sandbox.defaults import CONTEXTS, LOCATIONS, METHODS, METHODS_POLICY, POLICIES, STRENGTHS
from passkeyctl.sandbox.faults import (
    DROP_AFTER,
    DROP_BEFORE,
    EXPIRED_TOKEN,
    FORBIDDEN,
    THROTTLED,
    Effect,
    Interferes,
    fails,
    throttled,
)
from passkeyctl.sandbox.jsonread import as_object
from passkeyctl.sandbox.tenant import Tenant
from tests.fault_runs.boundaries import FOREVER, Boundary, Strike
from tests.fault_runs.rehearsal import Rehearsal
from tests.fault_runs.running import Time
from tests.fault_runs.tenants import OFFICE, PORTALS, UNRELATED


@dataclass
class World:
    """What a trouble can lay hands on; `theirs` is what somebody else has written and nobody may write over."""

    tenant: Rehearsal
    time: Time
    theirs: list[Mine]


@dataclass(frozen=True, slots=True)
class Mine:
    """A member of an object that another administrator has set."""

    collection: str
    id: str
    member: str
    value: JsonValue

    def stands(self, tenant: Tenant) -> bool:
        found = tenant.find(self.collection, self.id)
        return found is not None and _holds(found.get(self.member), self.value)


def _holds(found: JsonValue, value: JsonValue) -> bool:
    """Graph shows more of an object than was set."""
    if isinstance(found, dict) and isinstance(value, dict):
        return all(_holds(found.get(key), each) for key, each in value.items())
    return found == value


@dataclass(frozen=True, slots=True)
class Trouble:
    """`passes`: the run gets over it without anybody's doing. `meddles`: somebody else writes what the plan touches."""

    name: str
    effect: Effect | Callable[[World], Effect]
    times: int = 1
    only_writes: bool = False
    passes: bool = False
    meddles: bool = False
    renews: bool = False

    def at(self, boundary: Boundary, world: World) -> Strike:
        effect = self.effect(world) if callable(self.effect) else self.effect
        return Strike(boundary, effect, self.times, self.only_writes)


def lagging(seconds: float) -> Callable[[World], Effect]:
    """From here on a write is seen so many seconds later."""

    def write(tenant: Tenant) -> None:
        kept = as_object(tenant.setting("behaviour") or {})
        tenant.set_setting("behaviour", {**kept, "lag_seconds": seconds})

    return lambda _: Interferes(write)


def jumping(by: timedelta) -> Callable[[World], Effect]:
    """Somebody sets the clock of the machine that applies."""

    def effect(world: World) -> Effect:
        def write(_: Tenant) -> None:
            world.time.jump += by

        return Interferes(write)

    return effect


def unrelated(world: World) -> Effect:
    """Another administrator changes a policy that is not in the files."""
    return Interferes(lambda tenant: _set(world, tenant, POLICIES, UNRELATED, "state", "disabled"))


def another_part(world: World) -> Effect:
    """Another administrator changes, of policies that the plan may write, what the plan leaves alone."""
    signs_in: JsonObject = {"signInFrequency": {"isEnabled": True, "frequencyInterval": "everyTime"}}

    def write(tenant: Tenant) -> None:
        for id in (OFFICE, PORTALS):
            _set(world, tenant, POLICIES, id, "sessionControls", signs_in)

    return Interferes(write)


_MEMBERS: Mapping[str, tuple[str, JsonValue]] = {
    STRENGTHS: ("displayName", "Renamed by somebody else"),
    POLICIES: ("displayName", "Renamed by somebody else"),
    LOCATIONS: ("displayName", "Renamed by somebody else"),
    CONTEXTS: ("displayName", "Renamed by somebody else"),
    METHODS: ("state", "disabled"),
}
_PATHS = {
    "authenticationstrength/policies": STRENGTHS,
    "authenticationstrengthpolicies": STRENGTHS,
    "conditionalaccess/policies": POLICIES,
    "namedlocations": LOCATIONS,
    "authenticationcontextclassreferences": CONTEXTS,
    "authenticationmethodconfigurations": METHODS,
}


def what_was_just_written(world: World) -> Effect:
    """Another administrator changes it right behind us; what we deleted they can't."""

    def write(tenant: Tenant) -> None:
        last = world.tenant.effects[-1]
        collection = next((_PATHS[each] for each in _PATHS if each in last.path.lower()), METHODS_POLICY)
        id = last.made or last.path.rstrip("/").rsplit("/", 1)[-1]
        if last.method != "DELETE" and collection in _MEMBERS:
            member, value = _MEMBERS[collection]
            held = tenant.find(collection, id)
            assert held is not None
            _set(world, tenant, collection, str(held["id"]), member, value)

    return Interferes(write, after=True)


def _set(world: World, tenant: Tenant, collection: str, id: str, member: str, value: JsonValue) -> None:
    held = tenant.find(collection, id)
    if held is not None:
        tenant.put(collection, {**held, member: value})
        world.theirs.append(Mine(collection, id, member, value))


ONCE_THROTTLED = Trouble("429", THROTTLED, passes=True)
AT_WRITES = (
    ONCE_THROTTLED,
    Trouble("429 with Retry-After", throttled(7), passes=True),
    Trouble("429 and no end", throttled(20), FOREVER),
    Trouble("500 before", fails(500)),
    Trouble("503 before", fails(503)),
    Trouble("504 before", fails(504)),
    Trouble("500 after", fails(500, after=True)),
    Trouble("503 after", fails(503, after=True)),
    Trouble("504 after", fails(504, after=True)),
    Trouble("503 and no end", fails(503), FOREVER),
    Trouble("reset before", DROP_BEFORE),
    Trouble("reset after", DROP_AFTER),
    Trouble("reset after and no end", DROP_AFTER, FOREVER),
    Trouble("token expired", EXPIRED_TOKEN, FOREVER),
    Trouble("token renewed", EXPIRED_TOKEN, passes=True, renews=True),
    Trouble("permission lost", FORBIDDEN, FOREVER, only_writes=True),
    Trouble("seen after 3 s", lagging(3), passes=True),
    Trouble("seen after 70 s", lagging(70), passes=True),
    Trouble("seen after 1000 s", lagging(1000)),
    Trouble("clock back", jumping(timedelta(hours=-3)), passes=True),
    Trouble("clock forward", jumping(timedelta(days=2)), passes=True),
    Trouble("another writer elsewhere", unrelated, passes=True),
    Trouble("another writer beside", another_part, meddles=True),
    Trouble("another writer behind", what_was_just_written, meddles=True),
)
CORE_NAMES = ("503 after", "reset before", "reset after", "token expired", "permission lost", "another writer behind")
CORE = tuple(each for each in AT_WRITES if each.name in CORE_NAMES)
"""For a plan of many requests, whose runs take long."""

AT_READS = (
    ONCE_THROTTLED,
    Trouble("503", fails(503), passes=True),
    Trouble("503 and no end", fails(503), FOREVER),
    Trouble("reset", DROP_BEFORE, passes=True),
    Trouble("reset and no end", DROP_AFTER, FOREVER),
    Trouble("token expired", EXPIRED_TOKEN, FOREVER),
    Trouble("token renewed", EXPIRED_TOKEN, passes=True, renews=True),
    Trouble("permission lost", FORBIDDEN, FOREVER),
    Trouble("clock back", jumping(timedelta(hours=-3)), passes=True),
    Trouble("another writer elsewhere", unrelated, passes=True),
    Trouble("another writer beside", another_part, meddles=True),
)
AT_EARLY_READS = (
    replace(ONCE_THROTTLED, name="429"),
    Trouble("503 and no end", fails(503), FOREVER),
    Trouble("reset and no end", DROP_BEFORE, FOREVER),
    Trouble("token expired", EXPIRED_TOKEN, FOREVER),
    Trouble("permission lost", FORBIDDEN, FOREVER),
)
