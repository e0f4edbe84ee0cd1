"""What the conditions of a policy are called, and what one of them says of a sign-in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum


class Condition(StrEnum):
    """In the order in which they are looked at."""

    WORKLOADS = "workload identities"
    USERS = "users"
    RESOURCE = "resource"
    APPLICATION_FILTER = "application filter"
    USER_ACTION = "user action"
    CONTEXT = "authentication context"
    PLATFORM = "platform"
    CLIENT_APP = "client app"
    LOCATION = "location"
    DEVICE_FILTER = "device filter"
    SIGN_IN_RISK = "sign-in risk"
    USER_RISK = "user risk"
    INSIDER_RISK = "insider risk"
    SERVICE_PRINCIPAL_RISK = "service principal risk"
    FLOW = "authentication flow"
    WORKLOAD_FILTER = "workload identity filter"


ANALYSIS_REASONS: dict[Condition, frozenset[str]] = {
    Condition.WORKLOADS: frozenset({"workloadIdentities", "users"}),
    Condition.USERS: frozenset({"users"}),
    Condition.RESOURCE: frozenset({"application"}),
    Condition.APPLICATION_FILTER: frozenset({"application"}),
    Condition.USER_ACTION: frozenset({"userActions", "application", "authenticationContext"}),
    Condition.CONTEXT: frozenset({"authenticationContext", "application", "userActions"}),
    Condition.PLATFORM: frozenset({"devicePlatform"}),
    Condition.CLIENT_APP: frozenset({"clientApps"}),
    Condition.LOCATION: frozenset({"location"}),
    Condition.DEVICE_FILTER: frozenset({"devices"}),
    Condition.SIGN_IN_RISK: frozenset({"signInRisk"}),
    Condition.USER_RISK: frozenset({"userRisk"}),
    Condition.INSIDER_RISK: frozenset({"insiderRisk"}),
    Condition.SERVICE_PRINCIPAL_RISK: frozenset({"signInRisk", "workloadIdentities"}),
    Condition.FLOW: frozenset({"authenticationFlow"}),
    Condition.WORKLOAD_FILTER: frozenset({"workloadIdentities"}),
}
"""Which of Graph's words may name an unmet condition (https://learn.microsoft.com/graph/api/resources/whatifanalysisresult).

Graph gives the first condition that isn't met, and where a policy is for another kind of target, Microsoft doesn't say
which of the two words it gives.
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a condition says of a sign-in: met, not met, or None where that hangs on `why`."""

    condition: Condition
    is_met: bool | None
    why: str = ""


def in_all_cases(cases: Iterable[str], is_met: Callable[[str], bool | None]) -> bool | None:
    """The answer that is the same in all cases; None where they differ."""
    found = {is_met(each) for each in cases}
    return found.pop() if len(found) == 1 else None


def opposite(answer: bool | None) -> bool | None:
    return None if answer is None else not answer
