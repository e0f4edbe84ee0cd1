"""REG605: what Microsoft decides about the registration campaign, and about users of SMS and voice.

Sources: https://learn.microsoft.com/entra/identity/authentication/how-to-mfa-registration-campaign, and
docs/graph-facts.md, "Calendar".
"""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.checks.review import Review
from passkeyctl.checks.verdict import unchecked, verdict
from passkeyctl.diagnostics import Severity
from passkeyctl.model.address import Kind
from passkeyctl.model.facts import Fact
from passkeyctl.model.finding import Finding
from passkeyctl.rules.calendar import CALENDAR, Change, is_in_force

PHONES = {"sms": "SMS", "voice": "voice calls"}
WRITE = "write `state: enabled` with a method, or `state: disabled`, and look at it again after an apply"


def campaign_of_somebody_else(review: Review) -> Iterator[Finding]:
    yield from _managed(review)
    yield from _moved_users(review)


def _managed(review: Review) -> Iterator[Finding]:
    planned, live = review.after.fields(Kind.CAMPAIGN), review.before.fields(Kind.CAMPAIGN)
    if planned is None or not is_in_force(Change.PHONE_USERS_MIGRATED, review.as_of):
        return
    day = CALENDAR[Change.PHONE_USERS_MIGRATED].day
    is_managed = planned["state"] == "microsoftManaged"
    if not is_managed and (live is None or live["state"] != "microsoftManaged"):
        return
    change = next((each for each in review.changes if each.address.kind is Kind.CAMPAIGN), None)
    said = "is left to Microsoft" if is_managed else "was set to be managed by Microsoft, and the file says otherwise"
    yield verdict(
        review,
        "REG605",
        Severity.WARNING,
        f"the registration campaign {said}",
        about=change,
        path="state",
        address="" if change is not None else "registrationCampaign",
        detail=[
            f"on {day:%Y-%m-%d} Microsoft set campaigns to `microsoftManaged`, in some tenants disabled ones too",
            "method and snoozing then change without anybody here acting",
        ],
        hint=WRITE if is_managed else "an apply sets what the file says; look at it again some days later",
        value=str(planned["state"]),
    )


def _moved_users(review: Review) -> Iterator[Finding]:
    """People enabled for SMS or voice are put into a profile of every type, unless the tenant opted out."""
    described = {each.address.kind for each in review.changes}
    has_come = is_in_force(Change.PHONE_USERS_MIGRATED, review.as_of)
    is_over = is_in_force(Change.PHONE_RETIRED, review.as_of)
    if not has_come or is_over or not described & {Kind.CAMPAIGN, Kind.PASSKEYS, Kind.TARGET}:
        return
    if review.configuration.expectations.passkey_opt_out is not None:
        return
    methods, opted_out = review.facts.methods, review.facts.passkey_opt_out
    if methods is None or opted_out is None:
        if review.active:
            yield unchecked("REG605", review.facts.why(Fact.METHODS if methods is None else Fact.PASSKEY_OPT_OUT))
        return
    on = [words for each, words in PHONES.items() if each in methods and methods[each].state == "enabled"]
    if on and not opted_out:
        users = f"users of {' and '.join(on)}"
        yield verdict(
            review,
            "REG605",
            Severity.WARNING,
            f"Microsoft puts {users} into a profile that admits every passkey, unless the tenant opts out",
            address="passkeys",
            is_touched=False,
            detail=["rows and profiles that no file lists may be there because of it"],
            hint="decide: opt out if your profiles are narrower, and write `passkeyDynamicMigrationOptOut: true` under "
            "`expect`; if it is fine, write `false` there",
            value="no opt-out",
        )
