"""The table of addresses against the SDK's request builders."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from kiota_abstractions.authentication import AnonymousAuthenticationProvider

from passkeyctl.errors import WriteRefused
from passkeyctl.graph.builders import BUILDERS, Query, builder_for, request_for
from passkeyctl.graph.exchange import GraphRequestAdapter, GraphServiceClient
from passkeyctl.graph.paths import SPECS, EndpointName, EndpointSpec, quoted, route_for, spec_of, template_for

POLICIES = "/identity/conditionalAccess/policies"
ID = "5b7f5d9a-3a17-4f0a-9d26-6d8d5c3f2b11"


@pytest.fixture(scope="module")
def sdk() -> Any:
    adapter = GraphRequestAdapter(AnonymousAuthenticationProvider(), httpx.AsyncClient(trust_env=False))
    adapter.base_url = "https://graph.example/v1.0"
    return GraphServiceClient(request_adapter=adapter)


def keys_of(spec: EndpointSpec) -> dict[str, str]:
    return {key: f"{key}-1" for key in spec.keys}


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_the_sdk_builds_the_path_that_the_table_claims(sdk: Any, spec: EndpointSpec) -> None:
    builder = builder_for(sdk, spec, keys_of(spec))
    template = builder.url_template.removeprefix("{+baseurl}").partition("{?")[0]
    filled = re.sub(r"\{([^}]+)\}", lambda key: builder.path_parameters[key[1]], template)
    assert filled == spec.filled(keys_of(spec))


def test_every_name_has_one_row_and_one_builder() -> None:
    assert [spec.name for spec in SPECS] == list(dict.fromkeys(spec.name for spec in SPECS))
    assert {spec.name for spec in SPECS} == set(EndpointName) == set(BUILDERS)


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_a_path_leads_back_to_its_row(spec: EndpointSpec) -> None:
    path = spec.filled(keys_of(spec))
    route = route_for(spec.methods[0], f"/beta{path}" if spec.version == "beta" else path)
    assert (route.spec, dict(route.params)) == (spec, keys_of(spec))


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", f"{POLICIES}/{ID}"),
        ("DELETE", POLICIES),
        ("POST", "/users"),
        ("DELETE", f"/groups/{ID}"),
        ("PATCH", f"{POLICIES}/{ID}/restore"),
        ("PATCH", f"{POLICIES}/{ID}?x=1"),
        ("PATCH", f"{POLICIES}/.."),
        ("PATCH", f"{POLICIES}/%2e%2e"),
        ("PATCH", f"{POLICIES}/"),
        ("PATCH", f"/beta{POLICIES}/{ID}"),
        ("PATCH", "/v1.0/policies/authenticationMethodsPolicy"),
        ("PATCH", "/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/sms"),
    ],
)
def test_other_paths_are_refused(method: str, path: str) -> None:
    with pytest.raises(WriteRefused, match="not among the addresses"):
        template_for(method, path)


def test_conditional_access_is_paced_in_both_versions() -> None:
    paced = {spec.name for spec in SPECS if spec.paced}
    assert {EndpointName.POLICIES, EndpointName.POLICY_IDS_BETA, EndpointName.LOCATION} <= paced
    assert EndpointName.FIDO2 not in paced


def test_query_options_are_encoded_once(sdk: Any) -> None:
    name = quoted("O'Brien & Söhne #1")
    query: Query = {"$filter": f"displayName eq {name}", "$select": ("id", "displayName"), "$top": 5}
    request = request_for(sdk, spec_of(EndpointName.GROUPS), "GET", {}, query)
    request.path_parameters["baseurl"] = "https://graph.example/v1.0"
    url = httpx.URL(request.url.replace("%24", "$"))
    assert dict(url.params) == {
        "$filter": "displayName eq 'O''Brien & Söhne #1'",
        "$select": "id,displayName",
        "$top": "5",
    }


def test_a_guest_name_stays_one_segment(sdk: Any) -> None:
    request = request_for(sdk, spec_of(EndpointName.USER), "GET", {"id": "a/b_x.example#EXT#@t.example"}, {})
    request.path_parameters["baseurl"] = ""
    assert request.url == "/users/a%2Fb_x.example%23EXT%23%40t.example"


@pytest.mark.parametrize("params", [{}, {"id": "x", "other": "y"}, {"id": ""}, {"id": ".."}])
def test_keys_are_complete_and_harmless(sdk: Any, params: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="user"):
        request_for(sdk, spec_of(EndpointName.USER), "GET", params, {})


def test_a_query_option_that_the_sdk_would_drop_is_an_error(sdk: Any) -> None:
    with pytest.raises(ValueError, match="takes no"):
        request_for(sdk, spec_of(EndpointName.STRENGTH_USAGE), "GET", {"id": ID}, {"$select": "mfa"})
