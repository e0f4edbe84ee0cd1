"""Whether one person with nothing but a password comes to a passkey, in a tenant of which everything is known.

Slow, and right by reading it: every way is tried, every policy on it asked. Written with nothing of `insight/`.
"""

from __future__ import annotations

from dataclasses import dataclass

PHONES = ("iOS", "android")
PLATFORMS = ("windows", "macOS", "linux", *PHONES)
WAYS = tuple([("page", each) for each in PLATFORMS] + [("app", each) for each in PHONES])
CLIENTS = {"page": ("browser",), "app": ("browser", "mobileAppsAndDesktopClients")}
APP_MODEL = {"iOS": "90a3ccdf-635c-4729-a248-9b709135078f", "android": "de1e552d-db1d-4423-a619-566b625cdc84"}


@dataclass(frozen=True, slots=True)
class Rule:
    """A policy in plain words. `target`: register, all, all but the app, or office; `grant`: words, any of them does.

    A word `strength:a;b` is a strength of these combinations. Empty lists of platforms or clients mean any.
    """

    is_enabled: bool
    target: str
    is_for_all: bool
    includes: frozenset[str]
    excludes: frozenset[str]
    platforms: frozenset[str]
    clients: frozenset[str]
    is_for_risk: bool
    spares_trusted_places: bool
    grant: frozenset[str]


@dataclass(frozen=True, slots=True)
class Shop:
    """A tenant: who may be given a pass and of which kind, what profiles accept, and of which group each is."""

    rules: tuple[Rule, ...]
    pass_is_on: bool
    pass_groups: frozenset[str]
    pass_excludes: frozenset[str]
    is_one_time: bool
    self_service: bool
    rows: tuple[tuple[str, frozenset[str], bool, frozenset[str] | None], ...]
    """Group, types, attestation, and the models that are allowed; None: any."""


@dataclass(frozen=True, slots=True)
class World:
    """What is true of the person and their sign-in beside the settings."""

    groups: frozenset[str]
    complies: bool
    is_in_trusted_place: bool
    client_of_app: str
    hand_made: bool
    """Whoever issues passes makes one that is good once where that is asked for, although they may be good for more."""


def comes_to_passkey(shop: Shop, world: World) -> bool:
    return may_have_pass(shop, world) and any(
        accepts(shop, world, *way) and all(lets(rule, shop, world, *way) for rule in shop.rules) for way in WAYS
    )


def may_have_pass(shop: Shop, world: World) -> bool:
    return shop.pass_is_on and bool(world.groups & shop.pass_groups) and not world.groups & shop.pass_excludes


def lets(rule: Rule, shop: Shop, world: World, route: str, platform: str) -> bool:
    return not applies(rule, world, route, platform) or any(satisfies(each, shop, world) for each in rule.grant)


def applies(rule: Rule, world: World, route: str, platform: str) -> bool:
    client = "browser" if route == "page" else world.client_of_app
    meets = rule.target in ("register", "all") or (rule.target == "all but the app" and route == "page")
    named = rule.is_for_all or bool(world.groups & rule.includes)
    return (
        rule.is_enabled
        and meets
        and named
        and not world.groups & rule.excludes
        and (not rule.platforms or platform in rule.platforms)
        and (not rule.clients or client in rule.clients)
        and not rule.is_for_risk
        and not (rule.spares_trusted_places and world.is_in_trusted_place)
    )


def satisfies(word: str, shop: Shop, world: World) -> bool:
    if word == "mfa":
        return True
    if word == "compliantDevice":
        return world.complies
    if not word.startswith("strength:"):
        return False
    may_be_once = shop.is_one_time or world.hand_made
    once, often = (f"temporaryAccessPass{kind}" in word for kind in ("OneTime", "MultiUse"))
    return (once and may_be_once) or (often and not shop.is_one_time)


def accepts(shop: Shop, world: World, route: str, platform: str) -> bool:
    return shop.self_service and any(
        group in world.groups
        and _profile_takes(types, attested, models, APP_MODEL[platform] if route == "app" else None)
        for group, types, attested, models in shop.rows
    )


def _profile_takes(types: frozenset[str], attested: bool, models: frozenset[str] | None, model: str | None) -> bool:
    """Without a model: whether it takes any there is. The models that are listed here are device-bound ones."""
    if model is not None:
        return "deviceBound" in types and (models is None or model in models)
    if models is not None:
        return "deviceBound" in types and bool(models)
    return "deviceBound" in types or ("synced" in types and not attested)
