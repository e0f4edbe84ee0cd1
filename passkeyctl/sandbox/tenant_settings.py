"""Settings of the tenant beside its policies: joining devices, trust in other tenants, federated domains."""

from __future__ import annotations

from passkeyctl.json_types import JsonObject
from passkeyctl.sandbox.calls import Answer, Call, directory_not_found
from passkeyctl.sandbox.defaults import CROSS_TENANT, DEVICE_REGISTRATION, FEDERATIONS, ORGANIZATION, PARTNERS
from passkeyctl.sandbox.jsonread import as_text, objects, same
from passkeyctl.sandbox.listing import Listing, answer_list, refuse_options
from passkeyctl.sandbox.tenant import Tenant

_ACCESS = "policies/crossTenantAccessPolicy"
_PARTNERS = Listing(f"{_ACCESS}/partners", "crossTenantAccessPolicyConfigurationPartner", ("tenantId", "inboundTrust"))
_NO_OPTIONS: frozenset[str] = frozenset()


def get_device_registration(call: Call, tenant: Tenant) -> Answer:
    return _single(
        call, "policies/deviceRegistrationPolicy/$entity", _first(tenant, DEVICE_REGISTRATION) or _device_registration()
    )


def get_cross_tenant_default(call: Call, tenant: Tenant) -> Answer:
    row = _first(tenant, CROSS_TENANT) or _cross_tenant_default()
    return _single(call, f"{_ACCESS}/default/$entity", {name: value for name, value in row.items() if name != "id"})


def list_cross_tenant_partners(call: Call, tenant: Tenant) -> Answer:
    """Stored by the id of the other tenant, which Graph calls `tenantId`."""
    rows = [{"inboundTrust": None, **each, "tenantId": each["id"]} for each in tenant.view(PARTNERS)]
    shown = [{name: value for name, value in each.items() if name != "id"} for each in rows]
    return answer_list(call, tenant, _PARTNERS, shown)


def list_federations(call: Call, tenant: Tenant) -> Answer:
    """At most one for a domain; none where it is managed."""
    name = call.keys["id"]
    organization = tenant.view(ORGANIZATION)[0]
    if not any(same(name, as_text(each["name"])) for each in objects(organization.get("verifiedDomains"))):
        raise directory_not_found(name)
    listing = Listing(
        f"domains('{name}')/federationConfiguration", "internalDomainFederation", ("id", "displayName"), _NO_OPTIONS
    )
    rows = [each for each in tenant.view(FEDERATIONS) if same(name, as_text(each["domain"]))]
    return answer_list(call, tenant, listing, [_without_domain(each) for each in rows])


def _without_domain(row: JsonObject) -> JsonObject:
    return {name: value for name, value in row.items() if name != "domain"}


def _single(call: Call, place: str, row: JsonObject) -> Answer:
    refuse_options(call, _NO_OPTIONS)
    return Answer(200, {"@odata.context": f"{call.context}{place}", **row})


def _first(tenant: Tenant, collection: str) -> JsonObject | None:
    """Where the tenant says nothing of its own, it is as Microsoft makes one."""
    return next(iter(tenant.view(collection)), None)


def _device_registration() -> JsonObject:
    return {
        "id": "deviceRegistrationPolicy",
        "displayName": "Device Registration Policy",
        "description": "Who may register and join devices.",
        "userDeviceQuota": 50,
        "multiFactorAuthConfiguration": "notRequired",
    }


def _cross_tenant_default() -> JsonObject:
    """Nothing of another tenant's is trusted until somebody says so."""
    trusted = ("isMfaAccepted", "isCompliantDeviceAccepted", "isHybridAzureADJoinedDeviceAccepted")
    return {"isServiceDefault": True, "inboundTrust": dict.fromkeys(trusted, False)}
