"""Every path that the sandbox answers; literal paths before those with ids."""

from __future__ import annotations

from passkeyctl.sandbox import (
    combination_routes,
    contexts,
    directory,
    evaluate,
    locations,
    log_routes,
    members,
    methods,
    passes,
    policies,
    reports,
    sign_ins,
    strengths,
    tenant_settings,
)
from passkeyctl.sandbox.routing import Limit, Respond, Route

_CA = "identity/conditionalAccess"
_STRENGTHS = ("policies/authenticationStrengthPolicies", f"{_CA}/authenticationStrength/policies")
_METHODS = "policies/authenticationMethodsPolicy/authenticationMethodConfigurations"
_REPORTS = "reports/authenticationMethods"


def _read(path: str, respond: Respond, limit: Limit = Limit.DIRECTORY) -> Route:
    return Route(path, {"GET": respond}, limit)


def _act(path: str, respond: Respond, limit: Limit = Limit.DIRECTORY) -> Route:
    return Route(path, {"POST": respond}, limit)


_CONDITIONAL_ACCESS = (
    Route(f"{_CA}/policies", {"GET": policies.list_policies, "POST": policies.create_policy}),
    Route(
        f"{_CA}/policies/{{id}}",
        {"GET": policies.get_policy, "PATCH": policies.patch_policy, "DELETE": policies.delete_policy},
    ),
    Route(f"{_CA}/deletedItems/policies", {"GET": policies.list_deleted}),
    Route(
        f"{_CA}/deletedItems/policies/{{id}}",
        {"GET": policies.get_deleted, "DELETE": policies.purge_deleted},
    ),
    Route(f"{_CA}/deletedItems/policies/{{id}}/restore", {"POST": policies.restore_deleted}),
    Route(f"{_CA}/namedLocations", {"GET": locations.list_locations, "POST": locations.create_location}),
    Route(
        f"{_CA}/namedLocations/{{id}}",
        {
            "GET": locations.get_location,
            "PATCH": locations.patch_location,
            "DELETE": locations.delete_location,
        },
    ),
    Route(f"{_CA}/deletedItems/namedLocations", {"GET": locations.list_deleted}),
    Route(
        f"{_CA}/deletedItems/namedLocations/{{id}}",
        {"GET": locations.get_deleted, "DELETE": locations.purge_deleted},
    ),
    Route(f"{_CA}/deletedItems/namedLocations/{{id}}/restore", {"POST": locations.restore_deleted}),
    Route(f"{_CA}/evaluate", {"POST": evaluate.evaluate}),
)

_OWN_LIMIT = (
    Route(f"{_CA}/authenticationStrength/combinations", {"GET": strengths.list_combinations}),
    Route(f"{_CA}/authenticationContextClassReferences", {"GET": contexts.list_contexts}),
    Route(
        f"{_CA}/authenticationContextClassReferences/{{id}}",
        {"GET": contexts.get_context, "PATCH": contexts.patch_context, "DELETE": contexts.delete_context},
    ),
    Route("policies/authenticationMethodsPolicy", {"GET": methods.get_policy, "PATCH": methods.patch_policy}),
    Route(_METHODS, {"GET": methods.list_methods}),
    Route(f"{_METHODS}/{{id}}", {"GET": methods.get_method, "PATCH": methods.patch_method}),
    Route("policies/identitySecurityDefaultsEnforcementPolicy", {"GET": reports.get_security_defaults}),
    Route("policies/deviceRegistrationPolicy", {"GET": tenant_settings.get_device_registration}),
    Route("policies/crossTenantAccessPolicy/default", {"GET": tenant_settings.get_cross_tenant_default}),
    Route("policies/crossTenantAccessPolicy/partners", {"GET": tenant_settings.list_cross_tenant_partners}),
    _read(f"{_REPORTS}/userRegistrationDetails", reports.list_registrations, Limit.REPORTS),
    _read(f"{_REPORTS}/userRegistrationDetails/{{id}}", reports.get_registration, Limit.REPORTS),
    _read("auditLogs/directoryAudits", log_routes.list_audits, Limit.REPORTS),
    _read("auditLogs/signIns", sign_ins.list_sign_ins, Limit.REPORTS),
    Route("identityGovernance/termsOfUse/agreements", {"GET": reports.list_agreements}),
)

_DIRECTORY = (
    _read("organization", reports.list_organizations),
    _read("subscribedSkus", reports.list_skus),
    _read("domains/{id}/federationConfiguration", tenant_settings.list_federations),
    _read("groups", directory.list_groups),
    _read("groups/{id}", directory.get_group),
    _read("groups/{id}/members", members.direct_members),
    _read("groups/{id}/members/microsoft.graph.user", members.direct_users),
    _read("groups/{id}/members/microsoft.graph.group", members.direct_groups),
    _read("groups/{id}/transitiveMembers", members.transitive_members),
    _read("groups/{id}/transitiveMembers/$count", members.count_members),
    _read("groups/{id}/transitiveMembers/microsoft.graph.user", members.transitive_users),
    _read("groups/{id}/transitiveMembers/microsoft.graph.user/$count", members.count_users),
    _read("users", directory.list_users),
    _read("users/{id}", directory.get_user),
    _read("users/{id}/memberOf", members.direct_groups_of_user),
    _read("users/{id}/memberOf/microsoft.graph.group", members.direct_groups_only_of_user),
    _read("users/{id}/transitiveMemberOf", members.groups_of_user),
    _read("users/{id}/transitiveMemberOf/microsoft.graph.group", members.groups_only_of_user),
    _act("users/{id}/checkMemberGroups", members.check_member_groups),
    _act("users/{id}/microsoft.graph.checkMemberGroups", members.check_member_groups),
    _read("users/{id}/authentication/fido2Methods", reports.list_fido2_methods, Limit.REPORTS),
    Route(
        "users/{id}/authentication/temporaryAccessPassMethods",
        {"GET": passes.list_passes, "POST": passes.create_pass},
        Limit.REPORTS,
    ),
    _read("users/{id}/authentication/methods", reports.list_all_methods, Limit.REPORTS),
    _read("servicePrincipals", directory.list_applications),
    _read("servicePrincipals/{id}", directory.get_application),
    _read("roleManagement/directory/roleDefinitions", directory.list_roles),
    _read("roleManagement/directory/roleDefinitions/{id}", directory.get_role),
    _read("roleManagement/directory/roleAssignments", directory.list_role_assignments),
    _read("roleManagement/directory/roleEligibilitySchedules", directory.list_role_eligibilities),
    _read("directoryRoleTemplates", directory.list_role_templates),
    _act("directoryObjects/getByIds", members.get_by_ids),
    _act("directoryObjects/microsoft.graph.getByIds", members.get_by_ids),
)


def _strength_routes(root: str) -> tuple[Route, ...]:
    each = f"{root}/{{id}}"
    configurations = f"{each}/combinationConfigurations"
    rooms = combination_routes
    return (
        Route(root, {"GET": strengths.list_strengths, "POST": strengths.create_strength}),
        Route(
            each,
            {
                "GET": strengths.get_strength,
                "PATCH": strengths.patch_strength,
                "DELETE": strengths.delete_strength,
            },
        ),
        Route(f"{each}/updateAllowedCombinations", {"POST": strengths.update_combinations}),
        Route(f"{each}/microsoft.graph.updateAllowedCombinations", {"POST": strengths.update_combinations}),
        Route(f"{each}/usage", {"GET": strengths.usage}),
        Route(f"{each}/microsoft.graph.usage", {"GET": strengths.usage}),
        Route(configurations, {"GET": rooms.list_configurations, "POST": rooms.create_configuration}),
        Route(
            f"{configurations}/{{cid}}",
            {
                "GET": rooms.get_configuration,
                "PATCH": rooms.patch_configuration,
                "DELETE": rooms.delete_configuration,
            },
        ),
    )


ROUTES: tuple[Route, ...] = (
    *(Route(each.path, each.methods, Limit.CONDITIONAL_ACCESS) for each in _CONDITIONAL_ACCESS),
    *_OWN_LIMIT,
    *(route for root in _STRENGTHS for route in _strength_routes(root)),
    *_DIRECTORY,
)
