"""REG601: people are to register passkeys, and may not set any up themselves.

Source: https://learn.microsoft.com/entra/identity/authentication/how-to-authentication-passkeys-fido2
"""

from __future__ import annotations

from collections.abc import Iterator

from passkeyctl.checks.registration.known import known_after
from passkeyctl.checks.review import Review
from passkeyctl.checks.verdict import verdict
from passkeyctl.diagnostics import Severity
from passkeyctl.insight.tenant_state import TenantState
from passkeyctl.model.address import Kind
from passkeyctl.model.finding import Finding


def self_service_off(review: Review) -> Iterator[Finding]:
    state = known_after(review)
    settings = state.fields(Kind.PASSKEYS)
    if settings is None or settings["allowSelfServiceSetup"] is not False or settings["state"] == "disabled":
        return
    expected = list(_expected(state))
    if not expected:
        return
    change = next((each for each in review.changes if each.address.kind is Kind.PASSKEYS), None)
    touched = [each for each in review.active if each.address.kind in DECISIVE]
    yield verdict(
        review,
        "REG601",
        Severity.ERROR,
        "`allowSelfServiceSetup` is off, so nobody can register a passkey",
        about=change,
        path="allowSelfServiceSetup",
        address="" if change is not None else "passkeys",
        is_touched=_makes_it_worse(review) or any(each.changed("allowSelfServiceSetup") for each in touched),
        detail=[*expected, "registering on behalf of people through Graph is refused as well"],
        hint="write `allowSelfServiceSetup: true`",
        value="allowSelfServiceSetup: false",
    )


DECISIVE = (Kind.PASSKEYS, Kind.TARGET, Kind.CAMPAIGN)


def _makes_it_worse(review: Review) -> bool:
    """A new row, or a campaign that starts, expects more people to register."""
    return any(
        each.live is None or each.changed("state") is not None
        for each in review.active
        if each.address.kind in (Kind.TARGET, Kind.CAMPAIGN) and each.planned is not None
    )


def _expected(state: TenantState) -> Iterator[str]:
    campaign = state.fields(Kind.CAMPAIGN)
    if campaign is not None and campaign["state"] == "enabled" and campaign["method"] == "fido2":
        yield "the registration campaign asks people to"
    rows = state.of(Kind.TARGET)
    if rows:
        yield f"target rows of passkeys: {len(rows)}"
