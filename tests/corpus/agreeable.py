"""A policy of any shape made into one that Graph would take: its parts agree with each other."""

from __future__ import annotations

from passkeyctl.json_types import JsonObject, JsonValue
from tests.corpus.meaning import members, part
from tests.corpus.shapes import Maker

CONTROLS = ("mfa", "compliantDevice", "domainJoinedDevice", "compliantApplication")


def agreeable(policy: JsonObject, maker: Maker) -> JsonObject:
    conditions = dict(part(policy, "conditions"))
    conditions["applications"] = _target(part(conditions, "applications"), maker)
    conditions["users"] = _users(part(conditions, "users"), maker)
    apps: list[JsonValue] = [["all"], ["all"], ["browser"], ["other", "exchangeActiveSync"]]
    conditions["clientAppTypes"] = maker.random.choice(apps)
    conditions["clientApplications"] = None
    for name in ("platforms", "locations"):
        include = f"include{name.capitalize()}"
        if not members(part(conditions, name).get(include)):
            conditions[name] = None
    is_flow = bool(part(conditions, "authenticationFlows").get("transferMethods"))
    has_action = bool(members(part(conditions, "applications").get("includeUserActions")))
    state = policy["state"] if not has_action else maker.random.choice(["enabled", "disabled"])
    grant = _blocking() if is_flow or maker.chance(15) else _grant(part(policy, "grantControls"), maker)
    blocks = grant["builtInControls"] == ["block"]
    session = None if blocks else _session(policy.get("sessionControls"), conditions)
    return {**policy, "state": state, "conditions": conditions, "grantControls": grant, "sessionControls": session}


def _target(applications: JsonObject, maker: Maker) -> JsonObject:
    names = ("includeApplications", "includeUserActions", "includeAuthenticationContextClassReferences")
    filled = [name for name in names if members(applications.get(name))]
    kept = dict(applications)
    for name in filled[1:]:
        kept[name] = []
    if not filled:
        kept["includeApplications"] = ["All"]
    if kept.get("includeUserActions"):
        kept["includeUserActions"] = ["urn:user:registersecurityinfo"]
    if not members(kept.get("includeApplications")):
        kept["excludeApplications"], kept["applicationFilter"] = [], None
    if members(kept.get("includeApplications")) & {"All", "None"}:
        kept["includeApplications"] = [maker.random.choice(["All", "All", "None"])]
    return kept


def _users(users: JsonObject, maker: Maker) -> JsonObject:
    """Everybody or nobody stands alone."""
    users = {**users, **{name: _without_older_word(users, name) for name in ("includeUsers", "excludeUsers")}}
    included = members(users.get("includeUsers"))
    named = included | members(users.get("includeGroups")) | members(users.get("includeRoles"))
    if named and not included & {"All", "None"}:
        return users
    alone: JsonObject = {"includeGroups": [], "includeRoles": None, "includeGuestsOrExternalUsers": None}
    return {**users, **alone, "includeUsers": [maker.random.choice(["All", "All", "None"])]}


def _without_older_word(users: JsonObject, name: str) -> JsonValue:
    """`GuestsOrExternalUsers` was there before guests had types; the admin centre has never shown both."""
    if not part(users, f"{name.removesuffix('Users')}GuestsOrExternalUsers"):
        return users.get(name)
    return [*sorted(members(users.get(name)) - {"GuestsOrExternalUsers"})]


def _blocking() -> JsonObject:
    return {"operator": "OR", "builtInControls": ["block"]}


def _grant(grant: JsonObject, maker: Maker) -> JsonObject:
    strength = part(grant, "authenticationStrength").get("id")
    usable = CONTROLS[1:] if strength else CONTROLS
    controls: list[JsonValue] = [*maker.random.sample(usable, maker.random.randint(0 if strength else 1, 2))]
    kept: JsonObject = {**grant, "operator": maker.random.choice(["AND", "OR"]), "builtInControls": controls}
    return kept


def _session(session: JsonValue, conditions: JsonObject) -> JsonValue:
    if not isinstance(session, dict):
        return None
    kept = dict(session)
    if members(part(conditions, "applications").get("includeApplications")) != {"All"}:
        kept["persistentBrowser"] = None
    if part(kept, "signInFrequency").get("frequencyInterval") == "everyTime":
        kept["applicationEnforcedRestrictions"] = kept["disableResilienceDefaults"] = None
    return kept
