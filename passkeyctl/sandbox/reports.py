"""The organization, licences, security defaults, and what people have registered."""

from __future__ import annotations

from passkeyctl.json_types import JsonObject, JsonValue
from passkeyctl.sandbox.calls import Answer, Call, Refusal, directory_not_found
from passkeyctl.sandbox.defaults import AGREEMENTS, ORGANIZATION, REGISTRATIONS, SECURITY_DEFAULTS, SKUS
from passkeyctl.sandbox.directory import find_user
from passkeyctl.sandbox.jsonread import as_text, objects
from passkeyctl.sandbox.listing import Listing, answer_list, answer_one, refuse_options
from passkeyctl.sandbox.tenant import Tenant

_ORGANIZATION = Listing("organization", "organization", ("id", "displayName", "verifiedDomains", "tenantType"))
_SKUS = Listing(
    "subscribedSkus",
    "subscribedSku",
    ("id", "skuId", "skuPartNumber", "capabilityStatus", "consumedUnits", "prepaidUnits", "servicePlans"),
)
_AGREEMENTS = Listing("identityGovernance/termsOfUse/agreements", "agreement", ("id", "displayName"))
_DETAILS = (
    "id",
    "userPrincipalName",
    "userDisplayName",
    "userType",
    "isAdmin",
    "isMfaCapable",
    "isMfaRegistered",
    "isPasswordlessCapable",
    "isSsprCapable",
    "isSsprEnabled",
    "isSsprRegistered",
    "isSystemPreferredAuthenticationMethodEnabled",
    "lastUpdatedDateTime",
    "methodsRegistered",
    "systemPreferredAuthenticationMethods",
    "userPreferredMethodForSecondaryAuthentication",
)
_REGISTRATIONS = Listing("reports/authenticationMethods/userRegistrationDetails", "userRegistrationDetails", _DETAILS)
_METHOD_OPTIONS: frozenset[str] = frozenset()


def list_organizations(call: Call, tenant: Tenant) -> Answer:
    return answer_list(call, tenant, _ORGANIZATION, tenant.view(ORGANIZATION))


def list_skus(call: Call, tenant: Tenant) -> Answer:
    """A tenant that says nothing of its own has what the switch `licence` says, and no tenant has more than that."""
    plans = _PLANS[tenant.behaviour.licence]
    rows = [_within(each, plans) for each in tenant.view(SKUS)] or [_licence(plans)]
    return answer_list(call, tenant, _SKUS, rows)


_PREMIUM = {
    "AAD_PREMIUM": "41781fb2-bc02-4b7c-bd55-b576c07bb09d",
    "AAD_PREMIUM_P2": "eec0eb4f-6444-4f95-aba0-50c24d67f998",
}
_PLANS = {"p2": frozenset(_PREMIUM), "p1": frozenset({"AAD_PREMIUM"}), "free": frozenset[str]()}
_PRODUCT = "b05e124f-c7cc-45a0-a6aa-8cf78c946968"


def _licence(plans: frozenset[str]) -> JsonObject:
    listed: list[JsonValue] = [
        {"servicePlanId": key, "servicePlanName": each, "provisioningStatus": "Success", "appliesTo": "User"}
        for each, key in _PREMIUM.items()
        if each in plans
    ]
    return {
        "id": f"11111111-2222-4333-8444-555555555555_{_PRODUCT}",
        "skuId": _PRODUCT,
        "skuPartNumber": "EMSPREMIUM",
        "capabilityStatus": "Enabled",
        "servicePlans": listed,
    }


def _within(sku: JsonObject, plans: frozenset[str]) -> JsonObject:
    kept = [
        each
        for each in objects(sku.get("servicePlans"))
        if each.get("servicePlanName") not in _PREMIUM or each.get("servicePlanName") in plans
    ]
    return {**sku, "servicePlans": [*kept]}


def list_agreements(call: Call, tenant: Tenant) -> Answer:
    return answer_list(call, tenant, _AGREEMENTS, tenant.view(AGREEMENTS))


def get_security_defaults(call: Call, tenant: Tenant) -> Answer:
    refuse_options(call, frozenset())
    place = "policies/identitySecurityDefaultsEnforcementPolicy/$entity"
    context: JsonObject = {"@odata.context": f"{call.context}{place}"}
    return Answer(200, {**context, **tenant.view(SECURITY_DEFAULTS)[0]})


def list_registrations(call: Call, tenant: Tenant) -> Answer:
    need_premium(tenant)
    return answer_list(call, tenant, _REGISTRATIONS, tenant.view(REGISTRATIONS))


def get_registration(call: Call, tenant: Tenant) -> Answer:
    need_premium(tenant)
    found = tenant.see(REGISTRATIONS, call.keys["id"])
    if found is None:
        raise directory_not_found(call.keys["id"])
    return answer_one(call, _REGISTRATIONS, found)


def need_premium(tenant: Tenant) -> None:
    if tenant.behaviour.licence == "free":
        raise Refusal(
            403,
            "Authentication_RequestFromNonPremiumTenantOrB2CTenant",
            "Neither tenant is B2C or tenant doesn't have premium license",
        )


def list_fido2_methods(call: Call, tenant: Tenant) -> Answer:
    return _methods(call, tenant, "fido2Methods")


def list_all_methods(call: Call, tenant: Tenant) -> Answer:
    """Passkeys with their kind, and whatever else the person was given."""
    user = find_user(tenant, call.keys["id"])
    passkeys = [
        {"@odata.type": "#microsoft.graph.fido2AuthenticationMethod", **each}
        for each in objects(user.get("fido2Methods"))
    ]
    listing = Listing(_place(user, "methods"), "authenticationMethod", ("id",), _METHOD_OPTIONS)
    return answer_list(call, tenant, listing, [*passkeys, *objects(user.get("otherMethods"))])


def _methods(call: Call, tenant: Tenant, name: str) -> Answer:
    user = find_user(tenant, call.keys["id"])
    listing = Listing(_place(user, name), "authenticationMethod", ("id",), _METHOD_OPTIONS)
    return answer_list(call, tenant, listing, objects(user.get(name)))


def _place(user: JsonObject, name: str) -> str:
    return f"users('{as_text(user['id'])}')/authentication/{name}"
