"""What a policy says of how somebody signs in: platform, client app, device, risks and flow."""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.insight.kleene import every
from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.insight.sign_in.condition import Answer, Condition, in_all_cases, opposite
from passkeyctl.insight.sign_in.sign_in import NO_RISK, ORDINARY_FLOW, SignIn
from passkeyctl.model.conditional_access import (
    AUTHENTICATION_FLOWS,
    CLIENT_APPS,
    INSIDER_RISK_LEVELS,
    PLATFORMS,
    RISK_LEVELS,
)
from passkeyctl.model.fields import Fields
from passkeyctl.model.values import FilterRule
from passkeyctl.wire.canonical import UNREADABLE

ALL = "all"
ANOTHER = "another"
"""A value that no list names: what a device may run that Graph has no word for."""


def circumstances(policy: Fields, sign_in: SignIn) -> Iterator[Answer]:
    """One answer for each condition that the policy has."""
    yield from _platform(policy, sign_in.platform)
    yield from _client_app(policy, sign_in.client_app)
    device = policy["conditions.deviceFilter"]
    if isinstance(device, FilterRule):
        yield Answer(Condition.DEVICE_FILTER, None, f"the device filter ({device.mode}) `{device.rule}`")
    for condition, path, said, levels in (
        (Condition.SIGN_IN_RISK, "signInRisk", sign_in.sign_in_risk, RISK_LEVELS),
        (Condition.USER_RISK, "userRisk", sign_in.user_risk, RISK_LEVELS),
        (Condition.INSIDER_RISK, "insiderRisk", sign_in.insider_risk, (*INSIDER_RISK_LEVELS, NO_RISK)),
        (Condition.SERVICE_PRINCIPAL_RISK, "servicePrincipalRisk", sign_in.service_principal_risk, RISK_LEVELS),
    ):
        yield from _one_of(condition, members(policy, f"conditions.{path}"), said, levels)
    # A condition with no flow in it is Graph's way to say that there is none.
    flows = members(policy, "conditions.authenticationFlows") - {ORDINARY_FLOW}
    yield from _one_of(Condition.FLOW, flows, sign_in.flow, AUTHENTICATION_FLOWS)


def _platform(policy: Fields, said: str | None) -> Iterator[Answer]:
    included = members(policy, "conditions.platforms.include")
    excluded = members(policy, "conditions.platforms.exclude")
    if not included and not excluded:
        return
    cases = (*(each for each in PLATFORMS if each != ALL), ANOTHER) if said is None else (said,)

    def is_met(platform: str) -> bool | None:
        # Graph takes no list of excludes alone, so nobody can tell what one would mean.
        inside = _is_listed(platform, included) if included else None
        return every((inside, opposite(_is_listed(platform, excluded))))

    yield _answer(Condition.PLATFORM, in_all_cases(cases, is_met), said)


def _client_app(policy: Fields, said: str | None) -> Iterator[Answer]:
    listed = members(policy, "conditions.clientApps")
    if ALL in listed or not listed:
        return
    cases = tuple(each for each in CLIENT_APPS if each not in (ALL, "easSupported")) if said is None else (said,)

    def is_met(client: str) -> bool | None:
        # An older word, for those Exchange ActiveSync clients that tell what platform they run on.
        may_be_meant = client == "exchangeActiveSync" and "easSupported" in listed
        found = _is_listed(client, listed)
        return None if may_be_meant and not found else found

    yield _answer(Condition.CLIENT_APP, in_all_cases(cases, is_met), said)


def _one_of(condition: Condition, listed: frozenset[str], said: str | None, words: tuple[str, ...]) -> Iterator[Answer]:
    if listed:
        cases = words if said is None else (said,)
        yield _answer(condition, in_all_cases(cases, lambda each: _is_listed(each, listed)), said)


def _is_listed(word: str, listed: frozenset[str]) -> bool | None:
    """A word that Graph kept to itself may be any."""
    if word in listed or ALL in listed:
        return True
    return None if UNREADABLE in listed else False


def _answer(condition: Condition, is_met: bool | None, said: str | None) -> Answer:
    if said is None:
        return Answer(condition, is_met, f"{condition} isn't said" if is_met is None else f"it is for no {condition}")
    about = f"for {condition} `{said}`"
    return Answer(condition, is_met, f"it may be {about}" if is_met is None else f"it isn't {about}")
