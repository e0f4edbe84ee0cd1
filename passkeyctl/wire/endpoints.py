"""The paths the tool may address, relative to `/v1.0`; `apply/` can send nothing else."""

from __future__ import annotations

METHODS_POLICY = "/policies/authenticationMethodsPolicy"
METHODS_POLICY_BETA = f"/beta{METHODS_POLICY}"
FIDO2 = f"{METHODS_POLICY}/authenticationMethodConfigurations/fido2"
TEMPORARY_ACCESS_PASS = f"{METHODS_POLICY}/authenticationMethodConfigurations/temporaryAccessPass"
STRENGTHS = "/policies/authenticationStrengthPolicies"
POLICIES = "/identity/conditionalAccess/policies"
LOCATIONS = "/identity/conditionalAccess/namedLocations"
DELETED_POLICIES = "/identity/conditionalAccess/deletedItems/policies"
DELETED_LOCATIONS = "/identity/conditionalAccess/deletedItems/namedLocations"
CONTEXTS = "/identity/conditionalAccess/authenticationContextClassReferences"


def strength(id: str) -> str:
    return f"{STRENGTHS}/{id}"


def strength_combinations(id: str) -> str:
    return f"{STRENGTHS}/{id}/updateAllowedCombinations"


def strength_limits(id: str) -> str:
    return f"{STRENGTHS}/{id}/combinationConfigurations"


def strength_limit(id: str, limit_id: str) -> str:
    return f"{strength_limits(id)}/{limit_id}"


def policy(id: str) -> str:
    return f"{POLICIES}/{id}"


def location(id: str) -> str:
    return f"{LOCATIONS}/{id}"


def restored_policy(id: str) -> str:
    return f"{DELETED_POLICIES}/{id}/restore"


def restored_location(id: str) -> str:
    return f"{DELETED_LOCATIONS}/{id}/restore"


def context(id: str) -> str:
    return f"{CONTEXTS}/{id}"
