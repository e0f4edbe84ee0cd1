"""A tenant made from the raw answers of another: what Graph gave, put where the sandbox keeps it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.sandbox.defaults import (
    AGREEMENTS,
    CONTEXTS,
    GROUPS,
    LOCATIONS,
    METHODS,
    METHODS_POLICY,
    ORGANIZATION,
    POLICIES,
    ROLE_DEFINITIONS,
    SERVICE_PRINCIPALS,
    STRENGTHS,
    USERS,
)
from passkeyctl.sandbox.jsonread import as_text, objects, part, texts
from passkeyctl.sandbox.role_templates import ROLE_TEMPLATES
from passkeyctl.sandbox.seed import organization

METHODS_BETA = "authenticationMethodsPolicyBeta"
POLICY_IDS_BETA = "conditionalAccessPolicyIdsBeta"
_CAMPAIGN = "authenticationMethodsRegistrationCampaign"
Ids = Mapping[str, Sequence[str]]
Rows = Mapping[str, Sequence[JsonObject]]


def directory_of(rows: Rows, members: Ids, memberships: Ids) -> JsonObject:
    """The collections that names are looked up in; people that nothing is known of but their id are neither enabled
    nor disabled."""
    users = [{"accountEnabled": None, **each} for each in rows.get(USERS, ())]
    groups = [dict(each) for each in rows.get(GROUPS, ())]
    _add_members(groups, users, members, memberships)
    known = {role.id for role in ROLE_TEMPLATES}
    own_roles = [each for each in rows.get(ROLE_DEFINITIONS, ()) if each.get("id") not in known]
    whole: JsonObject = {
        GROUPS: [*groups],
        USERS: [*users],
        SERVICE_PRINCIPALS: [*rows.get(SERVICE_PRINCIPALS, ())],
        ROLE_DEFINITIONS: [*own_roles],
    }
    return {**whole, ORGANIZATION: [*rows[ORGANIZATION]]} if rows.get(ORGANIZATION) else whole


def _add_members(groups: list[JsonObject], users: list[JsonObject], members: Ids, memberships: Ids) -> None:
    """Nested groups are flat here: who is in a group is what was asked, not by which way."""
    lists = {group: dict.fromkeys(ids) for group, ids in members.items()}
    for person, listed in memberships.items():
        for group in listed:
            lists.setdefault(group, {})[person] = None
    by_id = {as_text(each["id"]).lower(): each for each in groups}
    for group, ids in lists.items():
        if group not in by_id:
            by_id[group] = {"id": group}
            groups.append(by_id[group])
        by_id[group]["members"] = [*ids]
    known = {as_text(each["id"]).lower() for each in users}
    people = dict.fromkeys(person for ids in lists.values() for person in ids)
    users.extend({"id": each, "accountEnabled": None} for each in people if each not in known)


def copy_of(rows: Rows, members: Ids, memberships: Ids, *, tenant_id: str, domain: str) -> JsonObject:
    """A whole tenant to rehearse on. What `rows` lack is as in a tenant that nobody has configured."""
    whole = directory_of(rows, members, memberships)
    whole.setdefault(ORGANIZATION, [organization(tenant_id, domain)])
    for name in (STRENGTHS, LOCATIONS, CONTEXTS):
        if name in rows:
            whole[name] = [_stored(each) for each in rows[name]]
    if rows.get(METHODS_POLICY):
        whole.update(_methods(rows[METHODS_POLICY][0], rows.get(METHODS_BETA, ())))
    policies = [*rows.get(POLICIES, ())]
    whole[POLICIES] = [*(_stored(each) for each in policies), *_previews(policies, rows.get(POLICY_IDS_BETA, ()))]
    whole[AGREEMENTS] = [{"id": each, "displayName": None} for each in _agreements(policies)]
    return whole


def _stored(given: JsonObject) -> JsonObject:
    """Without what only an answer holds: addresses of its own parts."""
    return {name: _plain(value) for name, value in given.items() if not name.endswith("@odata.context")}


def _plain(value: JsonValue) -> JsonValue:
    if isinstance(value, dict):
        return _stored(value)
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [_plain(each) for each in value]
    return value


def _methods(root: JsonObject, beta: Sequence[JsonObject]) -> JsonObject:
    """The root with what only beta shows of it; its configurations are a collection of their own."""
    own = {name: value for name, value in _stored(root).items() if name != METHODS and name[0] != "@"}
    for more in beta:
        hidden = {name: value for name, value in _stored(more).items() if name != METHODS and name[0] != "@"}
        campaign = {**_campaign(hidden), **_campaign(own)}
        own = {**hidden, **own}
        if campaign:
            own["registrationEnforcement"] = {_CAMPAIGN: campaign}
    own.setdefault("id", METHODS_POLICY)
    configurations: list[JsonValue] = [_stored(each) for each in objects(root.get(METHODS))]
    return {METHODS_POLICY: [own], METHODS: configurations}


def _campaign(root: JsonObject) -> JsonObject:
    return part(root, "registrationEnforcement", _CAMPAIGN)


def _previews(policies: Iterable[JsonObject], listed: Iterable[JsonObject]) -> list[JsonObject]:
    """Policies that only beta showed, as policies that only beta shows: what is in them is unknown."""
    known = {as_text(each["id"]).lower() for each in policies}
    return [
        {
            "id": each["id"],
            "displayName": each.get("displayName"),
            "state": "disabled",
            "conditions": {"applications": {"includeApplications": ["None"]}, "users": {}, "times": {"all": True}},
        }
        for each in listed
        if as_text(each["id"]).lower() not in known
    ]


def _agreements(policies: Iterable[JsonObject]) -> list[str]:
    found = (texts(part(each, "grantControls").get("termsOfUse")) for each in policies)
    return list(dict.fromkeys(id for ids in found for id in ids))
