"""Who may use which passkey, one person, one passkey, one profile at a time: slow, and right by reading it.

Written from Microsoft's rules (docs/graph-facts.md, P-07, P-30 to P-40) for a tenant of which everything is known,
and on purpose with nothing of `insight/`. Where something is not known, `tests/insight/tenants.py` enumerates every
way in which it may turn out, and each is judged here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

Member = int | str
"""A person, or a group inside a group."""


@dataclass(frozen=True, slots=True)
class Passkey:
    """One registered passkey as Graph describes it; None where Graph says nothing."""

    aaguid: str | None
    passkey_type: str | None
    is_attested: bool | None


@dataclass(frozen=True, slots=True)
class Profile:
    """A passkey profile in Graph's words: `types` is one comma string, `attestation` a word, `models` any case.

    Graph has no `strictest`: it is the worst that a word of tomorrow's may mean for attestation.
    """

    id: str
    types: str = "deviceBound,synced"
    attestation: str = "disabled"
    is_enforced: bool = False
    enforcement: str | None = "allow"
    models: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    group: str
    profiles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tenant:
    """Everything that decides: `groups` may hold each other in circles, `keys` are by person."""

    count: int
    state: str
    self_service: bool
    profiles: tuple[Profile, ...]
    rows: tuple[Row, ...]
    excludes: tuple[str, ...]
    groups: Mapping[str, frozenset[Member]]
    guests: frozenset[int]
    keys: Mapping[int, tuple[Passkey, ...]]


def is_in(tenant: Tenant, person: int, group: str, nested: bool) -> bool:
    """Depth first through groups in groups, each looked into once: circles end there."""
    if group == "all_users":
        return person not in tenant.guests
    waiting, seen = [group], set()
    while waiting:
        current = waiting.pop()
        seen.add(current)
        for member in tenant.groups[current]:
            if member == person:
                return True
            if nested and isinstance(member, str) and member not in seen:
                waiting.append(member)
    return False


def is_excluded(tenant: Tenant, person: int, nested: bool) -> bool:
    return any(is_in(tenant, person, group, nested) for group in tenant.excludes)


def profiles_of(tenant: Tenant, person: int, nested: bool) -> Iterator[Profile]:
    if tenant.state != "enabled" or is_excluded(tenant, person, nested):
        return
    for row in tenant.rows:
        if is_in(tenant, person, row.group, nested):
            for profile in tenant.profiles:
                if profile.id in row.profiles:
                    yield profile


def takes(profile: Profile, key: Passkey) -> bool:
    """Type and key restrictions rule at every sign-in."""
    if key.passkey_type not in profile.types.split(","):
        return False
    is_listed = key.aaguid in [model.lower() for model in profile.models]
    if not profile.is_enforced:
        return True
    return is_listed if profile.enforcement == "allow" else not is_listed


def takes_new(profile: Profile, key: Passkey) -> bool:
    """At registration attestation counts as well, and a synced passkey has none."""
    if profile.attestation == "strictest":
        return False
    if profile.attestation == "registrationOnly" and (key.passkey_type == "synced" or not key.is_attested):
        return False
    return takes(profile, key)


def signs_in(tenant: Tenant, person: int, key: Passkey, nested: bool) -> bool:
    return any(takes(profile, key) for profile in profiles_of(tenant, person, nested))


def may_set_up(tenant: Tenant, person: int, nested: bool) -> bool:
    if person in tenant.guests or not tenant.self_service:
        return False
    return any(True for _ in profiles_of(tenant, person, nested))


def registers(tenant: Tenant, person: int, key: Passkey, nested: bool) -> bool:
    return may_set_up(tenant, person, nested) and any(
        takes_new(profile, key) for profile in profiles_of(tenant, person, nested)
    )


def has_working_key(tenant: Tenant, person: int, nested: bool) -> bool:
    return any(signs_in(tenant, person, key, nested) for key in tenant.keys.get(person, ()))
