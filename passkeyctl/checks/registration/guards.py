"""Policies for user actions: in report-only (CAP404), beside the device setting (CAP405), with conditions (CAP407)."""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.checks.registration.known import says_enough
from passkeyctl.checks.registration.wording import together
from passkeyctl.checks.review import Review
from passkeyctl.checks.verdict import unchecked, verdict
from passkeyctl.diagnostics import Severity
from passkeyctl.insight.bootstrap_path.ways import is_about_registering
from passkeyctl.insight.passkeys.acceptance import members
from passkeyctl.insight.policies.grants import requirement_words
from passkeyctl.insight.tenant_state import Held
from passkeyctl.model.address import Kind
from passkeyctl.model.change import ResourceChange
from passkeyctl.model.facts import Fact
from passkeyctl.model.fields import Fields
from passkeyctl.model.finding import Finding
from passkeyctl.model.values import SignInFrequency
from passkeyctl.rules.calendar import CALENDAR, Change, is_in_force

JOINING = "Register or join devices"
DEVICE_CONTROLS = ("compliantDevice", "domainJoinedDevice", "approvedApplication", "compliantApplication")


def user_action_in_report_only(review: Review) -> Iterator[Finding]:
    """CAP404: Entra does not evaluate policies on user actions in report-only.

    Source: https://learn.microsoft.com/entra/identity/conditional-access/concept-conditional-access-report-only
    """
    for policy in review.after.of(Kind.POLICY):
        change = review.change_of(Kind.POLICY, policy.id)
        if not policy.fields["target.userActions"] or policy.fields["state"] != "reportOnly":
            continue
        if review.is_known(change, "state"):
            yield verdict(
                review,
                "CAP404",
                Severity.WARNING,
                f"`{policy.name}` is for a user action, and those are not evaluated in report-only",
                about=change,
                path="state",
                hint="use `disabled` until it is meant, then `enabled`: nobody sees beforehand whom it stops",
                value="reportOnly",
            )


def joining_beside_device_setting(review: Review) -> Iterator[Finding]:
    """CAP405: the device setting has to be off where a policy asks for a second factor to join a device.

    Source: https://learn.microsoft.com/entra/identity/conditional-access/policy-all-users-device-registration
    """
    joining = [each for each in review.after.of(Kind.POLICY) if _guards_joining(each)]
    if not joining:
        return
    setting = review.facts.requires_mfa_to_join
    if setting is None:
        yield unchecked("CAP405", review.facts.why(Fact.DEVICE_REGISTRATION))
        return
    for policy in joining if setting else ():
        change = review.change_of(Kind.POLICY, policy.id)
        yield verdict(
            review,
            "CAP405",
            Severity.ERROR,
            f"`{policy.name}` guards joining devices, and the device setting demands multifactor for it as well",
            about=change,
            path="target.userActions",
            detail=["Entra applies such a policy as meant only while the setting is off"],
            hint="set `Require Multifactor Authentication to register or join devices` to No in the device settings",
            value=requirement_words(policy.fields, review.after),
        )


def _guards_joining(policy: Held) -> bool:
    return policy.fields["state"] == "enabled" and JOINING in members(policy.fields, "target.userActions")


def registration_under_conditions(review: Review) -> Iterator[Finding]:
    """CAP407: what silences the campaign, stops Windows Hello set-up, or lets an old sign-in stand.

    Source: https://learn.microsoft.com/entra/identity/authentication/how-to-mfa-registration-campaign
    """
    for policy in review.after.of(Kind.POLICY):
        change = review.change_of(Kind.POLICY, policy.id)
        if policy.fields["state"] != "enabled" or not is_about_registering(policy.fields):
            continue
        if not review.is_known(change, "state"):
            continue
        conditions = dict(conditions_of(policy.fields))
        if conditions:
            yield _conditioned(review, policy, change, conditions)
        if not _asks_every_time(policy.fields) and _says_all(review, change):
            yield _stale(review, policy, change)


def _says_all(review: Review, change: ResourceChange | None) -> bool:
    """A file that describes a policy from its users to its grant would say how fresh a sign-in has to be."""
    return not review.is_of_files_alone or (change is not None and says_enough(change))


def conditions_of(policy: Fields) -> Iterator[tuple[str, str]]:
    """Each path with the words for it."""
    if members(policy, "conditions.locations.include") - {"all"} or members(policy, "conditions.locations.exclude"):
        yield "conditions.locations", "locations"
    if policy["conditions.deviceFilter"] is not None:
        yield "conditions.deviceFilter", "a device filter"
    if members(policy, "conditions.platforms.include") - {"all"} or members(policy, "conditions.platforms.exclude"):
        yield "conditions.platforms", "platforms"
    if members(policy, "grant.termsOfUse"):
        yield "grant.termsOfUse", "terms of use"
    if members(policy, "grant.customControls"):
        yield "grant.customControls", "a custom control"
    controls = [each for each in DEVICE_CONTROLS if each in members(policy, "grant.controls")]
    if controls:
        yield "grant.controls", together(f"`{each}`" for each in controls)


ABOUT_DEVICES = frozenset({"conditions.locations", "conditions.deviceFilter", "conditions.platforms", "grant.controls"})


def _conditioned(review: Review, policy: Held, change: ResourceChange | None, conditions: dict[str, str]) -> Finding:
    words = together(conditions.values())
    detail = ["a registration campaign does not show where such a policy stands in front of registering"]
    is_widened = is_in_force(Change.REGISTRATION_POLICIES_WIDENED, review.as_of)
    if is_widened and ABOUT_DEVICES & set(conditions):
        day = CALENDAR[Change.REGISTRATION_POLICIES_WIDENED].day
        detail.append(f"since {day:%Y-%m-%d} it also meets Windows Hello and Platform SSO set-up, on devices still new")
    return verdict(
        review,
        "CAP407",
        Severity.WARNING,
        f"`{policy.name}` guards registering with {words}",
        about=change,
        path=_written_under(change, conditions),
        detail=detail,
        hint="demand a strength that takes a Temporary Access Pass instead, without conditions",
        value=", ".join(conditions),
    )


def _written_under(change: ResourceChange | None, conditions: dict[str, str]) -> str:
    written = [each.path for each in change.changes] if change is not None else []
    return next((path for path in written if path.startswith(tuple(conditions))), "")


def _asks_every_time(policy: Fields) -> bool:
    frequency = policy["session.signInFrequency"]
    return isinstance(frequency, SignInFrequency) and frequency.value is None


def _stale(review: Review, policy: Held, change: ResourceChange | None) -> Finding:
    frequency = policy.fields["session.signInFrequency"]
    return verdict(
        review,
        "CAP407",
        Severity.WARNING,
        f"`{policy.name}` guards registering without asking for a sign-in every time",
        about=change,
        path="session.signInFrequency",
        detail=["whoever signed in longer ago is asked for a fresh method that the policy may not take, in a circle"],
        hint="write `session: {signInFrequency: everyTime}`",
        value=str(frequency) if frequency is not None else "no sign-in frequency",
    )
