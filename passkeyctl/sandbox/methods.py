"""The authentication methods policy: its root, the registration campaign, and each method's configuration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.sandbox.bodies import BodyFault, check_body
from passkeyctl.sandbox.calls import NO_CONTENT, Answer, Call, bad_request, not_found
from passkeyctl.sandbox.defaults import FIDO2, METHODS, METHODS_POLICY
from passkeyctl.sandbox.fido2 import patch_fido2
from passkeyctl.sandbox.jsonread import as_object, as_text, objects, part, same
from passkeyctl.sandbox.listing import refuse_options
from passkeyctl.sandbox.targets import refuse, whole_excludes, whole_targets
from passkeyctl.sandbox.tenant import Tenant

_ROOT = "policies/authenticationMethodsPolicy/authenticationMethodConfigurations"
_BETA_ONLY = ("systemCredentialPreferences", "optOutSettings", "reportSuspiciousActivitySettings")
_CAMPAIGN = "authenticationMethodsRegistrationCampaign"
_LIMITED = "enforceRegistrationAfterAllowedSnoozes"
_CAMPAIGN_METHODS = ("microsoftauthenticator", "fido2")
_MAX_SNOOZE = 14
# What a row of these methods holds besides the usual, where it isn't sent.
_TARGET_DEFAULTS: Mapping[str, JsonObject] = MappingProxyType(
    {"MicrosoftAuthenticator": {"authenticationMode": "any"}, "Sms": {"isUsableForSignIn": True}}
)
_WRITABLE = frozenset({"@odata.type", "registrationEnforcement"})


def get_method(call: Call, tenant: Tenant) -> Answer:
    refuse_options(call, frozenset())
    found = tenant.see(METHODS, call.keys["id"])
    if found is None:
        raise not_found(f"Authentication method configuration '{call.keys['id']}' does not exist.")
    context: JsonObject = {"@odata.context": f"{call.context}authenticationMethodConfigurations/$entity"}
    return Answer(200, {**context, **_method(call, found)})


def list_methods(call: Call, tenant: Tenant) -> Answer:
    refuse_options(call, frozenset())
    value: list[JsonValue] = [_method(call, each) for each in tenant.view(METHODS)]
    return Answer(200, {"@odata.context": f"{call.context}{_ROOT}", "value": value})


def patch_method(call: Call, tenant: Tenant) -> Answer:
    found = tenant.find(METHODS, call.keys["id"])
    if found is None:
        raise not_found(f"Authentication method configuration '{call.keys['id']}' does not exist.")
    kind = as_text(found["@odata.type"])
    if not isinstance(call.body, dict) or call.body.get("@odata.type") != kind:
        raise refuse(f"'@odata.type' has to be '{kind}'.")
    body = _checked(call, kind.removeprefix("#microsoft.graph."), found)
    if not same(as_text(found["id"]), body.get("id", found["id"])):
        raise refuse("The id of an authentication method configuration cannot be changed.")
    if found["id"] == FIDO2:
        patch_fido2(tenant, body)
    else:
        tenant.put(METHODS, _plain_method(tenant, found, body))
    return NO_CONTENT


def _method(call: Call, stored: JsonObject) -> JsonObject:
    kind = as_text(stored["@odata.type"]).removeprefix("#")
    place = f"{call.context}{_ROOT}('{as_text(stored['id'])}')/{kind}/includeTargets"
    return {**stored, "includeTargets@odata.context": place}


def _checked(call: Call, type_name: str, stored: JsonObject | None = None) -> JsonObject:
    try:
        return check_body(call.body, type_name, beta=call.is_beta, partial=True, stored=stored)
    except BodyFault as fault:
        raise refuse(str(fault)) from fault


def _plain_method(tenant: Tenant, found: JsonObject, body: JsonObject) -> JsonObject:
    after: JsonObject = {**found, **body, "id": found["id"]}
    if "includeTargets" in body:
        extra = _TARGET_DEFAULTS.get(as_text(found["id"]), {})
        after["includeTargets"] = [*whole_targets(tenant, objects(body["includeTargets"]), extra)]
    if "excludeTargets" in body:
        after["excludeTargets"] = [*whole_excludes(tenant, objects(body["excludeTargets"]))]
    if found["id"] == "TemporaryAccessPass":
        _check_pass(after)
    return after


def _check_pass(after: JsonObject) -> None:
    """Ranges as documented for temporaryAccessPassAuthenticationMethodConfiguration."""
    length = after.get("defaultLength", 8)
    names = {"minimum": 60, "default": 60, "maximum": 480}
    lifetimes = [after.get(f"{name}LifetimeInMinutes", default) for name, default in names.items()]
    if not isinstance(length, int) or not 8 <= length <= 48:
        raise refuse("defaultLength must be between 8 and 48.")
    numbers = [each for each in lifetimes if isinstance(each, int)]
    if len(numbers) < len(lifetimes) or not all(10 <= each <= 43200 for each in numbers):
        raise refuse("Lifetimes must be between 10 and 43200 minutes.")
    if sorted(numbers) != numbers:
        raise refuse("The default lifetime must lie between the minimum and the maximum.")


def get_policy(call: Call, tenant: Tenant) -> Answer:
    # The documented request takes no query parameters; `$select` is what the service's own hint suggests.
    refuse_options(call, frozenset({"$select"}))
    context: JsonObject = {"@odata.context": f"{call.context}authenticationMethodsPolicy"}
    body = {**context, **_policy(call, tenant.view(METHODS_POLICY)[0])}
    body["authenticationMethodConfigurations"] = [_method(call, each) for each in tenant.view(METHODS)]
    if "$select" in call.query:
        wanted = {name.strip() for name in call.query["$select"].split(",")}
        body = {name: value for name, value in body.items() if name in wanted or name.startswith("@")}
    return Answer(200, body)


def patch_policy(call: Call, tenant: Tenant) -> Answer:
    stored = tenant.rows(METHODS_POLICY)[0]
    shown = _policy(call, stored)
    sent = _on_top(shown, call.body) if tenant.behaviour.campaign_patch == "merge" else call.body
    body = _checked(replace(call, body=sent), "authenticationMethodsPolicy", shown)
    writable = _WRITABLE | set(_BETA_ONLY) if call.is_beta else _WRITABLE
    for name in body:
        if name not in writable:
            raise bad_request(f"Property '{name}' is read-only.")
    after: JsonObject = {**stored, **{name: value for name, value in body.items() if name in _BETA_ONLY}}
    campaign = part(body, "registrationEnforcement").get(_CAMPAIGN)
    if "registrationEnforcement" in body:
        if campaign is None:
            raise refuse("registrationEnforcement holds no registration campaign.")
        enforcement = part(stored, "registrationEnforcement")
        campaign = _campaign(call, tenant, part(enforcement, _CAMPAIGN), as_object(campaign))
        after["registrationEnforcement"] = {**enforcement, **part(body, "registrationEnforcement"), _CAMPAIGN: campaign}
    after["lastModifiedDateTime"] = tenant.now()
    tenant.put(METHODS_POLICY, after)
    context: JsonObject = {"@odata.context": f"{call.context}authenticationMethodsPolicy"}
    return Answer(200, {**context, **_policy(call, after)})


def _policy(call: Call, stored: JsonObject) -> JsonObject:
    if call.is_beta:
        return dict(stored)
    shown = {name: value for name, value in stored.items() if name not in _BETA_ONLY}
    enforcement = part(stored, "registrationEnforcement")
    campaign = {name: value for name, value in part(enforcement, _CAMPAIGN).items() if name != _LIMITED}
    return {**shown, "registrationEnforcement": {**enforcement, _CAMPAIGN: campaign}}


def _on_top(shown: JsonObject, sent: JsonValue | object) -> JsonValue | object:
    """The body with the campaign's members that it leaves out, for a PATCH that merges."""
    enforcement = sent.get("registrationEnforcement") if isinstance(sent, dict) else None
    campaign = enforcement.get(_CAMPAIGN) if isinstance(enforcement, dict) else None
    if not isinstance(sent, dict) or not isinstance(enforcement, dict) or not isinstance(campaign, dict):
        return sent
    whole = {**part(shown, "registrationEnforcement", _CAMPAIGN), **campaign}
    return {**sent, "registrationEnforcement": {**enforcement, _CAMPAIGN: whole}}


def _campaign(call: Call, tenant: Tenant, before: JsonObject, sent: JsonObject) -> JsonObject:
    """The campaign sent. Whether what only beta knows stays when v1.0 writes is an open question."""
    if _LIMITED not in sent:
        stays = not call.is_beta and tenant.behaviour.campaign_beta_member == "kept"
        sent = {**sent, _LIMITED: before.get(_LIMITED, True) if stays else True}
    snooze = sent["snoozeDurationInDays"]
    if not isinstance(snooze, int) or not 0 <= snooze <= _MAX_SNOOZE:
        raise refuse(f"snoozeDurationInDays must be between 0 and {_MAX_SNOOZE}.")
    rows = objects(sent["includeTargets"])
    if not rows and sent["state"] != "disabled":
        raise refuse("The registration campaign needs at least one include target.")
    methods = {as_text(each["targetedAuthenticationMethod"]).lower() for each in rows}
    if not methods <= set(_CAMPAIGN_METHODS) or len(methods) > 1:
        raise refuse("All include targets must name the same method, microsoftAuthenticator or fido2.")
    targets = whole_targets(tenant, rows, {})
    for each in targets:
        del each["isRegistrationRequired"]
    after: JsonObject = {**sent, "includeTargets": [*targets]}
    after["excludeTargets"] = [*whole_excludes(tenant, objects(sent["excludeTargets"]))]
    return after
