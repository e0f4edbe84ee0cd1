"""What the sandbox tells about joining devices, trust in other tenants and federated domains."""

from __future__ import annotations

from passkeyctl.json_types import JsonObject
from passkeyctl.sandbox.jsonread import part
from tests.sandbox.conftest import MakeGraph
from tests.sandbox.tenants import small_tenant

PARTNER = "99999999-0000-4000-8000-000000000001"
ACCESS = "/policies/crossTenantAccessPolicy"


def tenant(**more: JsonObject) -> JsonObject:
    return {**small_tenant(), **{name: [row] for name, row in more.items()}}


def test_nothing_of_another_tenant_is_trusted_unless_said(make_graph: MakeGraph) -> None:
    graph = make_graph(small_tenant())
    found = graph.get(f"{ACCESS}/default")
    assert part(found, "inboundTrust")["isMfaAccepted"] is False
    assert "id" not in found
    assert graph.values(f"{ACCESS}/partners") == []


def test_a_partner_without_trust_of_its_own_says_so(make_graph: MakeGraph) -> None:
    graph = make_graph(tenant(crossTenantAccessPolicyPartners={"id": PARTNER}))
    assert graph.values(f"{ACCESS}/partners") == [{"inboundTrust": None, "tenantId": PARTNER}]


def test_joining_a_device_needs_no_second_factor_unless_said(make_graph: MakeGraph) -> None:
    assert make_graph(small_tenant()).get("/policies/deviceRegistrationPolicy")["multiFactorAuthConfiguration"] == (
        "notRequired"
    )
    strict = tenant(
        deviceRegistrationPolicy={"id": "deviceRegistrationPolicy", "multiFactorAuthConfiguration": "required"}
    )
    assert make_graph(strict).get("/policies/deviceRegistrationPolicy")["multiFactorAuthConfiguration"] == "required"


def test_only_a_federated_domain_has_a_federation(make_graph: MakeGraph) -> None:
    federation: JsonObject = {
        "id": "f1",
        "domain": "corp.example",
        "federatedIdpMfaBehavior": "enforceMfaByFederatedIdp",
    }
    domains: list[JsonObject] = [{"name": "contoso.example", "type": "Managed"}, {"name": "corp.example"}]
    whole = tenant(
        organization={"id": "11111111-2222-4333-8444-555555555555", "verifiedDomains": [*domains]},
        federationConfigurations=federation,
    )
    graph = make_graph(whole)
    assert graph.values("/domains/corp.example/federationConfiguration") == [
        {"id": "f1", "federatedIdpMfaBehavior": "enforceMfaByFederatedIdp"}
    ]
    assert graph.values("/domains/contoso.example/federationConfiguration") == []
    assert "does not exist" in graph.refused("GET", "/domains/elsewhere.example/federationConfiguration", status=404)
