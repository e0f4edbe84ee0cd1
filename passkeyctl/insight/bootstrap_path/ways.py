"""The ways on which a passkey can be registered, and which Conditional Access policies stand on each.

Somebody registers on the security information page, from any platform, or inside Microsoft Authenticator on a phone.
Either sign-in is the user action `Register security information` and a sign-in to applications of Microsoft's as well,
which policies on all resources meet (docs/graph-facts.md, "Registering a passkey").
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from passkeyctl.insight.kleene import every
from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.insight.sign_in.circumstances import circumstances
from passkeyctl.insight.sign_in.places import place
from passkeyctl.insight.sign_in.sign_in import NO_RISK, ORDINARY_FLOW, SignIn
from passkeyctl.insight.tenant_state import Held, TenantState
from passkeyctl.model.conditional_access import is_for_workloads
from passkeyctl.model.fields import Fields

REGISTERING = "Register security information"
ALL_RESOURCES = "All resources"

REGISTRATION_APPLICATION = "Microsoft Authenticator Credential Registration"
REGISTRATION_APPLICATION_ID = "6aa00308-ea33-4caa-90d6-ae905d8cb51b"
"""What Microsoft Authenticator signs in to when a passkey is registered in it."""

OLDER_APPLICATION_IDS = ("ea890292-c8c8-4433-b5ea-b09d0668e1a6", "azure credential configuration endpoint service")
"""What people excluded before Microsoft named the application above; whether it suffices nobody says."""

PAGE_IDS = ("19db86c3-b2b9-44cc-b339-36da233a3be2", "my signins")
"""The application of the security information page, which is not the only one that the page signs in to."""


class Route(StrEnum):
    """Where a passkey is registered."""

    PAGE = "the security information page"
    AUTHENTICATOR = "Microsoft Authenticator"


@dataclass(frozen=True, slots=True)
class Way:
    """A route from one platform."""

    route: Route
    platform: str


PHONES = ("iOS", "android")
COMPUTERS = ("windows", "macOS", "linux")
WAYS: tuple[Way, ...] = (
    *(Way(Route.PAGE, each) for each in (*COMPUTERS, *PHONES)),
    *(Way(Route.AUTHENTICATOR, each) for each in PHONES),
)
CLIENTS = {Route.PAGE: ("browser",), Route.AUTHENTICATOR: ("browser", "mobileAppsAndDesktopClients")}
"""The app signs in by itself or by way of the phone's browser; where that makes a difference nobody can tell."""


def stands_on(policy: Held, state: TenantState) -> tuple[bool | None, ...]:
    """For each of WAYS whether a policy meets whoever takes it, its users and its state aside.

    The sign-in is an ordinary one, at no risk; a location or a device filter is left open.
    """
    if is_for_workloads(policy.fields):
        return (False,) * len(WAYS)
    targets = {route: _is_target(policy.fields, route) for route in Route}
    if set(targets.values()) == {False}:
        return (False,) * len(WAYS)
    somewhere = every(each.is_met for each in place(policy.fields, SignIn(), state))
    return tuple(
        every((targets[each.route], somewhere, _in_circumstances(policy.fields, each)))
        if targets[each.route] is not False
        else False
        for each in WAYS
    )


def _in_circumstances(policy: Fields, way: Way) -> bool | None:
    answers = {_with_client(policy, way.platform, client) for client in CLIENTS[way.route]}
    return answers.pop() if len(answers) == 1 else None


def _with_client(policy: Fields, platform: str, client: str) -> bool | None:
    sign_in = SignIn(
        platform=platform,
        client_app=client,
        sign_in_risk=NO_RISK,
        user_risk=NO_RISK,
        insider_risk=NO_RISK,
        flow=ORDINARY_FLOW,
    )
    return every(each.is_met for each in circumstances(policy, sign_in))


def is_about_registering(policy: Fields) -> bool:
    return REGISTERING in members(policy, "target.userActions")


def _is_target(policy: Fields, route: Route) -> bool | None:
    if members(policy, "target.userActions"):
        return is_about_registering(policy)
    if members(policy, "target.authenticationContexts"):
        return False
    included = _words(policy, "include")
    is_named = route is Route.PAGE and bool(included & set(PAGE_IDS))
    is_named |= route is Route.AUTHENTICATOR and bool(included & _AUTHENTICATOR)
    if ALL_RESOURCES.casefold() not in included and not is_named:
        return None if _mode(policy) == "include" else False
    return _unless_excluded(_words(policy, "exclude"), policy, route)


def _unless_excluded(excluded: frozenset[str], policy: Fields, route: Route) -> bool | None:
    if route is Route.AUTHENTICATOR and excluded & _AUTHENTICATOR:
        return False
    doubtful = PAGE_IDS if route is Route.PAGE else OLDER_APPLICATION_IDS
    return None if excluded & set(doubtful) or _mode(policy) == "exclude" else True


_AUTHENTICATOR = frozenset({REGISTRATION_APPLICATION_ID, REGISTRATION_APPLICATION.casefold()})


def excludes_registration(policy: Fields) -> bool | None:
    """Whether a policy on all resources leaves out the application that Authenticator registers passkeys with."""
    excluded = _words(policy, "exclude")
    if excluded & _AUTHENTICATOR:
        return True
    return None if excluded & set(OLDER_APPLICATION_IDS) or _mode(policy) == "exclude" else False


def _words(policy: Fields, side: str) -> frozenset[str]:
    """Ids of applications, or names where only files are looked at."""
    return frozenset(each.casefold() for each in members(policy, f"target.resources.{side}"))


def _mode(policy: Fields) -> str:
    chosen = policy["target.resources.filter"]
    return str(getattr(chosen, "mode", ""))


def platforms_of(ways: Iterable[Way]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.platform for each in ways))
