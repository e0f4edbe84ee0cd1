"""From a row of the table to the SDK's request builder, and from that to a request without a model."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from kiota_abstractions.method import Method as HttpMethod
from kiota_abstractions.request_information import RequestInformation

from passkeyctl.graph.paths import EndpointName, EndpointSpec
from passkeyctl.json_types import JsonValue

# The SDK's builders have a class for each path and nothing in common that a type checker could use.
Builder: TypeAlias = Any
Sdk: TypeAlias = Any
Query: TypeAlias = Mapping[str, str | int | Sequence[str]]
_N = EndpointName


def _method_configuration(sdk: Sdk, id: str) -> Builder:
    configurations = sdk.policies.authentication_methods_policy.authentication_method_configurations
    return configurations.by_authentication_method_configuration_id(id)


def _strength(sdk: Sdk, id: str) -> Builder:
    return sdk.policies.authentication_strength_policies.by_authentication_strength_policy_id(id)


def _access(sdk: Sdk) -> Builder:
    return sdk.identity.conditional_access


def _deleted_policy(sdk: Sdk, id: str) -> Builder:
    return _access(sdk).deleted_items.policies.by_conditional_access_policy_id(id)


def _registrations(sdk: Sdk) -> Builder:
    return sdk.reports.authentication_methods.user_registration_details


def _contexts(sdk: Sdk) -> Builder:
    return _access(sdk).authentication_context_class_references


BUILDERS: Mapping[EndpointName, Callable[..., Builder]] = {
    _N.FIDO2: lambda sdk: _method_configuration(sdk, "fido2"),
    _N.TEMPORARY_ACCESS_PASS: lambda sdk: _method_configuration(sdk, "temporaryAccessPass"),
    _N.METHODS_POLICY: lambda sdk: sdk.policies.authentication_methods_policy,
    _N.METHODS_POLICY_BETA: lambda sdk: sdk.policies.authentication_methods_policy,
    _N.STRENGTHS: lambda sdk: sdk.policies.authentication_strength_policies,
    _N.STRENGTH: _strength,
    _N.STRENGTH_COMBINATIONS: lambda sdk, id: _strength(sdk, id).update_allowed_combinations,
    _N.STRENGTH_USAGE: lambda sdk, id: _strength(sdk, id).usage,
    _N.STRENGTH_LIMITS: lambda sdk, id: _strength(sdk, id).combination_configurations,
    _N.STRENGTH_LIMIT: lambda sdk, id, limit: _strength(
        sdk, id
    ).combination_configurations.by_authentication_combination_configuration_id(limit),
    _N.POLICIES: lambda sdk: _access(sdk).policies,
    _N.POLICY: lambda sdk, id: _access(sdk).policies.by_conditional_access_policy_id(id),
    _N.POLICY_IDS_BETA: lambda sdk: _access(sdk).policies,
    _N.DELETED_POLICIES: lambda sdk: _access(sdk).deleted_items.policies,
    _N.DELETED_POLICY: _deleted_policy,
    _N.RESTORE_POLICY: lambda sdk, id: _deleted_policy(sdk, id).restore,
    _N.LOCATIONS: lambda sdk: _access(sdk).named_locations,
    _N.LOCATION: lambda sdk, id: _access(sdk).named_locations.by_named_location_id(id),
    _N.DELETED_LOCATIONS: lambda sdk: _access(sdk).deleted_items.named_locations,
    _N.RESTORE_LOCATION: lambda sdk, id: _access(sdk).deleted_items.named_locations.by_named_location_id(id).restore,
    _N.CONTEXTS: _contexts,
    _N.CONTEXT: lambda sdk, id: _contexts(sdk).by_authentication_context_class_reference_id(id),
    _N.GROUPS: lambda sdk: sdk.groups,
    _N.GROUP: lambda sdk, id: sdk.groups.by_group_id(id),
    _N.GROUP_USERS: lambda sdk, id: sdk.groups.by_group_id(id).transitive_members.graph_user,
    _N.GROUP_DIRECT_USERS: lambda sdk, id: sdk.groups.by_group_id(id).members.graph_user,
    _N.GROUP_GROUPS: lambda sdk, id: sdk.groups.by_group_id(id).members.graph_group,
    _N.USERS: lambda sdk: sdk.users,
    _N.USER: lambda sdk, id: sdk.users.by_user_id(id),
    _N.USER_GROUPS: lambda sdk, id: sdk.users.by_user_id(id).transitive_member_of.graph_group,
    _N.USER_DIRECT_GROUPS: lambda sdk, id: sdk.users.by_user_id(id).member_of.graph_group,
    _N.CHECK_MEMBER_GROUPS: lambda sdk, id: sdk.users.by_user_id(id).check_member_groups,
    _N.USER_PASSKEYS: lambda sdk, id: sdk.users.by_user_id(id).authentication.fido2_methods,
    _N.USER_PASSES: lambda sdk, id: sdk.users.by_user_id(id).authentication.temporary_access_pass_methods,
    _N.REGISTRATION_DETAILS: _registrations,
    _N.REGISTRATION_DETAIL: lambda sdk, id: _registrations(sdk).by_user_registration_details_id(id),
    _N.SERVICE_PRINCIPALS: lambda sdk: sdk.service_principals,
    _N.ROLE_DEFINITIONS: lambda sdk: sdk.role_management.directory.role_definitions,
    _N.ROLE_ASSIGNMENTS: lambda sdk: sdk.role_management.directory.role_assignments,
    _N.ROLE_ELIGIBILITIES: lambda sdk: sdk.role_management.directory.role_eligibility_schedules,
    _N.GET_BY_IDS: lambda sdk: sdk.directory_objects.get_by_ids,
    _N.ORGANIZATION: lambda sdk: sdk.organization,
    _N.WHAT_IF: lambda sdk: _access(sdk).evaluate,
    _N.SECURITY_DEFAULTS: lambda sdk: sdk.policies.identity_security_defaults_enforcement_policy,
    _N.LICENCES: lambda sdk: sdk.subscribed_skus,
    _N.DEVICE_REGISTRATION: lambda sdk: sdk.policies.device_registration_policy,
    _N.CROSS_TENANT_DEFAULT: lambda sdk: sdk.policies.cross_tenant_access_policy.default,
    _N.CROSS_TENANT_PARTNERS: lambda sdk: sdk.policies.cross_tenant_access_policy.partners,
    _N.FEDERATION: lambda sdk, id: sdk.domains.by_domain_id(id).federation_configuration,
    _N.SIGN_INS: lambda sdk: sdk.audit_logs.sign_ins,
    _N.AUDITS: lambda sdk: sdk.audit_logs.directory_audits,
}


def builder_for(sdk: Sdk, spec: EndpointSpec, params: Mapping[str, str]) -> Builder:
    """The SDK's builder for the row; its keys are filled in by name, none missing and none left over."""
    if set(params) != set(spec.keys):
        raise ValueError(f"{spec.name} takes {spec.keys}, not {tuple(params)}")
    for value in params.values():
        if not value.strip("."):
            raise ValueError(f"{spec.name}: `{value}` is no key")
    with warnings.catch_warnings():
        # Each builder's module warns about classes of its own, which nobody uses, when it is imported.
        warnings.simplefilter("ignore", DeprecationWarning)
        return BUILDERS[spec.name](sdk, *(params[key] for key in spec.keys))


def request_for(
    sdk: Sdk,
    spec: EndpointSpec,
    method: str,
    params: Mapping[str, str],
    query: Query,
    body: JsonValue = None,
) -> RequestInformation:
    """A request as the SDK's adapter sends it: template and keys of its builder, plain JSON as the body."""
    builder = builder_for(sdk, spec, params)
    request = RequestInformation(HttpMethod(method), builder.url_template, dict(builder.path_parameters))
    if spec.advanced:
        query = {"$count": "true", **query}
        request.headers.try_add("ConsistencyLevel", "eventual")
    for key, value in query.items():
        name = key.replace("$", "%24")
        if not _takes(builder.url_template, name):
            raise ValueError(f"{spec.name} takes no {key}")
        request.query_parameters[name] = value if isinstance(value, str | int) else list(value)
    prepare(request, body)
    return request


def prepare(request: RequestInformation, body: JsonValue = None) -> None:
    """Headers that every request carries, and the body byte for byte as `json` writes it."""
    request.headers.try_add("Accept", "application/json")
    # Without it Graph gives newer enum members as `unknownFutureValue`.
    request.headers.try_add("Prefer", "include-unknown-enum-members")
    if body is not None:
        request.set_stream_content(json.dumps(body, allow_nan=False).encode(), "application/json")


def _takes(template: str, name: str) -> bool:
    return name in template.rpartition("{?")[2].rstrip("}").split(",")
