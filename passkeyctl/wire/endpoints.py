"""The paths the tool may address, relative to `/v1.0`; `apply/` can send nothing else."""

from __future__ import annotations

FIDO2 = "/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/fido2"
STRENGTHS = "/policies/authenticationStrengthPolicies"
POLICIES = "/identity/conditionalAccess/policies"
LOCATIONS = "/identity/conditionalAccess/namedLocations"


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
