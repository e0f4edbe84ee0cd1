"""CAP406: device and app requirements that stop the registration of a passkey in Microsoft Authenticator.

Sources: https://learn.microsoft.com/entra/identity/authentication/how-to-register-passkey-authenticator,
https://learn.microsoft.com/entra/identity/conditional-access/concept-conditional-access-report-only
"""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.checks.registration.guards import DEVICE_CONTROLS
from passkeyctl.checks.registration.known import known_after
from passkeyctl.checks.registration.wording import spoken, together
from passkeyctl.checks.review import Review
from passkeyctl.checks.verdict import unchecked, verdict
from passkeyctl.diagnostics import Severity
from passkeyctl.insight.bootstrap_path.grants import takes_pass
from passkeyctl.insight.bootstrap_path.path import AUTHENTICATOR_MODELS
from passkeyctl.insight.bootstrap_path.ways import (
    ALL_RESOURCES,
    REGISTRATION_APPLICATION,
    WAYS,
    Route,
    excludes_registration,
    stands_on,
)
from passkeyctl.insight.kleene import some
from passkeyctl.insight.passkeys.acceptance import admits, members
from passkeyctl.insight.sign_in.circumstances import circumstances
from passkeyctl.insight.sign_in.sign_in import SignIn
from passkeyctl.insight.tenant_state import Held, TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.facts import Fact
from passkeyctl.model.fields import Fields
from passkeyctl.model.finding import Finding
from passkeyctl.model.people import KeyModel

PROMPTING = ("macOS", "iOS", "android")


def device_requirements(review: Review) -> Iterator[Finding]:
    state = known_after(review)
    is_admitted = _admits_authenticator(state)
    for policy in state.of(Kind.POLICY):
        controls = [each for each in DEVICE_CONTROLS if each in members(policy.fields, "grant.controls")]
        if not controls:
            continue
        if policy.fields["state"] == "reportOnly" and "compliantDevice" in controls:
            yield from _prompts(review, policy)
        if policy.fields["state"] == "enabled" and takes_pass(policy.fields, state) is None:
            yield from _blocked(review, policy, controls, state, is_admitted=is_admitted)


def _blocked(
    review: Review, policy: Held, controls: list[str], state: TenantState, *, is_admitted: bool | None
) -> Iterator[Finding]:
    """The app can't prove anything about a device; where the policy may not apply it is a warning."""
    if ALL_RESOURCES not in members(policy.fields, "target.resources.include"):
        return
    in_app = [stands for way, stands in zip(WAYS, stands_on(policy, state), strict=True) if _is_app(way.route)]
    answer = some(in_app)
    if answer is False:
        yield from _not_there(review, policy)
        return
    is_sure = answer is True and is_admitted is not False
    words = together(f"`{each}`" for each in controls)
    yield verdict(
        review,
        "CAP406",
        Severity.ERROR if is_sure else Severity.WARNING,
        f"`{policy.name}` demands {words} on all resources, so nobody can register a passkey in Authenticator",
        about=review.change_of(Kind.POLICY, policy.id),
        path="grant.controls",
        detail=_doubts(policy.fields, is_admitted=is_admitted, is_met=answer),
        hint=f"exclude `{REGISTRATION_APPLICATION}` under `target.resources`, or let `mfa` be enough",
        value=", ".join(controls),
    )


def _is_app(route: Route) -> bool:
    return route is Route.AUTHENTICATOR


def _doubts(policy: Fields, *, is_admitted: bool | None, is_met: bool | None) -> Iterator[str]:
    if is_admitted is False:
        yield "no profile admits Microsoft Authenticator; on other devices it still stops whoever has none"
    if excludes_registration(policy) is None:
        yield "what it excludes may be enough, or not: Microsoft names another application by now"
    elif is_met is None:
        yield "whether it applies hangs on its conditions"


def _not_there(review: Review, policy: Held) -> Iterator[Finding]:
    """An exclusion of an application that has no service principal here has no effect."""
    if excludes_registration(policy.fields) is not True or review.is_of_files_alone:
        return
    there = review.facts.has_registration_application
    if there is None:
        yield unchecked("CAP406", review.facts.why(Fact.REGISTRATION_APPLICATION))
    elif not there:
        yield verdict(
            review,
            "CAP406",
            Severity.ERROR,
            f"`{policy.name}` excludes `{REGISTRATION_APPLICATION}`, which this tenant does not have",
            about=review.change_of(Kind.POLICY, policy.id),
            path="target.resources.exclude",
            hint="create its service principal first: `az ad sp create --id 6aa00308-ea33-4caa-90d6-ae905d8cb51b`",
            value=REGISTRATION_APPLICATION,
        )


def _prompts(review: Review, policy: Held) -> Iterator[Finding]:
    """To report on a device, Entra asks macOS, iOS and Android for its certificate."""
    platforms = [each for each in PROMPTING if _may_meet(policy.fields, each)]
    if not platforms or not _is_for_resources(policy.fields):
        return
    words = together(map(spoken, platforms))
    yield verdict(
        review,
        "CAP406",
        Severity.WARNING,
        f"`{policy.name}` prompts people on {words} for a certificate, although it is in report-only",
        about=review.change_of(Kind.POLICY, policy.id),
        path="grant.controls",
        detail=["to report whether a device complies, Entra asks it for its certificate"],
        hint="exclude these platforms while it is in report-only",
        value="compliantDevice",
    )


def _is_for_resources(policy: Fields) -> bool:
    return bool(members(policy, "target.resources.include") - {"None"})


def _may_meet(policy: Fields, platform: str) -> bool:
    answers = [each.is_met for each in circumstances(policy, SignIn(platform=platform))]
    return False not in answers


def _admits_authenticator(state: TenantState) -> bool | None:
    """Whether any profile lets people register a passkey in Microsoft Authenticator."""
    if Kind.PROFILE in state.unread_kinds:
        return None
    models = [KeyModel(each, "deviceBound", True) for each in AUTHENTICATOR_MODELS.values()]
    profiles = state.of(Kind.PROFILE)
    return some(admits(each.fields, model) for each in profiles for model in models) if profiles else None
